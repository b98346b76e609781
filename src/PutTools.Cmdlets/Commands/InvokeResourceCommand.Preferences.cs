using System.Collections.Generic;
using System.Globalization;
using System.Management.Automation;
using PutTools.Pipeline;
using PutTools.Secrets;

namespace PutTools.Cmdlets;

// What the user wants to see and to be asked. Looked up once for a pipeline: texts that nobody reads cost more than
// a write on the same machine does.
public abstract partial class InvokeResourceCommand
{
    private const ConfirmImpact Impact = ConfirmImpact.Medium;

    /// <summary>Whether ShouldProcess can do anything but agree in silence.</summary>
    private bool MayAsk()
        => MyInvocation.BoundParameters.ContainsKey("WhatIf")
            || MyInvocation.BoundParameters.ContainsKey("Confirm")
            || LanguagePrimitives.IsTrue(GetVariableValue("WhatIfPreference"))
            || (LanguagePrimitives.TryConvertTo<ConfirmImpact>(GetVariableValue("ConfirmPreference"), CultureInfo.InvariantCulture, out var level)
                && level != ConfirmImpact.None && level <= Impact);

    private bool Approve(ResourceRequest request, IReadOnlyList<object>? changes)
        => ShouldProcess(RedactedUri.Text(request.Uri), CmdletMessages.Operation(request, changes));

    private ActionPreference Preference(string parameter, string variable)
    {
        if (MyInvocation.BoundParameters.TryGetValue(parameter, out var stated))
            return LanguagePrimitives.IsTrue(stated) ? ActionPreference.Continue : ActionPreference.SilentlyContinue;
        return LanguagePrimitives.TryConvertTo<ActionPreference>(GetVariableValue(variable), CultureInfo.InvariantCulture, out var preference)
            ? preference
            : ActionPreference.Continue;
    }
}
