using System;
using System.Collections;
using System.Management.Automation;
using PutTools.Cmdlets.Completion;
using PutTools.Cmdlets.Conversion;
using PutTools.Urls;

namespace PutTools.Cmdlets;

// Where to write to, and from which object.
public abstract partial class InvokeResourceCommand
{
    // No name of a property that is typed without quotes has them.
    private static readonly char[] SignsOfCode = [.. "$@()[]{}|;=,\"'\n"];

    private object? _statedBody;
    private bool _hasStatedBody;

    /// <summary>The url to write to; {name} is filled from the input object.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Url")]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(UriCompleter))]
    [UriTransformation]
    public string Uri { get; set; } = string.Empty;

    /// <summary>Query parameters; a list repeats the key, $null is left out.</summary>
    [Parameter]
    public IDictionary? Query { get; set; }

    /// <summary>
    /// What the pipeline gives. It is the body too, unless one stands on the command line: then it only fills in the url.
    /// </summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public object? PipelineObject { get; set; }

    /// <summary>What follows the braces of a url that was typed without quotes.</summary>
    [Parameter(Position = 2, DontShow = true)]
    public object? UriTail { get; set; }

    private protected bool IsBodyFromPipeline => !_hasStatedBody && MyInvocation.ExpectingInput;

    /// <summary>The object that the write is made from.</summary>
    private object? CurrentInput => MyInvocation.ExpectingInput ? PipelineObject : _statedBody;

    /// <summary>What to send.</summary>
    private object? CurrentBody => _hasStatedBody ? _statedBody : PipelineObject;

    private bool HasBody => _hasStatedBody || MyInvocation.ExpectingInput;

    // Before the pipeline's first object: what is bound now stands on the command line.
    private void BindTarget()
    {
        _hasStatedBody = IsBound(nameof(Body));
        _statedBody = Body;
        if (Body is ScriptBlock variable)
            JoinUnquotedUri(variable);
        else if (IsBound(nameof(UriTail)))
            throw Invalid(CmdletMessages.UnexpectedArgument(UriTail));
        if (_hasStatedBody && MyInvocation.ExpectingInput && IsBound(nameof(Uri)) && !UriTemplate.HasVariables(Uri))
            throw Invalid(CmdletMessages.BodyTwice);
    }

    // PowerShell takes https://host/users/{id} without quotes for two arguments, the second of them a script block. As no
    // script block can be a body, it is known what was meant.
    private void JoinUnquotedUri(ScriptBlock variable)
    {
        var name = variable.ToString().Trim();
        if (name.IndexOfAny(SignsOfCode) >= 0)
            throw Invalid(CmdletMessages.BodyIsCode);
        Uri += "{" + name + "}";
        (_hasStatedBody, _statedBody) = (false, null);
        if (!IsBound(nameof(UriTail)))
            return;
        if (UriTail is string tail && tail.Length > 0 && "/?&.-".IndexOf(tail[0]) >= 0)
            Uri += tail;
        else
            (_hasStatedBody, _statedBody) = (true, UriTail);
    }
}
