using System;
using System.Globalization;
using System.IO;
using System.IO.Compression;
using System.Text;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace PutTools.Testing;

/// <summary>Responses with all kinds of content: coded, binary of any size, text in any charset, any JSON, XML.</summary>
internal static class ContentEndpoints
{
    private const string DefaultText = "Grüße, naïve café";

    public static void MapContent(this IEndpointRouteBuilder routes)
    {
        routes.MapCoding("gzip", "gzip", to => new GZipStream(to, CompressionLevel.Fastest, leaveOpen: true));
        routes.MapCoding("deflate", "deflate", to => new ZLibStream(to, CompressionLevel.Fastest, leaveOpen: true));
        routes.MapCoding("brotli", "br", to => new BrotliStream(to, CompressionLevel.Fastest, leaveOpen: true));
        routes.Map("/bytes/{count:long}", BytesAsync);
        routes.Map("/text", TextAsync);
        routes.Map("/xml", async context =>
        {
            await context.ReadBodyAsync();
            await context.ResponseAsync(200, "application/xml", "<user id=\"123\"><name>Zoë</name></user>"u8.ToArray());
        });
        routes.Map("/mirror/{**rest}", MirrorAsync);
    }

    private static void MapCoding(
        this IEndpointRouteBuilder routes, string path, string coding, Func<Stream, Stream> encode) =>
        routes.Map($"/{path}/{{**rest}}", async context =>
        {
            var coded = new MemoryStream();
            await using (var encoder = encode(coded))
                await encoder.WriteAsync(EchoEndpoints.Describe(context, await context.ReadBodyAsync()));
            context.Response.Headers.ContentEncoding = coding;
            await context.ResponseAsync(200, "application/json", coded.ToArray());
        });

    // Returns the request's body with its content type, and each header Response-X as X.
    private static async Task MirrorAsync(HttpContext context)
    {
        const string prefix = "Response-";
        foreach (var (name, value) in context.Request.Headers)
        {
            if (name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                context.Response.Headers[name[prefix.Length..]] = value;
        }

        var body = await context.ReadBodyAsync();
        if (context.Query("chunked") is null)
        {
            await context.ResponseAsync(200, context.Request.ContentType, body);
            return;
        }

        // Without a length Kestrel sends chunks.
        context.Response.ContentType = context.Request.ContentType;
        await context.Response.Body.WriteAsync(body);
    }

    private static async Task BytesAsync(HttpContext context)
    {
        await SinkEndpoints.DrainAsync(context);
        var left = long.Parse((string)context.Request.RouteValues["count"]!, CultureInfo.InvariantCulture);
        context.Response.ContentType = "application/octet-stream";
        context.Response.ContentLength = left;
        if (HttpMethods.IsHead(context.Request.Method)) return;
        var piece = new byte[64 * 1024];
        for (var i = 0; i < piece.Length; i++) piece[i] = (byte)i;
        for (; left > 0; left -= piece.Length)
            await context.Response.Body.WriteAsync(
                piece.AsMemory(0, (int)Math.Min(left, piece.Length)), context.RequestAborted);
    }

    // ?charset=… is the charset of ?text=…; ?declare=no leaves it out of the Content-Type, ?bom=yes adds a byte order mark.
    private static async Task TextAsync(HttpContext context)
    {
        await context.ReadBodyAsync();
        var charset = context.Query("charset") ?? "utf-8";
        // Not registered, because that would add charsets to the tests' process, which the engine must bring itself.
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(charset) ?? Encoding.GetEncoding(charset);
        var text = context.Query("text") ?? DefaultText;
        byte[] body = context.Query("bom") is "yes"
            ? [.. encoding.GetPreamble(), .. encoding.GetBytes(text)]
            : encoding.GetBytes(text);
        var type = context.Query("declare") is "no" ? "text/plain" : $"text/plain; charset={charset}";
        await context.ResponseAsync(200, type, body);
    }
}
