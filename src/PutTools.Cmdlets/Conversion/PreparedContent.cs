using System;
using System.Collections.Generic;
using PutTools.Content;

namespace PutTools.Cmdlets.Conversion;

/// <summary>What is to be sent; null where it would change nothing.</summary>
/// <param name="Content">The content.</param>
/// <param name="Describe">Says what it changes, each as a line of text, where that is known before it is sent.</param>
internal sealed record PreparedContent(RequestContent? Content, Func<IReadOnlyList<object>>? Describe = null)
{
    /// <summary>What it changes; worked out when asked for, as nobody sees it without -WhatIf, -Confirm or -Verbose.</summary>
    public IReadOnlyList<object>? Changes => Describe?.Invoke();

    /// <summary>There is nothing to send.</summary>
    public static PreparedContent NoChange { get; } = new((RequestContent?)null);
}
