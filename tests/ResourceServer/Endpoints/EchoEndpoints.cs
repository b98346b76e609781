using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;

namespace PutTools.Testing;

/// <summary><c>/echo</c>: the request as it was received.</summary>
internal static class EchoEndpoints
{
    private static readonly JsonSerializerOptions Json = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void MapEcho(this IEndpointRouteBuilder routes) => routes.Map("/echo/{**rest}", EchoAsync);

    /// <summary>Reads the request and answers 200 with its description.</summary>
    public static async Task EchoAsync(HttpContext context) =>
        await context.ResponseAsync(200, "application/json", Describe(context, await context.ReadBodyAsync()));

    /// <summary>A request as JSON.</summary>
    public static byte[] Describe(HttpContext context, byte[] body)
    {
        var request = context.Request;
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        return JsonSerializer.SerializeToUtf8Bytes(new
        {
            method = request.Method,
            url = $"{request.Scheme}://{request.Host}{target}",
            path = context.RawPath(),
            query = Fields(request.Query),
            headers = Fields(request.Headers),
            body = body.Length == 0 ? null : Encoding.UTF8.GetString(body),
            bodyBase64 = Convert.ToBase64String(body),
            length = body.Length,
            connection = context.Connection.Id,
            protocol = request.Protocol,
            clientCertificate = context.Connection.ClientCertificate?.Thumbprint,
        }, Json);
    }

    private static Dictionary<string, string?[]> Fields(IEnumerable<KeyValuePair<string, StringValues>> fields) =>
        fields.ToDictionary(field => field.Key, field => field.Value.ToArray(), StringComparer.Ordinal);
}
