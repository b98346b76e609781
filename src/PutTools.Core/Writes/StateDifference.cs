using System;
using System.Collections.Generic;
using System.Text;
using System.Text.Json;
using PutTools.Content;
using PutTools.Http;
using PutTools.Json;
using PutTools.Patching;

namespace PutTools.Writes;

/// <summary>What a write would change of a resource's state, and what there is to send for that.</summary>
internal sealed class StateDifference : IDisposable
{
    private readonly JsonDocument? _current;
    private readonly JsonDocument? _desired;

    private StateDifference(JsonDocument? current, JsonDocument? desired)
    {
        _current = current;
        _desired = desired;
    }

    /// <summary>What is to be sent; null where it would change nothing.</summary>
    public RequestContent? Content { get; private init; }

    /// <summary>What the resource is once <see cref="Content"/> is applied, where that does not say it itself; else null.</summary>
    public ReadOnlyMemory<byte>? Expected { get; private init; }

    /// <summary>Compares.</summary>
    /// <param name="current">The state as it was read; null where there is none.</param>
    /// <param name="content">The new representation, or the patch where <paramref name="write"/> has one; null: no change.</param>
    /// <param name="write">The write.</param>
    public static StateDifference Between(HttpResponse? current, RequestContent? content, WriteOptions write)
    {
        if (current is null || content?.Representation is not { } representation)
            return new(null, null) { Content = content };
        if (JsonDefaults.TryParse(current.Body) is not { } currentDocument)
            return new(null, null) { Content = representation.Span.SequenceEqual(current.Body.Span) ? null : content };
        if (JsonDefaults.TryParse(representation) is not { } given)
            return new(currentDocument, null) { Content = content };

        // With -Update the whole new representation is given, and the patch is made from it.
        var isPatch = write is { Patch: not null, Update: null };
        var desired = isPatch ? Applied(write.Patch!.Value, currentDocument.RootElement, given) : given;
        var toSend = JsonEquality.Comparer.Equals(currentDocument.RootElement, desired.RootElement) ? null
            : write.Patch is { } format && !isPatch ? Patch(format, currentDocument.RootElement, desired.RootElement, write)
            : content;
        return new(currentDocument, desired)
        {
            Content = toSend,
            Expected = write.Patch == PatchFormat.JsonPatch ? Encoding.UTF8.GetBytes(desired.RootElement.GetRawText()) : default(ReadOnlyMemory<byte>?),
        };
    }

    /// <summary>The changes, for a person to read; none where the states are not JSON.</summary>
    public IReadOnlyList<JsonChange> Changes()
        => _current is null || _desired is null ? [] : JsonPatch.Create(_current.RootElement, _desired.RootElement).Changes;

    public void Dispose()
    {
        _current?.Dispose();
        _desired?.Dispose();
    }

    private static BytesContent Patch(PatchFormat format, JsonElement current, JsonElement desired, WriteOptions write)
        => new(format.Create(current, desired).Json) { ContentType = write.Request.Content?.ContentType ?? format.MediaType() };

    private static JsonDocument Applied(PatchFormat format, JsonElement current, JsonDocument patch)
    {
        using (patch)
            return JsonDocument.Parse(format.Apply(current, patch.RootElement), JsonDefaults.Document);
    }
}
