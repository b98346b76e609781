using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using PutTools.Json;

namespace PutTools.Patching;

/// <summary>
/// A JSON value that can be compared, hashed, measured and edited. Numbers keep their text, members their order; of
/// members with the same name the last one counts. It is taken apart only where somebody looks inside, since most of
/// two states of a resource is the same text. A tree is edited only by who made it, and before it is hashed.
/// </summary>
internal sealed class JsonTree : IEquatable<JsonTree>
{
    // The depth was limited where the value was read.
    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = int.MaxValue };

    // The UTF-8 that it was read from.
    private readonly ReadOnlyMemory<byte> _source;

    // Null until somebody looks inside: members, items, a string's characters or another scalar's text.
    private object? _content;
    private int _hash;

    private JsonTree(ReadOnlyMemory<byte> source)
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

    /// <summary>The UTF-8 that it was read from.</summary>
    public ReadOnlySpan<byte> Source => _source.Span;

    private string Text => (string)Content;

    private object Content => _content ??= Read();

    public static JsonTree EmptyObject() => new(JsonValueKind.Object, new JsonMembers());

    /// <summary>Makes the tree of a value that was read; the document may be disposed of after that.</summary>
    /// <exception cref="ResourceException">The document has bytes that are not UTF-8.</exception>
    public static JsonTree From(JsonElement element)
    {
        try
        {
            return new(Encoding.UTF8.GetBytes(element.GetRawText()));
        }
        catch (Exception failure) when (failure is InvalidOperationException { InnerException: DecoderFallbackException } or DecoderFallbackException)
        {
            throw new ResourceException(ErrorKind.InvalidPayload, Messages.NotUtf8, failure);
        }
    }

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
                    if (!isFirst)
                        json.Write(',');
                    isFirst = false;
                    json.WriteString(member.Key);
                    json.Write(':');
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

    /// <summary>A copy that can be edited without changing this one.</summary>
    public JsonTree Clone()
    {
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
    /// Whether both were read from the same text; no is no answer. Only what nobody has looked into is still that text.
    /// </summary>
    public bool HasSourceOf(JsonTree other)
        => _content is null && other._content is null && Source.SequenceEqual(other.Source);

    /// <summary>How many bytes it takes when written; where that is more than <paramref name="limit"/>, any number above it.</summary>
    public int SizeUpTo(int limit)
    {
        var size = 1; // Two brackets, less the comma that the last element does not have.
        switch (Kind)
        {
            case JsonValueKind.Object:
                foreach (var member in Members)
                {
                    size += JsonText.LengthOf(member.Key) + 2;
                    if (size > limit || (size += member.Value.SizeUpTo(limit - size)) > limit)
                        return size;
                }

                return Math.Max(size, 2);
            case JsonValueKind.Array:
                foreach (var item in Items)
                {
                    size += item.SizeUpTo(limit - size) + 1;
                    if (size > limit)
                        return size;
                }

                return Math.Max(size, 2);
            case JsonValueKind.String:
                // Without escapes it is written as it was read.
                return Source.IndexOf((byte)'\\') < 0 ? Source.Length : JsonText.LengthOf(Text);
            default:
                return Text.Length;
        }
    }

    /// <summary>Equality as RFC 6902 §4.6 has it: member order aside, numbers by value at any precision.</summary>
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
                || SameText(JsonNumber.Canonical(Text), JsonNumber.Canonical(other.Text)),
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

    [MethodImpl(Jit.Optimize)]
    private object Read()
    {
        // A document that its reader let be nested too deeply ends in an exception, not in a dead process.
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var reader = new Utf8JsonReader(Source, ReaderOptions);
        reader.Read();
        switch (Kind)
        {
            case JsonValueKind.Object:
                var members = new JsonMembers();
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    var name = JsonString.Read(ref reader);
                    reader.Read();
                    members.Set(name, Part(ref reader));
                }

                return members;
            case JsonValueKind.Array:
                var items = new List<JsonTree>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    items.Add(Part(ref reader));
                return items;
            case JsonValueKind.String:
                return JsonString.Read(ref reader);
            default:
                return Encoding.UTF8.GetString(Source);
        }
    }

    // The value that the reader is at, which is then behind it.
    [MethodImpl(Jit.Optimize)]
    private JsonTree Part(ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return new(_source[start..(int)reader.BytesConsumed]);
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
                    foreach (var member in Members) // A sum, since the order does not matter.
                        hash += ((StringComparer.Ordinal.GetHashCode(member.Key) * 397) ^ member.Value.GetHashCode()) * 31;
                    return hash;
                case JsonValueKind.Array:
                    foreach (var item in Items)
                        hash = (hash * 31) + item.GetHashCode();
                    return hash;
                case JsonValueKind.Number:
                    return StringComparer.Ordinal.GetHashCode(JsonNumber.Canonical(Text));
                default:
                    return hash + StringComparer.Ordinal.GetHashCode(Text);
            }
        }
    }
}
