namespace PutTools.Cmdlets.Requests;

/// <summary>A parameter that is a header field of one write.</summary>
/// <param name="Field">The name of the field.</param>
/// <param name="Value">Its value.</param>
internal sealed record HeaderParameter(string Field, PerObject<string> Value);
