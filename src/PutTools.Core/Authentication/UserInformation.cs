using System;
using System.Net;
using PutTools.Urls;

namespace PutTools.Authentication;

/// <summary><c>user:password@</c> in a url (RFC 3986 §3.2.1): not part of the address, but credentials.</summary>
internal static class UserInformation
{
    /// <summary>The authentication that <paramref name="settings"/> have, or that of <paramref name="login"/> where they have none.</summary>
    public static AuthenticationSettings OrElse(AuthenticationSettings settings, Login? login)
    {
        // -Authentication Basic alone names the scheme, and no credentials.
        var isOpen = settings is { IsAnonymous: true } or { Authentication: WebAuthenticationType.Basic, Login: null, Token: null };
        return login is not null && isOpen ? new AuthenticationSettings { Authentication = WebAuthenticationType.Basic, Login = login } : settings;
    }

    /// <summary>The url without it, and the credentials; null where the url has none.</summary>
    public static (Uri Uri, Login? Login) Split(Uri uri)
    {
        if (uri.UserInfo.Length == 0)
            return (uri, null);
        var (name, password) = uri.UserInfo.IndexOf(':') is >= 0 and var colon
            ? (uri.UserInfo[..colon], uri.UserInfo[(colon + 1)..])
            : (uri.UserInfo, string.Empty);
        var login = new Login(new NetworkCredential(Uri.UnescapeDataString(name), Uri.UnescapeDataString(password)));
        return (ExactUri.Create(ExactUri.WithoutUserInformation(uri.OriginalString))!, login);
    }
}
