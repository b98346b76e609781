using System.Net.Http.Headers;
using PutTools.Content;
using PutTools.Pipeline;

namespace PutTools.Transport;

/// <summary>Creates the runtime's message for a request, once per attempt.</summary>
internal static class WireMessage
{
    // The runtime stores content headers separately, and throws if one is looked up in the wrong collection.
    private static readonly HashSet<string> ContentFields = new(StringComparer.OrdinalIgnoreCase)
    {
        "Allow", "Content-Disposition", "Content-Encoding", "Content-Language", "Content-Length", "Content-Location",
        "Content-MD5", "Content-Range", "Content-Type", "Expires", "Last-Modified",
    };

    public static HttpRequestMessage Create(HttpRequest request, ConnectionSettings connection, KnownHost host, ExchangeContext context, AttemptWatch watch)
    {
        var message = new HttpRequestMessage(request.Method, request.Uri);
        if (request.Content is { } content)
        {
            message.Content = new WireContent(content, request, context, watch);
            // .NET Framework would otherwise buffer the content to find its length.
            if (content.Length is null)
                message.Headers.TransferEncodingChunked = true;
        }

        message.Headers.TryAddWithoutValidation("Accept-Encoding", ContentCoding.Accepted);
        Add(message, request.Headers);
        SocketHandler.Prepare(message, connection, host);
        if (request.IsWithoutExpect)
            message.Headers.ExpectContinue = false;
        return message;
    }

    // A run of lines with one name replaces earlier lines of that name.
    private static void Add(HttpRequestMessage message, IReadOnlyList<KeyValuePair<string, string>> fields)
    {
        for (var i = 0; i < fields.Count; i++)
        {
            var (name, value) = (fields[i].Key, fields[i].Value);
            HttpHeaders? headers = ContentFields.Contains(name) ? message.Content?.Headers : message.Headers;
            // RFC 9110 §10.1.1: no Expect: 100-continue without content. The watch would also believe that nothing was sent
            // while the runtime waits for the 100.
            if (headers is null || (name.Equals("Expect", StringComparison.OrdinalIgnoreCase) && message.Content is null or { Headers.ContentLength: 0 }))
                continue;
            if (i == 0 || !name.Equals(fields[i - 1].Key, StringComparison.OrdinalIgnoreCase))
                headers.Remove(name);
            // An empty value removes what the request has by itself.
            if (value.Length == 0 && (name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase) || name.Equals("Accept-Encoding", StringComparison.OrdinalIgnoreCase)))
                continue;
            headers.TryAddWithoutValidation(name, value);
        }
    }
}
