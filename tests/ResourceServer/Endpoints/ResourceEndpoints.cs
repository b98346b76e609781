using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace PutTools.Testing;

/// <summary>Every path without another endpoint is a resource.</summary>
internal static class ResourceEndpoints
{
    public static void MapResources(this IEndpointRouteBuilder routes, ResourceStore store) =>
        routes.MapFallback("{**path}", async context =>
        {
            var body = await context.ReadBodyAsync();
            var request = context.Request;
            await context.ResponseAsync(store.Handle(
                StoreRequest.From(request.Method, context.RawPath(), request.Headers, body)));
        });
}
