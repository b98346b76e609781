using System;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace PutTools.Testing;

/// <summary><c>/form</c>: the fields that ASP.NET's own parser reads from a form of either kind.</summary>
internal static class FormEndpoints
{
    public static void MapForm(this IEndpointRouteBuilder routes) => routes.Map("/form/{**rest}", FormAsync);

    private static async Task FormAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var files = form.Files.Select(static file => new
        {
            name = file.Name,
            fileName = file.FileName,
            contentType = file.ContentType,
            length = file.Length,
            base64 = file.Length < 64 * 1024 ? Convert.ToBase64String(Bytes(file)) : null,
        });
        await context.ResponseAsync(200, "application/json", JsonSerializer.SerializeToUtf8Bytes(new
        {
            fields = form.ToDictionary(field => field.Key, field => field.Value.ToArray(), StringComparer.Ordinal),
            files,
            contentLength = context.Request.ContentLength,
        }));
    }

    private static byte[] Bytes(IFormFile file)
    {
        var bytes = new byte[file.Length];
        using var stream = file.OpenReadStream();
        stream.ReadExactly(bytes);
        return bytes;
    }
}
