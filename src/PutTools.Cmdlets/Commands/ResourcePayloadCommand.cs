using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using System.Runtime.CompilerServices;
using PutTools.Cmdlets.Completion;
using PutTools.Cmdlets.Conversion;
using PutTools.Cmdlets.Requests;
using PutTools.Content;
using PutTools.Http;
using PutTools.Patching;

namespace PutTools.Cmdlets;

/// <summary>What a verb needs that sends something: a payload, from one source, and what it goes out as.</summary>
public abstract partial class ResourcePayloadCommand : InvokeResourceCommand
{
    private protected const string BodySet = "Body";
    private protected const string FormSet = "Form";
    private protected const string FileSet = "InFile";
    private protected const string UpdateSet = "Update";

    private readonly HashSet<string> _given = [];

    /// <summary>What to send; without it, the input object. A script block outputs each object's.</summary>
    // In the set of -Form too, as -Form $null is none.
    [Parameter(Position = 1, ParameterSetName = BodySet)]
    [Parameter(Position = 1, ParameterSetName = FormSet)]
    [Alias("Payload", "Json")]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public object? Body { get; set => field = Apart(value); }

    /// <summary>Fields and files to send as multipart/form-data; a list repeats the field, $null is left out.</summary>
    [Parameter(Mandatory = true, ParameterSetName = FormSet)]
    [AllowNull]
    [AllowEmptyCollection]
    public object? Form { get; set => field = Apart(value); }

    /// <summary>The file to send; its path is taken literally.</summary>
    [Parameter(Mandatory = true, ParameterSetName = FileSet)]
    [ValidateNotNullOrEmpty]
    public object? InFile { get; set => field = Apart(value); }

    /// <summary>The media type of what is sent.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(MediaTypeCompleter))]
    public object? ContentType { get; set; }

    /// <summary>How many levels of objects in objects are sent; more is an error.</summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    public int Depth { get; set; } = JsonWriteOptions.Default.Depth;

    /// <summary>True if enums are sent by their names, and not as numbers.</summary>
    [Parameter]
    public SwitchParameter EnumsAsStrings { get; set; }

    /// <summary>Properties of the object, or of each object of a list, that are not sent; wildcards are allowed.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] ExcludeProperty { get; set; } = [];

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

    /// <summary>The media type of a body for which none is given; null where it goes by the body.</summary>
    private protected virtual string? DefaultContentType => null;

    /// <summary>
    /// The format of a patch of this type; null where it is no patch, or one of a format that is not known.
    /// </summary>
    private protected virtual PatchFormat? FormatOf(string? contentType) => null;

    /// <summary>Without an input object the write is made from its body.</summary>
    private protected override object? CurrentItem => HasInput || Body is ScriptBlock ? InputObject : Body;

    /// <summary>True if -Body is given.</summary>
    private protected bool HasBody => IsBound(nameof(Body));

    private protected JsonWriteOptions Json { get; private set; } = JsonWriteOptions.Default;

    // RFC 9110 §8.4.1 and the names of its registry.
    private string? ContentCoding => ContentEncoding?.ToUpperInvariant() switch
    {
        "GZIP" => "gzip",
        "BROTLI" => "br",
        "DEFLATE" => "deflate",
        _ => null,
    };

    /// <summary>
    /// Takes the value of a parameter that is not in all sets. PowerShell finds no set for two that exclude each other, and
    /// then names neither; so the second one is refused as it is bound.
    /// </summary>
    private protected T Apart<T>(T value, [CallerMemberName] string parameter = "")
    {
        if (value is not null && _given.Add(parameter) && _given.FirstOrDefault(other => !Sets(other).Intersect(Sets(parameter)).Any()) is { } excluded)
            throw Invalid(CmdletMessages.Apart(excluded, parameter));
        return value;
    }

    private IEnumerable<string> Sets(string parameter)
        => GetType().GetProperty(parameter)!.GetCustomAttributes<ParameterAttribute>().Select(static attribute => attribute.ParameterSetName);

    private protected override PayloadFactory CreatePayloads()
    {
        const WildcardOptions AnyCase = WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant;
        Json = new JsonWriteOptions
        {
            Depth = Depth,
            EnumsAsStrings = EnumsAsStrings,
            ExcludeProperty = [.. ExcludeProperty.Select(static name => WildcardPattern.Get(name, AnyCase))],
        };
        if (TransferEncoding is { } coding && !coding.Equals("chunked", StringComparison.OrdinalIgnoreCase))
            throw Invalid(HttpMessages.UnknownTransferCoding(coding));
        return new PayloadFactory
        {
            HasBody = HasBody,
            Body = new(nameof(Body), Body, Argument.Any),
            Form = new(nameof(Form), Form, Argument.Dictionary),
            InFile = new(nameof(InFile), InFile, (name, path) => FilePath.Resolve(this, "-" + name, Argument.Path(name, path))),
            ContentType = new(nameof(ContentType), ContentType is "" ? null : ContentType, Argument.Text, mayBeNull: true),
            DefaultContentType = DefaultContentType,
            FormatOf = FormatOf,
            ContentCoding = ContentCoding,
            HasDigest = ContentDigest,
            IsChunked = TransferEncoding is not null,
            Json = Json,
            HasInput = HasInput,
            IsUpdate = Update is not null,
            Warn = WarnOnce,
        };
    }

    private protected override void CheckParameters(RequestFactory requests)
    {
        base.CheckParameters(requests);
        if (HasBody && requests.Payload!.Form.IsGiven)
            throw Invalid(CmdletMessages.Apart(nameof(Body), nameof(Form)));
        if (HasBody && MyInvocation.ExpectingInput && !requests.UsesObject)
            throw Invalid(CmdletMessages.UnusedInput);
        CheckReading(requests);
    }
}
