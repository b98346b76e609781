using System.Collections.Specialized;
using System.Management.Automation;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using PutTools.Json;

namespace PutTools.Cmdlets.Conversion;

/// <summary>
/// Converts JSON to PowerShell values, so that <see cref="JsonPayloadWriter"/> writes the same JSON again. Objects become
/// PSCustomObjects or ordered dictionaries, arrays become <c>object[]</c>, strings stay strings, and
/// <see cref="ResponseNumber"/> converts numbers. Works on any thread, with or without a runspace.
/// </summary>
internal sealed class JsonResponseReader
{
    // For so few names, comparing each with each is faster than a set.
    private const int FewNames = 8;

    private readonly bool _asHashtable;
    private readonly PropertyNames _names;
    private readonly JsonPath _path = new();

    // The members and elements of all open objects and arrays, the innermost last.
    private readonly List<(string Name, object? Value)> _members = [];
    private readonly List<object?> _elements = [];

    // The names that PowerShell knows as those of properties; null if hardly any repeats.
    private readonly HashSet<string>? _known;

    private HashSet<string>? _seen;
    private string? _firstDuplicate;
    private int _duplicates;

    private JsonResponseReader(bool asHashtable, int length)
    {
        _asHashtable = asHashtable;
        _names = new PropertyNames(length);
        _known = length > PropertyNames.ShortJson ? new(StringComparer.Ordinal) : null;
    }

    /// <summary>Reads one JSON value.</summary>
    /// <param name="utf8">The JSON text; a byte order mark is skipped.</param>
    /// <param name="asHashtable">True to convert objects to ordered dictionaries.</param>
    /// <param name="warn">Receives a sentence if the text is JSON, but a part of it can't be kept.</param>
    /// <exception cref="JsonException">
    /// The text is not JSON (RFC 8259), not UTF-8, or deeper than <see cref="JsonDefaults.MaximumDepth"/>.
    /// </exception>
    public static object? Read(ReadOnlySpan<byte> utf8, bool asHashtable, Action<string>? warn)
    {
        if (utf8.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            utf8 = utf8[3..];
        var json = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = JsonDefaults.MaximumDepth });
        var reader = new JsonResponseReader(asHashtable, utf8.Length);
        try
        {
            json.Read();
            var value = reader.ReadValue(ref json);
            // Throws if anything but white space follows.
            json.Read();
            reader.WarnOfDuplicates(warn);
            return value;
        }
        catch (Exception failure) when (failure is DecoderFallbackException or InsufficientExecutionStackException)
        {
            throw new JsonException($"The JSON can't be read at {reader._path}: {failure.Message}", failure);
        }
    }

    private object? ReadValue(ref Utf8JsonReader json) => json.TokenType switch
    {
        JsonTokenType.StartObject => ReadObject(ref json),
        JsonTokenType.StartArray => ReadArray(ref json),
        JsonTokenType.String => JsonString.Read(ref json),
        JsonTokenType.Number => ResponseNumber.Read(ref json),
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        _ => null,
    };

    private object?[] ReadArray(ref Utf8JsonReader json)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var start = _elements.Count;
        _path.Enter();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            _path.AtIndex(_elements.Count - start);
            _elements.Add(ReadValue(ref json));
        }

        _path.Leave();
        var array = new object?[_elements.Count - start];
        _elements.CopyTo(start, array, 0, array.Length);
        _elements.RemoveRange(start, array.Length);
        return array;
    }

    private object ReadObject(ref Utf8JsonReader json)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var start = _members.Count;
        _path.Enter();
        while (json.Read() && json.TokenType != JsonTokenType.EndObject)
        {
            var name = _names.Read(ref json);
            _path.AtName(name);
            json.Read();
            _members.Add((name, ReadValue(ref json)));
        }

        _path.Leave();
        var value = ToObject(start);
        _members.RemoveRange(start, _members.Count - start);
        return value;
    }

    private object ToObject(int start)
    {
        var (hasDuplicates, hasReservedName) = Examine(start);
        if (hasDuplicates)
            hasDuplicates = MergeDuplicates(start);
        if (!_asHashtable && !hasDuplicates && !hasReservedName)
            return ToPSObject(start);

        var dictionary = new OrderedDictionary(hasDuplicates ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase);
        for (var i = start; i < _members.Count; i++)
            dictionary.Add(_members[i].Name, _members[i].Value);
        return dictionary;
    }

    private PSObject ToPSObject(int start)
    {
        var result = NewObject.Of(_members.Count - start);
        var members = OwnProperties.Of(result);
        for (var i = start; i < _members.Count; i++)
        {
            var (name, value) = _members[i];
            // PowerShell looks for a property only if its public list once had one of this name. That list copies each that is added.
            if (_known is null || _known.Add(name))
                result.Properties.Add(new PSNoteProperty(name, value), preValidated: true);
            else
                members.Add(new PSNoteProperty(name, value), preValidated: true);
        }

        return result;
    }

    /// <summary>
    /// Checks for names that are equal or differ only in letter case, and for names that PowerShell reserves.
    /// </summary>
    private (bool HasDuplicates, bool HasReservedName) Examine(int start)
    {
        var hasReservedName = false;
        var hasDuplicates = false;
        var seen = _members.Count - start > FewNames ? _seen ??= new(StringComparer.OrdinalIgnoreCase) : null;
        seen?.Clear();
        for (var i = start; i < _members.Count; i++)
        {
            var name = _members[i].Name;
            hasReservedName |= IsReserved(name);
            hasDuplicates |= seen is not null ? !seen.Add(name) : IsAmong(name, start, i);
        }

        return (hasDuplicates, hasReservedName);
    }

    private bool IsAmong(string name, int start, int end)
    {
        for (var i = start; i < end; i++)
        {
            var other = _members[i].Name;
            if (other.Length == name.Length && string.Equals(other, name, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    // PowerShell reserves these names on every object.
    private static bool IsReserved(string name) => name.Length == 0 || (name.Length >= 6 && name[0] is 'p' or 'P' && name[1] is 's' or 'S'
        && name.ToUpperInvariant() is "PSBASE" or "PSADAPTED" or "PSEXTENDED" or "PSOBJECT" or "PSTYPENAMES");

    /// <summary>
    /// Keeps the last value of each name, in the place of the first, which RFC 8259 §4 leaves open. Returns true if names
    /// remain that differ only in letter case.
    /// </summary>
    private bool MergeDuplicates(int start)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        var end = start;
        for (var i = start; i < _members.Count; i++)
        {
            var member = _members[i];
            if (places.TryGetValue(member.Name, out var place))
            {
                _members[place] = member;
                _firstDuplicate ??= $"'{member.Name}' in the object at {_path}";
                _duplicates++;
            }
            else
            {
                places.Add(member.Name, end);
                _members[end++] = member;
            }
        }

        _members.RemoveRange(end, _members.Count - end);
        return Examine(start).HasDuplicates;
    }

    private void WarnOfDuplicates(Action<string>? warn)
    {
        if (_firstDuplicate is not null)
            warn?.Invoke(PayloadMessages.RepeatedNames(_firstDuplicate, _duplicates));
    }
}
