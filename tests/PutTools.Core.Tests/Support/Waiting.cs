using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using PutTools.Http;
using PutTools.Retries;
using PutTools.Transport;
using PutTools.Writes;

namespace PutTools.Core.Tests;

/// <summary>
/// Sends with a clock that is moved on whenever the engine waits between attempts, and records how long each wait was.
/// </summary>
internal sealed class Waiting(double chance = 0.5)
{
    public ManualTimeProvider Clock { get; } = new();

    /// <summary>The waits so far, in order.</summary>
    public List<TimeSpan> Waits { get; } = [];

    /// <summary>Runs at each wait, before time moves on.</summary>
    public Func<Task> Meanwhile { get; init; } = () => Task.CompletedTask;

    /// <summary>Settings with retries and no other timeout: the only timers are those of the waits.</summary>
    public static ResourceSettings Settings(int retries = 3, RetrySettings? retry = null) => ResourceSettings.Default with
    {
        Retry = (retry ?? new RetrySettings()) with { MaximumRetryCount = retries },
        Time = new TimeSettings { Attempt = TimeSpan.MaxValue, Operation = TimeSpan.MaxValue },
    };

    public async Task<HttpResponse> SendAsync(ResourceRequest request) => (await RunAsync(new WriteOptions { Request = request }))!;

    public async Task<HttpResponse?> RunAsync(WriteOptions write)
    {
        var sending = new WriteRunner(Clock, () => chance).RunAsync(write, observer: null, CancellationToken.None);
        for (var end = DateTime.UtcNow + Eventually.Limit; !sending.IsCompleted && DateTime.UtcNow < end; await Task.Delay(1))
        {
            if (Clock.UntilNextTimer is not { } wait) continue;
            Waits.Add(wait);
            await Meanwhile();
            Clock.Advance(wait);
        }

        return await sending.WaitAsync(TimeSpan.FromSeconds(1));
    }
}
