using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;

namespace PutTools.Cmdlets.Conversion;

/// <summary>
/// The properties that Add-Member has added to a dictionary. They are data, as for ConvertTo-Json: for who reads them, they
/// look like the dictionary's keys.
/// </summary>
internal static class AddedProperties
{
    // The members of an object that are not of its type. Reading only these takes a tenth of the time of reading all.
    private const string Extended = "psextended";

    private static readonly PSPropertyInfo[] None = [];

    /// <summary>Returns the added properties, except for those of jobs and remoting, and those that are called like a key.</summary>
    public static IReadOnlyList<PSPropertyInfo> Of(IDictionary dictionary)
    {
        if (PSObject.AsPSObject(dictionary).Members[Extended] is not PSMemberSet extended)
            return None;
        List<PSPropertyInfo>? added = null;
        foreach (var property in extended.Properties)
        {
            // A property that Update-TypeData has added is of all dictionaries.
            if (property is { IsInstance: true, IsGettable: true } && !UnknownType.HasNameOfRemoting(property) && !dictionary.Contains(property.Name))
                (added ??= []).Add(property);
        }

        return added is null ? None : added;
    }
}
