using System;
using System.Collections.Generic;
using PutTools.Http;

namespace PutTools.Retries;

/// <summary>How often a write is tried again, and how long is waited before.</summary>
internal sealed record RetrySettings
{
    /// <summary>How many tries may follow the first one; 0 is none. Default: 3.</summary>
    public int MaximumRetryCount { get; init; } = 3;

    /// <summary>The wait before the first repeat; it doubles each time, up to 30 seconds. Default: 1 second.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Status codes that are tried again, whatever the verb. Default: null, which is 408, 425, 429 and 503, and where a
    /// repeat can't apply the write twice 500, 502 and 504 too.
    /// </summary>
    public IReadOnlyList<int>? StatusCodes { get; init; }
}
