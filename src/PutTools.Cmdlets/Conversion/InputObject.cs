using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace PutTools.Cmdlets.Conversion;

/// <summary>Reads what a user gave as an object or as a dictionary.</summary>
internal static class InputObject
{
    /// <summary>The value of the property or key <paramref name="name"/>, its case aside; null without one.</summary>
    public static object? Property(object? input, string name)
    {
        if (Base(input) is IDictionary dictionary)
        {
            foreach (DictionaryEntry entry in dictionary)
            {
                if (string.Equals(InvariantText.Of(entry.Key), name, StringComparison.OrdinalIgnoreCase))
                    return entry.Value;
            }

            return null;
        }

        return input is null ? null : PSObject.AsPSObject(input).Properties[name]?.Value;
    }

    /// <summary>The entries of a dictionary as name and value texts: a list repeats the name, <c>$null</c> is left out.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Pairs(IDictionary dictionary)
    {
        foreach (DictionaryEntry entry in dictionary)
        {
            foreach (var value in Values(entry.Value))
            {
                if (InvariantText.Of(value) is { } text)
                    yield return new(InvariantText.Of(entry.Key)!, text);
            }
        }
    }

    public static object? Base(object? input) => input is PSObject wrapped ? wrapped.BaseObject : input;

    private static IEnumerable<object?> Values(object? value) => Base(value) switch
    {
        string text => [text],
        IDictionary => [value],
        IEnumerable list => list.Cast<object?>(),
        _ => [value],
    };
}
