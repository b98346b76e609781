using System;
using System.Text.RegularExpressions;
using PutTools.Authentication;

namespace PutTools.Secrets;

/// <summary>A url as it may be shown: no user information, and no query value whose name looks secret.</summary>
internal static class RedactedUri
{
    // Not those of keyword, design and zipcode, which are words of their own.
    private const string SecretWords = "token|signature|password|passwd|pwd|secret|credential"
        + "|(?:key|sig|(?<!(?:zip|post|postal|country|currency|language|area)[-_]?)code)s?(?-i:(?![a-z]))";

    private static readonly Regex SecretQueryValue = new(
        $"([?&][^=&#]*(?:{SecretWords})[^=&#]*=)[^&#]+",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        TimeSpan.FromSeconds(1));

    // With its password also where the scheme was forgotten.
    private static readonly Regex UserInformation = new("//[^/?#]*@|^[^/?#:]*:[^/?#]*@", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    public static string Text(Uri uri)
    {
        if (!uri.IsAbsoluteUri)
            return Text(uri.OriginalString);
        var text = uri.UserInfo.Length == 0
            ? uri.AbsoluteUri
            : uri.GetComponents(UriComponents.AbsoluteUri & ~UriComponents.UserInfo, UriFormat.UriEscaped);
        return uri.Query.Length > 0 ? MaskQuery(text) : text;
    }

    public static Uri Of(Uri uri) => uri.UserInfo.Length == 0 && uri.Query.Length == 0 ? uri : new Uri(Text(uri));

    /// <summary>The same for text that may be no url at all.</summary>
    public static string Text(string text) => MaskQuery(UserInformation.Replace(text, static found => found.Value[0] == '/' ? "//" : string.Empty));

    private static string MaskQuery(string text) => SecretQueryValue.Replace(text, "$1***");
}
