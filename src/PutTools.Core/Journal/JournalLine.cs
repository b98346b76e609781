using System.Text.Json;

namespace PutTools.Journal;

/// <summary>Formats the lines of a journal; each is one JSON object. A line is valid until the next one starts.</summary>
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

    /// <summary>Creates the buffer of the lines, which is used again for each.</summary>
    public JournalLine() => Json = new(_text, new JsonWriterOptions { SkipValidation = true });

    /// <summary>Writes members of the line that was started.</summary>
    public Utf8JsonWriter Json { get; }

    /// <summary>Returns the first line: the method of the run and the key of the ids.</summary>
    public ArraySegment<byte> Header(string method, byte[] key, DateTimeOffset time)
    {
        Start();
        Json.WriteString("journal"u8, Product);
        Json.WriteNumber("version"u8, Version);
        Json.WriteString("method"u8, method);
        Json.WriteBase64String("key"u8, key);
        return End(time);
    }

    /// <summary>Starts a line about one write.</summary>
    public void Start(string what, JournaledWrite write)
    {
        Span<byte> id = stackalloc byte[JournalId.Length];
        write.Id.Format(id);
        Start();
        Json.WriteString("event"u8, what);
        Json.WriteString("id"u8, id);
        Json.WriteString("method"u8, write.Method);
        Json.WriteString("uri"u8, write.ShownUri);
    }

    /// <summary>Ends the line, and returns it.</summary>
    public ArraySegment<byte> End(DateTimeOffset time)
    {
        Json.WriteString("time"u8, time);
        Json.WriteEndObject();
        Json.Flush();
        _text.WriteByte((byte)'\n');
        return new(_text.GetBuffer(), 0, (int)_text.Length);
    }

    private void Start()
    {
        _text.SetLength(0);
        Json.Reset();
        Json.WriteStartObject();
    }
}
