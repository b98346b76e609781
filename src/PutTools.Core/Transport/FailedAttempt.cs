using PutTools.Pipeline;

namespace PutTools.Transport;

/// <summary>An attempt that received no complete response.</summary>
/// <param name="Request">The request.</param>
/// <param name="Connection">The settings of its connection.</param>
/// <param name="Watch">Its progress.</param>
/// <param name="Line">Its status line.</param>
internal sealed record FailedAttempt(HttpRequest Request, ConnectionSettings Connection, AttemptWatch Watch, StatusLine Line)
{
    /// <summary>The status that arrived before the failure; 0 if none did.</summary>
    public int Status { get; init; }

    /// <summary>True if the write may have been applied.</summary>
    public bool IsOutcomeUnknown { get; init; }

    /// <summary>True if the request was sent over plain http to a port that expects TLS.</summary>
    public bool ExpectsTls { get; init; }

    /// <summary>True if a 2xx arrived, so that the write was applied although the rest of its response, or its file, is lost.</summary>
    public bool IsDone => Status is (>= 200 and < 300) or 303 && !Request.IsSafe && !Watch.IsUnread;

    /// <summary>True if the server has answered this process before.</summary>
    public bool HasAnswered => Line.Host.HasAnswered;

    /// <summary>True if the host accepts connections, but has never answered a TLS handshake. It may wait for plain http.</summary>
    public bool MayBePlain => Request.Uri.Scheme == Uri.UriSchemeHttps && Line.Host is { HasConnected: true, HasAnswered: false } && Connection.Proxy.On(Request.Uri) is null;

    /// <summary>True if the connection had served an earlier request.</summary>
    public bool IsOnKeptConnection => SocketHandler.IsOnKeptConnection(Line, Connection);
}
