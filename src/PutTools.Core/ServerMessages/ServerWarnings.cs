using System.Text.Json;
using PutTools.Http;
using PutTools.Json;

namespace PutTools.ServerMessages;

/// <summary>
/// Finds what a server warns of although the write succeeded, such as a member that it has ignored: in a <c>Warning</c> field, in the messages of
/// Redfish, or in a member <c>warnings</c>, as from Vault (<c>["Endpoint ignored these unrecognized parameters: [foo]"]</c>) and Nomad, or
/// <c>errors</c> beside the data, as from Hue and in GraphQL.
/// </summary>
internal static class ServerWarnings
{
    private const int Most = 10;
    private const int LongestBody = 1 << 20;

    private static readonly Marks Signs = new("arnings\"", "rrors\"", "@Message.ExtendedInfo\"");

    /// <summary>Returns the texts.</summary>
    /// <param name="response">The response, whose status means success.</param>
    /// <param name="sent">The content of the request; null if it is not known.</param>
    /// <param name="mayHaveErrors">True to take <c>errors</c> beside data for warnings; false if they are reported in another way.</param>
    public static IReadOnlyList<string> Of(HttpResponse response, ReadOnlyMemory<byte>? sent, bool mayHaveErrors)
    {
        var (fields, members) = (WarningField.Texts(response.Headers), OfBody(response, sent, mayHaveErrors));
        return fields.Count + members.Count == 0 ? [] : [.. fields.Concat(members).Where(static text => text.Length > 0).Take(Most)];
    }

    private static IReadOnlyList<string> OfBody(HttpResponse response, ReadOnlyMemory<byte>? sent, bool mayHaveErrors)
    {
        if (response.Body.Length is 0 or > LongestBody || !Signs.AnyIn(response.Body.Span))
            return [];
        using var document = response.ParseJson();
        if (document is not { RootElement: { ValueKind: JsonValueKind.Object } root })
            return [];
        using var own = JsonDefaults.TryParse(sent);
        return
        [
            .. ExtendedInfo.Notes(root),
            .. JsonMember.Find(root, "error") is { ValueKind: JsonValueKind.Object } error ? ExtendedInfo.Notes(error) : [],
            .. OfMember("warnings"),
            .. mayHaveErrors && JsonMember.Find(root, "data") is { ValueKind: JsonValueKind.Object or JsonValueKind.Array } ? OfMember("errors") : [],
        ];

        IEnumerable<string> OfMember(string name) => (own is null || JsonMember.Find(own.RootElement, name) is null) && JsonMember.Find(root, name) is { } texts ? Texts(texts) : [];
    }

    private static IEnumerable<string> Texts(JsonElement warnings) => warnings.ValueKind switch
    {
        JsonValueKind.String => [warnings.GetString()!],
        JsonValueKind.Array => warnings.EnumerateArray().SelectMany(static item => item.ValueKind == JsonValueKind.Array ? [] : Texts(item)),
        _ => JsonMember.Text(warnings, "message", "text", "description", "detail", "msg", "title") is { } text ? [text] : [],
    };
}
