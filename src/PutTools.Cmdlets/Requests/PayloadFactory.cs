using System.Collections;
using PutTools.Cmdlets.Conversion;
using PutTools.Content;
using PutTools.Http;
using PutTools.Patching;
using PutTools.Writes;

namespace PutTools.Cmdlets.Requests;

/// <summary>The payload of a write.</summary>
/// <param name="Content">The content.</param>
/// <param name="Format">The format of the patch in the content; null if there is no patch, or its format is unknown.</param>
/// <param name="Fields">The header fields of the content.</param>
internal sealed record Payload(RequestContent Content, PatchFormat? Format, IReadOnlyList<KeyValuePair<string, string>> Fields);

/// <summary>Creates the payload of each object from the parameters of a command.</summary>
internal sealed class PayloadFactory
{
    /// <summary>True if -Body was given, even as <c>$null</c>.</summary>
    public bool HasBody { get; init; }

    public required PerObject<object> Body { get; init; }

    public required PerObject<IDictionary> Form { get; init; }

    /// <summary>The full path of the file to send.</summary>
    public required PerObject<string> InFile { get; init; }

    public required PerObject<string> ContentType { get; init; }

    public string? ContentCoding { get; init; }

    public bool HasDigest { get; init; }

    public bool IsChunked { get; init; }

    public required JsonWriteOptions Json { get; init; }

    /// <summary>True if the input object is sent when no other payload is given.</summary>
    public bool HasInput { get; init; }

    /// <summary>True if the content is made from a fresh read.</summary>
    public bool IsUpdate { get; init; }

    /// <summary>The media type of a body without -ContentType; null if the body decides.</summary>
    public string? DefaultContentType { get; init; }

    /// <summary>Returns the format of a patch with this Content-Type.</summary>
    public required Func<string?, PatchFormat?> FormatOf { get; init; }

    /// <inheritdoc cref="RequestFactory.Warn"/>
    public required Action<string> Warn { get; init; }

    /// <summary>True if the payload depends on the object.</summary>
    public bool UsesObject => IsUpdate || Body.IsScript || Form.IsScript || InFile.IsScript || ContentType.IsScript
        || (HasInput && !HasBody && !Form.IsGiven && !InFile.IsGiven);

    /// <summary>Creates the payload for <paramref name="item"/>.</summary>
    /// <exception cref="RequestException">The payload can't be sent as intended.</exception>
    public Payload Create(object? item, ResourceSettings settings)
    {
        var own = ContentType.For(item);
        var contentType = own ?? settings.Header("Content-Type");
        if (contentType is { Length: > 0 })
            MediaType.Check(contentType, settings.SkipHeaderValidation);
        var content = CreateContent(item, own, contentType);
        if (!settings.SkipHeaderValidation && MediaType.IsMultipart(MediaType.Of(content.ContentType)) && MediaType.Parameter(content.ContentType, "boundary") is null or "")
            throw new RequestException(ErrorKind.InvalidHeader, PayloadMessages.NoBoundary(content.ContentType!));
        List<KeyValuePair<string, string>> fields = [];
        // The content was made for this type, and may have added its charset, so no header may replace the type.
        if ((Form.IsGiven || contentType is { Length: > 0 }) && content.ContentType is { } type)
            fields.Add(new("Content-Type", type));
        if (IsChunked)
            fields.Add(new("Transfer-Encoding", "chunked"));
        return new(content, FormatOf(contentType), fields);
    }

    private RequestContent CreateContent(object? item, string? own, string? contentType)
    {
        if (InFile.For(item) is { } path)
            return PayloadContent.OfFile(path, contentType ?? DefaultContentType, Warn);
        if (Form.For(item) is { } form)
            return FormPayload.Create(form, own, Json, Warn);
        // An empty text on the command line means no content, as with Invoke-RestMethod; from a pipeline it is an accident.
        if (PSValue.Base(Body.Constant) is "")
            return new BytesContent(ReadOnlyMemory<byte>.Empty) { ContentType = contentType };
        if (!IsUpdate && (HasBody || HasInput))
        {
            var body = HasBody ? Body.For(item) : item;
            // A type for all calls, in the headers, does not fit what has its own boundary, as with -Form.
            return PayloadContent.Create(body, PSValue.Base(body) is MultipartContent ? own : contentType ?? DefaultContentType, Json, Warn);
        }

        if (!IsUpdate)
            Warn(CmdletMessages.NoBody);
        return new BytesContent(ReadOnlyMemory<byte>.Empty) { ContentType = contentType };
    }
}
