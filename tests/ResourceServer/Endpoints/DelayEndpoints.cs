using System;
using System.Globalization;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace PutTools.Testing;

/// <summary>Delays in each phase: before the response, within its body, and while the request is being sent.</summary>
internal static class DelayEndpoints
{
    public static void MapDelays(this IEndpointRouteBuilder routes)
    {
        routes.Map("/delay/{seconds}/{**rest}", async context =>
        {
            var body = await context.ReadBodyAsync();
            await DelayAsync(context);
            await context.ResponseAsync(200, "application/json", EchoEndpoints.Describe(context, body));
        });
        routes.Map("/slow-body/{seconds}/{**rest}", async context =>
        {
            var body = EchoEndpoints.Describe(context, await context.ReadBodyAsync());
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = body.Length;
            await context.Response.Body.WriteAsync(body.AsMemory(0, body.Length / 2), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await DelayAsync(context);
            await context.Response.Body.WriteAsync(body.AsMemory(body.Length / 2), context.RequestAborted);
        });
        // Kestrel buffers 1 MiB and the sockets some more, so only a larger body makes its sender wait.
        routes.Map("/slow-read/{seconds}/{**rest}", async context =>
        {
            await DelayAsync(context);
            await SinkEndpoints.SinkAsync(context);
        });
        routes.Map("/answer-first/{seconds?}/{**rest}", async context =>
        {
            await context.Response.CompleteAsync();
            if (context.Request.RouteValues["seconds"] is null) return;
            await DelayAsync(context);
            await SinkEndpoints.DrainAsync(context);
        });
        // Pauses after each byte, so that the transfer is slow but never stalls.
        routes.Map("/trickle/{seconds}/{**rest}", async context =>
        {
            context.Response.ContentType = "text/plain";
            await context.ReadBodyAsync();
            for (var end = DateTime.UtcNow + Seconds(context); DateTime.UtcNow < end;)
            {
                await context.Response.WriteAsync(".", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await Task.Delay(100, context.RequestAborted);
            }
        });
    }

    private static Task DelayAsync(HttpContext context) => Task.Delay(Seconds(context), context.RequestAborted);

    private static TimeSpan Seconds(HttpContext context) => TimeSpan.FromSeconds(
        double.Parse((string)context.Request.RouteValues["seconds"]!, CultureInfo.InvariantCulture));
}
