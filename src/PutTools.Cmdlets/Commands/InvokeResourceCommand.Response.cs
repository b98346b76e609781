using System.Management.Automation;
using PutTools.Writes;

namespace PutTools.Cmdlets;

// The parameters for the response.
public abstract partial class InvokeResourceCommand
{
    /// <summary>Decides if a 2xx response means success. Gets the response as $_ and outputs true or false.</summary>
    [Parameter]
    [ValidateNotNull]
    public ScriptBlock? SuccessCondition { get; set; }

    /// <summary>Emits a response whose status means failure like any other.</summary>
    [Parameter]
    public SwitchParameter SkipHttpErrorCheck { get; set; }

    /// <summary>Polls a long-running operation to its end.</summary>
    [Parameter]
    public SwitchParameter WaitForCompletion { get; set; }

    /// <summary>Seconds between two polls of a long-running operation, if the server requests none.</summary>
    [Parameter]
    [ValidateRange(0.01, LongestSeconds)]
    public double PollIntervalSec { get; set; } = WriteOptions.DefaultPollSeconds;

    /// <summary>Emits only the content of the response.</summary>
    [Parameter]
    public SwitchParameter ContentOnly { get; set; }

    /// <summary>Converts JSON objects of the response to ordered dictionaries.</summary>
    [Parameter]
    public SwitchParameter AsHashtable { get; set; }

    /// <summary>
    /// Saves the body of the response to this file instead of emitting it. In a folder, the file gets the server's name for
    /// it. A response whose status means failure is not saved.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public object? OutFile { get; set; }

    /// <summary>With -OutFile, also emits the response, without its content.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>
    /// The maximum size of a response's body in bytes, after decoding. Default: 1 GiB in memory, no limit for a file.
    /// </summary>
    [Parameter]
    [ValidateRange(1L, long.MaxValue)]
    public long? MaximumResponseBytes { get; set; }
}
