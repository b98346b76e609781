using System;
using System.IO;
using System.Text;
using System.Text.Json;
using PutTools.Files;
using PutTools.Http;
using PutTools.Patching;

namespace PutTools.Cmdlets.Conversion;

/// <summary>Reads the state of a resource from an object, JSON text, a file or a response.</summary>
internal static class StateText
{
    /// <summary>Returns the state as JSON.</summary>
    /// <exception cref="RequestException">
    /// The state is not JSON and can't be converted to it, or the file can't be read.
    /// </exception>
    public static JsonTree Parse(object state, JsonWriteOptions options)
    {
        var json = InputObject.Base(state) switch
        {
            ResourceResponse response => TextDecoder.ToUtf8(response.Http.Body, response.ContentType),
            FileInfo file => TextDecoder.ToUtf8(FileReader.Read(file.FullName), contentType: null),
            byte[] bytes => TextDecoder.ToUtf8(bytes, contentType: null),
            string text => Encoding.UTF8.GetBytes(text),
            _ => JsonPayloadWriter.Write(state, options),
        };
        try
        {
            return JsonTree.Parse(json);
        }
        catch (JsonException failure)
        {
            throw new RequestException(ErrorKind.InvalidPayload, CmdletMessages.NotJsonState(failure), failure);
        }
    }
}
