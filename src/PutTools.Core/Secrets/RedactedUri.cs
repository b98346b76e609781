using System;
using System.Text;
using System.Text.RegularExpressions;

namespace PutTools.Secrets;

/// <summary>A url that is safe to show: without user information, and with secret values of its query masked.</summary>
internal static class RedactedUri
{
    private const string Mask = "***";

    private static readonly char[] NameStarts = ['?', '&'];
    private static readonly char[] NameEnds = ['=', '?', '&', '#'];
    private static readonly char[] ValueEnds = ['&', '#'];

    // The second part matches a url without its scheme: user:password@host.
    private static readonly Regex UserInfoPattern = new("//[^/?#]*@|^[^/?#:]*:[^/?#]*@", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    public static string Text(Uri uri) => Text(uri.IsAbsoluteUri ? uri.AbsoluteUri : uri.OriginalString);

    /// <summary>Masks text that may not be a url.</summary>
    public static string Text(string text) => MaskQuery(UserInfoPattern.Replace(text, static found => found.Value[0] == '/' ? "//" : string.Empty));

    /// <summary>True if a value of the query is the mask: the url was copied from output and is not the original.</summary>
    public static bool IsMasked(string text)
    {
        for (var at = text.IndexOf("=" + Mask, StringComparison.Ordinal); at >= 0; at = text.IndexOf("=" + Mask, at + 1, StringComparison.Ordinal))
        {
            var end = at + 1 + Mask.Length;
            if (end == text.Length || Array.IndexOf(ValueEnds, text[end]) >= 0)
                return true;
        }

        return false;
    }

    private static string MaskQuery(string text)
    {
        var shown = new StringBuilder(text.Length);
        var at = 0;
        while (text.IndexOfAny(NameStarts, at) is >= 0 and var start && text.IndexOfAny(NameEnds, start + 1) is >= 0 and var end)
        {
            shown.Append(text, at, end - at);
            at = end;
            if (text[end] != '=')
                continue;
            var valueEnd = text.IndexOfAny(ValueEnds, end + 1) is >= 0 and var found ? found : text.Length;
            var isSecret = valueEnd > end + 1 && SecretName.IsOfQuery(text[(start + 1)..end]);
            shown.Append('=').Append(isSecret ? Mask : string.Empty);
            at = isSecret ? valueEnd : end + 1;
        }

        return at == 0 ? text : shown.Append(text, at, text.Length - at).ToString();
    }
}
