using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace PutTools.Json;

/// <summary>Hashes UTF-8 text eight bytes at a time.</summary>
internal static class Utf8Hash
{
    // Differs between processes, so that nobody can craft a document whose parts all have the same hash.
    private static readonly ulong Seed = BitConverter.ToUInt64(Guid.NewGuid().ToByteArray(), 0) | 1;

    [MethodImpl(Jit.Optimize)]
    public static int Of(ReadOnlySpan<byte> utf8)
    {
        unchecked
        {
            var hash = Seed;
            foreach (var word in MemoryMarshal.Cast<byte, ulong>(utf8))
                hash = Mix(hash ^ word);
            foreach (var letter in utf8[(utf8.Length & ~7)..])
                hash = Mix(hash ^ letter);
            return (int)hash;
        }
    }

    private static ulong Mix(ulong hash)
    {
        unchecked
        {
            hash *= Seed;
            return hash ^ (hash >> 32);
        }
    }
}
