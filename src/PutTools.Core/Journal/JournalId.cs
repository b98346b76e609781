using System;
using System.Buffers.Text;
using System.Globalization;
using System.Runtime.InteropServices;

namespace PutTools.Journal;

/// <summary>What tells one write from others in a journal: 128 bits of a keyed hash, so that nothing of the write can be read from it.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct JournalId(ulong High, ulong Low)
{
    private const int HalfLength = 16;

    /// <summary>The id that begins a hash.</summary>
    public static JournalId Of(byte[] hash) => new(BitConverter.ToUInt64(hash, 0), BitConverter.ToUInt64(hash, 8));

    /// <summary>The id as <see cref="ToString"/> writes it.</summary>
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
