using System.Globalization;
using System.Text;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace PutTools.Testing;

/// <summary>
/// <c>/status/{code}?body=problem|error|error-text|message|errors|text|html|s3|webdav|none&amp;retryAfter=…&amp;field=Name:…&amp;times=N&amp;key=K</c>:
/// any status with any format of error and any fields, <c>s3=Code</c> in the XML of S3, <c>condition=Name</c> in that of WebDAV; after N times the echo.
/// </summary>
internal static class StatusEndpoints
{
    public static void MapStatus(this IEndpointRouteBuilder routes, AttemptCounter attempts) =>
        routes.Map("/status/{code:int:range(200,999)}/{**rest}", async context =>
        {
            if (HasEnded(context, attempts))
            {
                await EchoEndpoints.EchoAsync(context);
                return;
            }

            await context.ReadBodyAsync();
            await ResponseAsync(context, int.Parse((string)context.Request.RouteValues["code"]!, CultureInfo.InvariantCulture));
        });

    private static bool HasEnded(HttpContext context, AttemptCounter attempts)
    {
        if (context.Query("times") is not { } times) return false;
        var number = attempts.Next(context.Query("key") ?? context.RawPath());
        return number > int.Parse(times, CultureInfo.InvariantCulture);
    }

    private static Task ResponseAsync(HttpContext context, int status)
    {
        if (context.Query("retryAfter") is { } retryAfter) context.Response.Headers.RetryAfter = retryAfter;
        foreach (var field in context.Request.Query["field"])
            context.Response.Headers[field![..field!.IndexOf(':')]] = field[(field.IndexOf(':') + 1)..].Trim();
        if (status is 401) context.Response.Headers.WWWAuthenticate = "Basic realm=\"test\"";
        if (status is 405) context.Response.Headers.Allow = "GET, HEAD";
        var title = ProblemBody.Title(status);
        var (type, body) = context.Query("body") switch
        {
            "error" => ("application/json", $$$"""{"error":{"code":"E{{{status}}}","message":"{{{title}}} (error.message)"}}"""),
            "error-text" => ("application/json", $$"""{"error":"{{title}} (error)"}"""),
            "message" => ("application/json", $$"""{"message":"{{title}} (message)"}"""),
            "errors" => ("application/json", """{"errors":{"name":["must not be empty"]}}"""),
            "text" => ("text/plain; charset=utf-8", $"{title} (text)"),
            "html" => ("text/html; charset=utf-8", $"<!doctype html><title>{title}</title><h1>{title} (html)</h1>"),
            "s3" => ("application/xml", $"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{context.Query("s3")}</Code><Message>{title}</Message></Error>"),
            "webdav" => ("application/xml", $"<D:error xmlns:D=\"DAV:\"><D:{context.Query("condition")}/></D:error>"),
            "none" => (null, ""),
            _ => (null, null),
        };
        return body is null
            ? context.ProblemAsync(status, $"{title} (detail)")
            : context.ResponseAsync(status, type, Encoding.UTF8.GetBytes(body));
    }
}
