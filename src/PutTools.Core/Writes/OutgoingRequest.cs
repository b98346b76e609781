using System.Globalization;
using PutTools.Authentication;
using PutTools.Content;
using PutTools.Cookies;
using PutTools.Http;
using PutTools.Pipeline;

namespace PutTools.Writes;

/// <summary>
/// Creates the request for the policies: adds the session's header fields, the content coding and the digest.
/// </summary>
internal static class OutgoingRequest
{
    /// <summary>Creates the request with its content encoded and checked.</summary>
    /// <exception cref="RequestException">
    /// The platform lacks the coding, the content can't be replayed, or a header contradicts it.
    /// </exception>
    public static async ValueTask<HttpRequest> CreateAsync(ResourceRequest request, CancellationToken cancellationToken)
    {
        var outgoing = Create(request);
        if (request.ContentCoding is null)
            SpecifyLength(outgoing);
        // Empty content is not encoded: some decoders fail on it.
        if (request.ContentCoding is { } coding && outgoing.Content is { Length: not 0 } content)
            outgoing = outgoing.With("Content-Encoding", coding) with { Content = CodedContent.Create(content, coding) };
        if (request.HasDigest && outgoing.Content is not null)
            outgoing = outgoing.With(ContentDigest.FieldName, await ContentDigest.FieldAsync(outgoing.Content, cancellationToken).ConfigureAwait(false));
        Check(outgoing, request.Settings.Connection.HttpVersion);
        return outgoing;
    }

    /// <summary>Creates the request without content coding and digest, as a read needs it.</summary>
    public static HttpRequest Create(ResourceRequest request) => new()
    {
        Method = request.Method,
        Uri = UserInformation.Split(request.Uri).Uri,
        Content = request.Content,
        Headers = Merge(request),
        OutFile = request.OutFile,
        PatchFormat = request.PatchFormat,
        Expected = request.Expected,
        IsAppending = request.IsAppending,
    };

    // The fields of the request win over those of its settings.
    private static IReadOnlyList<KeyValuePair<string, string>> Merge(ResourceRequest request)
    {
        var (settings, own) = (request.Settings, request.Headers);
        if (settings.Headers.Count == 0)
            return own;
        var fields = new List<KeyValuePair<string, string>>(settings.Headers.Count + own.Count);
        for (var i = 0; i < settings.Headers.Count; i++)
        {
            var field = settings.Headers[i];
            if (HeaderField.Last(own, field.Key) is null)
                fields.Add(field.Key.Equals("Cookie", StringComparison.OrdinalIgnoreCase) ? new(field.Key, CookieField.Octets(field.Value)) : field);
        }

        fields.AddRange(own);
        return fields;
    }

    // Some servers take no chunks, and the caller may know the length of a stream that does not know it.
    private static void SpecifyLength(HttpRequest request)
    {
        if (request.Content is StreamedContent { Length: null } stream && request.Field("Transfer-Encoding") is null
            && long.TryParse(request.Field("Content-Length"), NumberStyles.None, CultureInfo.InvariantCulture, out var length))
            stream.Specify(length);
    }

    private static void Check(HttpRequest request, Version? version)
    {
        // A wrong length would truncate the write or break the connection.
        if (request.Field("Content-Length") is { } specified && request.Content?.Length is { } length
            && specified != length.ToString(CultureInfo.InvariantCulture))
        {
            throw new RequestException(ErrorKind.InvalidHeader, WriteMessages.OtherLength(specified, length));
        }

        // RFC 9112 §7: HTTP/1.0 has no chunked coding.
        if (version is { Major: 1, Minor: 0 } && (request.Content is { Length: null } || request.Field("Transfer-Encoding") is not null))
            throw new RequestException(ErrorKind.InvalidParameter, WriteMessages.NoChunks);
    }
}
