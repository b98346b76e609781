using System.Text;
using PutTools.Pipeline;
using PutTools.Text;

namespace PutTools.Cookies;

/// <summary>The <c>Cookie</c> field of a request (RFC 6265 §5.4): <c>name=value</c>, separated by semicolons.</summary>
internal static class CookieField
{
    /// <summary>Returns the value of a Cookie field without the cookies that have one of the <paramref name="names"/>.</summary>
    public static string Without(string field, IReadOnlyCollection<string> names)
        => string.Join("; ", field.Split(';').Select(static pair => pair.Trim()).Where(pair => !names.Contains(pair.Split('=')[0].TrimEnd(), StringComparer.Ordinal)));

    /// <summary>Returns the values of the Cookie fields of a request.</summary>
    public static IEnumerable<string> OfHeaders(HttpRequest request)
        => request.Headers.Where(static field => field.Key.Equals("Cookie", StringComparison.OrdinalIgnoreCase)).Select(static field => field.Value);

    /// <summary>Returns several fields as one, without the empty ones.</summary>
    public static string JoinFields(IEnumerable<string> fields) => string.Join("; ", fields.Where(static field => field.Length > 0));

    /// <summary>Returns cookies as one field.</summary>
    public static string Join(IEnumerable<KeyValuePair<string, string>> cookies)
        => string.Join("; ", cookies.Select(static cookie => $"{cookie.Key}={cookie.Value}"));

    /// <summary>Returns the user's text as the runtime sends a Cookie field: a character for each of its bytes in UTF-8.</summary>
    /// <remarks>Stored cookies have that form already, so that they are sent back byte for byte, whatever their charset.</remarks>
    public static string Octets(string text) => Charset.Octets.GetString(Encoding.UTF8.GetBytes(text));
}
