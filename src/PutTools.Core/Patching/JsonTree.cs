using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using PutTools.Http;
using PutTools.Json;
using PutTools.Text;

namespace PutTools.Patching;

/// <summary>
/// A JSON value that can be compared, hashed and edited. Numbers keep their text and members their order. If a name repeats,
/// its last member counts. A value is parsed on first use, because most of the text of two states of a resource is the
/// same. Only the code that created a tree may edit it, and only before the tree is hashed or shared.
/// </summary>
internal sealed class JsonTree : IEquatable<JsonTree>
{
    // A value is parsed on first use, and its parts with their own first use, which scans them again. From this depth on, a
    // value is parsed with all its parts, so that the time grows linearly with the length.
    private const int LazyDepth = 16;

    // Parse has already limited the depth.
    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = int.MaxValue };

    // The UTF-8 that the value was parsed from.
    private readonly ReadOnlyMemory<byte> _source;
    private readonly int _depth;

    // The members, the items, a string's characters or the text of another scalar; null until first use.
    private object? _content;
    private int _hash;

    private JsonTree(ReadOnlyMemory<byte> source, int depth)
    {
        Kind = source.Span[0] switch
        {
            (byte)'{' => JsonValueKind.Object,
            (byte)'[' => JsonValueKind.Array,
            (byte)'"' => JsonValueKind.String,
            (byte)'t' => JsonValueKind.True,
            (byte)'f' => JsonValueKind.False,
            (byte)'n' => JsonValueKind.Null,
            _ => JsonValueKind.Number,
        };
        _source = source;
        _depth = depth;
    }

    private JsonTree(JsonValueKind kind, object content)
    {
        Kind = kind;
        _content = content;
    }

    public static JsonTree Null { get; } = new(JsonValueKind.Null, "null");

    public JsonValueKind Kind { get; }

    /// <summary>The elements of an array.</summary>
    public List<JsonTree> Items => (List<JsonTree>)Content;

    /// <summary>The members of an object.</summary>
    public JsonMembers Members => (JsonMembers)Content;

    /// <summary>The UTF-8 that the value was parsed from.</summary>
    public ReadOnlySpan<byte> Source => _source.Span;

    /// <summary>The approximate number of bytes that the value takes when written.</summary>
    public int LengthHint => _source.Length > 0 ? _source.Length : ToBytes().Length;

    /// <summary>A string's characters, or the text of another scalar.</summary>
    public string Text => (string)Content;

    private object Content => _content ??= ReadSource();

    public static JsonTree EmptyObject() => new(JsonValueKind.Object, new JsonMembers());

    /// <summary>Creates an array of one element.</summary>
    public static JsonTree ArrayOf(JsonTree item) => new(JsonValueKind.Array, new List<JsonTree> { item });

    /// <summary>Parses a document. The tree keeps <paramref name="utf8"/>, which must not change afterwards.</summary>
    /// <exception cref="JsonException">The text is not JSON, or is nested too deeply.</exception>
    /// <exception cref="RequestException">The text has bytes that are not UTF-8.</exception>
    public static JsonTree Parse(ReadOnlyMemory<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8.Span, new JsonReaderOptions { MaxDepth = JsonDefaults.MaximumDepth });
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        var value = utf8[start..(int)reader.BytesConsumed];
        // Throws if anything but white space follows the value.
        reader.Read();
        if (!Charset.IsUtf8(value))
            throw new RequestException(ErrorKind.InvalidPayload, PatchMessages.NotUtf8);
        return new(value, depth: 0);
    }

    /// <summary>Parses a document; null if <paramref name="utf8"/> is not JSON in UTF-8.</summary>
    public static JsonTree? TryParse(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            return Parse(utf8);
        }
        catch (Exception failure) when (failure is JsonException or RequestException)
        {
            return null;
        }
    }

    /// <summary>Parses the content of a message; null if it is not JSON, or has bytes that are not in its charset.</summary>
    public static JsonTree? TryParse(ReadOnlyMemory<byte> body, string? contentType) => TryParse(TextDecoder.ToUtf8(body, contentType));

    public byte[] ToBytes()
    {
        using var json = new JsonText();
        WriteTo(json);
        return json.ToArray();
    }

    public override string ToString() => Encoding.UTF8.GetString(ToBytes());

    public void WriteTo(JsonText json)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (Kind)
        {
            case JsonValueKind.Object:
                json.Write('{');
                var isFirst = true;
                foreach (var member in Members)
                {
                    json.WriteName(member.Key, isFirst);
                    isFirst = false;
                    member.Value.WriteTo(json);
                }

                json.Write('}');
                break;
            case JsonValueKind.Array:
                json.Write('[');
                for (var i = 0; i < Items.Count; i++)
                {
                    if (i > 0)
                        json.Write(',');
                    Items[i].WriteTo(json);
                }

                json.Write(']');
                break;
            case JsonValueKind.String:
                json.WriteString(Text);
                break;
            default:
                json.WriteAscii(Text);
                break;
        }
    }

    /// <summary>Returns a copy that can be edited without changing this value.</summary>
    public JsonTree Clone()
    {
        if (_content is null)
            return new(_source, _depth);
        switch (Kind)
        {
            case JsonValueKind.Object:
                var members = new JsonMembers();
                foreach (var member in Members)
                    members.Set(member.Key, member.Value.Clone());
                return new(Kind, members);
            case JsonValueKind.Array:
                return new(Kind, Items.ConvertAll(item => item.Clone()));
            default:
                return this;
        }
    }

    /// <summary>
    /// True if both still hold identical source text. False means "unknown": a parsed value may have been edited.
    /// </summary>
    public bool HasSourceOf(JsonTree other)
        => _content is null && other._content is null && Source.SequenceEqual(other.Source);

    /// <summary>
    /// Equality of RFC 6902 §4.6: the order of members does not matter, numbers are compared by value at any precision.
    /// </summary>
    [MethodImpl(Jit.Optimize)]
    public bool Equals(JsonTree? other)
    {
        if (ReferenceEquals(this, other))
            return true;
        if (other is null || Kind != other.Kind || (_hash != 0 && other._hash != 0 && _hash != other._hash))
            return false;
        if (HasSourceOf(other))
            return true;
        return Kind switch
        {
            JsonValueKind.Object => HasMembersOf(other.Members),
            JsonValueKind.Array => Items.SequenceEqual(other.Items),
            JsonValueKind.Number => SameText(Text, other.Text)
                || JsonNumber.Parse(Text) == JsonNumber.Parse(other.Text),
            _ => SameText(Text, other.Text),
        };
    }

    public override bool Equals(object? obj) => obj is JsonTree other && Equals(other);

    public override int GetHashCode()
    {
        // Zero means "not yet known".
        if (_hash == 0)
            _hash = ComputeHash() is var hash and not 0 ? hash : 1;
        return _hash;
    }

    private static bool SameText(string one, string other) => string.Equals(one, other, StringComparison.Ordinal);

    private object ReadSource()
    {
        var reader = new Utf8JsonReader(Source, ReaderOptions);
        reader.Read();
        return Read(ref reader, _source, _depth);
    }

    // Reads the value at the reader's position, and moves the reader to its end.
    [MethodImpl(Jit.Optimize)]
    private static object Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> source, int depth)
    {
        // Throws on nesting that the stack can't hold, instead of ending the process.
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var members = new JsonMembers();
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    var name = JsonString.Read(ref reader);
                    reader.Read();
                    members.Set(name, Part(ref reader, source, depth + 1));
                }

                return members;
            case JsonTokenType.StartArray:
                var items = new List<JsonTree>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    items.Add(Part(ref reader, source, depth + 1));
                return items;
            case JsonTokenType.String:
                return JsonString.Read(ref reader);
            default:
                return Encoding.UTF8.GetString(reader.ValueSpan);
        }
    }

    [MethodImpl(Jit.Optimize)]
    private static JsonTree Part(ref Utf8JsonReader reader, ReadOnlyMemory<byte> source, int depth)
    {
        var start = (int)reader.TokenStartIndex;
        var content = depth < LazyDepth ? null : Read(ref reader, source, depth);
        reader.Skip();
        return new(source[start..(int)reader.BytesConsumed], depth) { _content = content };
    }

    [MethodImpl(Jit.Optimize)]
    private bool HasMembersOf(JsonMembers others)
    {
        if (Members.Count != others.Count)
            return false;
        var slot = 0;
        foreach (var member in Members)
        {
            if (!member.Value.Equals(others.Find(member.Key, slot++)))
                return false;
        }

        return true;
    }

    private int ComputeHash()
    {
        unchecked
        {
            var hash = (int)Kind;
            switch (Kind)
            {
                case JsonValueKind.Object:
                    foreach (var member in Members) // A sum, since order does not matter.
                        hash += ((StringComparer.Ordinal.GetHashCode(member.Key) * 397) ^ member.Value.GetHashCode()) * 31;
                    return hash;
                case JsonValueKind.Array:
                    foreach (var item in Items)
                        hash = (hash * 31) + item.GetHashCode();
                    return hash;
                case JsonValueKind.Number:
                    return JsonNumber.Parse(Text).GetHashCode();
                default:
                    return hash + StringComparer.Ordinal.GetHashCode(Text);
            }
        }
    }
}
