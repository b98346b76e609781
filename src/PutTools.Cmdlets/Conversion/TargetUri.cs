using System.Collections;
using System.Text;
using PutTools.Http;
using PutTools.Secrets;
using PutTools.Templates;
using PutTools.Text;
using PutTools.Urls;

namespace PutTools.Cmdlets.Conversion;

/// <summary>Builds the url to write to.</summary>
internal static class TargetUri
{
    /// <summary>
    /// Replaces <c>{name}</c> from the input object, makes the url absolute, and adds the query. Nothing else changes.
    /// </summary>
    /// <param name="target">The url. Text is a template; a <see cref="Uri"/> is used as it is.</param>
    /// <param name="baseUri">The base of a relative url.</param>
    /// <param name="query">Query parameters to add.</param>
    /// <param name="input">The object that replaces <c>{name}</c>.</param>
    /// <param name="warn">Receives a sentence if the url may differ from what the user meant.</param>
    /// <exception cref="RequestException">
    /// The url is masked, or not an absolute http or https url; or a value is missing, or would change another part of the
    /// url.
    /// </exception>
    public static Uri Build(object target, Uri? baseUri, IDictionary? query, object? input, Action<string>? warn = null)
    {
        try
        {
            return Build(Text(target, baseUri, input, warn).Trim(), baseUri, query, warn);
        }
        catch (EncoderFallbackException failure)
        {
            throw new RequestException(ErrorKind.InvalidUri, TargetMessages.HalfPairInUri, failure);
        }
    }

    /// <summary>True if the url has variables that the input object replaces.</summary>
    public static bool IsTemplate(object? target) => PSValue.Base(target) is string text && UriTemplate.HasBraces(text);

    private static Uri Build(string text, Uri? baseUri, IDictionary? query, Action<string>? warn)
    {
        _ = Charset.StrictUtf8.GetByteCount(text);
        if (RedactedUri.IsMasked(text))
            throw new RequestException(ErrorKind.InvalidUri, TargetMessages.MaskedUri(text));
        // .NET would escape it, and write to another resource.
        if (text.Any(char.IsControl))
            throw new RequestException(ErrorKind.InvalidUri, TargetMessages.ControlInUri(text));
        if (baseUri?.AbsolutePath.Length > 1 && text.StartsWith('/') && !text.StartsWith("//", StringComparison.Ordinal))
            warn?.Invoke(TargetMessages.BasePathDropped(baseUri));
        return Parse(AddQuery(Resolve(text, baseUri), query, warn));
    }

    private static string Text(object target, Uri? baseUri, object? input, Action<string>? warn) => PSValue.Base(target) switch
    {
        Uri given => given.OriginalString,
        UriBuilder builder => builder.Uri.OriginalString,
        null => throw new RequestException(ErrorKind.InvalidUri, TargetMessages.NoUri),
        var known => InvariantText.Of(target) is { } template ? Expand(template, baseUri, input, warn)
            : throw new RequestException(ErrorKind.InvalidUri, TargetMessages.NoUriType(known)),
    };

    private static string Expand(string template, Uri? baseUri, object? input, Action<string>? warn)
    {
        if (template.FirstOrDefault(DisplayText.IsInvisible) is var hidden && hidden != default)
            throw new RequestException(ErrorKind.InvalidUri, TargetMessages.InvisibleInUri(template, hidden));
        if (!UriTemplate.HasBraces(template))
            return template;
        input = JsonLine.Parse(input) ?? input;
        var source = (template, input, warn);
        var text = UriTemplate.Expand(template, source, Lookup);
        source.warn = null;
        if (DotSegments(text) > DotSegments(template) || (template.Contains("{+", StringComparison.Ordinal) && !IsSameAuthority()))
            throw new RequestException(ErrorKind.InvalidUri, TargetMessages.LeavesPlace(template));
        // In C#/readme, for example, the number sign would cut off the rest of the path.
        var numberSign = template.IndexOf('#');
        if (numberSign < 0 && text.Contains('#'))
            throw new RequestException(ErrorKind.InvalidUri, TargetMessages.NumberSignInValue(template));
        // Each object would be written to the same url.
        if (numberSign >= 0 && numberSign < template.LastIndexOf('{'))
            throw new RequestException(ErrorKind.InvalidUri, TargetMessages.NumberSignBeforeName(template));
        return text;

        // Expands each {+name} to another value and compares the two urls: data may change the path, but not the origin.
        bool IsSameAuthority()
        {
            var frame = UriTemplate.Expand(template, source, Lookup, placeholder: "/x");
            return ExactUri.Authority(Resolve(frame.Trim(), baseUri)) is { } authority && authority == ExactUri.Authority(Resolve(text.Trim(), baseUri));
        }
    }

    // An empty value would turn /users/{id} into the collection /users/.
    private static string[] Lookup((string Template, object? Input, Action<string>? Warn) source, string name)
    {
        var texts = Texts(name, Value(source.Input, name));
        if (Array.Exists(texts, static text => EndsAre(text, static end => char.IsWhiteSpace(end) || IsStray(end))))
            source.Warn?.Invoke(TargetMessages.BlankInValue(source.Template, name));
        return Array.Exists(texts, static value => value.Length > 0) ? texts
            : throw new RequestException(ErrorKind.MissingUriValue, TargetMessages.MissingValue(source.Template, name, source.Input, [.. SimilarNames.Order(name, PSValue.Names(source.Input))]));
    }

    private static bool EndsAre(string text, Func<char, bool> kind) => text.Length > 0 && (kind(text[0]) || kind(text[^1]));

    private static bool IsStray(char character) => char.IsControl(character) || DisplayText.IsInvisible(character);

    // Servers decode a path before they resolve its dots: nginx reads ..%2Fx as ../x, IIS ..%5Cx, and Tomcat ..;/x.
    private static int DotSegments(string text)
    {
        var path = ExactUri.Path(text);
        return path.IndexOfAny('.', '%') < 0 ? 0
            : Uri.UnescapeDataString(path.ToString()).Split('/', '\\').Count(static segment => segment.Split(';')[0] is "." or "..");
    }

    // The content of a response is what is sent, so it takes precedence over the properties of the response.
    private static object? Value(object? input, string name)
        => (PSValue.Base(input) is ResourceResponse { Content: { } content } ? Member(content, name) : null) ?? Member(input, name);

    // {metadata.name} is the name of the metadata, unless a property has a dot in its name.
    private static object? Member(object? input, string name)
    {
        if (PSValue.Property(input, name) is { } value)
            return value;
        for (var dot = name.IndexOf('.'); dot > 0; dot = name.IndexOf('.', dot + 1))
        {
            if (PSValue.Property(input, name[..dot]) is { } outer && Member(outer, name[(dot + 1)..]) is { } inner)
                return inner;
        }

        return null;
    }

    // RFC 6570 §2.3: undefined elements of a list are left out.
    private static string[] Texts(string name, object? value)
        => PSValue.Elements(value) is { } list
            ? [.. list.Select(item => PSValue.Text(name, item)).OfType<string>()]
            : PSValue.Text(name, value) is { } text ? [text] : [];

    private static string AddQuery(string text, IDictionary? query, Action<string>? warn)
    {
        var end = text.IndexOf('#');
        if (end >= 0)
            text = text[..end];
        if (query is null)
            return text;
        var list = PSValue.Pairs(query).ToList();
        if (warn is not null && list.Exists(static pair => EndsAre(pair.Value, IsStray)))
            warn(TargetMessages.StrayInQuery(list.Find(static pair => EndsAre(pair.Value, IsStray)).Key));
        var pairs = string.Join("&", list.Select(static pair => Escaped(pair.Key) + "=" + Escaped(pair.Value)));
        var mark = text.IndexOf('?');
        return pairs.Length == 0 ? text : text + (mark < 0 ? "?" : mark == text.Length - 1 ? string.Empty : "&") + pairs;
    }

    private static string Escaped(string text)
    {
        // .NET would replace half a surrogate pair with another character.
        _ = Charset.StrictUtf8.GetByteCount(text);
        return Uri.EscapeDataString(text);
    }

    private static string Resolve(string text, Uri? baseUri) => baseUri is null ? text : ExactUri.ResolveText(baseUri, text);

    private static Uri Parse(string text)
    {
        if (text.Length == 0)
            throw new RequestException(ErrorKind.InvalidUri, TargetMessages.NoUri);
        var colon = text.IndexOf("://", StringComparison.Ordinal);
        var hasScheme = colon > 0;
        if (hasScheme && text.IndexOf("unix", 0, colon, StringComparison.OrdinalIgnoreCase) >= 0)
            throw new RequestException(ErrorKind.InvalidUri, TargetMessages.UnixSocketInUri(text));
        if (ExactUri.Create(text) is not { } uri)
            throw new RequestException(ErrorKind.InvalidUri, hasScheme ? TargetMessages.NoHost(text) : TargetMessages.NotAbsoluteUri(text));
        // Without "://", localhost:8080/x has the scheme "localhost", and on Unix the path /users/1 is a file.
        if (!Origin.IsHttp(uri) || !hasScheme)
            throw new RequestException(ErrorKind.InvalidUri, hasScheme ? TargetMessages.UnknownScheme(text, uri.Scheme) : TargetMessages.NotAbsoluteUri(text));
        return ExactUri.IsExact(uri) ? uri : throw new RequestException(ErrorKind.NotSupported, UriMessages.UriWouldChange(text));
    }
}
