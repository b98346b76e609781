using System;
using System.Collections.Generic;

namespace PutTools;

/// <summary>How often a write is tried again, and how long is waited before.</summary>
public sealed record RetrySettings
{
    /// <summary>Tries after the first one. Default: 3; 0 is none.</summary>
    public int MaximumRetryCount { get; init; } = 3;

    /// <summary>The wait before the first one more try; it doubles each time. Default: 1 second.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Status codes that are tried again, whatever the verb; null is the usual ones. Default: null.</summary>
    public IReadOnlyList<int>? StatusCodes { get; init; }
}
