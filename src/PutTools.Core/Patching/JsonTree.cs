using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace PutTools.Patching;

/// <summary>
/// A JSON value that can be compared, hashed, measured and edited. Numbers keep their text, members their order; of
/// members with the same name the last one counts. It is taken apart only where somebody looks inside, since most of
/// two states of a resource is the same text. A tree is edited only by who made it, and before it is hashed.
/// </summary>
internal sealed class JsonTree : IEquatable<JsonTree>
{
    // Text that is not ASCII goes out as it is; what this encoder leaves alone is unsafe in HTML only.
    private static readonly JavaScriptEncoder _encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    // The depth was limited where the value was read.
    private static readonly JsonWriterOptions _writerOptions = new() { Encoder = _encoder, MaxDepth = int.MaxValue };

    private readonly JsonElement _source;

    // Null until somebody looks inside: members, items, a string's characters or another scalar's text.
    private object? _content;
    private int _hash;

    private JsonTree(JsonElement source)
    {
        Kind = source.ValueKind;
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

    /// <summary>The text it was read from.</summary>
    public string SourceText => _source.GetRawText();

    private string Text => (string)Content;

    private object Content => _content ??= Read();

    public static JsonTree EmptyObject() => new(JsonValueKind.Object, new JsonMembers());

    /// <summary>
    /// Makes the tree of a value that was read. Where it holds a string or a name that is not valid Unicode, looking
    /// at that is a <see cref="ResourceException"/>.
    /// </summary>
    public static JsonTree From(JsonElement element) => new(element);

    /// <summary>How many bytes a string takes when written, its quotes included.</summary>
    public static int SizeOf(string text) => Encoding.UTF8.GetByteCount(_encoder.Encode(text)) + 2;

    /// <summary>Makes a document with a writer that writes as all of the patches are written.</summary>
    public static byte[] Write(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, _writerOptions))
            write(writer);
        return stream.ToArray();
    }

    public byte[] ToBytes() => Write(WriteTo);

    public override string ToString() => Encoding.UTF8.GetString(ToBytes());

    public void WriteTo(Utf8JsonWriter writer)
    {
        switch (Kind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in Members)
                {
                    writer.WritePropertyName(member.Key);
                    member.Value.WriteTo(writer);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in Items)
                    item.WriteTo(writer);
                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(Text);
                break;
            default:
                writer.WriteRawValue(Text, skipInputValidation: true);
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
        => _content is null && other._content is null && SameText(SourceText, other.SourceText);

    /// <summary>How many bytes it takes when written; where that is more than <paramref name="limit"/>, any number above it.</summary>
    public int SizeUpTo(int limit)
    {
        var size = 1; // Two brackets, less the comma that the last element does not have.
        switch (Kind)
        {
            case JsonValueKind.Object:
                foreach (var member in Members)
                {
                    size += SizeOf(member.Key) + 2;
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
                return SizeOf(Text);
            default:
                return Text.Length;
        }
    }

    /// <summary>Equality as RFC 6902 §4.6 has it: member order aside, numbers by value at any precision.</summary>
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

    private object Read()
    {
        // A document that its reader let be nested too deeply ends in an exception, not in a dead process.
        RuntimeHelpers.EnsureSufficientExecutionStack();
        try
        {
            switch (Kind)
            {
                case JsonValueKind.Object:
                    var members = new JsonMembers();
                    foreach (var property in _source.EnumerateObject())
                        members.Set(property.Name, new(property.Value));
                    return members;
                case JsonValueKind.Array:
                    var items = new List<JsonTree>(_source.GetArrayLength());
                    foreach (var item in _source.EnumerateArray())
                        items.Add(new(item));
                    return items;
                case JsonValueKind.String:
                    return _source.GetString()!;
                default:
                    return _source.GetRawText();
            }
        }
        catch (InvalidOperationException e)
        {
            throw new ResourceException(
                ErrorKind.InvalidPayload,
                "The JSON has a string or a name with half a surrogate pair or bytes that are not UTF-8, and so can't be compared or changed without loss; correct that text first.",
                e);
        }
    }

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
