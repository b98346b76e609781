using System.Collections;
using System.Management.Automation;

namespace PutTools.Cmdlets.Conversion;

/// <summary>Recognizes bytes in all forms that PowerShell has: arrays, slices, memory, and lists of only bytes.</summary>
internal static class ByteSequence
{
    /// <summary>
    /// Returns the bytes; null if <paramref name="value"/> is something else, including an empty list of any type.
    /// </summary>
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

        // An untyped null would become a memory of zero bytes.
        return ArrayOf(value) is { } array ? array : default(ReadOnlyMemory<byte>?);
    }

    private static byte[]? ArrayOf(object? value) => value switch
    {
        // Compared by exact type: to the runtime, arrays of sbyte and of enums are arrays of byte, too.
        Array array when array.GetType() == typeof(byte[]) => (byte[])array,
        // For example $bytes[0..3].
        object?[] items => items.Length > 0 && IsByte(items[0]) && Array.TrueForAll(items, IsByte) ? Unwrapped(items) : null,
        Array => null,
        IList<byte> bytes => [.. bytes],
        IReadOnlyList<byte> bytes => [.. bytes],
        IList { Count: > 0 } items => IsByte(items[0]) && items.Cast<object?>().All(IsByte) ? Unwrapped(items.Cast<object?>()) : null,
        _ => null,
    };

    private static bool IsByte(object? item) => item is byte or PSObject { BaseObject: byte };

    private static byte[] Unwrapped(IEnumerable<object?> items) => [.. items.Select(static item => (byte)PSValue.Base(item)!)];
}
