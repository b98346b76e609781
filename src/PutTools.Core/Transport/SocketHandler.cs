using System;
using System.Net.Http;

namespace PutTools.Transport;

/// <summary>Makes the runtime's handler for given settings. All that we do ourselves is switched off there.</summary>
internal static class SocketHandler
{
#if NET
    /// <summary>Whether header values may be more than ASCII.</summary>
    public const bool SendsAnyText = true;

    public static HttpMessageHandler Create(ConnectionSettings settings) => new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = System.Net.DecompressionMethods.None,
        // Names are resolved anew for new connections; this bounds how long an old address is used.
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
        EnableMultipleHttp2Connections = true,
        // Characters outside ASCII get here with -SkipHeaderValidation alone.
        RequestHeaderEncodingSelector = static (_, _) => System.Text.Encoding.UTF8,
        // No traceparent field that nobody asked for.
        ActivityHeadersPropagator = null,
    };
#else
    /// <summary>Whether header values may be more than ASCII.</summary>
    public const bool SendsAnyText = false;

    public static HttpMessageHandler Create(ConnectionSettings settings) => new HttpClientHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = System.Net.DecompressionMethods.None,
        MaxConnectionsPerServer = 256,
    };
#endif
}
