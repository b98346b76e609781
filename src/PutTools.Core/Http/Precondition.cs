namespace PutTools.Http;

/// <summary>The header fields by which a write depends on the state of the resource (RFC 9110 §13.1).</summary>
internal static class Precondition
{
    /// <summary>True if the field of this name is one of them. <c>If-Modified-Since</c> is for reads, and <c>If-Range</c> for ranges.</summary>
    public static bool Is(string name) => EntityTag.IsIn(name) || name.Equals("If-Unmodified-Since", StringComparison.OrdinalIgnoreCase);

    /// <summary>True if one of them is among the fields.</summary>
    public static bool IsIn(IReadOnlyList<KeyValuePair<string, string>> fields)
    {
        for (var i = 0; i < fields.Count; i++)
        {
            if (Is(fields[i].Key))
                return true;
        }

        return false;
    }
}
