#if NET
using System.Net.Sockets;

namespace PutTools.Transport;

/// <summary>Acknowledges the first part of a response at once if the server sends the rest only then.</summary>
/// <remarks>
/// Many servers, such as Python's http.server, send header section and body in two pieces. By Nagle's algorithm (RFC 9293 §3.7.4) the second piece
/// waits until the first is acknowledged, which the system delays by 40 milliseconds or more (§3.8.6.3). Linux has an
/// option to acknowledge at once, which lasts only for a moment, so it is set before each read. Only a connection with such a delay pays for that.
/// </remarks>
internal sealed class PromptAcknowledgement(Socket socket)
{
    private const int TcpLevel = 6;
    private const int QuickAck = 12;

    // In milliseconds. The clock has steps of a few.
    private const int ShortestDelay = 25;

    private static readonly byte[] On = [1, 0, 0, 0];

    private readonly bool _isPossible = OperatingSystem.IsLinux() && socket.ProtocolType == ProtocolType.Tcp;
    private bool _isNecessary;
    private bool _hasBegun;
    private long _receivedAt;

    /// <summary>Records that a part of a request is about to leave.</summary>
    public void Writing() => _hasBegun = false;

    /// <summary>Acknowledges what has arrived of a response, before the rest is read.</summary>
    public void Reading()
    {
        if (_isNecessary && _hasBegun)
            socket.SetRawSocketOption(TcpLevel, QuickAck, On);
    }

    /// <summary>Records that a part of a response arrived.</summary>
    public void Received()
    {
        if (!_isPossible || _isNecessary)
        {
            _hasBegun = true;
            return;
        }

        var now = Environment.TickCount64;
        _isNecessary = _hasBegun && now - _receivedAt >= ShortestDelay;
        (_hasBegun, _receivedAt) = (true, now);
    }
}
#endif
