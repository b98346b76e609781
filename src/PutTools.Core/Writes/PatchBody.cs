using System.Text.Json;
using PutTools.Content;
using PutTools.Http;
using PutTools.Patching;
using PutTools.Pipeline;

namespace PutTools.Writes;

/// <summary>The content of a PATCH, made from the content that the user gave.</summary>
/// <param name="Content">The patch; null if there is nothing to change.</param>
/// <param name="Changes">Lists the changes; empty if they are unknown.</param>
internal sealed record PatchBody(RequestContent? Content, Func<IReadOnlyList<object>> Changes)
{
    /// <summary>
    /// Reads and checks the content. If the original state is given, creates the patch from the two states.
    /// </summary>
    /// <exception cref="RequestException">The content can't be read, or is not a patch of the format.</exception>
    public static async Task<PatchBody> CreateAsync(WriteOptions write, PatchFormat format, ExchangeContext context)
    {
        var content = write.Request.Content!;
        if (write.Original is null && !format.RequiresJson)
            return new(content, () => content.Representation is { } bytes && JsonTree.TryParse(bytes) is { } members ? format.Describe(members) : []);

        if (content.Representation is null)
            content = await ContentReader.ReadAsync(write.Request, context).ConfigureAwait(false);
        var given = Parse(content);
        if (write.Original is { } original)
        {
            var patch = format.Create(original, given);
            if (UnrolledList.Find(original, given) is { } path)
                context.Observer?.Warning(WriteMessages.UnrolledList(write.Request, path));
            return new(patch.IsEmpty ? null : BytesContent.OfJson(patch.Json, content.ContentType), () => patch.Changes);
        }

        var document = format.Check(given);
        return new(
            ReferenceEquals(document, given) ? content : BytesContent.OfJson(document.ToBytes(), content.ContentType),
            () => format.Describe(document));
    }

    private static JsonTree Parse(RequestContent content)
    {
        if (content.Length == 0)
            throw new RequestException(ErrorKind.InvalidPayload, WriteMessages.NoPatch);
        try
        {
            return JsonTree.Parse(TextDecoder.ToUtf8(content.Representation!.Value, content.ContentType));
        }
        catch (JsonException failure)
        {
            throw new RequestException(ErrorKind.InvalidPayload, WriteMessages.NotJsonPatch(failure), failure);
        }
    }
}
