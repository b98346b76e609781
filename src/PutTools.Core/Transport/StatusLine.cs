using System.Buffers.Text;
using System.Text;

namespace PutTools.Transport;

/// <summary>
/// Sees the request leave, and finds the status in the bytes of its response. The runtime reports the status only with a whole
/// header section, and the status line alone tells if the write was applied. Without bytes, as in the older build and with
/// HTTP/2, nothing is seen.
/// </summary>
/// <param name="method">The method of the request.</param>
/// <param name="host">What is known about its host.</param>
/// <param name="version">Its version of HTTP; null for 1.1. A server that answers HTTP/2 with a status line has not understood it.</param>
internal sealed class StatusLine(HttpMethod method, KnownHost host, Version? version)
{
    // HTTP/1.1 200, and the character after it.
    private const int Length = 13;

    private static readonly AsyncLocal<StatusLine?> Current = new();

    private readonly byte[] _start = new byte[Length];
    private int _count;
    private bool _isInterim;
    private bool _isOther;
    private int _lineBreaks;
    private volatile object? _connection;
    private CancellationTokenSource? _refusal;

    /// <summary>True if a part of the request was handed to a connection.</summary>
    public bool HasLeft => _connection is not null;

    /// <summary>True if the request must not leave on a second connection after the first was lost.</summary>
    public bool LeavesOnce { get; set; }

    /// <summary>True if the body of the request is sent in chunks.</summary>
    public bool IsChunked { get; set; }

    /// <summary>True if the whole response was read.</summary>
    public bool IsRead { get; set; }

    /// <summary>What is known about the host of the request.</summary>
    public KnownHost Host => host;

    /// <summary>True if the request left on a connection that had served an earlier one.</summary>
    public bool IsOnKeptConnection { get; set; }

    /// <summary>True if a part of the request did not leave, because the other side had closed the connection or refused the request.</summary>
    public bool IsCut { get; set; }

    /// <summary>The status; 0 if it has not arrived, or what arrived is not HTTP/1.</summary>
    public int Status { get; private set; }

    /// <summary>True if a refusal with 401 or 407 may be answered on the same connection, after the whole request.</summary>
    public bool AnswersChallenges { get; set; }

    /// <summary>True if the request has a status line in its response, unlike one of HTTP/2.</summary>
    public bool IsOfHttp1 => version is not { Major: > 1 };

    /// <summary>True if the status, or that it is not HTTP, is known.</summary>
    public bool IsKnown => Status != 0 || _isOther;

    /// <summary>True if the server has answered, and needs no more of the request. A 303 says that it was applied, so the server may still read it.</summary>
    public bool IsRefused => Status >= 300 && Status != 303 && !(AnswersChallenges && Status is 401 or 407);

    /// <summary>Cancelled when the server refuses the request.</summary>
    public CancellationToken Refusal => RefusalSource.Token;

    /// <summary>True if what arrived begins with text. A record of TLS begins with a control character (RFC 8446 §5.1).</summary>
    public bool IsText => _start[0] >= ' ';

    /// <summary>Returns a status line for the requests of the calling method.</summary>
    public static StatusLine OfThisAttempt(HttpMethod method, KnownHost host, Version? version) => Current.Value = new StatusLine(method, host, version);

    /// <summary>
    /// Returns the status line of the calling attempt, which is about to leave on a connection; null if nobody wants it.
    /// </summary>
    /// <param name="connection">The connection.</param>
    /// <param name="bytes">What is about to leave.</param>
    /// <exception cref="IOException">The request left on another connection, and must not do so again.</exception>
    public static StatusLine? Expect(object connection, ReadOnlySpan<byte> bytes)
    {
        if (Current.Value is not { } line)
            return null;
        // If a kept connection is lost, the runtime sends a request again whose content it has not begun.
        if (line is { LeavesOnce: true, Status: 0, _connection: { } first } && !ReferenceEquals(first, connection))
            throw new IOException("The connection was closed");
        // The runtime sends short content even if the header section, which expects 100 Continue, was answered with 401.
        if (line.Status != 0 && ReferenceEquals(line._connection, connection) && !line.BeginsRequest(bytes))
            return line;
        line._connection = connection;
        (line.Status, line._count, line._isInterim, line._isOther) = (0, 0, false, false);
        return line;
    }

    /// <summary>Records that a part of the calling attempt's request could not leave.</summary>
    public static void CutThisAttempt()
    {
        if (Current.Value is { } line)
            line.IsCut = true;
    }

    /// <summary>Records that nothing left after all.</summary>
    public void Withdraw() => _connection = null;

    /// <summary>Adds the next bytes of the response.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        foreach (var octet in bytes)
        {
            if (Status != 0 || _isOther)
                return;
            if (_isInterim)
                SkipInterim(octet);
            else
                AddToLine(octet);
        }
    }

    private CancellationTokenSource RefusalSource => LazyInitializer.EnsureInitialized(ref _refusal, static () => new())!;

    private bool BeginsRequest(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Encoding.ASCII.GetBytes(method.Method + " "));

    private void AddToLine(byte octet)
    {
        _start[_count++] = octet;
        if (_count == Length)
            Parse();
    }

    private void Parse()
    {
        _count = 0;
        ReadOnlySpan<byte> text = _start;
        if (!IsOfHttp1 || !text.StartsWith("HTTP/1."u8) || text[7] is < (byte)'0' or > (byte)'9' || text[8] != ' ' || text[12] is not ((byte)' ' or (byte)'\r' or (byte)'\n')
            || !Utf8Parser.TryParse(text.Slice(9, 3), out int status, out var length) || length != 3 || status is < 100 or 101)
            _isOther = true;
        else if (status < 200)
            (_isInterim, _lineBreaks) = (true, text[12] == '\n' ? 1 : 0);
        else
            Status = status;
        if (IsRefused)
            RefusalSource.Cancel();
    }

    // An empty line ends the header section of an interim response.
    private void SkipInterim(byte octet)
    {
        if (octet == '\n')
            _isInterim = ++_lineBreaks < 2;
        else if (octet != '\r')
            _lineBreaks = 0;
    }
}
