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

        try
        {
            return input is null ? null : PSObject.AsPSObject(input).Properties[name]?.Value;
        }
        catch (GetValueException failure)
        {
            throw new ResourceException(ErrorKind.InvalidPayload, CmdletMessages.UnreadableProperty(name, failure), failure);
        }
    }

    /// <summary>The entries of a dictionary as name and value texts: a list repeats the name, <c>$null</c> is left out.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Pairs(IDictionary dictionary)
    {
        foreach (DictionaryEntry entry in dictionary)
        {
            foreach (var value in Values(entry.Value))
            {
                var name = InvariantText.Of(entry.Key)!;
                if (Text(name, value) is { } text)
                    yield return new(name, text);
            }
        }
    }

    /// <summary>The text of the value called <paramref name="name"/>; null for <c>$null</c>.</summary>
    /// <exception cref="ResourceException">It is none: its text would be that of a secret or of code, or its type's name alone.</exception>
    public static string? Text(string name, object? value)
    {
        var text = InvariantText.Of(value);
        return Base(value) is { } known and not string
            && (known is IDictionary or PSCustomObject || JsonScalar.WhyRefused(known) is not null || text == known.GetType().ToString())
                ? throw new ResourceException(ErrorKind.InvalidParameter, CmdletMessages.NoText(name, known.GetType()))
                : text;
    }

    /// <summary>The object itself, without the wrapper that PowerShell puts around some.</summary>
    public static object? Base(object? input) => input is PSObject wrapped ? wrapped.BaseObject : input;

    private static IEnumerable<object?> Values(object? value) => Base(value) switch
    {
        string text => [text],
        IDictionary => [value],
        IEnumerable list => list.Cast<object?>(),
        _ => [value],
    };
}
