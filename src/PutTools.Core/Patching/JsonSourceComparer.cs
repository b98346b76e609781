using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using PutTools.Json;

namespace PutTools.Patching;

/// <summary>Whether two values were read from the same text; they are not taken apart for that.</summary>
internal sealed class JsonSourceComparer : IEqualityComparer<JsonTree>
{
    // Another one in each process, so that nobody can make up a document whose elements all fall together.
    private static readonly ulong Seed = BitConverter.ToUInt64(Guid.NewGuid().ToByteArray(), 0) | 1;

    public bool Equals(JsonTree? x, JsonTree? y) => x!.Source.SequenceEqual(y!.Source);

    [MethodImpl(Jit.Optimize)]
    public int GetHashCode(JsonTree obj)
    {
        unchecked
        {
            var rest = obj.Source;
            var hash = Seed;
            foreach (var word in MemoryMarshal.Cast<byte, ulong>(rest))
                hash = Mix(hash ^ word);
            foreach (var letter in rest[(rest.Length & ~7)..])
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
