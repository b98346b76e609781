using System.Management.Automation;
using PutTools.Cmdlets.Binding;
using PutTools.Cmdlets.Completion;
using PutTools.Cmdlets.Conversion;
using PutTools.Cmdlets.Mistakes;
using PutTools.Cmdlets.Scripts;

namespace PutTools.Cmdlets;

// The target of the write, and the object that the write is made from.
public abstract partial class InvokeResourceCommand
{
    /// <summary>
    /// The url to write to. {name} in a string is replaced from the input object; a script block outputs the url of each
    /// object.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("Url")]
    [AllowNull]
    [AllowEmptyString]
    [QuotedUri]
    [MistypedCommand]
    [ArgumentCompleter(typeof(UriCompleter))]
    public object? Uri { get; set; }

    /// <summary>The object that the write is made from. It fills in the url, and is $_ in script blocks.</summary>
    [Parameter(ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public object? InputObject { get; set; }

    /// <summary>Query parameters to add. A list repeats the name; $null is left out.</summary>
    [Parameter]
    public object? Query { get; set; }

    /// <summary>A session from New-ResourceSession.</summary>
    [Parameter]
    [SessionTransformation]
    public ResourceSession? Session { get; set; }

    /// <summary>
    /// A session of Invoke-RestMethod or Invoke-WebRequest. Its cookies, headers, credentials, proxy and user agent are
    /// used.
    /// </summary>
    [Parameter]
    public object? WebSession { get; set; }

    /// <summary>True if there is an input object, from the pipeline or the command line.</summary>
    private protected bool HasInput => MyInvocation.ExpectingInput || IsBound(nameof(InputObject));

    // Checks a url that a script block outputs. Of the values of its variables only the object is known here.
    private object CheckOutput(string parameter, object output)
    {
        if (PSValue.Base(Uri) is ScriptBlock script && PSValue.Base(output) is string uri)
        {
            if (new InterpolatedUri(uri, Session?.Target, ItemOf).Check(script) is { } warning)
                WarnOnce(warning);
            QuotedObject.Check(uri);
        }

        return output;
    }

    private object ItemOf(string variable)
        => ItemExpression.IsNameOfItem(variable) ? InputObject ?? string.Empty : string.Empty;

    // The value of a variable of the caller; null if there is no such variable, or no such drive.
    private object? ValueOf(string variable)
    {
        try
        {
            return SessionState.PSVariable.GetValue(variable);
        }
        catch (SessionStateException)
        {
            return null;
        }
    }
}
