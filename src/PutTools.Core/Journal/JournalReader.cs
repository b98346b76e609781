using System.Text.Json;
using PutTools.Http;
using PutTools.Polyfills;

namespace PutTools.Journal;

/// <summary>Reads a journal. A last line that is incomplete was torn when the process ended, and is ignored.</summary>
internal sealed class JournalReader(string path, string method)
{
    private const int FirstLength = 256 * 1024;

    // Far more than a line with the longest urls has. A file with a longer one has no place in memory.
    private const int LongestLine = 16 * 1024 * 1024;

    private readonly JournalContents _contents = new();
    private long _line;
    private HashSet<JournalId>? _seen;

    /// <summary>True to count a line that is in the file twice once, as in a journal that was gathered twice. Takes more memory.</summary>
    public bool CountsOnce { init => _seen = value ? [] : null; }

    /// <summary>True if the file has one journal twice, or two copies of it.</summary>
    public bool HasCopies { get; private set; }

    /// <summary>Returns the contents of the journal.</summary>
    /// <param name="stream">The file, from its start.</param>
    /// <param name="end">The end of the last complete line, which may lack its line end.</param>
    /// <exception cref="RequestException">InvalidJournal.</exception>
    public JournalContents Read(Stream stream, out long end)
    {
        var buffer = new byte[FirstLength];
        var (count, start) = (0, 0L);
        // Reads no more than the current length: a device has no length.
        var left = stream.Length;
        while (stream.Read(buffer, count, (int)Math.Min(left, buffer.Length - count)) is > 0 and var read)
        {
            left -= read;
            count += read;
            var used = ReadLines(buffer.AsSpan(0, count));
            start += used;
            count -= used;
            Buffer.BlockCopy(buffer, used, buffer, 0, count);
            if (count > LongestLine)
                throw _contents.Keys.Count == 0 ? Invalid(JournalMessages.NoJournal(path)) : Invalid(JournalMessages.Damaged(path, _line + 1));
            if (count == buffer.Length)
                Array.Resize(ref buffer, buffer.Length * 2);
        }

        // Some editors remove the last line end. The write of such a line may have been sent.
        if (IsComplete(buffer.AsSpan(0, count)))
        {
            _line++;
            ReadLine(buffer.AsSpan(0, count));
            (start, count) = (start + count, 0);
        }

        // A file without a header is not a journal, unless its first line is torn.
        if (_line == 0 && !buffer.AsSpan(0, Math.Min(count, JournalLine.HeaderStart.Length)).SequenceEqual(JournalLine.HeaderStart[..Math.Min(count, JournalLine.HeaderStart.Length)]))
            throw Invalid(JournalMessages.NoJournal(path));
        end = start;
        return _contents;
    }

    private int ReadLines(ReadOnlySpan<byte> bytes)
    {
        var used = 0;
        while (bytes[used..].IndexOf((byte)'\n') is >= 0 and var length)
        {
            _line++;
            ReadLine(bytes.Slice(used, length));
            used += length + 1;
        }

        return used;
    }

    // In a concatenated journal, a last line that lacks its end precedes the next header.
    private static int LengthBeforeHeader(ReadOnlySpan<byte> line) => Math.Max(0, line.LastIndexOf(JournalLine.HeaderStart));

    private static bool IsComplete(ReadOnlySpan<byte> line)
    {
        try
        {
            Line.Parse(line[LengthBeforeHeader(line)..]);
            return true;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or FormatException)
        {
            return false;
        }
    }

    private void ReadLine(ReadOnlySpan<byte> line)
    {
        var before = LengthBeforeHeader(line);
        if (before > 0 && IsComplete(line[..before]))
            ReadLine(line[..before]);
        line = line[before..];
        // An empty line, with either line end.
        if (line is [] or [(byte)'\r'])
            return;
        // A line has its time, so no other event has the same one.
        if (_seen?.Add(JournalId.Of(Sha256.Hash(line[^1] == (byte)'\r' ? line[..^1] : line))) == false)
            return;
        try
        {
            Apply(line);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or FormatException)
        {
            throw _contents.Keys.Count == 0 ? Invalid(JournalMessages.NoJournal(path)) : Damaged();
        }
    }

    private void Apply(ReadOnlySpan<byte> text)
    {
        var line = Line.Parse(text);
        if (line.Product is not null)
            ReadHeader(line);
        else if (_contents.Keys.Count == 0)
            throw Invalid(JournalMessages.NoJournal(path));
        else if (line.Id is not { } id)
            throw Damaged();
        else if (line.Event == JournalEvent.Begun)
            _contents.Begun(id);
        else if (line is { Event: JournalEvent.Accepted, Operation: { } uri, Field: { } field })
            _contents.Accepted(id, new(uri, field, line.StatusCode));
        else if (line is { Event: JournalEvent.Ended, HasError: { } hasError, IsUnknown: { } isUnknown })
            _contents.Ended(id, isDone: !hasError && !isUnknown, isUnknown);
        // Without one of its members, the line must not count as a success.
        else if (line.Event != JournalEvent.Other)
            throw Damaged();
    }

    private void ReadHeader(Line line)
    {
        if (line.Product != JournalLine.Product)
            throw Invalid(JournalMessages.NoJournal(path));
        if (line.Version != JournalLine.Version)
            throw Invalid(JournalMessages.OtherVersion(path, line.Version));
        if (line.Method != method)
            throw Invalid(JournalMessages.OtherMethod(path, line.Method ?? string.Empty, method));
        var key = line.Key ?? throw Damaged();
        if (_contents.Keys.Exists(key.SequenceEqual))
            HasCopies = true;
        else
            _contents.Keys.Add(key);
    }

    private RequestException Damaged() => Invalid(JournalMessages.Damaged(path, _line));

    private static RequestException Invalid(string message) => new(ErrorKind.InvalidJournal, message);

    private enum JournalEvent
    {
        // Of a later version, which an earlier one may ignore.
        Other,
        Begun,
        Accepted,
        Ended,
    }

    // A million lines are read at the start, so unused members are not converted to text.
    private ref struct Line
    {
        public string? Product;
        public int Version;
        public string? Method;
        public byte[]? Key;
        public JournalEvent Event;
        public JournalId? Id;
        public string? Operation;
        public string? Field;
        public int StatusCode;
        public bool? HasError;
        public bool? IsUnknown;

        public static Line Parse(ReadOnlySpan<byte> text)
        {
            var line = new Line();
            var json = new Utf8JsonReader(text);
            json.Read();
            if (json.TokenType != JsonTokenType.StartObject)
                throw new JsonException();
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
                line.ReadMember(ref json);
            // Nothing may follow the object.
            json.Read();
            return line;
        }

        private void ReadMember(ref Utf8JsonReader json)
        {
            if (json.ValueTextEquals("event"u8))
                Event = ReadEvent(ref json);
            else if (json.ValueTextEquals("id"u8))
                Id = json.Read() && JournalId.TryParse(json.ValueSpan, out var id) ? id : null;
            else if (json.ValueTextEquals("errorId"u8))
                HasError = json.Read() && json.TokenType != JsonTokenType.Null;
            else if (json.ValueTextEquals("outcomeUnknown"u8))
                IsUnknown = json.Read() && json.GetBoolean();
            else if (json.ValueTextEquals("operation"u8))
                Operation = json.Read() ? json.GetString() : null;
            else if (json.ValueTextEquals("field"u8))
                Field = json.Read() ? json.GetString() : null;
            else if (json.ValueTextEquals("statusCode"u8))
                StatusCode = json.Read() && json.TokenType == JsonTokenType.Number ? json.GetInt32() : 0;
            else if (Id is null)
                ReadHeaderMember(ref json);
            else
                Skip(ref json);
        }

        private void ReadHeaderMember(ref Utf8JsonReader json)
        {
            if (json.ValueTextEquals("journal"u8))
                Product = json.Read() ? json.GetString() : null;
            else if (json.ValueTextEquals("version"u8))
                Version = json.Read() ? json.GetInt32() : 0;
            else if (json.ValueTextEquals("method"u8))
                Method = json.Read() ? json.GetString() : null;
            else if (json.ValueTextEquals("key"u8))
                Key = json.Read() ? json.GetBytesFromBase64() : null;
            else
                Skip(ref json);
        }

        private static JournalEvent ReadEvent(ref Utf8JsonReader json)
        {
            json.Read();
            return json.ValueTextEquals("ended"u8) ? JournalEvent.Ended
                : json.ValueTextEquals("begun"u8) ? JournalEvent.Begun
                : json.ValueTextEquals("accepted"u8) ? JournalEvent.Accepted
                : JournalEvent.Other;
        }

        private static void Skip(ref Utf8JsonReader json)
        {
            json.Read();
            json.Skip();
        }
    }
}
