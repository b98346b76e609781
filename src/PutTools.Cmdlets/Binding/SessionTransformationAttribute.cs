namespace PutTools.Cmdlets.Binding;

/// <summary>Explains how to make a session if the argument is a url or another object.</summary>
internal sealed class SessionTransformationAttribute : RefusalAttribute
{
    private protected override string? Refuse(object value) => value switch
    {
        ResourceSession => null,
        string or Uri => MistakeMessages.SessionIsText,
        _ => MistakeMessages.NoSession(value.GetType()),
    };
}
