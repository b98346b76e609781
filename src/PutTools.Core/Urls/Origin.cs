namespace PutTools.Urls;

/// <summary>The origin of a url (RFC 6454): scheme, host and port.</summary>
internal static class Origin
{
    /// <summary>True if the scheme of a url is http or https.</summary>
    public static bool IsHttp(Uri uri) => uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps;

    /// <summary>True if a step from one url to the other leads from https to http.</summary>
    public static bool IsDowngrade(Uri from, Uri to) => from.Scheme == Uri.UriSchemeHttps && to.Scheme == Uri.UriSchemeHttp;

    /// <summary>True if both have the same scheme, host and port.</summary>
    public static bool AreSame(Uri one, Uri other)
        => one.Scheme == other.Scheme && one.Port == other.Port && one.IdnHost.Equals(other.IdnHost, StringComparison.OrdinalIgnoreCase);
}
