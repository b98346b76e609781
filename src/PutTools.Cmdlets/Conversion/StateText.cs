using System.Management.Automation;
using System.Text.Json;
using PutTools.Content;
using PutTools.Http;
using PutTools.Json;
using PutTools.Patching;

namespace PutTools.Cmdlets.Conversion;

/// <summary>Reads the state of a resource from everything that can be a body: an object, JSON text or its lines, a file, a stream, a response.</summary>
internal static class StateText
{
    /// <summary>Returns the state as JSON.</summary>
    /// <exception cref="RequestException">
    /// The state is not JSON and can't be converted to it, or the file can't be read.
    /// </exception>
    /// <exception cref="PipelineStoppedException">The pipeline was stopped while a stream was read.</exception>
    public static JsonTree Parse(object state, JsonWriteOptions options, CancellationToken stop)
    {
        // Text is not checked here: it may begin with a byte order mark or a comment. The parser below decides if it is
        // JSON.
        var content = PSValue.Base(state) is string text ? PayloadContent.OfText(text, contentType: null)
            : PayloadContent.Create(state, contentType: null, options with { ExcludeProperty = [] });
        try
        {
            var json = JsonTree.Parse(TextDecoder.ToUtf8(Read(content, stop), content.ContentType));
            if (options.ExcludeProperty.Count == 0)
                return json;
            using var document = JsonDocument.Parse(json.ToBytes(), JsonDefaults.Document);
            return JsonTree.Parse(JsonPayloadWriter.Write(document, options));
        }
        catch (JsonException failure)
        {
            throw new RequestException(ErrorKind.InvalidPayload, PayloadMessages.NotJsonState(failure), failure);
        }
    }

    private static byte[] Read(RequestContent content, CancellationToken stop)
    {
        using var bytes = new MemoryStream();
        try
        {
            content.WriteToAsync(bytes, stop).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }

        return bytes.ToArray();
    }
}
