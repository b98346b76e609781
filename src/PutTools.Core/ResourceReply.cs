namespace PutTools;

/// <summary>A reply (being written).</summary>
public class ResourceReply
{
    /// <summary>The status code.</summary>
    public int StatusCode { get; init; }
}
