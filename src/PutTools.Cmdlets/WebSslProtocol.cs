#pragma warning disable IDE0130 // users see it as PutTools.WebSslProtocol

namespace PutTools;

/// <summary>Versions of TLS, named as in Invoke-RestMethod.</summary>
#pragma warning disable MA0062 // two bits each, client and server, as in SslProtocols
[Flags]
public enum WebSslProtocol
{
    /// <summary>The system's choice.</summary>
    Default = 0,

    /// <summary>TLS 1.0.</summary>
    Tls = 192,

    /// <summary>TLS 1.1.</summary>
    Tls11 = 768,

    /// <summary>TLS 1.2.</summary>
    Tls12 = 3072,

    /// <summary>TLS 1.3.</summary>
    Tls13 = 12288,
}
