using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace PutTools.Testing;

/// <summary>
/// Serves <c>/{fault}/{resource}</c> on plain sockets, where a response can be anything. With <c>?times=N&amp;key=K</c>
/// the fault occurs only the first N times for that key, with <c>?every=N</c> each Nth time, with <c>?on=PUT,PATCH</c>
/// only for these methods; other requests are served normally. The fault <c>any</c> is each of <c>?from=name,name</c>
/// in turn, by default all that don't stall.
/// </summary>
internal sealed class FaultListener : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ResourceStore _store;
    private readonly AttemptCounter _attempts;
    private readonly Task _accepting;
    private int _connectionCount;
    private int _anyCount = -1;
    private int _count;

    public FaultListener(ResourceStore store, AttemptCounter attempts)
    {
        _store = store;
        _attempts = attempts;
        _listener.Start();
        Uri = ResourceServer.LoopbackUri("http", ((IPEndPoint)_listener.LocalEndpoint).Port);
        _accepting = AcceptAsync();
    }

    public Uri Uri { get; }

    public int ConnectionCount => Volatile.Read(ref _connectionCount);

    /// <summary>The number of faults that occurred.</summary>
    public int Count => Volatile.Read(ref _count);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync(_stopping.Token);
                Interlocked.Increment(ref _connectionCount);
                socket.NoDelay = true;
                _ = ServeAsync(socket, _stopping.Token);
            }
        }
        catch (Exception) when (_stopping.IsCancellationRequested)
        {
            // The server was stopped. Which exception that is depends on where it was.
        }
    }

    private async Task ServeAsync(Socket socket, CancellationToken stopping)
    {
        using var connection = new RawConnection(socket, stopping);
        try
        {
            while (!connection.IsClosed && await connection.ReadHeadAsync() is { } head)
                await AnswerAsync(new FaultExchange(connection, new RawRequest(head, connection), _store, stopping));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or IOException or ObjectDisposedException)
        {
            // The client disconnected, as clients of faults do, or the server was stopped.
        }
    }

    private async Task AnswerAsync(FaultExchange exchange)
    {
        if (!Happens(exchange.Request))
            await exchange.SendAsync(await exchange.ApplyAsync());
        else if (Find(exchange.Request) is { } fault)
        {
            Interlocked.Increment(ref _count);
            await fault.RunAsync(exchange);
        }
        else
            await exchange.SendProblemAsync(404, $"There is no fault '{exchange.Request.FaultName}'; GET /faults lists them.");
    }

    private Fault? Find(RawRequest request)
    {
        if (request.FaultName is "mutated") return FaultTable.Mutated;
        if (request.FaultName is not "any") return FaultTable.All.GetValueOrDefault(request.FaultName);
        var from = request.Query["from"] is { Count: > 0 } given
            ? given.ToString().Split(',')
            : [.. FaultTable.All.Values.Where(fault => !fault.Stalls).Select(fault => fault.Name)];
        return FaultTable.All.GetValueOrDefault(from[Interlocked.Increment(ref _anyCount) % from.Length]);
    }

    private bool Happens(RawRequest request)
    {
        if (request.Query["on"] is { Count: > 0 } on
            && !on.ToString().Contains(request.Method, StringComparison.OrdinalIgnoreCase))
            return false;
        var times = request.Query["times"];
        var every = request.Query["every"];
        if (times.Count == 0 && every.Count == 0) return true;

        var key = request.Query["key"] is { Count: > 0 } given ? given.ToString() : request.Target;
        var number = _attempts.Next(key);
        return times.Count > 0
            ? number <= int.Parse(times.ToString(), CultureInfo.InvariantCulture)
            : number % int.Parse(every.ToString(), CultureInfo.InvariantCulture) == 0;
    }
}
