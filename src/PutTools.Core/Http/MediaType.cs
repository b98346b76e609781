using System.Text.RegularExpressions;
using PutTools.Text;

namespace PutTools.Http;

/// <summary>Reads <c>Content-Type</c> fields (RFC 9110 §8.3).</summary>
internal static class MediaType
{
    public const string Json = "application/json";

    public const string Html = "text/html";

    /// <summary>The type of bytes of any kind.</summary>
    public const string Bytes = "application/octet-stream";

    /// <summary>The type of form fields that are one text.</summary>
    public const string FormUrlEncoded = "application/x-www-form-urlencoded";

    // In the others, each record is JSON, and not the whole.
    private static readonly Regex JsonWord = LinearRegex.Create("[/+._-]json(?!-(seq|lines|stream))(?![a-z0-9])");

    /// <summary>Returns type and subtype in lower case, without parameters; empty if there is no field.</summary>
    public static string Of(string? contentType)
    {
        if (contentType is null)
            return string.Empty;
        var end = contentType.IndexOf(';');
        var type = contentType.AsSpan(0, end < 0 ? contentType.Length : end).Trim();
        // The usual type needs no new text for each response.
        return type.Equals(Json.AsSpan(), StringComparison.OrdinalIgnoreCase) ? Json : type.ToString().ToLowerInvariant();
    }

    /// <summary>Returns the parameter <paramref name="name"/> without quotes; null if there is none.</summary>
    public static string? Parameter(string? contentType, string name)
    {
        if (contentType is null || contentType.IndexOf(';') < 0)
            return null;
        for (var start = 0; start <= contentType.Length;)
        {
            var end = PartEnd(contentType, start);
            var part = contentType.AsSpan(start, end - start);
            var equals = part.IndexOf('=');
            if (equals > 0 && part[..equals].Trim().Equals(name.AsSpan(), StringComparison.OrdinalIgnoreCase))
                return part[(equals + 1)..].Trim().ToString().Trim('"', '\'');
            start = end + 1;
        }

        return null;
    }

    /// <summary>The same for a response; also empty if the field is malformed, as that of several types is.</summary>
    public static string OfResponse(string? contentType)
        => Of(contentType) is var type && IsType(type) ? type : string.Empty;

    /// <summary>True if json is a word of the subtype: application/problem+json, application/x-amz-json-1.1, application/json+fhir.</summary>
    public static bool IsJson(string mediaType) => mediaType is Json || JsonWord.IsMatch(mediaType);

    /// <summary>True for what servers also declare JSON to be: CouchDB <c>text/plain</c>, PHP <c>text/html</c>, others nothing.</summary>
    public static bool MayBeJson(string mediaType)
        => mediaType is "" or "text/plain" or Html or "text/javascript" or "application/javascript" || IsJson(mediaType);

    /// <summary>True for JSON Lines: one JSON value on each line.</summary>
    public static bool IsJsonLines(string mediaType)
        => mediaType is "application/x-ndjson" or "application/ndjson" or "application/jsonl" or "application/x-jsonl"
            or "application/jsonlines" or "application/x-jsonlines" or "application/json-lines" or "application/x-json-lines";

    public static bool IsXml(string mediaType)
        => mediaType is "application/xml" or "text/xml" || mediaType.EndsWith("+xml", StringComparison.Ordinal);

    /// <summary>True for a type of several parts, between which its parameter <c>boundary</c> stands (RFC 2046 §5.1).</summary>
    public static bool IsMultipart(string mediaType) => mediaType.StartsWith("multipart/", StringComparison.Ordinal);

    /// <summary>True for YAML, of which JSON is a subset.</summary>
    public static bool IsYaml(string mediaType)
        => mediaType is "application/yaml" or "application/x-yaml" or "text/yaml" or "text/x-yaml" || mediaType.EndsWith("+yaml", StringComparison.Ordinal);

    /// <summary>Throws if a field can't be sent.</summary>
    /// <param name="contentType">The value of the field.</param>
    /// <param name="anyText">True to allow what is not a media type.</param>
    /// <exception cref="RequestException">
    /// InvalidHeader: type or subtype is missing, or the value is not valid in a header.
    /// </exception>
    public static void Check(string contentType, bool anyText = false)
    {
        HeaderField.Check("Content-Type", contentType, anyText);
        var type = Of(contentType);
        if (!anyText && (!IsType(type) || type.Contains('*') || !Parts(contentType).Skip(1).All(IsParameter)))
            throw new RequestException(ErrorKind.InvalidHeader, HttpMessages.InvalidMediaType(contentType));
    }

    public static bool IsText(string mediaType)
        => mediaType.StartsWith("text/", StringComparison.Ordinal)
            || mediaType is "application/javascript" or FormUrlEncoded
                or "application/yaml" or "application/x-yaml" or "application/graphql" or "application/sql" || IsJsonLines(mediaType);

    private static bool IsType(string type)
        => type.IndexOf('/') is > 0 and var slash && slash < type.Length - 1 && HeaderField.IsToken(type.AsSpan(0, slash)) && HeaderField.IsToken(type.AsSpan(slash + 1));

    private static bool IsParameter(string part)
        => part.Trim() is var parameter && (parameter.Length == 0 || (parameter.IndexOf('=') is > 0 and var equals && HeaderField.IsToken(parameter.AsSpan(0, equals))));

    private static IEnumerable<string> Parts(string field)
    {
        for (var start = 0; start <= field.Length;)
        {
            var end = PartEnd(field, start);
            yield return field[start..end];
            start = end + 1;
        }
    }

    // A semicolon within quotes is not a separator (RFC 9110 §5.6.4).
    private static int PartEnd(string field, int start)
    {
        var quoted = false;
        for (var i = start; i < field.Length; i++)
        {
            if (field[i] == '"')
                quoted = !quoted;
            else if (field[i] == '\\' && quoted)
                i++;
            else if (field[i] == ';' && !quoted)
                return i;
        }

        return field.Length;
    }
}
