using System.Buffers;
using System.Buffers.Text;
using System.Runtime.CompilerServices;

namespace PutTools.Json;

/// <summary>
/// Writes JSON text as UTF-8 into a pooled buffer. Not a <c>Utf8JsonWriter</c>: with any encoder, that replaces lone
/// surrogates and escapes characters above U+FFFF. Here text stays as it is; only what UTF-8 can't encode is escaped.
/// </summary>
internal sealed class JsonText : IDisposable
{
    private const int ChunkLength = 4096;
    private const int LongestEscape = 6;

    // The first elements of a list may be much longer than the rest.
    private const int LargestExpected = 1 << 24;

    private const string Hex = "0123456789abcdef";

    // A power of two.
    private const int KnownNameCount = 64;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(4096);
    private int _length;

    // Where a name was written before; null until names are expected to repeat.
    private (string? Name, int Start, int Length)[]? _names;

    public byte[] ToArray() => _bytes.AsSpan(0, _length).ToArray();

    /// <summary>
    /// Returns the text, without a copy if it nearly fills its array: copying a long text takes a third of the time of writing it. Nothing
    /// may be written after that.
    /// </summary>
    public ReadOnlyMemory<byte> ToMemory()
    {
        if (_length < _bytes.Length / 4 * 3)
            return ToArray();
        var text = _bytes.AsMemory(0, _length);
        (_bytes, _length) = ([], 0);
        return text;
    }

    public void Dispose()
    {
        // A payload may hold secrets, so it must not stay behind in the pool.
        Array.Clear(_bytes, 0, _length);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        _length = 0;
    }

    /// <summary>The number of bytes written.</summary>
    public int Length => _length;

    /// <summary>
    /// Makes room for so many further bytes, so that a long text does not grow step by step, with a copy for each: those take an eighth of the
    /// time of writing it. An estimate will do.
    /// </summary>
    public void Expect(long bytes) => Reserve((int)Math.Min(bytes, LargestExpected));

    /// <summary>
    /// Expects the names of members to repeat, as those of a list's elements do: a name that was written before is copied, if it is the same
    /// string.
    /// </summary>
    public void ExpectSameNames() => _names ??= new (string?, int, int)[KnownNameCount];

    /// <summary>Writes one of the structural characters of JSON.</summary>
    public void Write(char symbol)
    {
        Reserve(1);
        _bytes[_length++] = (byte)symbol;
    }

    [MethodImpl(Jit.Optimize)]
    public void Write(long number)
    {
        Reserve(20);
        Utf8Formatter.TryFormat(number, _bytes.AsSpan(_length), out var written);
        _length += written;
    }

    /// <summary>
    /// Writes a finite double. A whole number gets <c>.0</c>, so that it stays a double, as in ConvertTo-Json.
    /// </summary>
    [MethodImpl(Jit.Optimize)]
    public void Write(double number)
    {
        Reserve(32);
        if (TryWriteDecimals(number))
            return;
        var length = number.ToRoundTripText(_bytes, _length);
        var isWhole = _bytes.AsSpan(_length, length).IndexOfAny((byte)'.', (byte)'E') < 0;
        _length += length;
        if (isWhole)
            WriteAscii(".0");
    }

    // Prices, coordinates and other numbers of at most six decimals, in a fraction of the time that the shortest text of any double takes.
    // IEEE 754 rounds a quotient correctly, so a parser of these digits returns the same number; and no two texts of up to 15 digits are the
    // same number, so none is shorter. Smaller and larger numbers may have an exponent.
    [MethodImpl(Jit.Optimize)]
    private bool TryWriteDecimals(double number)
    {
        if (Math.Abs(number) is not (>= 1e-4 and < 1e9))
            return false;
        for (var scale = 10; scale <= 1_000_000; scale *= 10)
        {
            var scaled = Math.Round(number * scale);
            if (scaled / scale != number)
                continue;
            var digits = (long)Math.Abs(scaled);
            if (number < 0)
                Write('-');
            Write(digits / scale);
            Write('.');
            for (scale /= 10; scale > 0; scale /= 10)
                Write((char)('0' + digits / scale % 10));
            return true;
        }

        return false;
    }

    /// <summary>Writes a number, a literal or other JSON text in ASCII.</summary>
    [MethodImpl(Jit.Optimize)]
    public void WriteAscii(string text)
    {
        Reserve(text.Length);
        foreach (var c in text)
            _bytes[_length++] = (byte)c;
    }

    /// <summary>Writes UTF-8 that is already JSON.</summary>
    public void WriteRaw(ReadOnlySpan<byte> utf8)
    {
        Reserve(utf8.Length);
        utf8.CopyTo(_bytes.AsSpan(_length));
        _length += utf8.Length;
    }

    public void WriteBase64(ReadOnlySpan<byte> value)
    {
        Write('"');
        Reserve(Base64.GetMaxEncodedToUtf8Length(value.Length));
        Base64.EncodeToUtf8(value, _bytes.AsSpan(_length), out _, out var written);
        _length += written;
        Write('"');
    }

    /// <summary>Writes the name of a member, with what separates it from the one before, and from its value.</summary>
    [MethodImpl(Jit.Optimize)]
    public void WriteName(string name, bool isFirst)
    {
        if (!isFirst)
            Write(',');
        if (_names is not { } names || name.Length == 0)
        {
            WriteString(name);
            Write(':');
            return;
        }

        ref var known = ref names[(name.Length + (name[0] * 7) + (name[^1] * 31)) & (KnownNameCount - 1)];
        if (ReferenceEquals(known.Name, name))
        {
            Reserve(known.Length);
            _bytes.AsSpan(known.Start, known.Length).CopyTo(_bytes.AsSpan(_length));
            _length += known.Length;
            return;
        }

        var start = _length;
        WriteString(name);
        Write(':');
        known = (name, start, _length - start);
    }

    /// <summary>Writes a string with quotes.</summary>
    [MethodImpl(Jit.Optimize)]
    public void WriteString(string text)
    {
        Write('"');
        // Written in parts, so that a long text does not reserve six times its length.
        for (var start = 0; start < text.Length;)
        {
            var end = Math.Min(text.Length, start + ChunkLength);
            // Keeps surrogate pairs together.
            if (end < text.Length && char.IsHighSurrogate(text[end - 1]))
                end++;
            WriteChunk(text.AsSpan(start, end - start));
            start = end;
        }

        Write('"');
    }

    [MethodImpl(Jit.Optimize)]
    private void WriteChunk(ReadOnlySpan<char> text)
    {
        Reserve(text.Length * LongestEscape);
        var bytes = _bytes.AsSpan(_length);
        var plain = PlainText.CopyStart(text, bytes);
        _length += plain;
        if (plain < text.Length)
            WriteRest(text[plain..]);
    }

    private void WriteRest(ReadOnlySpan<char> text)
    {
        var bytes = _bytes;
        var at = _length;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c < 0x80)
            {
                if (PlainText.Is(c))
                    bytes[at++] = (byte)c;
                else
                    at = Escape(bytes, at, c);
            }
            else if (c < 0x800)
            {
                bytes[at++] = (byte)(0xC0 | (c >> 6));
                bytes[at++] = (byte)(0x80 | (c & 0x3F));
            }
            else if (!char.IsSurrogate(c))
            {
                bytes[at++] = (byte)(0xE0 | (c >> 12));
                bytes[at++] = (byte)(0x80 | ((c >> 6) & 0x3F));
                bytes[at++] = (byte)(0x80 | (c & 0x3F));
            }
            else if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                var rune = char.ConvertToUtf32(c, text[++i]);
                bytes[at++] = (byte)(0xF0 | (rune >> 18));
                bytes[at++] = (byte)(0x80 | ((rune >> 12) & 0x3F));
                bytes[at++] = (byte)(0x80 | ((rune >> 6) & 0x3F));
                bytes[at++] = (byte)(0x80 | (rune & 0x3F));
            }
            else
            {
                // A lone surrogate has no UTF-8 form. RFC 8259 §8.2 permits it as an escape.
                at = Escape(bytes, at, c);
            }
        }

        _length = at;
    }

    private static int Escape(byte[] bytes, int at, char c)
    {
        bytes[at++] = (byte)'\\';
        var letter = c switch { '"' => '"', '\\' => '\\', '\n' => 'n', '\r' => 'r', '\t' => 't', '\b' => 'b', '\f' => 'f', _ => 'u' };
        bytes[at++] = (byte)letter;
        if (letter == 'u')
        {
            for (var shift = 12; shift >= 0; shift -= 4)
                bytes[at++] = (byte)Hex[(c >> shift) & 0xF];
        }

        return at;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Reserve(int count)
    {
        if (_bytes.Length - _length < count)
            Grow(count);
    }

    private void Grow(int count)
    {
        var wanted = Math.Max((long)_length + count, Math.Min(_bytes.Length * 2L, 0x7FFFFFC7));
        var bigger = ArrayPool<byte>.Shared.Rent(checked((int)wanted));
        Buffer.BlockCopy(_bytes, 0, bigger, 0, _length);
        Array.Clear(_bytes, 0, _length);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = bigger;
    }
}
