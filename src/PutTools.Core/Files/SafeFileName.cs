using System;
using System.IO;
using System.Linq;
using PutTools.Http;

namespace PutTools.Files;

/// <summary>Makes a name that a server gave into one that a file may have on every platform, in the folder that is meant.</summary>
internal static class SafeFileName
{
    private const string Fallback = "response";
    private const string Forbidden = "<>:\"|?*";

    // Of 255 bytes that file systems take, with up to four a character.
    private const int LongestName = 60;

    private static readonly string[] Devices = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];

    /// <summary>The name for what <paramref name="target"/> responded.</summary>
    public static string Of(ResponseHeaders headers, Uri target)
        => Clean(ContentDisposition.FileName(headers.Single("Content-Disposition")))
            ?? Clean(Uri.UnescapeDataString(target.AbsolutePath.TrimEnd('/')))
            ?? Fallback;

    /// <summary>The last part of a path, without what is dangerous; null where nothing is left.</summary>
    public static string? Clean(string? name)
    {
        if (name is null)
            return null;
        var last = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        var kept = new string([.. last.Where(static c => !char.IsControl(c) && !Forbidden.Contains(c))]);
        // No hidden files, no ".." and no ends that Windows drops.
        kept = kept.Trim(' ', '.');
        if (kept.Length == 0)
            return null;
        var extension = Path.GetExtension(kept);
        if (kept.Length > LongestName && extension.Length < LongestName)
            kept = kept[..(LongestName - extension.Length)] + extension;
        return IsDevice(kept.Split('.')[0].TrimEnd()) ? "_" + kept : kept;
    }

    private static bool IsDevice(string stem)
        => Devices.Contains(stem, StringComparer.OrdinalIgnoreCase)
            || (stem.Length == 4 && "0123456789¹²³".Contains(stem[3])
                && (stem.StartsWith("COM", StringComparison.OrdinalIgnoreCase) || stem.StartsWith("LPT", StringComparison.OrdinalIgnoreCase)));
}
