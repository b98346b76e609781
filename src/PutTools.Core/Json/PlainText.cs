using System.Runtime.CompilerServices;
#if NET
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
#endif

namespace PutTools.Json;

/// <summary>The characters that are the same in JSON and UTF-8: printable ASCII without quotes and backslashes.</summary>
internal static class PlainText
{
    public static bool Is(char c) => c is >= ' ' and < (char)0x80 and not ('"' or '\\');

    /// <summary>Copies the plain characters at the start of <paramref name="text"/>, and returns their number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int CopyStart(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        var length = CopyEights(text, bytes);
        while (length < text.Length && length < bytes.Length && Is(text[length]))
            bytes[length] = (byte)text[length++];
        return length;
    }

#if NET
    // A multiple of eight characters at once; a text of sixty takes a third of the time.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int CopyEights(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        var units = MemoryMarshal.Cast<char, ushort>(text);
        var length = 0;
        while (length < units.Length && units.Length >= Vector128<ushort>.Count)
        {
            // The last eight overlap those before them.
            length = Math.Min(length, units.Length - Vector128<ushort>.Count);
            var eight = Vector128.Create(units[length..(length + Vector128<ushort>.Count)]);
            // A character below the space wraps around, so that one comparison finds both ends.
            var special = Vector128.GreaterThan(eight - Vector128.Create((ushort)' '), Vector128.Create((ushort)(0x7F - ' ')))
                | Vector128.Equals(eight, Vector128.Create((ushort)'"')) | Vector128.Equals(eight, Vector128.Create((ushort)'\\'));
            if (special != Vector128<ushort>.Zero)
                break;
            Vector128.Narrow(eight, eight).GetLower().CopyTo(bytes[length..]);
            length += Vector128<ushort>.Count;
        }

        return length;
    }
#else
    private static int CopyEights(ReadOnlySpan<char> text, Span<byte> bytes) => 0;
#endif
}
