using System.Runtime.CompilerServices;
using System.Text.Json;

namespace PutTools.Json;

/// <summary>
/// JSON with the members of each object in the order of their names, and without white space. It is the same for texts that differ only in
/// the order of members.
/// </summary>
internal sealed class SortedJson
{
    private readonly MemoryStream _text;

    // Where the members of all open objects are in the text so far.
    private readonly List<(int Start, int NameEnd, int End)> _members = [];

    private SortedJson(int length) => _text = new(length);

    /// <summary>Returns the sorted form; the text itself if it is not JSON.</summary>
    public static ReadOnlyMemory<byte> Of(ReadOnlyMemory<byte> utf8)
    {
        if (utf8.Span is not [(byte)'{' or (byte)'[', ..])
            return utf8;
        var sorted = new SortedJson(utf8.Length);
        var json = new Utf8JsonReader(utf8.Span, new JsonReaderOptions { MaxDepth = JsonDefaults.MaximumDepth });
        try
        {
            json.Read();
            sorted.Append(ref json);
            // Throws if anything follows.
            json.Read();
        }
        catch (Exception failure) when (failure is JsonException or InsufficientExecutionStackException)
        {
            return utf8;
        }

        return sorted._text.GetBuffer().AsMemory(0, (int)sorted._text.Length);
    }

    private void Append(ref Utf8JsonReader json)
    {
        switch (json.TokenType)
        {
            case JsonTokenType.StartObject:
                AppendObject(ref json);
                break;
            case JsonTokenType.StartArray:
                RuntimeHelpers.EnsureSufficientExecutionStack();
                _text.WriteByte((byte)'[');
                for (var isFirst = true; json.Read() && json.TokenType != JsonTokenType.EndArray; isFirst = false)
                {
                    if (!isFirst)
                        _text.WriteByte((byte)',');
                    Append(ref json);
                }

                _text.WriteByte((byte)']');
                break;
            case JsonTokenType.String:
                AppendQuoted(json.ValueSpan);
                break;
            default:
                _text.Write(json.ValueSpan);
                break;
        }
    }

    private void AppendObject(ref Utf8JsonReader json)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        _text.WriteByte((byte)'{');
        var first = _members.Count;
        while (json.Read() && json.TokenType != JsonTokenType.EndObject)
        {
            if (_members.Count > first)
                _text.WriteByte((byte)',');
            var start = (int)_text.Length;
            AppendQuoted(json.ValueSpan);
            var nameEnd = (int)_text.Length;
            _text.WriteByte((byte)':');
            json.Read();
            Append(ref json);
            _members.Add((start, nameEnd, (int)_text.Length));
        }

        Sort(first);
        _members.RemoveRange(first, _members.Count - first);
        _text.WriteByte((byte)'}');
    }

    private void AppendQuoted(ReadOnlySpan<byte> text)
    {
        _text.WriteByte((byte)'"');
        _text.Write(text);
        _text.WriteByte((byte)'"');
    }

    // Those of the innermost object, which are the end of the text.
    private void Sort(int first)
    {
        var isSorted = true;
        for (var i = first + 1; i < _members.Count; i++)
            isSorted &= Compare(_members[i - 1], _members[i]) <= 0;
        if (isSorted)
            return;
        var start = _members[first].Start;
        _members.Sort(first, _members.Count - first, Comparer<(int Start, int NameEnd, int End)>.Create(Compare));
        var sorted = new MemoryStream((int)_text.Length - start);
        for (var i = first; i < _members.Count; i++)
        {
            if (i > first)
                sorted.WriteByte((byte)',');
            sorted.Write(_text.GetBuffer(), _members[i].Start, _members[i].End - _members[i].Start);
        }

        _text.Position = start;
        sorted.WriteTo(_text);
    }

    private int Compare((int Start, int NameEnd, int End) one, (int Start, int NameEnd, int End) other)
    {
        var order = Name(one).SequenceCompareTo(Name(other));
        // Equal names keep their order.
        return order != 0 ? order : one.Start.CompareTo(other.Start);
    }

    private ReadOnlySpan<byte> Name((int Start, int NameEnd, int End) member) => _text.GetBuffer().AsSpan(member.Start, member.NameEnd - member.Start);
}
