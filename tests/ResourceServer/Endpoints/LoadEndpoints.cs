using System;
using System.Collections.Concurrent;
using System.Globalization;
using System.IO;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace PutTools.Testing;

/// <summary>
/// Measures concurrent requests. <c>PUT /load/{name}/…?ms=D</c> answers after D milliseconds; <c>&amp;arrivals=N</c>
/// answers a write only when N requests with that name have arrived; <c>&amp;status=S&amp;retryAfter=R</c> answers with
/// that status, <c>&amp;on=N</c> only the Nth with that name, the others 200. <c>GET /load/{name}</c> reports the
/// requests.
/// </summary>
internal static class LoadEndpoints
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static void MapLoad(this IEndpointRouteBuilder routes)
    {
        var loads = new ConcurrentDictionary<string, Load>(StringComparer.Ordinal);
        routes.MapGet("/load/{name}", context =>
            context.ResponseAsync(200, "application/json", JsonSerializer.SerializeToUtf8Bytes(Of(context), Json)));
        routes.Map("/load/{name}/{**rest}", context => AnswerAsync(context, Of(context)));

        Load Of(HttpContext context) => loads.GetOrAdd((string)context.Request.RouteValues["name"]!, _ => new Load());
    }

    private static async Task AnswerAsync(HttpContext context, Load load)
    {
        var number = load.Enter();
        try
        {
            await context.ReadBodyAsync();
            await Task.Delay(Number(context, "ms") ?? 0, context.RequestAborted);
            if (!HttpMethods.IsGet(context.Request.Method) && Number(context, "arrivals") is { } arrivals)
                await load.WaitForAsync(arrivals, context.RequestAborted);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The client disconnected while it waited for the response, or before its body was complete.
            load.CountAborted();
            throw;
        }
        finally
        {
            load.Leave();
        }

        var isMeant = Number(context, "on") is not { } on || on == number;
        var status = isMeant ? Number(context, "status") ?? 200 : 200;
        if (isMeant && context.Query("retryAfter") is { } retryAfter) context.Response.Headers.RetryAfter = retryAfter;
        await context.ResponseAsync(status, "application/json", JsonSerializer.SerializeToUtf8Bytes(new { number, path = context.RawPath() }, Json));
    }

    private static int? Number(HttpContext context, string name) =>
        context.Query(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    /// <summary>The requests with one name.</summary>
    private sealed class Load
    {
        private readonly ConcurrentQueue<long> _arrivals = new();
        private int _count;
        private int _atOnce;
        private int _highest;
        private int _aborted;

        /// <summary>The highest number of concurrent requests.</summary>
        public int Highest => _highest;

        /// <summary>The number of requests that wait for their response.</summary>
        public int AtOnce => _atOnce;

        /// <summary>The number of clients that disconnected before their response.</summary>
        public int Aborted => _aborted;

        /// <summary>The arrival times of the requests, in milliseconds of one clock.</summary>
        public long[] Arrivals => [.. _arrivals];

        public int Enter()
        {
            _arrivals.Enqueue(Environment.TickCount64);
            var atOnce = Interlocked.Increment(ref _atOnce);
            for (var highest = _highest; atOnce > highest;)
                highest = Interlocked.CompareExchange(ref _highest, atOnce, highest);
            return Interlocked.Increment(ref _count);
        }

        public async Task WaitForAsync(int arrivals, CancellationToken cancellation)
        {
            while (Volatile.Read(ref _count) < arrivals) await Task.Delay(10, cancellation);
        }

        public void Leave() => Interlocked.Decrement(ref _atOnce);

        public void CountAborted() => Interlocked.Increment(ref _aborted);
    }
}
