using System.Text.Json;

namespace PutTools.Json;

/// <summary>Validates JSON text (RFC 8259) of any depth without building a document.</summary>
internal static class JsonSyntax
{
    /// <summary>Reads the whole text.</summary>
    /// <exception cref="JsonException">The text is not JSON; the exception says where.</exception>
    public static void Check(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = int.MaxValue });
        while (reader.Read())
        {
            // The reader validates while it reads.
        }
    }

    /// <summary>True if the whole text is JSON.</summary>
    public static bool IsValid(ReadOnlySpan<byte> utf8)
    {
        try
        {
            Check(utf8);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
