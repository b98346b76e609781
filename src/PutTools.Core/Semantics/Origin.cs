using System;

namespace PutTools.Semantics;

/// <summary>The origin of a url (RFC 6454): scheme, host and port.</summary>
internal static class Origin
{
    public static bool AreSame(Uri one, Uri other)
        => one.Scheme == other.Scheme && one.Port == other.Port && one.IdnHost.Equals(other.IdnHost, StringComparison.OrdinalIgnoreCase);
}
