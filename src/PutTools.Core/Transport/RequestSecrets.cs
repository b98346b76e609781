using PutTools.Http;
using PutTools.Pipeline;

namespace PutTools.Transport;

/// <summary>The secrets of a request without a response: a server may repeat them in what the runtime cannot read, and quotes.</summary>
internal static class RequestSecrets
{
    public static IReadOnlyList<string> Of(HttpRequest request)
        => (HttpResponse.NotSent(request.Method, request.Uri) with
        {
            SentHeaders = request.Headers,
            SecretFields = request.SecretFields,
            SentBody = request.Content?.Representation ?? default,
        }).SentSecrets;
}
