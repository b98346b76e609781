namespace PutTools.Secrets;

/// <summary>
/// Header fields that are sent to an origin other than the caller's. All other fields are removed, because nobody knows
/// all names of secrets.
/// </summary>
internal static class HarmlessField
{
    /// <summary>The names. docs/trust.md lists them.</summary>
    public static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        "Accept", "Accept-Charset", "Accept-Encoding", "Accept-Language", "Cache-Control", "Pragma", "Date", "User-Agent", "Range",
        "Content-Digest", "Content-Disposition", "Content-Encoding", "Content-Language", "Content-Length", "Content-MD5", "Content-Range",
        "Content-Type", "Digest", "Repr-Digest", "Expect", "Transfer-Encoding", "Connection",
        "If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since", "If-Range", "Idempotency-Key", "Prefer", "Overwrite", "Depth",
        "X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "X-Requested-With",
        "OData-Version", "OData-MaxVersion", "X-Request-Id", "X-Correlation-Id",
    };

    /// <summary>True if the field of this name is known to hold no secret.</summary>
    public static bool Is(string name) => Names.Contains(name);
}
