#if NET
using System.Net;

namespace PutTools.Transport;

/// <summary>
/// Connects to the first address of a host that answers (RFC 8305). The runtime tries one address after the other, so that one that
/// never answers, such as one behind a firewall that drops packets, takes the whole time limit.
/// </summary>
internal static class AddressRace
{
    // RFC 8305 §5.
    private static readonly TimeSpan HeadStart = TimeSpan.FromMilliseconds(250);

    /// <summary>Returns the first connection, and closes the others.</summary>
    /// <param name="addresses">The addresses, the preferred one first.</param>
    /// <param name="connect">Connects to an address.</param>
    /// <param name="cancellationToken">Ends all attempts.</param>
    public static async Task<Stream> ConnectAsync(
        IReadOnlyList<IPAddress> addresses, Func<IPAddress, CancellationToken, Task<Stream>> connect, CancellationToken cancellationToken)
    {
        using var race = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        List<Task<Stream>> running = [];
        try
        {
            for (var next = 0; ; )
            {
                if (next < addresses.Count)
                    running.Add(connect(addresses[next++], race.Token));
                var headStart = next < addresses.Count ? HeadStart : Timeout.InfiniteTimeSpan;
                var ended = await Task.WhenAny([.. running, Task.Delay(headStart, race.Token)]).ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
                if (ended is not Task<Stream> attempt)
                    continue;
                running.Remove(attempt);
                try
                {
                    return await attempt.ConfigureAwait(false);
                }
                catch (Exception) when (next < addresses.Count || running.Count > 0)
                {
                    // Another address may answer.
                }
            }
        }
        finally
        {
            await race.CancelAsync().ConfigureAwait(false);
            foreach (var attempt in running)
                _ = attempt.ContinueWith(static late => late.Result.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
        }
    }
}
#endif
