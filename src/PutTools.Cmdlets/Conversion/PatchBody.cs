using System.Text;
using System.Text.Json;
using PutTools.Content;
using PutTools.Http;
using PutTools.Json;

namespace PutTools.Cmdlets.Conversion;

/// <summary>The body of a PATCH as the JSON that it has to be, from wherever it comes.</summary>
/// <param name="Content">What is to be sent; in memory, since it was read.</param>
/// <param name="Text">Its text.</param>
internal sealed record PatchBody(RequestContent Content, string Text)
{
    /// <summary>Reads the body, a file or a stream to its end.</summary>
    public static PatchBody Read(RequestContent content)
    {
        if (content.Representation is null)
            content = content.ReadAsync(default).GetAwaiter().GetResult();
        return new(content, TextDecoder.Decode(content.Representation!.Value, content.ContentType));
    }

    /// <summary>The same body with another text, in the same charset.</summary>
    public PatchBody With(string text, JsonWriteOptions options)
        => new(PayloadContent.Create(text, Content.ContentType, options), text);

    /// <summary>The text as JSON.</summary>
    /// <exception cref="ResourceException">It is none.</exception>
    public JsonDocument Parse()
    {
        if (Text.Length == 0)
            throw new ResourceException(ErrorKind.InvalidPayload, CmdletMessages.NoPatch);
        try
        {
            return JsonDocument.Parse(Encoding.UTF8.GetBytes(Text), JsonDefaults.Document);
        }
        catch (JsonException failure)
        {
            throw new ResourceException(ErrorKind.InvalidPayload, CmdletMessages.NotJsonPatch(failure), failure);
        }
    }
}
