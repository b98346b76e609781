namespace PutTools.Text;

/// <summary>Bytes as hexadecimal digits in lower case.</summary>
internal static class Hex
{
    private static ReadOnlySpan<byte> Digits => "0123456789abcdef"u8;

    /// <summary>Writes two digits for each byte.</summary>
    public static void Write(ReadOnlySpan<byte> bytes, Span<byte> digits)
    {
        for (var i = 0; i < bytes.Length; i++)
            (digits[2 * i], digits[(2 * i) + 1]) = (Digits[bytes[i] >> 4], Digits[bytes[i] & 15]);
    }
}
