using System.Collections.Generic;
using PutTools.Content;

namespace PutTools.Cmdlets.Conversion;

/// <summary>What is to be sent; null where it would change nothing.</summary>
/// <param name="Content">The content.</param>
/// <param name="Changes">What it changes, each as a line of text, where that is known before it is sent.</param>
internal sealed record PreparedContent(RequestContent? Content, IReadOnlyList<object>? Changes = null)
{
    /// <summary>There is nothing to send.</summary>
    public static PreparedContent NoChange { get; } = new((RequestContent?)null);
}
