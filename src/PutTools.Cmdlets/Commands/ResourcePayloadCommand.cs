using System.Collections;
using System.Collections.Concurrent;
using System.Management.Automation;
using System.Reflection;
using System.Runtime.CompilerServices;
using PutTools.Cmdlets.Binding;
using PutTools.Cmdlets.Completion;
using PutTools.Cmdlets.Conversion;
using PutTools.Cmdlets.Mistakes;
using PutTools.Cmdlets.Output;
using PutTools.Cmdlets.Requests;
using PutTools.Http;
using PutTools.Json;
using PutTools.Patching;

namespace PutTools.Cmdlets;

/// <summary>The base of methods that send content: one source of the payload, and its representation.</summary>
public abstract partial class ResourcePayloadCommand : InvokeResourceCommand
{
    private protected const string BodySet = "Body";
    private protected const string FormSet = "Form";
    private protected const string FileSet = "InFile";
    private protected const string UpdateSet = "Update";

    // The parameter sets of each parameter. Reading the attributes takes longer than binding the parameter.
    private static readonly ConcurrentDictionary<(Type Command, string Parameter), string[]> SetsOf = new();

    private readonly HashSet<string> _given = [];

    /// <summary>The body to send. Default: the input object. A script block outputs the body of each object.</summary>
    // Also in the set of -Form, because -Form $null counts as not given.
    [Parameter(Position = 1, ParameterSetName = BodySet)]
    [Parameter(Position = 1, ParameterSetName = FormSet)]
    [Alias("Payload", "Json")]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public object? Body { get; set => field = NotExcluded(value); }

    /// <summary>Fields and files to send as multipart/form-data. A list repeats the field; $null is left out.</summary>
    [Parameter(Mandatory = true, ParameterSetName = FormSet)]
    [AllowNull]
    [AllowEmptyCollection]
    public object? Form { get; set => field = NotExcluded(value); }

    /// <summary>The file to send. Its path is literal, without wildcards.</summary>
    [Parameter(Mandatory = true, ParameterSetName = FileSet)]
    [ValidateNotNullOrEmpty]
    public object? InFile { get; set => field = NotExcluded(value); }

    /// <summary>The media type of the body.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(MediaTypeCompleter))]
    public object? ContentType { get; set; }

    /// <summary>The maximum number of nested levels in the body; more is an error.</summary>
    [Parameter]
    [ValidateRange(1, JsonDefaults.MaximumDepth)]
    public int Depth { get; set; } = JsonWriteOptions.Default.Depth;

    /// <summary>Sends enums as names instead of numbers.</summary>
    [Parameter]
    public SwitchParameter EnumsAsStrings { get; set; }

    /// <summary>Properties to leave out, of the object or of each object of a list. Wildcards are allowed.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [TextValue(IsList = true)]
    public string[] ExcludeProperty { get; set; } = [];

    /// <summary>The content coding to compress the body with.</summary>
    [Parameter]
    [ValidateSet("Gzip", "Brotli", "Deflate")]
    public string? ContentEncoding { get; set; }

    /// <summary>Sends the SHA-256 of the content in Content-Digest (RFC 9530).</summary>
    [Parameter]
    public SwitchParameter ContentDigest { get; set; }

    /// <summary>With chunked, sends the body with Transfer-Encoding: chunked instead of Content-Length.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TransferCodingCompleter))]
    public string? TransferEncoding { get; set; }

    /// <summary>The media type of a body without -ContentType; null if the body decides.</summary>
    private protected virtual string? DefaultContentType => null;

    /// <summary>
    /// Returns the format of a patch with this Content-Type; null if it is not a patch, or its format is unknown.
    /// </summary>
    private protected virtual PatchFormat? FormatOf(string? contentType) => null;

    /// <summary>The input object; without one, the write is made from the body.</summary>
    private protected override object? CurrentItem => HasInput || PSValue.Base(Body) is ScriptBlock ? InputObject : Body;

    /// <summary>True if -Body is given.</summary>
    private protected bool HasBody => IsBound(nameof(Body));

    private protected JsonWriteOptions Json { get; private set; } = JsonWriteOptions.Default;

    // RFC 9110 §8.4.1 and the names in its registry.
    private string? ContentCoding => ContentEncoding?.ToUpperInvariant() switch
    {
        "GZIP" => "gzip",
        "BROTLI" => "br",
        "DEFLATE" => "deflate",
        _ => null,
    };

    /// <summary>
    /// Returns the value of a parameter that is not in all parameter sets. Throws if an excluded parameter is bound already:
    /// PowerShell itself finds no set for the two and reports neither.
    /// </summary>
    private protected T NotExcluded<T>(T value, [CallerMemberName] string parameter = "")
    {
        if (value is not null && _given.Add(parameter) && _given.FirstOrDefault(other => other != parameter && !Sets(other).Intersect(Sets(parameter), StringComparer.Ordinal).Any()) is { } excluded)
            throw Invalid(CmdletMessages.ExclusivePayload(excluded, parameter));
        return value;
    }

    private string[] Sets(string parameter) => SetsOf.GetOrAdd((GetType(), parameter), static key =>
        [.. key.Command.GetProperty(key.Parameter)!.GetCustomAttributes<ParameterAttribute>().Select(static attribute => attribute.ParameterSetName)]);

    private protected override PayloadFactory CreatePayloads()
    {
        Json = new JsonWriteOptions
        {
            Depth = Depth,
            EnumsAsStrings = EnumsAsStrings,
            // Only if another process must produce the same bytes, because sorting takes time.
            SortsHashtables = HasJournal || IdempotencyKey is not null || Form is not null,
            ExcludeProperty = [.. ExcludeProperty.SelectMany(JsonWriteOptions.Patterns)],
        };
        if (TransferEncoding is { } coding && !coding.Equals("chunked", StringComparison.OrdinalIgnoreCase))
            throw Invalid(HttpMessages.UnknownTransferCoding(coding));
        return new PayloadFactory
        {
            HasBody = HasBody,
            Body = new(nameof(Body), Body, Argument.Any),
            Form = new(nameof(Form), Form, ReadForm),
            InFile = new(nameof(InFile), InFile, (name, path) => FilePath.Resolve(this, "-" + name, Argument.Path(name, path))),
            ContentType = new(nameof(ContentType), PSValue.Base(ContentType) is "" ? null : ContentType, Argument.Text, mayBeNull: true),
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

    // curl and HTTPie take the text '@path' for a file.
    private IDictionary ReadForm(string name, object value)
    {
        var form = Argument.Dictionary(name, value);
        foreach (var entry in DictionaryEntries.Of(form)!)
        {
            if (PSValue.Base(entry.Value) is not string { Length: > 1 } text)
                continue;
            FormFields.WarnOfObject(text, WarnOnce);
            if (text[0] == '@'
                && Boundary.OrNothing(() => FilePath.Resolve(this, "-" + name, text[1..])) is { } path && File.Exists(path))
                WarnOnce(PayloadMessages.PathAsText(text));
        }

        return form;
    }

    private protected override void CheckParameters(RequestFactory requests)
    {
        base.CheckParameters(requests);
        if (HasBody && requests.Payload!.Form.IsGiven)
            throw Invalid(CmdletMessages.ExclusivePayload(nameof(Body), nameof(Form)));
        if (ExcludeProperty.Length > 0 && (requests.Payload!.Form.IsGiven || requests.Payload.InFile.IsGiven))
            throw Invalid(CmdletMessages.Exclusive(requests.Payload.Form.IsGiven ? nameof(Form) : nameof(InFile), nameof(ExcludeProperty)));
        if (MyInvocation.ExpectingInput && GetVariableValue("_") is null && CallerStatement.TextOf(MyInvocation) is { } statement && ReadOnce.Argument(statement, MyInvocation) is { } argument)
            throw Invalid(MistakeMessages.ReadOnce(argument));
        if (HasBody && MyInvocation.ExpectingInput && !requests.UsesObject)
            throw Invalid(CmdletMessages.UnusedInput);
        CheckReading(requests);
    }
}
