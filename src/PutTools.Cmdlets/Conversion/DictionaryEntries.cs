using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.Linq;
using System.Management.Automation;
using System.Text.Json;

namespace PutTools.Cmdlets.Conversion;

/// <summary>What dictionaries of all kinds hold, in their order.</summary>
internal static class DictionaryEntries
{
    /// <summary>The entries of <paramref name="value"/>; null where it is no dictionary.</summary>
    /// <remarks>A response's headers are none: all of them together are read without their secrets.</remarks>
    public static IEnumerable<DictionaryEntry>? Of(object value) => value switch
    {
        ResponseHeaders => null,
        IDictionary dictionary => Entries(dictionary),
        NameValueCollection fields => Entries(fields),
        JsonElement or JsonDocument => Entries(ParsedJson.Of(value)),
        // First, as an object of Newtonsoft's enumerates something else than its interface says.
        _ when ParsedJson.OfNewtonsoft(value) is { } json => Entries(json),
        IEnumerable pairs and not IList when IsGenericDictionary(value.GetType()) => Entries(pairs),
        _ => null,
    };

    private static IEnumerable<DictionaryEntry>? Entries(JsonElement? json)
        => json is { ValueKind: JsonValueKind.Object } known
            ? known.EnumerateObject().Select(static member => new DictionaryEntry(member.Name, member.Value)) : null;

    private static IEnumerable<DictionaryEntry> Entries(IDictionary dictionary)
    {
        // Not foreach: an IDictionary of its own making may enumerate something else than DictionaryEntry.
        var entries = dictionary.GetEnumerator();
        while (entries.MoveNext())
            yield return entries.Entry;
    }

    private static IEnumerable<DictionaryEntry> Entries(NameValueCollection fields)
    {
        for (var i = 0; i < fields.Count; i++)
        {
            var values = fields.GetValues(i);
            yield return new DictionaryEntry(fields.GetKey(i) ?? string.Empty, values is [var only] ? only : values);
        }
    }

    // ExpandoObject, JsonObject and others are dictionaries in the generic sense only.
    private static IEnumerable<DictionaryEntry> Entries(IEnumerable pairs)
    {
        foreach (var pair in pairs)
        {
            var members = PSObject.AsPSObject(pair).Properties;
            yield return new DictionaryEntry(members["Key"].Value, members["Value"].Value);
        }
    }

    private static bool IsGenericDictionary(Type type)
    {
        foreach (var contract in type.GetInterfaces())
        {
            if (contract.IsGenericType
                && (contract.GetGenericTypeDefinition() == typeof(IDictionary<,>)
                    || contract.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>)))
            {
                return true;
            }
        }

        return false;
    }
}
