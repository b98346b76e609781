using System;
using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using System.Reflection;
using System.Runtime.CompilerServices;

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

    // PowerShell keeps the members that were added to any object in a private table, and has no public way to ask whether there are some. Reading
    // them takes twice as long as writing a small dictionary, so only those of the dictionaries in the table are read. If a version of PowerShell has
    // no such table, those of all dictionaries are.
    private static readonly Func<object, bool> MayHaveSome = Lookup();

    /// <summary>Returns the added properties, except for those of jobs and remoting, and those that are called like a key.</summary>
    public static IReadOnlyList<PSPropertyInfo> Of(IDictionary dictionary)
    {
        if (!MayHaveSome(dictionary) || PSObject.AsPSObject(dictionary).Members[Extended] is not PSMemberSet extended)
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

    private static Func<object, bool> Lookup()
    {
        const BindingFlags Flags = BindingFlags.NonPublic | BindingFlags.Static;
        var field = typeof(PSObject).GetField("s_instanceMembersResurrectionTable", Flags) ?? typeof(PSObject).GetField("_instanceMembersResurrectionTable", Flags);
        return field?.FieldType is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(ConditionalWeakTable<,>) && type.GenericTypeArguments[0] == typeof(object)
            ? (Func<object, bool>)typeof(AddedProperties).GetMethod(nameof(LookupIn), Flags)!.MakeGenericMethod(type.GenericTypeArguments[1]).Invoke(null, [field.GetValue(null)])!
            : static _ => true;
    }

    private static Func<object, bool> LookupIn<T>(ConditionalWeakTable<object, T> table)
        where T : class
        => key => table.TryGetValue(key, out _);
}
