using PutTools.Http;
using PutTools.Pipeline;

namespace PutTools.Transport;

/// <summary>The secrets of a request that has no response. The runtime quotes what it cannot read, and a server may have repeated them there.</summary>
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
