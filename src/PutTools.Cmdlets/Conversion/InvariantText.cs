using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Net.Mime;
using System.Text.Json;
using PutTools.Json;

namespace PutTools.Cmdlets.Conversion;

/// <summary>Formats single values as text for urls, queries, headers and forms, the same on every machine.</summary>
internal static class InvariantText
{
    /// <summary>Returns the text; null for <c>$null</c>, and for anything but a single value.</summary>
    public static string? Of(object? value) => TryGet(value, out var text) ? text : null;

    /// <summary>True if <paramref name="value"/> is a single value. Its text is null for <c>$null</c>.</summary>
    public static bool TryGet(object? value, out string? text)
    {
        var known = PSValue.Base(value);
        text = known switch
        {
            null or DBNull or NullString => null,
            // As in JSON and web APIs, and not as in .NET.
            bool flag => flag ? "true" : "false",
            SwitchParameter flag => flag ? "true" : "false",
            Enum name => name.ToString(),
            double when value is PSObject wrapped && ExactNumber.TextOf(wrapped) is { } digits => digits,
            _ => ScalarText.OfNumber(known) ?? ScalarText.Of(known) ?? OfHeader(known),
        };
        if (text is not null || known is null or DBNull or NullString)
            return true;
        return ParsedJson.Of(known) is { } json && TryGet(json, out text);
    }

    // The parts of a request or response of .NET, such as the ETag of a HttpResponseMessage. In a body they are not data.
    private static string? OfHeader(object value)
        => value is ContentType or HttpMethod || (value is not (PSCustomObject or IEnumerable) && value.GetType().Namespace == "System.Net.Http.Headers") ? value.ToString() : null;

    private static bool TryGet(JsonElement json, out string? text)
    {
        text = json.ValueKind switch
        {
            JsonValueKind.String => JsonString.Of(json),
            JsonValueKind.Number => json.GetRawText(),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => null,
        };
        return text is not null || json.ValueKind == JsonValueKind.Null;
    }
}
