using System;
using System.IO;
using System.Text.Json;

namespace PutTools.Journal;

/// <summary>The lines of a journal; each is one JSON object.</summary>
internal static class JournalLine
{
    /// <summary>The version of the format. A change that an older version would misunderstand needs a new number.</summary>
    public const int Version = 1;

    /// <summary>The value of the first member of a header.</summary>
    public const string Product = "PutTools";

    private const int UsualLength = 512;

    /// <summary>The start of each header.</summary>
    public static ReadOnlySpan<byte> HeaderStart => "{\"journal\":\"PutTools\""u8;

    /// <summary>Returns the first line: the method of the run and the key of the ids.</summary>
    public static ArraySegment<byte> Header(string method, byte[] key, DateTimeOffset time) => Line(json =>
    {
        json.WriteString("journal"u8, Product);
        json.WriteNumber("version"u8, Version);
        json.WriteString("method"u8, method);
        json.WriteBase64String("key"u8, key);
        json.WriteString("time"u8, time);
    });

    /// <summary>Returns a line about one write.</summary>
    public static ArraySegment<byte> Of(string what, JournaledWrite write, DateTimeOffset time, Action<Utf8JsonWriter>? members = null) => Line(json =>
    {
        json.WriteString("event"u8, what);
        json.WriteString("id"u8, write.Id.ToString());
        json.WriteString("method"u8, write.Method);
        json.WriteString("uri"u8, write.ShownUri);
        members?.Invoke(json);
        json.WriteString("time"u8, time);
    });

    private static ArraySegment<byte> Line(Action<Utf8JsonWriter> members)
    {
        var line = new MemoryStream(UsualLength);
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        line.WriteByte((byte)'\n');
        return new(line.GetBuffer(), 0, (int)line.Length);
    }
}
