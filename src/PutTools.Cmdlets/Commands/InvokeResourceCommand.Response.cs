using System.Management.Automation;

namespace PutTools.Cmdlets;

// The parameters that say what becomes of the response.
public abstract partial class InvokeResourceCommand
{
    /// <summary>Whether a 2xx response means success: its output, true or false, with the response as $_.</summary>
    [Parameter]
    [ValidateNotNull]
    public ScriptBlock? SuccessCondition { get; set; }

    /// <summary>True if a response with a status that means failure is emitted like any other.</summary>
    [Parameter]
    public SwitchParameter SkipHttpErrorCheck { get; set; }

    /// <summary>True if a long operation that the server takes on is followed to its end.</summary>
    [Parameter]
    public SwitchParameter WaitForCompletion { get; set; }

    /// <summary>Seconds between two polls of a long operation, where the server names none.</summary>
    [Parameter]
    [ValidateRange(0.01, LongestSeconds)]
    public double PollIntervalSec { get; set; } = 2;

    /// <summary>Whether to emit the response's content alone.</summary>
    [Parameter]
    public SwitchParameter ContentOnly { get; set; }

    /// <summary>True if JSON objects of the response become ordered dictionaries.</summary>
    [Parameter]
    public SwitchParameter AsHashtable { get; set; }

    /// <summary>
    /// The file that the response's body is saved to, instead of being emitted; in a folder it gets the server's name for
    /// it. A response whose status means failure is not saved.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public object? OutFile { get; set; }

    /// <summary>True if the response is emitted, without content, although its body went to a file.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>
    /// Bytes of a response's body that are taken, counted after decoding. Default: 1 GiB into memory, any number to a file.
    /// </summary>
    [Parameter]
    [ValidateRange(1L, long.MaxValue)]
    public long? MaximumResponseBytes { get; set; }
}
