using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace PutTools.Testing;

/// <summary>
/// Long-running operations. <c>PUT|PATCH /operations/start/{path}</c> answers 202, or <c>code</c>; <c>?polls=3</c> is
/// the number of polls that find it running, <c>style=operation-location|azure-asyncoperation|location</c> the field
/// with its url, <c>shape=status|state|provisioningState</c> the member with its state,
/// <c>end=succeeded|failed|cancelled</c> its end, <c>percent=no</c> leaves out its progress, <c>retryAfter=…</c>
/// requests a pause, <c>harm=N</c> answers the Nth poll with 503. The write is applied to <c>/{path}</c> when it has
/// succeeded.
/// </summary>
internal static class OperationEndpoints
{
    public static void MapOperations(this IEndpointRouteBuilder routes, OperationRegistry operations)
    {
        routes.MapMethods("/operations/start/{**path}", ["PUT", "PATCH"], context => StartAsync(context, operations));
        // A GET of the same path reads the written resource.
        routes.MapGet("/operations/start/{**path}", context => context.ResponseAsync(operations.Read(context.RawPath()["/operations/start".Length..])));
        routes.MapGet("/operations/{id}", context => PollAsync(context, operations));
        routes.MapGet("/operations/{id}/polls", context => context.ResponseAsync(200, "application/json",
            JsonSerializer.SerializeToUtf8Bytes(operations.Find(Id(context))?.Polls ?? 0)));
    }

    private static async Task StartAsync(HttpContext context, OperationRegistry operations)
    {
        var path = context.RawPath()["/operations/start".Length..];
        var request = context.Request;
        var write = StoreRequest.From(request.Method, path, request.Headers, await context.ReadBodyAsync());
        var operation = operations.Start(write, new OperationPlan(context.Request.Query));
        var uri = $"{request.Scheme}://{request.Host}/operations/{operation.Id}";
        var headers = context.Response.Headers;
        switch (operation.Plan.Style)
        {
            case "location":
                headers.Location = uri;
                break;
            case "azure-asyncoperation":
                headers["Azure-AsyncOperation"] = uri;
                headers.Location = path;
                break;
            default:
                headers["Operation-Location"] = uri;
                break;
        }

        if (operation.Plan.RetryAfter is { } retryAfter) headers.RetryAfter = retryAfter;
        await context.ResponseAsync(operation.Plan.Code, "application/json", operation.Describe());
    }

    private static Task PollAsync(HttpContext context, OperationRegistry operations)
    {
        if (operations.Find(Id(context)) is not { } operation) return context.ProblemAsync(404, "There is no such operation.");
        operations.Poll(operation);
        if (operation.Polls == operation.Plan.HarmedPoll) return context.ProblemAsync(503, "Ask again.");
        if (operation.Plan.RetryAfter is { } retryAfter && operation.IsRunning) context.Response.Headers.RetryAfter = retryAfter;
        // With Location alone the status is the only state: 202 while it runs, then the resource itself.
        if (operation.Plan.Style is not "location") return context.ResponseAsync(200, "application/json", operation.Describe());
        if (operation.IsRunning) return context.ResponseAsync(202, "application/json", operation.Describe());
        return operation.Result is { } result
            ? context.ResponseAsync(result)
            : context.ProblemAsync(500, "The operation has failed.");
    }

    private static string Id(HttpContext context) => (string)context.Request.RouteValues["id"]!;
}
