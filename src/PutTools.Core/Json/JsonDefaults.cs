using System;
using System.Text.Json;

namespace PutTools.Json;

/// <summary>JSON where the engine itself looks into it.</summary>
internal static class JsonDefaults
{
    /// <summary>How deep it may be nested.</summary>
    public static JsonDocumentOptions Document => new() { MaxDepth = 1000 };

    /// <summary>The document; null where <paramref name="text"/> is no JSON.</summary>
    public static JsonDocument? TryParse(ReadOnlyMemory<byte> text)
    {
        try
        {
            return JsonDocument.Parse(text, Document);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
