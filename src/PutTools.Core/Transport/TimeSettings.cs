using System;

namespace PutTools.Transport;

/// <summary>How long anything may take. <see cref="TimeSpan.MaxValue"/> is without limit.</summary>
internal sealed record TimeSettings
{
    /// <summary>
    /// From the start of one attempt until its response's header section has come, the time in which bytes of the
    /// request move not counted. Default: 100 seconds.
    /// </summary>
    public TimeSpan Attempt { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>The longest silence while a body moves, in either direction. Default: 100 seconds.</summary>
    public TimeSpan Operation { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>All that is done for one input object, waits and repeats included. Default: no limit.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.MaxValue;
}
