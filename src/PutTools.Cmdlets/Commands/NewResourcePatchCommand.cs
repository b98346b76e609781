using System.Management.Automation;
using PutTools.Cmdlets.Binding;
using PutTools.Cmdlets.Completion;
using PutTools.Cmdlets.Conversion;
using PutTools.Cmdlets.Output;
using PutTools.Http;
using PutTools.Json;
using PutTools.Patching;

namespace PutTools.Cmdlets;

/// <summary>Creates the patch that turns one state of a resource into another. Nothing is sent.</summary>
/// <remarks>
/// A merge patch is emitted as one object, a JSON Patch as one object per operation. For equal states the result is an empty
/// object, or no operation.
/// </remarks>
[Cmdlet(VerbsCommon.New, "ResourcePatch")]
[OutputType(typeof(PSObject))]
public sealed class NewResourcePatchCommand : ResourceCmdlet
{
    private const string OperationTypeName = "PutTools.PatchOperation";

    // The operations follow the order of the members, and a journal must recognize them in another process.
    private JsonWriteOptions _json = new() { SortsHashtables = true };
    private JsonTree? _desired;

    /// <summary>The state before: an object, JSON text, a JSON file, or a response.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [NotNullValue]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public object Original { get; set; } = null!;

    /// <summary>The state after: an object, JSON text, a JSON file, or a response.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [NotNullValue]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public object Desired { get; set; } = null!;

    /// <summary>The format of the patch.</summary>
    [Parameter]
    [ValidateNotNull]
    [Alias("PatchFormat")]
    [ArgumentCompleter(typeof(PatchFormatCompleter))]
    public PatchFormat Format { get; set; } = PatchFormat.Merge;

    /// <summary>Adds a test of each value before a JSON Patch replaces or removes it.</summary>
    [Parameter]
    public SwitchParameter IncludeTest { get; set; }

    /// <summary>The maximum number of nested levels of a state; more is an error.</summary>
    [Parameter]
    [ValidateRange(1, JsonDefaults.MaximumDepth)]
    public int Depth
    {
        get => _json.Depth;
        set => _json = _json with { Depth = value };
    }

    /// <summary>Writes enums as names instead of numbers.</summary>
    [Parameter]
    public SwitchParameter EnumsAsStrings
    {
        get => _json.EnumsAsStrings;
        set => _json = _json with { EnumsAsStrings = value };
    }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (IncludeTest && !Format.HasTests)
            Refuse(Invalid(CmdletMessages.TestsInMergePatch));
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            Emit(Create());
        }
        catch (RequestException failure)
        {
            WriteFailure(ErrorRecords.Create(failure, Original));
        }
    }

    private PatchDocument Create()
    {
        var original = StateText.Parse(Original, _json, Stop);
        return Format.Create(original, _desired ??= StateText.Parse(Desired, _json, Stop), IncludeTest);
    }

    private void Emit(PatchDocument patch)
    {
        var document = JsonResponseReader.Read(patch.Json, asHashtable: false, WriteWarning);
        if (!Format.IsOperationList)
        {
            WriteObject(document, enumerateCollection: false);
            return;
        }

        foreach (var operation in (object?[])document!)
        {
            // The type name selects a view. Without it, a table would take its columns from the first object, which may have
            // no value.
            PSObject.AsPSObject(operation).TypeNames.Insert(0, OperationTypeName);
            WriteObject(operation);
        }
    }
}
