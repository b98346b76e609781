#pragma warning disable IDE0130 // PowerShell users see this type as PutTools.WebAuthenticationType

namespace PutTools;

/// <summary>The authentication scheme of a request.</summary>
public enum WebAuthenticationType
{
    /// <summary>Credentials are sent only to answer a challenge of the server.</summary>
    None,

    /// <summary>Sends user name and password with each request (RFC 7617).</summary>
    Basic,

    /// <summary>Sends a token with each request (RFC 6750).</summary>
    Bearer,

    /// <summary>The same as <see cref="Bearer"/>.</summary>
    OAuth,
}
