using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace PutTools.Testing;

/// <summary>RFC 7396 on bytes: numbers stay as they were written, members keep their order.</summary>
internal static class MergePatch
{
    private static readonly JsonDocumentOptions ReadOptions = new() { MaxDepth = 1000 };
    private static readonly JsonWriterOptions WriteOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = 1000,
    };

    public static byte[] Apply(byte[] target, byte[] patch)
    {
        using var targetDocument = JsonDocument.Parse(target, ReadOptions);
        using var patchDocument = JsonDocument.Parse(patch, ReadOptions);
        var result = new ArrayBufferWriter<byte>(target.Length + patch.Length);
        using (var writer = new Utf8JsonWriter(result, WriteOptions))
            Merge(targetDocument.RootElement, patchDocument.RootElement, writer);
        return result.WrittenSpan.ToArray();
    }

    private static void Merge(JsonElement target, JsonElement patch, Utf8JsonWriter writer)
    {
        if (patch.ValueKind != JsonValueKind.Object)
        {
            patch.WriteTo(writer);
            return;
        }

        var isObject = target.ValueKind == JsonValueKind.Object;
        writer.WriteStartObject();
        if (isObject)
        {
            foreach (var member in target.EnumerateObject())
            {
                if (!patch.TryGetProperty(member.Name, out var change)) member.WriteTo(writer);
                else if (change.ValueKind != JsonValueKind.Null) MergeMember(member.Name, member.Value, change, writer);
            }
        }

        foreach (var member in patch.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Null) continue;
            if (isObject && target.TryGetProperty(member.Name, out _)) continue;
            MergeMember(member.Name, default, member.Value, writer);
        }

        writer.WriteEndObject();
    }

    private static void MergeMember(string name, JsonElement target, JsonElement patch, Utf8JsonWriter writer)
    {
        writer.WritePropertyName(name);
        Merge(target, patch, writer);
    }
}
