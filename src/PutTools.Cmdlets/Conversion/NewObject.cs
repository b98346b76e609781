using System.Management.Automation;
#if NET
using System.Runtime.CompilerServices;
#endif

namespace PutTools.Cmdlets.Conversion;

/// <summary>Creates objects of PowerShell for a known number of properties.</summary>
internal static class NewObject
{
#if NET
    // A public constructor of PowerShell 7, which PowerShell's reference assembly lacks. An object that is made without the
    // number enters a table of weak references with its first property. ConvertFrom-Json makes its objects like this.
    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    public static extern PSObject Of(int properties);
#else
    public static PSObject Of(int properties) => new();
#endif
}
