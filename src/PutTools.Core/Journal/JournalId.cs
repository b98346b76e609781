using System.Buffers.Binary;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using PutTools.Text;

namespace PutTools.Journal;

/// <summary>The identity of a write in a journal: 128 bits of a keyed hash, which reveals nothing about the write.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct JournalId(ulong High, ulong Low)
{
    /// <summary>The number of digits.</summary>
    public const int Length = 2 * HalfLength;

    private const int HalfLength = 16;

    /// <summary>Returns the id from the first 128 bits of a hash.</summary>
    public static JournalId Of(ReadOnlySpan<byte> hash) => new(BinaryPrimitives.ReadUInt64BigEndian(hash), BinaryPrimitives.ReadUInt64BigEndian(hash[sizeof(ulong)..]));

    /// <summary>Parses the digits that <see cref="Format"/> writes.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out JournalId id)
    {
        id = default;
        if (text.Length != Length
            || !Utf8Parser.TryParse(text[..HalfLength], out ulong high, out var highLength, 'x') || highLength != HalfLength
            || !Utf8Parser.TryParse(text[HalfLength..], out ulong low, out var lowLength, 'x') || lowLength != HalfLength)
        {
            return false;
        }

        id = new(high, low);
        return true;
    }

    /// <summary>Writes the id as hexadecimal digits.</summary>
    public void Format(Span<byte> text)
    {
        Span<byte> bytes = stackalloc byte[Length / 2];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, High);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[sizeof(ulong)..], Low);
        Hex.Write(bytes, text);
    }
}
