using System.Runtime.CompilerServices;

namespace PutTools.Json;

/// <summary>Hints to the compiler at run time.</summary>
internal static class Jit
{
    /// <summary>
    /// AggressiveOptimization, which the older framework has no name for: for the few methods that run per value.
    /// A script converts a document or two and is done, which is before the runtime would make them fast by itself.
    /// </summary>
    public const MethodImplOptions Optimize = (MethodImplOptions)512;
}
