namespace PutTools.Semantics;

/// <summary>What the server said of a problem, in the members of RFC 9457.</summary>
public sealed class ProblemDetails
{
}
