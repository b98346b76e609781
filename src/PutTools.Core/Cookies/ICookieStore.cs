namespace PutTools.Cookies;

/// <summary>Stores the cookies of responses. Safe to use from many threads.</summary>
internal interface ICookieStore
{
    /// <summary>The number of stored cookies.</summary>
    int Count { get; }

    /// <summary>Stores a cookie, or removes it if it has ended. A cookie that <paramref name="origin"/> may not set is ignored.</summary>
    /// <returns>False if the cookie is lost, because this store can't hold it.</returns>
    bool TryKeep(SetCookie cookie, Uri origin);

    /// <summary>Returns names and values of the cookies for <paramref name="uri"/>, in the order in which they are sent.</summary>
    IReadOnlyList<KeyValuePair<string, string>> For(Uri uri);
}
