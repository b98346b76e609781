using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using PutTools.Cmdlets.Completion;
using PutTools.Cmdlets.Conversion;
using PutTools.Content;
using PutTools.Http;

namespace PutTools.Cmdlets;

// The parameters that say what is sent, and how it is written.
public abstract partial class InvokeResourceCommand
{
    private JsonWriteOptions _json = JsonWriteOptions.Default;

    /// <summary>What to send. With -InFile or -Form, objects from the pipeline only fill in the url.</summary>
    [Parameter(Position = 1, ValueFromPipeline = true)]
    [Alias("Payload", "Json", "InputObject")]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public object? Body { get; set; }

    /// <summary>Fields and files to send as multipart/form-data; a list repeats the field, $null is left out.</summary>
    [Parameter]
    public IDictionary? Form { get; set; }

    /// <summary>The file to send; its path is taken literally.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? InFile { get; set; }

    /// <summary>The media type of what is sent.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(MediaTypeCompleter))]
    public string? ContentType
    {
        get;
        // PowerShell makes an empty text of $null.
        set => field = string.IsNullOrEmpty(value) ? null : value;
    }

    /// <summary>Compresses what is sent.</summary>
    [Parameter]
    [ValidateSet("Gzip", "Brotli", "Deflate")]
    public string? ContentEncoding { get; set; }

    /// <summary>Whether to send the SHA-256 of what is sent with it (RFC 9530).</summary>
    [Parameter]
    public SwitchParameter ContentDigest { get; set; }

    /// <summary>With chunked, what is sent goes out in chunks, without its length before it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TransferCodingCompleter))]
    public string? TransferEncoding { get; set; }

    /// <summary>How many levels of objects in objects are sent; more is an error.</summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    public int Depth
    {
        get => _json.Depth;
        set => _json = _json with { Depth = value };
    }

    /// <summary>Whether enums are sent by their names, and not as numbers.</summary>
    [Parameter]
    public SwitchParameter EnumsAsStrings
    {
        get => _json.EnumsAsStrings;
        set => _json = _json with { EnumsAsStrings = value };
    }

    /// <summary>Properties of the object, or of each object of a list, that are not sent; wildcards are allowed.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] ExcludeProperty
    {
        get;
        set
        {
            field = value;
            const WildcardOptions AnyCase = WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant;
            _json = _json with { ExcludeProperty = [.. value.Select(static name => WildcardPattern.Get(name, AnyCase))] };
        }
    } = [];

    /// <summary>The media type of any body for which none is stated; null where it goes by the body.</summary>
    private protected virtual string? DefaultContentType => null;

    /// <summary>The media type that -ContentType, -Headers or the session states; empty where none is to be sent, null where nothing is stated.</summary>
    private protected string? StatedContentType => ContentType ?? Settings.Headers
        .LastOrDefault(static header => header.Key.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)).Value;

    private protected JsonWriteOptions JsonOptions => _json;

    // RFC 9110 §8.4.1 and the names of its registry.
    private string? Coding => ContentEncoding?.ToUpperInvariant() switch
    {
        "GZIP" => "gzip",
        "BROTLI" => "br",
        "DEFLATE" => "deflate",
        _ => null,
    };

    private void CheckPayload()
    {
        List<string> stated = [.. new[] { (nameof(InFile), (object?)InFile), (nameof(Form), Form) }.Where(static source => source.Item2 is not null).Select(static source => source.Item1)];
        if (_hasStatedBody)
            stated.Insert(0, nameof(Body));
        if (stated.Count > 1)
            throw Invalid(CmdletMessages.PayloadTwice("-" + stated[0], "-" + stated[1]));
        if (TransferEncoding is { } coding && !coding.Equals("chunked", StringComparison.OrdinalIgnoreCase))
            throw Invalid(Messages.UnknownTransferCoding(coding));
    }

    private RequestContent CreateContent(object? body)
    {
        var stated = StatedContentType;
        if (stated is { Length: > 0 })
            MediaType.Check(stated);
        return InFile is not null ? PayloadContent.OfFile(FilePath.Resolve(this, "-InFile", InFile), stated ?? DefaultContentType)
            : Form is not null ? FormPayload.Create(Form, ContentType, _json)
            : Update is null && HasBody ? PayloadContent.Create(body, stated ?? DefaultContentType, _json, WarnOnce)
            : new BytesContent(ReadOnlyMemory<byte>.Empty) { ContentType = stated };
    }

    private IEnumerable<KeyValuePair<string, string>> PayloadFields(RequestContent? content)
    {
        // The body was made for it, and may have added its charset, so no header may take its place.
        if ((Form is not null || StatedContentType is { Length: > 0 }) && content?.ContentType is { } contentType)
            yield return new("Content-Type", contentType);
        if (TransferEncoding is not null)
            yield return new("Transfer-Encoding", "chunked");
    }
}
