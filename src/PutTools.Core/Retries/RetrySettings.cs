namespace PutTools.Retries;

/// <summary>The number of retries of a write, and the pauses before them.</summary>
internal sealed record RetrySettings
{
    /// <summary>The maximum number of retries; 0 for none. Default: 3.</summary>
    public int MaximumRetryCount { get; init; } = 3;

    /// <summary>The pause before the first retry. It doubles each time, up to 30 seconds. Default: 1 second.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Status codes that are retried whatever the method, in addition to those that are always retried. Default: none.
    /// </summary>
    public IReadOnlyList<int> StatusCodes { get; init; } = [];

    /// <summary>The longest pause that a server may request. A longer one ends the write. Default: 300 seconds.</summary>
    public TimeSpan MaximumRetryAfter { get; init; } = TimeSpan.FromSeconds(300);
}
