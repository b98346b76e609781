using System.Globalization;
using System.Management.Automation;

namespace PutTools.Cmdlets;

/// <summary>The common parameters of a command, and the preference variables in their place.</summary>
internal sealed class CommonParameters(PSCmdlet cmdlet)
{
    /// <summary>True if the messages of <c>-Verbose</c> are shown.</summary>
    public bool IsVerbose => IsShown("Verbose", "VerbosePreference");

    /// <summary>True if the messages of <c>-Debug</c> are shown.</summary>
    public bool IsDebug => IsShown("Debug", "DebugPreference");

    /// <summary>True if warnings are shown.</summary>
    public bool ShowsWarnings => IsShown("WarningAction", "WarningPreference");

    /// <summary>True if nothing is to be sent.</summary>
    public bool IsWhatIf => LanguagePrimitives.IsTrue(Given("WhatIf") ?? cmdlet.GetVariableValue("WhatIfPreference"));

    /// <summary>True if ShouldProcess may prompt or print anything.</summary>
    public bool MayPrompt => Given("WhatIf") is not null || Given("Confirm") is not null
        || LanguagePrimitives.IsTrue(cmdlet.GetVariableValue("WhatIfPreference"))
        || (LanguagePrimitives.TryConvertTo<ConfirmImpact>(cmdlet.GetVariableValue("ConfirmPreference"), CultureInfo.InvariantCulture, out var level)
            && level != ConfirmImpact.None && level <= ConfirmImpact.Medium);

    private object? Given(string parameter) => cmdlet.MyInvocation.BoundParameters.TryGetValue(parameter, out var given) ? given : null;

    private bool IsShown(string parameter, string variable)
    {
        var given = Given(parameter);
        if (given is SwitchParameter flag)
            return flag;
        return !LanguagePrimitives.TryConvertTo<ActionPreference>(given ?? cmdlet.GetVariableValue(variable), CultureInfo.InvariantCulture, out var preference)
            || preference is not (ActionPreference.SilentlyContinue or ActionPreference.Ignore);
    }
}
