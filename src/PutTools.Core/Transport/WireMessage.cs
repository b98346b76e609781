using System.Collections.Generic;
using System.Net.Http;
using PutTools.Handlers;

namespace PutTools.Transport;

/// <summary>Turns a request into the runtime's message, anew for each attempt.</summary>
internal static class WireMessage
{
    public static HttpRequestMessage Create(ResourceRequest request, AttemptWatch watch)
    {
        var settings = request.Settings;
        var message = new HttpRequestMessage(request.Method, request.Uri);
        if (request.Content is { } content)
            message.Content = new WireContent(content, watch);
        message.Headers.TryAddWithoutValidation("Accept", settings.Accept);
        message.Headers.TryAddWithoutValidation("Accept-Encoding", ContentCoding.Accepted);
        message.Headers.TryAddWithoutValidation("User-Agent", settings.UserAgent);
        Add(message, settings.Headers);
        Add(message, request.Headers);
        return message;
    }

    // What is stated wins over what was there: the fields are set, not added to.
    private static void Add(HttpRequestMessage message, IReadOnlyList<KeyValuePair<string, string>> fields)
    {
        for (var i = 0; i < fields.Count; i++)
        {
            var (name, value) = (fields[i].Key, fields[i].Value);
            if (i == 0 || !string.Equals(name, fields[i - 1].Key, System.StringComparison.OrdinalIgnoreCase))
                Remove(message, name);
            // The runtime keeps the fields of the content apart.
            if (!message.Headers.TryAddWithoutValidation(name, value))
                message.Content?.Headers.TryAddWithoutValidation(name, value);
        }
    }

    private static void Remove(HttpRequestMessage message, string name)
    {
        if (!message.Headers.Remove(name))
            message.Content?.Headers.Remove(name);
    }
}
