using System.Collections;
using System.Management.Automation;

namespace PutTools.Cmdlets.Conversion;

/// <summary>
/// The properties that Add-Member has added to a dictionary. They are data, as for ConvertTo-Json: to a reader
/// they look like keys of the dictionary.
/// </summary>
internal static class AddedProperties
{
    /// <summary>Returns the added properties, except for those of jobs and remoting, and those with the name of a key.</summary>
    public static IReadOnlyList<PSPropertyInfo> Of(object dictionary)
    {
        var added = OwnProperties.AddedTo(dictionary);
        return added.Count == 0 ? added
            : [.. added.Where(property => property.IsGettable && !UnknownType.HasNameOfRemoting(property) && !HasKey(dictionary, property.Name))];
    }

    private static bool HasKey(object dictionary, string name) => dictionary is IDictionary known
        ? known.Contains(name)
        : DictionaryEntries.WithoutAdded(dictionary)!.Any(entry => name.Equals(entry.Key as string, StringComparison.OrdinalIgnoreCase));
}
