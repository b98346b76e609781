using System.Collections;
using System.Collections.Specialized;
using PutTools.Authentication;
using PutTools.Cmdlets;
using PutTools.Cmdlets.Conversion;
using PutTools.Content;
using PutTools.Http;
using PutTools.Pipeline;

#pragma warning disable IDE0130 // users see it as PutTools.SignableRequest

namespace PutTools;

/// <summary>The argument of the script block of <c>-Signer</c>: one attempt, just before it is sent.</summary>
public sealed class SignableRequest
{
    private readonly Dictionary<string, string> _given;
    private readonly RequestContent _content;
    private readonly CancellationToken _cancellationToken;

    internal SignableRequest(HttpRequest request, CancellationToken cancellationToken)
    {
        Method = request.Method.Method;
        Uri = request.Uri;
        _content = request.Content ?? BytesContent.Empty;
        _cancellationToken = cancellationToken;
        _given = SigningHandler.FieldsOf(request).ToDictionary(static field => field.Key, static field => field.Value, StringComparer.OrdinalIgnoreCase);
        foreach (var field in _given)
            Headers.Add(field.Key, field.Value);
    }

    /// <summary>The method: PUT or PATCH, or GET if the resource is read.</summary>
    public string Method { get; }

    /// <summary>The url as it is sent.</summary>
    public Uri Uri { get; }

    /// <summary>The header fields by name. Changes apply to this attempt only.</summary>
    public IDictionary Headers { get; } = new OrderedDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The length of the content in bytes; null if it is sent in chunks.</summary>
    public long? ContentLength => _content.Length;

    /// <summary>
    /// The hash of the content as it is sent. A file is read in pieces, once for all attempts of a write. Throws if the content can be read
    /// only once, or the algorithm is another one.
    /// </summary>
    /// <param name="algorithm">MD5, SHA1, SHA256, SHA384 or SHA512.</param>
    public byte[] GetContentHash(string algorithm) => [.. _content.HashAsync(algorithm, _cancellationToken).GetAwaiter().GetResult()];

    /// <summary>The content as it is sent, in memory. Throws if it can be read only once, or has more than 2 GiB.</summary>
    public byte[] GetContent()
    {
        if (!_content.CanReplay)
            throw new RequestException(ErrorKind.InvalidPayload, ContentMessages.HashOfStream);
        if (_content.Length > int.MaxValue)
            throw new RequestException(ErrorKind.InvalidPayload, CmdletMessages.TooLongToSign(_content.Length.Value));
        using var copy = new MemoryStream();
        _content.WriteToAsync(copy, _cancellationToken).GetAwaiter().GetResult();
        return copy.ToArray();
    }

    /// <summary>The fields that the script set or changed; a removed one has null.</summary>
    internal IReadOnlyList<KeyValuePair<string, string?>> Changes()
    {
        var now = PSValue.Pairs(Headers).ToLookup(static field => field.Key, static field => field.Value, StringComparer.OrdinalIgnoreCase);
        var changed = now.Where(lines => !_given.TryGetValue(lines.Key, out var given) || lines.Count() > 1 || lines.First() != given)
            .SelectMany(static lines => lines.Select(value => new KeyValuePair<string, string?>(lines.Key, value)));
        var removed = _given.Keys.Where(name => !now.Contains(name)).Select(static name => new KeyValuePair<string, string?>(name, null));
        return [.. changed, .. removed];
    }
}
