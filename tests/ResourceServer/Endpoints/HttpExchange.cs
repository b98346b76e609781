using System;
using System.Buffers;
using System.IO;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace PutTools.Testing;

/// <summary>Methods of all endpoints for reading requests and writing responses.</summary>
internal static class HttpExchange
{
    /// <summary>The path as it was sent, with its percent-encoding.</summary>
    public static string RawPath(this HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        if (!target.StartsWith('/')) return context.Request.Path;
        var query = target.IndexOf('?', StringComparison.Ordinal);
        return query < 0 ? target : target[..query];
    }

    /// <summary>Returns a parameter of the query, or null.</summary>
    public static string? Query(this HttpContext context, string name) => context.Request.Query[name];

    public static async ValueTask<byte[]> ReadBodyAsync(this HttpContext context)
    {
        var request = context.Request;
        if (request.ContentLength is 0) return [];
        if (request.ContentLength is { } length)
        {
            var body = new byte[length];
            await request.Body.ReadExactlyAsync(body, context.RequestAborted);
            return body;
        }

        var collected = new MemoryStream();
        await request.Body.CopyToAsync(collected, context.RequestAborted);
        return collected.ToArray();
    }

    public static async Task ResponseAsync(this HttpContext context, int status, string? contentType, byte[] body)
    {
        var response = context.Response;
        response.StatusCode = status;
        if (contentType is not null) response.ContentType = contentType;
        if (status is 204 or 304)
        {
            // RFC 9110 §8.6: no Content-Length with 204; a 304's would be that of the 200.
            response.Headers.ContentType = default;
            return;
        }

        if (status is not 205) response.ContentLength = body.Length;
        if (body.Length == 0 || status is 205 || HttpMethods.IsHead(context.Request.Method)) return;
        response.BodyWriter.Write(body);
        await response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    public static Task ResponseAsync(this HttpContext context, StoreResponse response)
    {
        foreach (var (name, value) in response.Fields()) context.Response.Headers[name] = value;
        return context.ResponseAsync(response.Status, null, response.Body);
    }

    public static Task ProblemAsync(this HttpContext context, int status, string detail) =>
        context.ResponseAsync(StoreResponse.Problem(status, detail, context.RawPath()));
}
