using System.Text.RegularExpressions;
using PutTools.Http;
using PutTools.Text;

namespace PutTools.Cmdlets.Mistakes;

/// <summary>
/// Finds what quotes have made of an object or an expression in a url. <c>"$api/users/$user.id"</c> has the whole
/// object as text, and single quotes leave <c>$($user.id)</c> and <c>${id}</c> as they are.
/// </summary>
internal static class QuotedObject
{
    private static readonly Regex Pattern = LinearRegex.Create(
        @"@\{\w+=[^;}]*|\$\([^)/]*\)?|\$\{\w+\}|\$_\.\w+|\bSystem\.(?:Collections\.(?:Hashtable|Specialized\.OrderedDictionary)|[A-Z]\w*\[\]|" + PrintedObject.Secrets + ")");

    /// <summary>Throws if the url has such a text.</summary>
    /// <exception cref="RequestException">InvalidUri: it has.</exception>
    public static void Check(string uri)
    {
        if (Pattern.Match(uri) is { Success: true } match)
            throw new RequestException(ErrorKind.InvalidUri, MistakeMessages.QuotedObject(uri, match.Value));
    }
}
