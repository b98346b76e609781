using System.Globalization;
using PutTools.Http;

namespace PutTools.Files;

/// <summary>Turns a name from a server into a file name that is valid on every platform and stays in its folder.</summary>
internal static class SafeFileName
{
    private const string Fallback = "response";
    private const string Forbidden = "<>:\"|?*";

    // File systems allow 255 bytes; a character takes up to four in UTF-8.
    private const int LongestName = 60;

    private static readonly string[] Devices = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];

    /// <summary>Returns the file name for a response of <paramref name="target"/>.</summary>
    public static string Of(ResponseHeaders headers, Uri target)
        => Clean(ContentDisposition.FileName(headers.Single("Content-Disposition")))
            ?? Clean(Uri.UnescapeDataString(target.AbsolutePath.TrimEnd('/')))
            ?? Fallback;

    /// <summary>Returns the last segment of a path without dangerous characters; null if nothing is left.</summary>
    public static string? Clean(string? name)
    {
        if (name is null)
            return null;
        var last = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        // Removes characters that would hide or reorder a part of the name, such as its extension.
        var kept = new string([.. last.Where(static c => !IsHidden(c) && !Forbidden.Contains(c))]);
        // Removes what would make a hidden file or "..", and trailing characters that Windows drops.
        kept = kept.Trim(' ', '.');
        if (kept.Length == 0)
            return null;
        var extension = Path.GetExtension(kept);
        if (kept.Length > LongestName)
            kept = extension.Length < LongestName / 2 ? Cut(kept, LongestName - extension.Length) + extension : Cut(kept, LongestName);
        return IsDevice(kept.Split('.')[0].TrimEnd()) ? "_" + kept : kept;
    }

    // Does not split a surrogate pair, and leaves no trailing characters that Windows drops.
    private static string Cut(string name, int length) => name[..(char.IsHighSurrogate(name[length - 1]) ? length - 1 : length)].TrimEnd(' ', '.');

    private static bool IsHidden(char character) => CharUnicodeInfo.GetUnicodeCategory(character)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private static bool IsDevice(string stem)
        => Devices.Contains(stem, StringComparer.OrdinalIgnoreCase)
            || (stem.Length == 4 && "0123456789¹²³".Contains(stem[3])
                && (stem.StartsWith("COM", StringComparison.OrdinalIgnoreCase) || stem.StartsWith("LPT", StringComparison.OrdinalIgnoreCase)));
}
