using System;
using System.Text;
using System.Text.RegularExpressions;
using PutTools.Text;

namespace PutTools.Http;

/// <summary>Reads the file name of <c>Content-Disposition</c> fields (RFC 6266).</summary>
internal static class ContentDisposition
{
    private static readonly Regex Parameter = new(
        """;\s*(?<name>filename\*?)\s*=\s*(?:"(?<value>(?:\\.|[^"\\])*)"|(?<value>[^;]*))""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        TimeSpan.FromSeconds(1));

    private static readonly Regex QuotedPair = new(@"\\(.)", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    /// <summary>Returns the name as the server gives it, which may be unsafe; null if there is none.</summary>
    public static string? FileName(string? field)
    {
        string? plain = null;
        foreach (Match match in Parameter.Matches(field ?? string.Empty))
        {
            var value = match.Groups["value"].Value.Trim();
            if (!match.Groups["name"].Value.EndsWith('*'))
                plain ??= QuotedPair.Replace(value, "$1");
            else if (Extended(value) is { Length: > 0 } extended)
                return extended; // RFC 6266 §4.3: it takes precedence over the plain name.
        }

        // Many servers send UTF-8 here. The runtime decodes it as Latin-1, one character per byte.
        return string.IsNullOrEmpty(plain) ? null : FromUtf8(plain!) ?? plain;
    }

    // RFC 8187 §3.2: charset'language'percent-encoded
    private static string? Extended(string value)
    {
        var parts = value.Split('\'');
        if (parts.Length != 3 || Charset.Find(parts[0]) is not { } encoding)
            return null;
        var bytes = new byte[parts[2].Length];
        var count = 0;
        for (var i = 0; i < parts[2].Length; i++)
        {
            var isEscape = parts[2][i] == '%' && i + 2 < parts[2].Length && Uri.IsHexDigit(parts[2][i + 1]) && Uri.IsHexDigit(parts[2][i + 2]);
            bytes[count++] = isEscape ? (byte)((Uri.FromHex(parts[2][++i]) << 4) | Uri.FromHex(parts[2][++i])) : (byte)parts[2][i];
        }

        return encoding.GetString(bytes, 0, count);
    }

    private static string? FromUtf8(string text)
    {
        var bytes = new byte[text.Length];
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] > 0xFF)
                return null;
            bytes[i] = (byte)text[i];
        }

        try
        {
            return Charset.StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
