using System;
using System.Buffers.Text;
using System.Globalization;
using System.Runtime.InteropServices;

namespace PutTools.Journal;

/// <summary>The identity of a write in a journal: 128 bits of a keyed hash, which reveals nothing about the write.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct JournalId(ulong High, ulong Low)
{
    private const int HalfLength = 16;

    /// <summary>Returns the id from the first 128 bits of a hash.</summary>
    public static JournalId Of(byte[] hash) => new(BitConverter.ToUInt64(hash, 0), BitConverter.ToUInt64(hash, 8));

    /// <summary>Parses the text of <see cref="ToString"/>.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out JournalId id)
    {
        id = default;
        if (text.Length != 2 * HalfLength
            || !Utf8Parser.TryParse(text[..HalfLength], out ulong high, out var highLength, 'x') || highLength != HalfLength
            || !Utf8Parser.TryParse(text[HalfLength..], out ulong low, out var lowLength, 'x') || lowLength != HalfLength)
        {
            return false;
        }

        id = new(high, low);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => High.ToString("x16", CultureInfo.InvariantCulture) + Low.ToString("x16", CultureInfo.InvariantCulture);
}
