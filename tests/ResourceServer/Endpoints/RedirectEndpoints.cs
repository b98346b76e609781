using System;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace PutTools.Testing;

/// <summary>
/// <c>/redirect/{code}?to=…</c> redirects to that url, by default to <c>/echo</c>; <c>&amp;times=N</c> redirects N times,
/// the last time to there and before that to itself; with <c>loop=yes</c> without end.
/// </summary>
internal static class RedirectEndpoints
{
    public static void MapRedirects(this IEndpointRouteBuilder routes) =>
        routes.Map("/redirect/{code:int}/{**rest}", async context =>
        {
            await SinkEndpoints.DrainAsync(context);
            context.Response.Headers.Location = Location(context);
            var code = int.Parse((string)context.Request.RouteValues["code"]!, CultureInfo.InvariantCulture);
            await context.ResponseAsync(code, null, []);
        });

    private static string Location(HttpContext context)
    {
        if (context.Query("loop") is "yes") return $"{context.RawPath()}?loop=yes";
        var to = context.Query("to") ?? "/echo";
        var times = int.Parse(context.Query("times") ?? "1", CultureInfo.InvariantCulture);
        return times > 1
            ? string.Create(CultureInfo.InvariantCulture, $"{context.RawPath()}?times={times - 1}&to={Uri.EscapeDataString(to)}")
            : to;
    }
}
