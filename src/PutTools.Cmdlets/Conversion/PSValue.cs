using System.Collections;
using System.Data;
using System.Management.Automation;
using System.Management.Automation.Internal;
using System.Text.Json;
using PutTools.Http;
using PutTools.Json;

namespace PutTools.Cmdlets.Conversion;

/// <summary>Reads properties of objects and dictionaries that the user gave.</summary>
internal static class PSValue
{
    /// <summary>
    /// Returns the value of the property or key <paramref name="name"/>; null if there is none. Of keys that differ in letter case alone it is
    /// the exact one, otherwise the first.
    /// </summary>
    public static object? Property(object? input, string name)
    {
        if (Base(input) is { } known && DictionaryEntries.Of(known) is { } entries)
            return Entry(entries, name).Value;
        try
        {
            // PowerShell throws for an empty name, which {} in a url has.
            return input is null || name.Length == 0 ? null : PSObject.AsPSObject(input).Properties[name]?.Value;
        }
        catch (GetValueException failure)
        {
            throw new RequestException(ErrorKind.InvalidPayload, CmdletMessages.UnreadableProperty(name, failure), failure);
        }
    }

    private static DictionaryEntry Entry(IEnumerable<DictionaryEntry> entries, string name)
    {
        DictionaryEntry similar = default;
        foreach (var entry in entries)
        {
            var key = InvariantText.Of(entry.Key);
            if (string.Equals(key, name, StringComparison.Ordinal))
                return entry;
            if (similar.Key is null && string.Equals(key, name, StringComparison.OrdinalIgnoreCase))
                similar = entry;
        }

        return similar;
    }

    /// <summary>Returns the entries of a dictionary as text. A list repeats the name; <c>$null</c> is left out.</summary>
    /// <param name="dictionary">The entries.</param>
    /// <param name="textOf">Returns the text of the value with a name, if it is not the usual one.</param>
    public static IEnumerable<KeyValuePair<string, string>> Pairs(IDictionary dictionary, Func<string, object?, string?>? textOf = null)
    {
        foreach (var entry in DictionaryEntries.Of(dictionary) ?? dictionary.Cast<DictionaryEntry>())
        {
            var name = InvariantText.Of(entry.Key) ?? throw new RequestException(ErrorKind.InvalidParameter, CmdletMessages.NoName(entry.Key.GetType()));
            if (Base(entry.Value) is object[] items && TextLines.AreJson(items))
                throw new RequestException(ErrorKind.InvalidParameter, PayloadMessages.JsonLinesAsValues);
            foreach (var value in Elements(entry.Value) ?? [entry.Value])
            {
                if ((textOf ?? Text)(name, value) is { } text)
                    yield return new(name, text);
            }
        }
    }

    /// <summary>Returns the text of the value called <paramref name="name"/>; null for <c>$null</c>.</summary>
    /// <exception cref="RequestException">The value is not a single one, or has no text.</exception>
    public static string? Text(string name, object? value)
        => InvariantText.TryGet(value, out var text) ? text
            : throw new RequestException(ErrorKind.InvalidParameter, CmdletMessages.NoText(name, Base(value)!.GetType()));

    /// <summary>Returns the elements of a list; null for anything else, including text, bytes and dictionaries.</summary>
    public static IEnumerable<object?>? Elements(object? value) => Base(value) switch
    {
        null or string => null,
        var known when InvariantText.TryGet(known, out _) || ByteSequence.Of(known) is not null || DictionaryEntries.Of(known) is not null => null,
        var known when ParsedJson.Of(known) is { ValueKind: JsonValueKind.Array } json => json.EnumerateArray().Select(static item => (object?)item),
        DataTable table => table.Rows.Cast<object?>(),
        IEnumerable list and not ResponseHeaders when UnknownType.IsList(list) => list.Cast<object?>(),
        _ => null,
    };

    /// <summary>Returns the names of the properties or keys; of a response, those of its content.</summary>
    public static IEnumerable<string> Names(object? input) => Base(input) switch
    {
        null or string or ValueType and not JsonElement => [],
        ResourceResponse { Content: { } content } => Names(content),
        JsonElement json => json.ValueKind == JsonValueKind.Object ? json.EnumerateObject().Select(JsonString.NameOf) : [],
        var known when DictionaryEntries.Of(known) is { } entries => entries.Select(static entry => InvariantText.Of(entry.Key)).OfType<string>(),
        _ => PSObject.AsPSObject(input!).Properties.Select(static property => property.Name),
    };

    /// <summary>Returns the object without PowerShell's wrapper, if it has one; null for the value of a command without output.</summary>
    public static object? Base(object? input)
        => ReferenceEquals(input, AutomationNull.Value) ? null : input is PSObject wrapped ? wrapped.BaseObject : input;
}
