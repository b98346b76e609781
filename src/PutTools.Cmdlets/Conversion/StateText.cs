using System.IO;
using System.Text.Json;
using System.Threading;
using PutTools.Content;
using PutTools.Http;
using PutTools.Patching;

namespace PutTools.Cmdlets.Conversion;

/// <summary>Reads the state of a resource as a body is made: from an object, JSON text or its lines, a file, a stream or a response.</summary>
internal static class StateText
{
    /// <summary>Returns the state as JSON.</summary>
    /// <exception cref="RequestException">
    /// The state is not JSON and can't be converted to it, or the file can't be read.
    /// </exception>
    public static JsonTree Parse(object state, JsonWriteOptions options)
    {
        // Text is not checked here: it may begin with a byte order mark or a comment. The parser below decides if it is
        // JSON.
        var content = InputObject.Base(state) is string text ? PayloadContent.OfText(text, contentType: null) : PayloadContent.Create(state, contentType: null, options);
        try
        {
            return JsonTree.Parse(TextDecoder.ToUtf8(Read(content), content.ContentType));
        }
        catch (JsonException failure)
        {
            throw new RequestException(ErrorKind.InvalidPayload, CmdletMessages.NotJsonState(failure), failure);
        }
    }

    private static byte[] Read(RequestContent content)
    {
        using var bytes = new MemoryStream();
        content.WriteToAsync(bytes, CancellationToken.None).GetAwaiter().GetResult();
        return bytes.ToArray();
    }
}
