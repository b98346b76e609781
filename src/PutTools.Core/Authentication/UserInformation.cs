using System.Net;
using PutTools.Urls;

namespace PutTools.Authentication;

/// <summary>The <c>user:password@</c> of a url (RFC 3986 §3.2.1). It is credentials, and not part of the target.</summary>
internal static class UserInformation
{
    /// <summary>
    /// Returns <paramref name="settings"/>, or Basic with <paramref name="login"/> if the settings have no credentials.
    /// </summary>
    public static AuthenticationSettings OrElse(AuthenticationSettings settings, Login? login)
    {
        // -Authentication Basic without -Credential names a scheme, but has no credentials.
        var isOpen = settings is { IsAnonymous: true } or { Authentication: WebAuthenticationType.Basic, Login: null, Token: null };
        return login is not null && isOpen ? new AuthenticationSettings { Authentication = WebAuthenticationType.Basic, Login = login } : settings;
    }

    /// <summary>Splits a url into the url without user information and its credentials; null if it has none.</summary>
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
