using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace PutTools.Testing;

/// <summary>The server itself: its page, its journal, its connections, reset and stop.</summary>
internal static class ServerEndpoints
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static void MapServer(this IEndpointRouteBuilder routes, ResourceServer server)
    {
        routes.MapGet("/", async context =>
        {
            await using var page = typeof(ServerEndpoints).Assembly.GetManifestResourceStream("README.md")!;
            context.Response.ContentType = "text/markdown; charset=utf-8";
            await page.CopyToAsync(context.Response.Body, context.RequestAborted);
        });
        routes.MapGet("/journal", context => JsonAsync(context, server.Journal));
        routes.MapGet("/connections", context => JsonAsync(
            context, new { count = server.ConnectionCount, faults = server.FaultConnectionCount }));
        routes.MapGet("/faults", context => JsonAsync(context, FaultTable.All.Values));
        routes.MapGet("/faults/count", context => JsonAsync(context, server.FaultCount));
        routes.MapPost("/reset", context =>
        {
            server.Reset();
            return context.ResponseAsync(204, null, []);
        });
        routes.MapPost("/stop", context =>
        {
            context.Response.OnCompleted(() =>
            {
                server.RequestStop();
                return Task.CompletedTask;
            });
            return context.ResponseAsync(204, null, []);
        });
    }

    private static Task JsonAsync<T>(HttpContext context, T value) =>
        context.ResponseAsync(200, "application/json", JsonSerializer.SerializeToUtf8Bytes(value, Json));
}
