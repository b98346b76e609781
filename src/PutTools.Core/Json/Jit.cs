using System.Runtime.CompilerServices;

namespace PutTools.Json;

/// <summary>Hints to the JIT compiler.</summary>
internal static class Jit
{
    /// <summary>
    /// AggressiveOptimization, which .NET Framework does not define, for the few methods that loop over text or trees. A script converts
    /// a document or two and ends before tiered compilation would optimize them. Methods that mostly call others are left to it, because
    /// it learns which types and branches are usual.
    /// </summary>
    public const MethodImplOptions Optimize = (MethodImplOptions)512;
}
