using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;

namespace PutTools.Core.Tests;

/// <summary>Measures how long code takes that stays on its thread.</summary>
internal static class ThreadTime
{
    // On Linux, the nanoseconds that this thread had a processor: other tests and processes don't count.
    private const string Statistics = "/proc/thread-self/schedstat";

    /// <summary>Returns the processor time of <paramref name="action"/>; on systems other than Linux, the time that passed.</summary>
    public static TimeSpan Of(Action action)
    {
        var watch = Stopwatch.StartNew();
        var before = Now();
        action();
        return before is { } start ? TimeSpan.FromMicroseconds((Now()!.Value - start) / 1000) : watch.Elapsed;
    }

    private static long? Now()
        => File.Exists(Statistics) ? long.Parse(File.ReadAllText(Statistics).Split(' ')[0], CultureInfo.InvariantCulture) : null;
}
