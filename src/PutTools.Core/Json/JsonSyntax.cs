using System;
using System.Text.Json;

namespace PutTools.Json;

/// <summary>Whether text is JSON (RFC 8259), nested however deep, without making anything of it.</summary>
internal static class JsonSyntax
{
    /// <summary>Passes what is JSON to its end.</summary>
    /// <exception cref="JsonException">It is not; the exception says where.</exception>
    public static void Check(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = int.MaxValue });
        while (reader.Read())
        {
            // Reading is checking.
        }
    }
}
