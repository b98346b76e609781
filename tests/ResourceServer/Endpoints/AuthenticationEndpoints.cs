using System;
using System.Globalization;
using System.Text;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace PutTools.Testing;

/// <summary>Cookies, and paths that require authentication.</summary>
internal static class AuthenticationEndpoints
{
    private static readonly string BasicCredentials =
        $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes("user:pass word:ä"))}";

    public static void MapAuthentication(this IEndpointRouteBuilder routes)
    {
        // Each pair of the query becomes a cookie; its value may contain attributes: ?id=1%3B%20Path%3D/echo.
        routes.Map("/cookies/set", async context =>
        {
            foreach (var (name, values) in context.Request.Query)
            {
                foreach (var value in values) context.Response.Headers.Append("Set-Cookie", $"{name}={value}");
            }

            await EchoEndpoints.EchoAsync(context);
        });
        // User "user", password "pass word:ä".
        routes.Map("/auth/basic/{**rest}", context =>
            AnswerAsync(context, BasicCredentials, "Basic realm=\"test\", charset=\"UTF-8\""));
        routes.Map("/auth/bearer/{token}", context => AnswerAsync(
            context, $"Bearer {context.Request.RouteValues["token"]}", "Bearer realm=\"test\""));
        // A token in another header.
        routes.Map("/auth/header/{header}/{token}", async context =>
        {
            var (header, token) = ((string)context.Request.RouteValues["header"]!, (string)context.Request.RouteValues["token"]!);
            if (context.Request.Headers[header] == token)
            {
                await EchoEndpoints.EchoAsync(context);
                return;
            }

            await SinkEndpoints.DrainAsync(context);
            await context.ProblemAsync(int.TryParse(context.Query("status"), CultureInfo.InvariantCulture, out var status) ? status : 401, "The token is missing or wrong.");
        });
    }

    private static async Task AnswerAsync(HttpContext context, string expected, string challenge)
    {
        if (string.Equals(context.Request.Headers.Authorization, expected, StringComparison.Ordinal))
        {
            await EchoEndpoints.EchoAsync(context);
            return;
        }

        await SinkEndpoints.DrainAsync(context);
        context.Response.Headers.WWWAuthenticate = challenge;
        await context.ProblemAsync(401, "The credentials are missing or wrong.");
    }
}
