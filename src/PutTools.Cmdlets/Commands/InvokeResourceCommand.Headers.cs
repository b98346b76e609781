using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using PutTools.Cmdlets.Completion;
using PutTools.Cmdlets.Requests;

namespace PutTools.Cmdlets;

// The parameters that are header fields of one write. Another one is a property here and a line in HeaderParameters.
public abstract partial class InvokeResourceCommand
{
    /// <summary>Write only where the resource has this entity tag; * is any.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public object? IfMatch { get; set; }

    /// <summary>Write only where the resource has none of these entity tags; * is any, so that it is only created.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public object? IfNoneMatch { get; set; }

    /// <summary>Write only where the resource was not changed after this moment.</summary>
    [Parameter]
    [ValidateNotNull]
    public object? IfUnmodifiedSince { get; set; }

    /// <summary>A key by which the server knows a repeat of this write; Auto is a fresh one for each input object.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdempotencyKeyCompleter))]
    public object? IdempotencyKey { get; set; }

    private List<HeaderParameter> HeaderParameters() =>
    [
        .. new HeaderParameter[]
        {
            new("If-Match", new(nameof(IfMatch), IfMatch, Argument.EntityTags)),
            new("If-None-Match", new(nameof(IfNoneMatch), IfNoneMatch, Argument.EntityTags)),
            new("If-Unmodified-Since", new(nameof(IfUnmodifiedSince), IfUnmodifiedSince, Argument.Date)),
        }.Where(static field => field.Value.IsGiven),
    ];
}
