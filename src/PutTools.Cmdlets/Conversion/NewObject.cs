using System.Management.Automation;
#if NET
using System.Runtime.CompilerServices;
#endif

namespace PutTools.Cmdlets.Conversion;

/// <summary>Creates objects of PowerShell for a known number of properties.</summary>
internal static class NewObject
{
#if NET
    // A public constructor of PowerShell 7, which PowerShell's reference assembly lacks. ConvertFrom-Json uses it. An object that is
    // made without the number enters a table of weak references with its first property.
    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    private static extern PSObject WithTable(int capacity);

    // The properties are in a Hashtable, which grows when it is filled to 72 %, rounded down. One for 8 names would grow with the eighth.
    public static PSObject Of(int properties) => WithTable(properties < 8 ? properties : properties + 1);
#else
    public static PSObject Of(int properties) => new();
#endif
}
