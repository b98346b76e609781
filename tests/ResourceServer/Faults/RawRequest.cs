using System;
using System.Globalization;
using System.IO;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace PutTools.Testing;

/// <summary>A request read from a raw connection: its head immediately, its body on demand.</summary>
internal sealed class RawRequest
{
    private readonly RawConnection _connection;
    private readonly bool _isChunked;
    private readonly MemoryStream _body = new();
    private long _left; // of the body, or of the chunk
    private bool _isComplete;
    private bool _mayExpectContinue;

    public RawRequest(string head, RawConnection connection)
    {
        _connection = connection;
        var lines = head.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var requestLine = lines[0].Split(' ');
        Method = requestLine[0];
        Target = requestLine[1];
        foreach (var line in lines.AsSpan(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            Headers.Append(line[..colon], line[(colon + 1)..].Trim());
        }

        _isChunked = Headers.TransferEncoding.Count > 0;
        _left = _isChunked ? 0 : Headers.ContentLength ?? 0;
        _isComplete = !_isChunked && _left == 0;
        _mayExpectContinue = string.Equals(Headers.Expect, "100-continue", StringComparison.OrdinalIgnoreCase);

        var query = Target.IndexOf('?', StringComparison.Ordinal);
        var path = query < 0 ? Target : Target[..query];
        Query = new QueryCollection(QueryHelpers.ParseQuery(query < 0 ? "" : Target[query..]));
        var rest = path.IndexOf('/', 1);
        FaultName = rest < 0 ? path[1..] : path[1..rest];
        ResourcePath = rest < 0 ? "/" : path[rest..];
    }

    public string Method { get; }
    public string Target { get; }
    public IHeaderDictionary Headers { get; } = new HeaderDictionary();
    public QueryCollection Query { get; }

    /// <summary>The first segment of the path.</summary>
    public string FaultName { get; }

    /// <summary>The path after it.</summary>
    public string ResourcePath { get; }

    /// <summary>The announced length of the body; null if there is none.</summary>
    public long? AnnouncedLength => Headers.ContentLength;

    /// <summary>Reads the body to its end.</summary>
    public async Task<byte[]> ReadBodyAsync()
    {
        await ReadBodyAsync(long.MaxValue);
        return _body.ToArray();
    }

    /// <summary>Reads the body until that many bytes have arrived, or all.</summary>
    public async Task ReadBodyAsync(long count)
    {
        if (_mayExpectContinue) await _connection.SendAsync("HTTP/1.1 100 Continue\r\n\r\n");
        _mayExpectContinue = false;
        var piece = new byte[64 * 1024];
        while (!_isComplete && _body.Length < count)
        {
            if (_isChunked && _left == 0 && !await NextChunkAsync()) break;
            var wanted = (int)Math.Min(piece.Length, Math.Min(_left, count - _body.Length));
            var read = await _connection.ReadAsync(piece.AsMemory(0, wanted));
            if (read == 0) throw new EndOfStreamException("The client left within the body.");
            _body.Write(piece, 0, read);
            _left -= read;
            if (_left > 0) continue;
            if (_isChunked) await _connection.ReadLineAsync();
            else _isComplete = true;
        }
    }

    private async Task<bool> NextChunkAsync()
    {
        var size = (await _connection.ReadLineAsync()).Split(';')[0];
        _left = long.Parse(size, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        if (_left > 0) return true;
        while ((await _connection.ReadLineAsync()).Length > 0)
        {
            // Trailer fields are ignored.
        }

        _isComplete = true;
        return false;
    }
}
