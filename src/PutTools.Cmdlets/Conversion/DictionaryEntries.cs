using System.Collections;
using System.Collections.Specialized;
using System.Data;
using System.Data.Common;
using System.Management.Automation;
using System.Text.Json;
using PutTools.Json;

namespace PutTools.Cmdlets.Conversion;

/// <summary>Enumerates dictionaries of any type in their order.</summary>
internal static class DictionaryEntries
{
    private static readonly Comparison<DictionaryEntry> ByName = static (one, other) => string.CompareOrdinal(
        one.Key as string ?? InvariantText.Of(one.Key), other.Key as string ?? InvariantText.Of(other.Key));

    /// <summary>Returns the entries of <paramref name="value"/> and the properties that were added to it; null if it is not a dictionary.</summary>
    /// <remarks>The headers of a response don't count as one, because enumerating them masks their secrets.</remarks>
    public static IEnumerable<DictionaryEntry>? Of(object value)
        => WithoutAdded(value) is { } entries
            ? AddedProperties.Of(value) is { Count: > 0 } added ? entries.Concat(added.Select(static property => new DictionaryEntry(property.Name, property.Value))) : entries
            : null;

    /// <summary>Returns the entries of <paramref name="value"/> alone; null if it is not a dictionary.</summary>
    public static IEnumerable<DictionaryEntry>? WithoutAdded(object value) => value switch
    {
        ResponseHeaders => null,
        IDictionary dictionary => Sorted(dictionary) ?? Entries(dictionary),
        NameValueCollection fields => Entries(fields),
        StringDictionary words => words.Cast<DictionaryEntry>().OrderBy(static entry => (string)entry.Key, StringComparer.Ordinal),
        DataRow row => Entries(row),
        DataRowView view => Entries(view.Row),
        DbDataRecord record => Entries(record),
        JsonElement or JsonDocument => Entries(ParsedJson.Of(value)),
        // Checked first, because an object of Newtonsoft enumerates something other than its interface promises.
        _ when ParsedJson.OfNewtonsoft(value) is { } json => Entries(json),
        IEnumerable pairs and not IList when IsGenericDictionary(value.GetType()) => Entries(pairs),
        _ => null,
    };

    /// <summary>
    /// Returns the entries of a hashtable, sorted by their names; null if <paramref name="dictionary"/> has an order of its own. The
    /// order of a hashtable differs between processes, so neither a journal nor a server could recognize a write that another process repeats.
    /// </summary>
    public static DictionaryEntry[]? Sorted(IDictionary dictionary)
    {
        // Classes that derive from it, such as PowerShell's ordered one, may have an order.
        if (dictionary is not Hashtable table || table.GetType().Assembly != typeof(Hashtable).Assembly)
            return null;
        var entries = new DictionaryEntry[table.Count];
        table.CopyTo(entries, 0);
        Array.Sort(entries, ByName);
        return entries;
    }

    /// <summary>Returns the keys of a dictionary that are strings.</summary>
    public static HashSet<string> StringKeys(object dictionary)
        => new(Of(dictionary)!.Select(static entry => entry.Key).OfType<string>(), StringComparer.Ordinal);

    private static IEnumerable<DictionaryEntry>? Entries(JsonElement? json)
        => json is { ValueKind: JsonValueKind.Object } known
            ? known.EnumerateObject().Select(static member => new DictionaryEntry(JsonString.NameOf(member), member.Value)) : null;

    private static IEnumerable<DictionaryEntry> Entries(IDictionary dictionary)
    {
        // Not foreach: a custom IDictionary may enumerate something other than DictionaryEntry.
        var entries = dictionary.GetEnumerator();
        while (entries.MoveNext())
            yield return entries.Entry;
    }

    private static IEnumerable<DictionaryEntry> Entries(DataRow row)
    {
        foreach (DataColumn column in row.Table.Columns)
            yield return new DictionaryEntry(column.ColumnName, row[column]);
    }

    // A data reader in a pipeline gives these.
    private static IEnumerable<DictionaryEntry> Entries(DbDataRecord record)
    {
        for (var i = 0; i < record.FieldCount; i++)
            yield return new DictionaryEntry(record.GetName(i), record.GetValue(i));
    }

    private static IEnumerable<DictionaryEntry> Entries(NameValueCollection fields)
    {
        for (var i = 0; i < fields.Count; i++)
        {
            var values = fields.GetValues(i);
            yield return new DictionaryEntry(fields.GetKey(i) ?? string.Empty, values is [var only] ? only : values);
        }
    }

    // ExpandoObject, JsonObject and others implement only the generic interface.
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
