namespace PutTools.Transport;

/// <summary>The timeouts. <see cref="TimeSpan.MaxValue"/> means no limit.</summary>
internal sealed record TimeSettings
{
    /// <summary>
    /// From the start of one attempt to the header section of its response. The time in which bytes of the request are sent
    /// does not count. Default: 100 seconds.
    /// </summary>
    public TimeSpan Attempt { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>The longest silence during the transfer of a body in either direction. Default: 100 seconds.</summary>
    public TimeSpan Operation { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>The total time for one input object, including pauses and retries. Default: no limit.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.MaxValue;
}
