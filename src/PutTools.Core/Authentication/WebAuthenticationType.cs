#pragma warning disable IDE0130 // PowerShell users meet this name as PutTools.WebAuthenticationType

namespace PutTools;

/// <summary>How a request says who sends it.</summary>
public enum WebAuthenticationType
{
    /// <summary>Not before the server asks.</summary>
    None,

    /// <summary>User name and password with each request (RFC 7617).</summary>
    Basic,

    /// <summary>A token with each request (RFC 6750).</summary>
    Bearer,

    /// <summary>The same as <see cref="Bearer"/>.</summary>
    OAuth,
}
