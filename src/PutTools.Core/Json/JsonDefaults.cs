using System;
using System.Text.Json;

namespace PutTools.Json;

/// <summary>The defaults for JSON that the engine itself parses.</summary>
internal static class JsonDefaults
{
    /// <summary>Limits the depth of nesting.</summary>
    public static JsonDocumentOptions Document => new() { MaxDepth = 1000 };

    /// <summary>Parses a document; null if <paramref name="text"/> is not JSON.</summary>
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
