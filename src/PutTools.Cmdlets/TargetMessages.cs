using System.Collections;
using PutTools.Cmdlets.Conversion;
using PutTools.Secrets;
using PutTools.Templates;
using PutTools.Text;
using PutTools.Transport;

namespace PutTools.Cmdlets;

/// <summary>Messages about the url to write to.</summary>
internal static class TargetMessages
{
    public static string NoUri => "The url is empty. Give an absolute one, such as https://host/resources/1. Nothing was sent.";

    public static string NoUriType(object value) => value switch
    {
        IDictionary parameters when parameters.Contains("Uri") => "The url is a hashtable of parameters. Write its name with @ instead of $, as in @parameters. Nothing was sent.",
        IList => "The url is a list. Give one url, and separate it from the payload with a space, without commas or parentheses, as in Invoke-ResourcePut $url $body. Nothing was sent.",
        _ => $"The url is a {CmdletMessages.Name(value.GetType())}. Give text or a [uri]; of a response, give its Uri. Nothing was sent.",
    };

    public static string HalfPairInUri => "The url or a value in it has half a surrogate pair, which is not a character. Correct the text. Nothing was sent.";

    public static string NotAbsoluteUri(string uri)
    {
        var shown = RedactedUri.Text(uri);
        if (shown.StartsWith("http", StringComparison.OrdinalIgnoreCase) && shown.IndexOf(":\\", StringComparison.Ordinal) > 0)
            return $"'{shown}' has backslashes, and a url has slashes. Write {shown.Replace('\\', '/')}. Nothing was sent.";
        if (shown[0] == '$')
            return $"'{shown}' begins with a variable in single quotes, which PowerShell leaves as it is. Use double quotes. Nothing was sent.";
        if (shown.IndexOf('\\') >= 0)
            return $"'{shown}' is a path, not a url. Give the url first, and a file to send with -InFile. Nothing was sent.";
        return $"'{shown}' is not an absolute http or https url. Write it with its scheme, such as {WithScheme(shown)}. Nothing was sent.";
    }

    // users/1 and /users/1 lack the host, too; //host/users/1 and localhost:8080/users/1 have it.
    private static string WithScheme(string text)
    {
        foreach (var scheme in (string[])["https", "http"])
        {
            if (text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) && text.Length > scheme.Length && text[scheme.Length] is ':' or '/')
                return scheme + "://" + text[scheme.Length..].TrimStart(':', '/');
        }

        var host = text.TrimStart('/').Split('/', '?')[0];
        var isLocal = host.StartsWith("localhost", StringComparison.OrdinalIgnoreCase) || host.StartsWith("127.", StringComparison.Ordinal);
        var hasHost = text.StartsWith("//", StringComparison.Ordinal)
            || (!text.StartsWith("/", StringComparison.Ordinal) && (isLocal || host.IndexOfAny(['.', ':']) >= 0));
        return hasHost ? (isLocal ? "http://" : "https://") + text.TrimStart('/')
            : $"https://host/{text.TrimStart('/')}, or give a -Session with the base url";
    }

    public static string ControlInUri(string uri)
        => $"The url '{RedactedUri.Text(uri)}' has a line break or another control character. Remove it, as in \"https://host/users/$($id.Trim())/name\", or write it as an escape such as %0A. Nothing was sent.";

    public static string InvisibleInUri(string uri, char character)
        => $"The url '{RedactedUri.Text(uri)}' has an invisible character, U+{(int)character:X4}, as copied text often has. Type the url, or write the character as an escape if it is part of a name. Nothing was sent.";

    public static string StrayInQuery(string name)
        => $"The value of '{name}' in the query begins or ends with a line break or an invisible character, which is sent as an escape such as %0D. If it is not part of the value, remove it, as with .Trim() or -replace '\\p{{Cf}}'.";

    public static string BlankInValue(string template, string name)
        => $"A value of {{{name}}} in the url '{RedactedUri.Text(template)}' begins or ends with white space or an invisible character, which is sent as an escape such as %20 or %0D. If it is not part of the name, remove it, as with .Trim() or -replace '\\p{{Cf}}'.";

    public static string NoHost(string uri)
        => RedactedUri.IsCutByUser(uri) ? $"'{RedactedUri.Text(uri)}' is not a valid url: its user name or password, which is not shown, {TransportMessages.EscapeUser}"
            : $"'{RedactedUri.Text(uri)}' is not a valid url: its host name or port is invalid. Check it for spaces, quotes and other unusual characters; a port is a number up to 65535, and an IPv6 address has brackets, as in http://[::1]/. Nothing was sent.";

    public static string UnknownScheme(string uri, string scheme)
        => $"The url '{RedactedUri.Text(uri)}' has the scheme '{scheme}'. Only http and https can be used: begin it with http:// or https://. Nothing was sent.";

    public static string UnixSocketInUri(string uri)
        => $"The url '{RedactedUri.Text(uri)}' names a unix socket. Give the path of the socket with -UnixSocket, and a url for the server behind it, such as http://localhost/v1. Nothing was sent.";

    public static string BaseWithoutSlash(Uri target)
    {
        var segment = target.Segments[^1];
        return $"The base url '{RedactedUri.Text(target)}' does not end with a slash, so relative urls replace its last segment '{segment}' (RFC 3986). End it with '{segment}/' to keep that.";
    }

    public static string BaseWithQuery(Uri target)
        => $"The base url '{RedactedUri.Text(target)}' has a query, and relative urls do not keep it (RFC 3986). Give it to each call with -Query, or a key as a header of the session.";

    public static string BasePathDropped(Uri target)
        => $"The url begins with a slash, so the path of the session's base url '{RedactedUri.Text(target)}' is left out (RFC 3986). Leave the slash out to keep that path.";

    public static string MaskedUri(string uri)
        => $"The url '{RedactedUri.Text(uri)}' is masked: *** replaces a secret. Give the true url, such as the Uri of a response in this process. Nothing was sent.";

    public static string LeavesPlace(string template)
        => $"A value for a name in the url '{RedactedUri.Text(template)}' would change another part of the url: the host, or the path above it by a segment of dots. Correct the object, or give its complete url, as in -Uri {{ $_.url }}. Nothing was sent.";

    public static string NumberSignInValue(string template)
        => $"A value for a name in the url '{RedactedUri.Text(template)}' has a '#', and nothing after a '#' is sent. Write {{name}} without the plus sign, which escapes it, or %23 in the value. Nothing was sent.";

    public static string MissingValue(string template, string name, object? input, IReadOnlyList<string> names)
    {
        const int Most = 8;
        if (names.Contains(name, StringComparer.OrdinalIgnoreCase))
            return $"The url '{RedactedUri.Text(template)}' needs a value for {{{name}}}, which is empty in the input object. Give the object that value. Nothing was sent.";
        if (PSValue.Elements(input)?.Count() is { } count)
            return ListForUri(template, name, count);
        if (PSValue.Base(input) is string text && text.TrimStart().StartsWith('['))
            return $"The url '{RedactedUri.Text(template)}' needs a value for {{{name}}}, and the input object is the JSON text of a list. Make objects of it first, as in $json | ConvertFrom-Json | …, or leave ConvertTo-Json out. Nothing was sent.";
        if (input is not null && names.Count == 0)
            return $"The url '{RedactedUri.Text(template)}' needs a value for {{{name}}}, and an input object of type {CmdletMessages.Name(PSValue.Base(input)!.GetType())} has no properties. Give the url as a script block, as in -Uri {{ \"https://host/items/$_\" }}, or write literal braces as %7B and %7D. Nothing was sent.";
        var why = input is null ? "and there is no input object."
            : $"and the input object has none. Its properties are {string.Join(", ", names.Take(Most).Select(static known => known.Trim() == known ? known : $"'{known}'"))}{(names.Count > Most ? ", …" : string.Empty)}."
            + (names is [var only] && only.IndexOfAny([';', '\t', '|', ',']) is >= 0 and var at ? $" They are one, as of a CSV with another delimiter: give Import-Csv -Delimiter {(only[at] == '\t' ? "\"`t\"" : $"'{only[at]}'")}." : string.Empty);
        return $"The url '{RedactedUri.Text(template)}' needs a value for {{{name}}}, {why}{UriMessages.OtherExpansion(name)} Correct the name in braces, or write literal braces as %7B and %7D. Nothing was sent.";
    }

    public static string NumberSignBeforeName(string template)
        => $"The url '{RedactedUri.Text(template)}' has a '#' before a {{name}}, and nothing after a '#' is sent. Leave it out, or write %23 if it is part of the url. Nothing was sent.";

    public static string ListForUri(string template, string name, int count)
        => $"The url '{RedactedUri.Text(template)}' needs a value for {{{name}}}, and the input object is a list of {Wording.Number(count)} elements. Give them one by one: {Parentheses}. Nothing was sent.";

    // Invoke-RestMethod outputs a list of JSON as one object.
    public const string Parentheses = "put parentheses around the command before the pipe, as in (Invoke-RestMethod …) | …";
}
