using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace PutTools.Cmdlets.Conversion;

/// <summary>Bytes in each form that PowerShell has them in: arrays, slices, memory, and lists of nothing but bytes.</summary>
internal static class ByteSequence
{
    /// <summary>The bytes; null where <paramref name="value"/> is something else, an empty list of anything included.</summary>
    public static ReadOnlyMemory<byte>? Of(object? value)
    {
        switch (value)
        {
            case Memory<byte> bytes:
                return bytes;
            case ReadOnlyMemory<byte> bytes:
                return bytes;
            case ArraySegment<byte> bytes:
                return bytes;
        }

        // Without its type the null would be memory of no bytes.
        return ArrayOf(value) is { } array ? array : default(ReadOnlyMemory<byte>?);
    }

    private static byte[]? ArrayOf(object? value) => value switch
    {
        // By its exact type: to the runtime, arrays of sbyte and of enums are arrays of byte as well.
        Array array when array.GetType() == typeof(byte[]) => (byte[])array,
        // What $bytes[0..3] is.
        object?[] items => items.Length > 0 && IsByte(items[0]) && Array.TrueForAll(items, IsByte) ? Unwrapped(items) : null,
        Array => null,
        IList<byte> bytes => [.. bytes],
        IReadOnlyList<byte> bytes => [.. bytes],
        IList { Count: > 0 } items => IsByte(items[0]) && items.Cast<object?>().All(IsByte) ? Unwrapped(items.Cast<object?>()) : null,
        _ => null,
    };

    private static bool IsByte(object? item) => item is byte or PSObject { BaseObject: byte };

    private static byte[] Unwrapped(IEnumerable<object?> items) => [.. items.Select(static item => (byte)InputObject.Base(item)!)];
}
