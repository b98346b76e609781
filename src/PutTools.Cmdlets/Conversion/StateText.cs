using System;
using System.IO;
using System.Text;
using System.Text.Json;
using PutTools.Semantics;

namespace PutTools.Cmdlets.Conversion;

/// <summary>Takes the state of a resource from what users have of it: objects, JSON text, a file, or a reply.</summary>
internal static class StateText
{
    /// <summary>The state as JSON.</summary>
    /// <exception cref="ResourceException">It is no JSON, or can't be made into JSON, or the file can't be read.</exception>
    public static JsonDocument Parse(object state, JsonWriteOptions options)
    {
        var json = InputObject.Base(state) switch
        {
            ResourceResponse response => response.Body.ToArray(),
            FileInfo file => ReadFile(file),
            string text => Encoding.UTF8.GetBytes(text),
            _ => JsonPayloadWriter.Write(state, options),
        };
        try
        {
            return JsonDocument.Parse(json, JsonLimits.Document);
        }
        catch (JsonException failure)
        {
            throw new ResourceException(ErrorKind.InvalidPayload, Messages.NotJsonState(failure), failure);
        }
    }

    private static byte[] ReadFile(FileInfo file)
    {
        try
        {
            return Encoding.UTF8.GetBytes(File.ReadAllText(file.FullName));
        }
        catch (FileNotFoundException failure)
        {
            throw new ResourceException(ErrorKind.FileNotFound, CmdletMessages.FileNotFound(file.FullName), failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ResourceException(ErrorKind.FileReadFailed, CmdletMessages.FileReadFailed(file.FullName, failure), failure);
        }
    }
}
