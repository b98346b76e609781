using PutTools.Text;
using PutTools.Urls;

namespace PutTools.Http;

/// <summary>Reads the file name of <c>Content-Disposition</c> fields (RFC 6266).</summary>
internal static class ContentDisposition
{
    /// <summary>Returns the name as the server gives it, which may be unsafe; null if there is none.</summary>
    public static string? FileName(string? field)
    {
        var at = field?.IndexOf(';') ?? -1;
        if (at < 0)
            return null;
        string? plain = null;
        foreach (var (name, value) in FieldParameters.Read(field!, ref at, isList: false))
        {
            if (name.Equals("filename", StringComparison.OrdinalIgnoreCase))
                plain ??= value.Trim();
            else if (name.Equals("filename*", StringComparison.OrdinalIgnoreCase) && Extended(value) is { Length: > 0 } extended)
                return extended; // RFC 6266 §4.3: it takes precedence over the plain name.
        }

        // Many servers send UTF-8 here. The runtime decodes it as Latin-1, one character per byte.
        return string.IsNullOrEmpty(plain) ? null : TextDecoder.FromUtf8(plain!) ?? plain;
    }

    // RFC 8187 §3.2: charset'language'percent-encoded. A server that escapes as JavaScript does leaves the apostrophes of the name.
    private static string? Extended(string value)
    {
        var parts = value.Split(['\''], 3);
        if (parts.Length != 3 || Charset.Find(parts[0]) is not { } encoding)
            return null;
        var bytes = new byte[parts[2].Length];
        var count = 0;
        for (var i = 0; i < parts[2].Length; i++)
        {
            var isEscape = PercentEncoding.Is(parts[2], i);
            bytes[count++] = isEscape ? (byte)((Uri.FromHex(parts[2][++i]) << 4) | Uri.FromHex(parts[2][++i])) : (byte)parts[2][i];
        }

        return encoding.GetString(bytes, 0, count);
    }
}
