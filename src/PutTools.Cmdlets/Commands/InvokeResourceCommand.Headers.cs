using System.Management.Automation;
using PutTools.Cmdlets.Completion;
using PutTools.Cmdlets.Requests;

namespace PutTools.Cmdlets;

// The parameters that are header fields of one write. To add one, add a property here and a line to HeaderParameters.
public abstract partial class InvokeResourceCommand
{
    /// <summary>Writes only if the resource has this entity tag; * stands for any.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public object? IfMatch { get; set; }

    /// <summary>
    /// Writes only if the resource has none of these entity tags. * stands for any, so that the resource can only be
    /// created.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public object? IfNoneMatch { get; set; }

    /// <summary>Writes only if the resource was not changed after this time.</summary>
    [Parameter]
    [ValidateNotNull]
    public object? IfUnmodifiedSince { get; set; }

    /// <summary>
    /// A key by which the server recognizes a repeat of this write. Auto generates one for each input object.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdempotencyKeyCompleter))]
    public object? IdempotencyKey { get; set; }

    private HeaderParameter[] HeaderParameters() =>
    [
        new("If-Match", new(nameof(IfMatch), IfMatch, Argument.EntityTags)),
        new("If-None-Match", new(nameof(IfNoneMatch), IfNoneMatch, Argument.EntityTags)),
        new("If-Unmodified-Since", new(nameof(IfUnmodifiedSince), IfUnmodifiedSince, Argument.Date)),
    ];
}
