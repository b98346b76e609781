using System.Text.Json;

namespace PutTools.Journal;

/// <summary>Formats the lines of a journal; each is one JSON object. A line is valid until the next one.</summary>
internal sealed class JournalLine
{
    /// <summary>The version of the format. A change that an older version would misunderstand needs a new number.</summary>
    public const int Version = 1;

    /// <summary>The value of the first member of a header.</summary>
    public const string Product = "PutTools";

    private const int UsualLength = 512;

    /// <summary>The start of each header.</summary>
    public static ReadOnlySpan<byte> HeaderStart => "{\"journal\":\"PutTools\""u8;

    private readonly MemoryStream _text = new(UsualLength);
    private readonly Utf8JsonWriter _json;

    /// <summary>Creates the buffer of the lines, which is used again for each.</summary>
    public JournalLine() => _json = new(_text, new JsonWriterOptions { SkipValidation = true });

    /// <summary>Returns the first line: the method of the run and the key of the ids.</summary>
    public ArraySegment<byte> Header(string method, byte[] key, DateTimeOffset time)
    {
        Start();
        _json.WriteString("journal"u8, Product);
        _json.WriteNumber("version"u8, Version);
        _json.WriteString("method"u8, method);
        _json.WriteBase64String("key"u8, key);
        return End(time);
    }

    /// <summary>Returns a line about one write.</summary>
    public ArraySegment<byte> Of(string what, JournaledWrite write, DateTimeOffset time, Action<Utf8JsonWriter>? members)
    {
        Span<byte> id = stackalloc byte[JournalId.Length];
        write.Id.Format(id);
        Start();
        _json.WriteString("event"u8, what);
        _json.WriteString("id"u8, id);
        _json.WriteString("method"u8, write.Method);
        _json.WriteString("uri"u8, write.ShownUri);
        members?.Invoke(_json);
        return End(time);
    }

    private void Start()
    {
        _text.SetLength(0);
        _json.Reset();
        _json.WriteStartObject();
    }

    private ArraySegment<byte> End(DateTimeOffset time)
    {
        _json.WriteString("time"u8, time);
        _json.WriteEndObject();
        _json.Flush();
        _text.WriteByte((byte)'\n');
        return new(_text.GetBuffer(), 0, (int)_text.Length);
    }
}
