using System.Collections;
using System.Management.Automation;

namespace PutTools.Cmdlets.Conversion;

/// <content>The members of objects and dictionaries.</content>
internal sealed partial class JsonPayloadWriter
{
    private void WriteProperties(object owner, PSObject members)
    {
        Enter(owner, '{');
        var count = 0;
        var isChecked = !ReferenceEquals(owner, members);
        var start = _properties.Count;
        if (isChecked)
            _properties.AddRange(members.Properties);
        else
            OwnProperties.AddAllOf(members, _properties);
        for (var i = start; i < _properties.Count; i++)
        {
            var property = _properties[i];
            // Only a PSCustomObject that has properties of a type, or none at all, may come from deserialization.
            if (!isChecked && property is PSProperty)
            {
                CheckWhole(members);
                isChecked = true;
            }

            if (IsExcluded(property.Name) || IgnoredMember.Is(property, owner))
                continue;
            // Named first, because IsGettable throws for an alias that leads nowhere.
            _path.AtName(property.Name);
            if (!property.IsGettable || UnknownType.IsOfRemoting(property, members))
                continue;
            _json.WriteName(property.Name, isFirst: count++ == 0);
            var value = property.Value;
            if ((value is null || property.Name == "SyncRoot") && UnknownType.IsSelectedCollection(members))
                throw Refuse("is not from the dictionary, because Select-Object reads the members of a hashtable, but of no other dictionary; convert it first, as in [pscustomobject] $_ | Select-Object name");
            WriteValue(value);
        }

        _properties.RemoveRange(start, _properties.Count - start);
        if (!isChecked && count == 0)
            CheckWhole(members);
        Leave('}');
    }

    private void CheckWhole(PSObject members)
    {
        if (UnknownType.BeforeSerialization(members) is not { } type)
            return;
        _path.AtContainer();
        throw Refuse($"was a {type} before a job, remoting or CLIXML serialized it, which kept only some properties; convert it to text before that, or give a single property");
    }

    // By the dictionary's own enumerator, which takes less time than a sequence of its entries.
    private void WriteDictionary(IDictionary dictionary)
    {
        Enter(dictionary, '{');
        var count = 0;
        HashSet<string>? names = null;
        if (_options.SortsHashtables && DictionaryEntries.Sorted(dictionary) is { } sorted)
        {
            foreach (var entry in sorted)
                WriteEntry(dictionary, entry, ref names, ref count);
        }
        else
        {
            var entries = dictionary.GetEnumerator();
            while (entries.MoveNext())
                WriteEntry(dictionary, entries.Entry, ref names, ref count);
        }

        foreach (var property in AddedProperties.Of(dictionary))
            WriteEntry(dictionary, new DictionaryEntry(property.Name, property.Value), ref names, ref count);
        Leave('}');
    }

    private void WriteDictionary(object owner, IEnumerable<DictionaryEntry> entries)
    {
        Enter(owner, '{');
        var count = 0;
        HashSet<string>? names = null;
        foreach (var entry in entries)
            WriteEntry(owner, entry, ref names, ref count);
        Leave('}');
    }

    private void WriteEntry(object owner, DictionaryEntry entry, ref HashSet<string>? names, ref int count)
    {
        if (BeginMember(entry.Key as string ?? NameOf(entry.Key, names ??= DictionaryEntries.StringKeys(owner)), ref count))
            WriteValue(entry.Value);
    }

    // String keys are distinct already. Other keys, such as 1 and '1', may have the same text.
    private string NameOf(object key, HashSet<string> names)
    {
        var plain = PSValue.Base(key)!;
        var name = JsonScalar.ToName(plain)
            ?? throw Refuse($"has a key that cannot be a name, of the type {CmdletMessages.Name(plain.GetType())}");
        return names.Add(name) ? name : throw Refuse($"has two keys with the same text '{name}'");
    }
}
