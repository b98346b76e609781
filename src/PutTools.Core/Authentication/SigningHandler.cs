using PutTools.Content;
using PutTools.Http;
using PutTools.Pipeline;

namespace PutTools.Authentication;

/// <summary>Computes header fields of one attempt, such as a signature; null as a value removes the field.</summary>
internal delegate Task<IReadOnlyList<KeyValuePair<string, string?>>> RequestSigner(HttpRequest request, CancellationToken cancellationToken);

/// <summary>
/// Signs each attempt, when the rest of its request is complete. It is a policy of its own and not an authentication
/// scheme, because a signature often accompanies a token.
/// </summary>
internal sealed class SigningHandler(RequestSigner sign, bool allowUnencrypted, RequestHandler next) : CredentialHandler(allowUnencrypted, next)
{
    /// <summary>Returns the fields as they will be sent, with those that the transport adds. Lines of one name are joined.</summary>
    internal static IEnumerable<KeyValuePair<string, string>> FieldsOf(HttpRequest request)
    {
        List<KeyValuePair<string, string>> fields = [new("Host", request.Uri.Authority), new("Accept-Encoding", ContentCoding.Accepted)];
        if (request.Content?.ContentType is { } contentType)
            fields.Add(new("Content-Type", contentType));
        return fields.Where(field => request.Field(field.Key) is null).Concat(request.Headers.Where(static field => field.Value.Length > 0))
            .GroupBy(static field => field.Key, StringComparer.OrdinalIgnoreCase)
            .Select(static lines => new KeyValuePair<string, string>(lines.Key, string.Join(IsCookie(lines.Key) ? "; " : ", ", lines.Select(static line => line.Value))));
    }

    private protected override async ValueTask<HttpResponse> SendWithCredentialsAsync(HttpRequest request, ExchangeContext context, CancellationToken cancellationToken)
    {
        var fields = await sign(request, cancellationToken).ConfigureAwait(false);
        return await Next.SendAsync(Signed(request, fields), context, cancellationToken).ConfigureAwait(false);
    }

    private static HttpRequest Signed(HttpRequest request, IReadOnlyList<KeyValuePair<string, string?>> fields)
    {
        foreach (var field in fields)
        {
            // The length of the content is settled already.
            if (field.Key.ToUpperInvariant() is "CONTENT-LENGTH" or "TRANSFER-ENCODING")
                throw new RequestException(ErrorKind.InvalidHeader, AuthenticationMessages.FramingSigned(field.Key));
            HeaderField.Check(field.Key, field.Value ?? string.Empty);
        }

        HashSet<string> names = new(fields.Select(static field => field.Key), StringComparer.OrdinalIgnoreCase);
        return request with
        {
            Headers = [.. request.Headers.Where(field => !names.Contains(field.Key)), .. fields.Where(IsSent).Select(static field => new KeyValuePair<string, string>(field.Key, field.Value ?? string.Empty))],
            SecretFields = [.. request.SecretFields, .. names],
        };
    }

    // An empty Content-Type removes the type that the content has itself.
    private static bool IsSent(KeyValuePair<string, string?> field) => field.Value is not null || field.Key.Equals("Content-Type", StringComparison.OrdinalIgnoreCase);

    private static bool IsCookie(string name) => name.Equals("Cookie", StringComparison.OrdinalIgnoreCase);
}
