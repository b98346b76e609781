namespace PutTools.Cmdlets.Binding;

/// <summary>
/// Accepts a credential or $null unchanged. PowerShell's own [Credential] prompts at the console for missing parts, even if
/// nobody is there.
/// </summary>
internal sealed class CredentialTransformationAttribute : RefusalAttribute
{
    private protected override string? Refuse(object value) => value is string user ? MistakeMessages.CredentialIsText(user) : null;
}
