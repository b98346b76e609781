using System.IO;
using System.Management.Automation;
using PutTools.Cmdlets.Conversion;
using PutTools.Cmdlets.Pipeline;
using PutTools.Http;

namespace PutTools.Cmdlets;

// The parameters that say what becomes of the response.
public abstract partial class InvokeResourceCommand
{
    private string? _lastPath;
    private bool _isPathRepeated;

    /// <summary>Whether a response with a status that means failure is emitted like any other.</summary>
    [Parameter]
    public SwitchParameter SkipHttpErrorCheck { get; set; }

    /// <summary>Whether to emit the response's content alone.</summary>
    [Parameter]
    public SwitchParameter ContentOnly { get; set; }

    /// <summary>Whether JSON objects of the response become ordered dictionaries.</summary>
    [Parameter]
    public SwitchParameter AsHashtable { get; set; }

    /// <summary>
    /// The file that the response's body is saved to, instead of being emitted; in a folder it gets the server's name for
    /// it. A response whose status means failure is not saved.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? OutFile { get; set; }

    /// <summary>Whether the response is emitted, without content, although its body went to a file.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Bytes of a response's body, undone of its coding, that are taken. Default: 1 GiB into memory, any number to a file.</summary>
    [Parameter]
    [ValidateRange(1L, long.MaxValue)]
    public long? MaximumResponseBytes { get; set; }

    private string? ResponsePath()
    {
        if (OutFile is null)
            return null;
        var path = FilePath.Resolve(this, "-OutFile", OutFile);
        if (Directory.Exists(path))
            return path;
        if (!Directory.Exists(Path.GetDirectoryName(path)))
            throw new RequestException(ErrorKind.FileNotFound, CmdletMessages.FolderNotFound(path));
        // Each response takes the place of the one before.
        if (path == _lastPath && !_isPathRepeated)
        {
            _isPathRepeated = true;
            WriteWarning(CmdletMessages.RepeatedOutFile(path));
        }

        return _lastPath = path;
    }

    private ResourceResponse ToResponse(HttpResponse response, PipelineItem write)
        => new(response, write.InputObject, AsHashtable, response.IsSuccess ? write.Warning : write.Verbose);

    private void WriteResponse(ResourceResponse response)
    {
        if (response.Http.IsSaved && !PassThru)
            return;
        if (!ContentOnly)
            WriteObject(response);
        else if (response.HasContent)
            WriteObject(response.Content, enumerateCollection: false);
    }
}
