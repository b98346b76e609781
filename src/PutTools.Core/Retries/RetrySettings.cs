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
    /// Status codes that are retried whatever the verb, beside those that are retried anyway. Default: none.
    /// </summary>
    public IReadOnlyList<int> StatusCodes { get; init; } = [];

    /// <summary>The longest pause that a server may ask for; where it asks for more the write ends. Default: 300 seconds.</summary>
    public TimeSpan MaximumRetryAfter { get; init; } = TimeSpan.FromSeconds(300);
}
