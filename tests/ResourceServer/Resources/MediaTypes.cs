using System;
using System.Text.Json;

namespace PutTools.Testing;

/// <summary>The media types that the store supports.</summary>
internal static class MediaTypes
{
    public const string AcceptPatch = "application/merge-patch+json, application/json-patch+json, application/json";

    public static bool IsJson(string? contentType) =>
        Essence(contentType) is var type && (Is(type, "application/json")
            || type.EndsWith("+json", StringComparison.OrdinalIgnoreCase));

    public static bool IsMergePatch(string? contentType) =>
        Essence(contentType) is var type && (Is(type, "application/json") || Is(type, "application/merge-patch+json"));

    public static bool IsJsonPatch(string? contentType) => Is(Essence(contentType), "application/json-patch+json");

    /// <summary>Returns the mistake in a JSON text, or null.</summary>
    public static string? JsonFault(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 10_000 });
        try
        {
            while (reader.Read())
            {
            }

            return null;
        }
        catch (JsonException e)
        {
            return e.Message;
        }
    }

    private static ReadOnlySpan<char> Essence(string? contentType)
    {
        var type = contentType.AsSpan();
        var parameters = type.IndexOf(';');
        return (parameters < 0 ? type : type[..parameters]).Trim();
    }

    private static bool Is(ReadOnlySpan<char> type, string name) => type.Equals(name, StringComparison.OrdinalIgnoreCase);
}
