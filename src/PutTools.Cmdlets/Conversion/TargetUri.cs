using System;
using System.Collections;
using System.Linq;
using PutTools.Urls;

namespace PutTools.Cmdlets.Conversion;

/// <summary>Makes the url to write to from what the user gave.</summary>
internal static class TargetUri
{
    /// <summary>Fills in <c>{name}</c> from the input object, resolves it against the base, and adds the query.</summary>
    /// <exception cref="ResourceException">It is no absolute http or https url, or a value is missing.</exception>
    public static Uri Build(string template, Uri? baseUri, IDictionary? query, object? input)
    {
        var text = UriTemplate.HasVariables(template)
            ? UriTemplate.Expand(template, name => Texts(name, Value(input, name)))
            : template;
        var uri = Parse(Resolve(text.Trim(), baseUri));
        return query is null || query.Count == 0 ? uri : Parse(AddQuery(uri, query));
    }

    // Of a response its content is what is sent, so that is asked first.
    private static object? Value(object? input, string name)
        => (InputObject.Base(input) is ResourceResponse { Content: { } content } ? InputObject.Property(content, name) : null)
            ?? InputObject.Property(input, name);

    // RFC 6570 §2.3: what is not there in a list is left out.
    private static string[] Texts(string name, object? value)
        => InputObject.Base(value) is IEnumerable list and not (string or IDictionary)
            ? [.. list.Cast<object?>().Select(item => InputObject.Text(name, item)).OfType<string>()]
            : InputObject.Text(name, value) is { } text ? [text] : [];

    private static string AddQuery(Uri uri, IDictionary query)
    {
        var pairs = string.Join("&", InputObject.Pairs(query)
            .Select(static pair => Uri.EscapeDataString(pair.Key) + "=" + Uri.EscapeDataString(pair.Value)));
        var text = uri.GetComponents(UriComponents.HttpRequestUrl | UriComponents.UserInfo, UriFormat.UriEscaped);
        var sign = uri.Query.Length > 1 ? "&" : text.EndsWith("?", StringComparison.Ordinal) ? string.Empty : "?";
        return pairs.Length == 0 ? text : text + sign + pairs;
    }

    // RFC 3986 §5.2. A path such as /users/1 is an absolute file url on Unix, so it is asked for a scheme.
    private static string Resolve(string text, Uri? baseUri)
        => baseUri is not null && !HasScheme(text) && Uri.TryCreate(baseUri, text, out var resolved) ? resolved.AbsoluteUri : text;

    private static bool HasScheme(string text)
        => text.IndexOfAny([':', '/', '?', '#']) is > 0 and var end && text[end] == ':' && Uri.CheckSchemeName(text[..end]);

    private static Uri Parse(string text)
    {
        if (text.Length == 0)
            throw new ResourceException(ErrorKind.InvalidUri, CmdletMessages.NoUri);
        var hasScheme = text.IndexOf("://", StringComparison.Ordinal) > 0;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri))
            throw new ResourceException(ErrorKind.InvalidUri, hasScheme ? CmdletMessages.NoHost(text) : CmdletMessages.NotAbsoluteUri(text));
        // Without "://", localhost:8080/x has the scheme "localhost", and on Unix the path /users/1 is a file.
        if (!Origin.IsHttp(uri))
            throw new ResourceException(ErrorKind.InvalidUri, hasScheme ? CmdletMessages.UnknownScheme(text, uri.Scheme) : CmdletMessages.NotAbsoluteUri(text));
        return uri.Fragment.Length == 0 ? uri : new Uri(uri.GetComponents(UriComponents.AbsoluteUri & ~UriComponents.Fragment, UriFormat.UriEscaped));
    }
}
