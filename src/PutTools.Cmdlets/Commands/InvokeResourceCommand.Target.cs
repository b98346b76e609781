using System.Management.Automation;
using PutTools.Cmdlets.Completion;
using PutTools.Cmdlets.Requests;

namespace PutTools.Cmdlets;

// What to write to, and the object that the write is made from.
public abstract partial class InvokeResourceCommand
{
    /// <summary>
    /// The url to write to. {name} in a text is filled from the input object; a script block outputs each object's.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("Url")]
    [AllowNull]
    [AllowEmptyString]
    [QuotedUri]
    [PlacedArguments]
    [ArgumentCompleter(typeof(UriCompleter))]
    public object? Uri { get; set; }

    /// <summary>The object that the write is made from: it fills the url, and is $_ in script blocks.</summary>
    [Parameter(ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public object? InputObject { get; set; }

    /// <summary>Query parameters; a list repeats the key, $null is left out.</summary>
    [Parameter]
    public object? Query { get; set; }

    /// <summary>A session of New-ResourceSession.</summary>
    [Parameter]
    public ResourceSession? Session { get; set; }

    /// <summary>
    /// A session of Invoke-RestMethod or Invoke-WebRequest: its cookies, headers, credentials, proxy and user agent.
    /// </summary>
    [Parameter]
    public object? WebSession { get; set; }

    /// <summary>True if there is an input object, from the pipeline or the command line.</summary>
    private protected bool HasInput => MyInvocation.ExpectingInput || IsBound(nameof(InputObject));
}
