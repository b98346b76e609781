using System.Runtime.CompilerServices;

namespace PutTools.Json;

/// <summary>Hints to the JIT compiler.</summary>
internal static class Jit
{
    /// <summary>
    /// AggressiveOptimization, which .NET Framework does not define, for the few methods that run once per value. A script
    /// converts a document or two and ends before tiered compilation would optimize them.
    /// </summary>
    public const MethodImplOptions Optimize = (MethodImplOptions)512;
}
