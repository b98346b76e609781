using System;
using System.Buffers.Text;
using System.Threading;

namespace PutTools.Transport;

/// <summary>
/// Finds the status in the bytes of a response. The runtime reports it only with a whole header section, and the status line
/// alone tells if the write was applied. Without bytes, as in the older build, the status stays 0.
/// </summary>
internal sealed class StatusLine
{
    // HTTP/1.1 200, and the sign after it.
    private const int Length = 13;

    private static readonly AsyncLocal<StatusLine?> Current = new();

    private readonly byte[] _start = new byte[Length];
    private int _count;
    private bool _isInterim;
    private bool _isOther;
    private int _lineBreaks;

    /// <summary>The status; 0 if it has not arrived, or what arrived is not HTTP/1.</summary>
    public int Status { get; private set; }

    /// <summary>Returns a status line for the requests of the calling method.</summary>
    public static StatusLine OfThisAttempt() => Current.Value = new StatusLine();

    /// <summary>Returns the status line of the calling attempt, whose response follows; null if nobody wants it.</summary>
    public static StatusLine? Expect()
    {
        if (Current.Value is not { } line)
            return null;
        (line.Status, line._count, line._isInterim, line._isOther) = (0, 0, false, false);
        return line;
    }

    /// <summary>Adds the next bytes of the response.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        foreach (var octet in bytes)
        {
            if (Status != 0 || _isOther)
                return;
            if (_isInterim)
                SkipInterim(octet);
            else if ((_start[_count++] = octet) is var _ && _count == Length)
                Parse();
        }
    }

    private void Parse()
    {
        _count = 0;
        ReadOnlySpan<byte> text = _start;
        if (!text.StartsWith("HTTP/1."u8) || text[8] != ' ' || text[12] is not ((byte)' ' or (byte)'\r' or (byte)'\n')
            || !Utf8Parser.TryParse(text.Slice(9, 3), out int status, out var length) || length != 3 || status is < 100 or 101 or > 599)
            _isOther = true;
        else if (status < 200)
            (_isInterim, _lineBreaks) = (true, text[12] == '\n' ? 1 : 0);
        else
            Status = status;
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
