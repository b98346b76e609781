using PutTools.Http;

namespace PutTools.Content;

/// <summary>
/// The <c>Content-Digest</c> field (RFC 9530 §2): a hash of the content as it is sent, after content coding.
/// </summary>
internal static class ContentDigest
{
    public const string FieldName = "Content-Digest";

    /// <summary>Returns the value of the field for <paramref name="content"/>. A file is read in pieces.</summary>
    /// <exception cref="RequestException">InvalidPayload: the content can be read only once.</exception>
    public static async Task<string> FieldAsync(RequestContent content, CancellationToken cancellationToken)
        => $"sha-256=:{await OfAsync(content, cancellationToken).ConfigureAwait(false)}:";

    /// <summary>Returns the SHA-256 of <paramref name="content"/> in base64. The content is read in pieces.</summary>
    public static async Task<string> OfAsync(RequestContent content, CancellationToken cancellationToken)
        => Convert.ToBase64String(await content.HashAsync("SHA256", cancellationToken).ConfigureAwait(false));
}
