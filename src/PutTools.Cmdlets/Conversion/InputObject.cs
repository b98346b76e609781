using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using PutTools.Http;

namespace PutTools.Cmdlets.Conversion;

/// <summary>Reads what a user gave as an object or as a dictionary.</summary>
internal static class InputObject
{
    /// <summary>The value of the property or key <paramref name="name"/>, its case aside; null without one.</summary>
    public static object? Property(object? input, string name)
    {
        if (Base(input) is { } known && DictionaryEntries.Of(known) is { } entries)
            return entries.FirstOrDefault(entry => string.Equals(InvariantText.Of(entry.Key), name, StringComparison.OrdinalIgnoreCase)).Value;
        try
        {
            return input is null ? null : PSObject.AsPSObject(input).Properties[name]?.Value;
        }
        catch (GetValueException failure)
        {
            throw new RequestException(ErrorKind.InvalidPayload, CmdletMessages.UnreadableProperty(name, failure), failure);
        }
    }

    /// <summary>The entries of a dictionary as name and value texts: a list repeats the name, <c>$null</c> is left out.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Pairs(IDictionary dictionary)
    {
        foreach (DictionaryEntry entry in dictionary)
        {
            var name = InvariantText.Of(entry.Key) ?? throw new RequestException(ErrorKind.InvalidParameter, CmdletMessages.NoName(entry.Key.GetType()));
            foreach (var value in Elements(entry.Value) ?? [entry.Value])
            {
                if (Text(name, value) is { } text)
                    yield return new(name, text);
            }
        }
    }

    /// <summary>The text of the value called <paramref name="name"/>; null for <c>$null</c>.</summary>
    /// <exception cref="RequestException">It is no single value, or has no text.</exception>
    public static string? Text(string name, object? value)
        => InvariantText.TryGet(value, out var text) ? text
            : throw new RequestException(ErrorKind.InvalidParameter, CmdletMessages.NoText(name, Base(value)!.GetType()));

    /// <summary>The elements of a list; null for whatever is no list: text, bytes and dictionaries too.</summary>
    public static IEnumerable<object?>? Elements(object? value) => Base(value) switch
    {
        null or string => null,
        var known when InvariantText.TryGet(known, out _) || ByteSequence.Of(known) is not null || DictionaryEntries.Of(known) is not null => null,
        var known when ParsedJson.Of(known) is { ValueKind: System.Text.Json.JsonValueKind.Array } json => json.EnumerateArray().Select(static item => (object?)item),
        IEnumerable list and not ResponseHeaders when UnknownType.IsList(list) => list.Cast<object?>(),
        _ => null,
    };

    /// <summary>The object itself, without the wrapper that PowerShell puts around some.</summary>
    public static object? Base(object? input) => input is PSObject wrapped ? wrapped.BaseObject : input;
}
