using System;
using System.Globalization;
using System.IO;
using System.IO.Compression;
using System.Text;
using System.Threading.Tasks;

namespace PutTools.Testing;

/// <summary>
/// A correct response in which one byte is changed. <c>?case=N</c> selects the response, the position and the change:
/// consecutive numbers go through all responses, then all kinds of changes, then all bytes.
/// </summary>
internal static class Mutation
{
    private const string Json = "HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\nETag: \"7\"\r\nLast-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
        + "Link: </items/8>; rel=\"next\"; title=\"a, b\"\r\nSet-Cookie: sid=abc; Path=/; Max-Age=60\r\nDate: Sun, 06 Nov 1994 08:49:40 GMT\r\n";

    // Those at the end report that nothing was applied, which is true.
    private const int Refusals = 5;

    private static readonly byte[][] Responses =
    [
        Of(Json + "Content-Length: {0}\r\n\r\n", """{"id":7,"name":"Größe","tags":["a",null,1.50,1e3],"inner":{"x":true,"date":"2024-01-02T03:04:05Z"}}"""),
        Of(Json + "Transfer-Encoding: chunked\r\n\r\n", "20\r\n{\"id\":7,\"list\":[1,2,3,4,5,6,7,8\r\nC;ext=1\r\n,9],\"a\":{}}  \r\n0\r\nX-Trailer: 1\r\n\r\n"),
        Of(Json + "Connection: close\r\n\r\n", """{"id":7,"until":"the connection closes"}"""),
        Of("HTTP/1.1 204 No Content\r\nETag: W/\"7\"\r\n\r\n", ""),
        Of("HTTP/1.1 201 Created\r\nLocation: /items/7?sig=abc\r\nContent-Type: application/xml\r\nContent-Length: {0}\r\n\r\n", "<?xml version=\"1.0\" encoding=\"utf-8\"?><item id=\"7\">&lt;ok&gt;</item>"),
        [.. Of("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n", ""), .. Zipped("""{"id":7,"zipped":"yes, and yes, and yes again"}""")],
        Of("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Disposition: attachment; filename=\"a.html\"\r\nContent-Length: {0}\r\n\r\n", "<meta charset=\"iso-8859-1\"><p>sent &amp; done</p>"),
        Of("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n" + Json + "Content-Length: {0}\r\n\r\n", "[1,2,3]"),
        Of("HTTP/1.1 303 See Other\r\nLocation: /mutated/sound?on=NEVER\r\nContent-Length: 0\r\n\r\n", ""),
        Of("HTTP/1.1 412 Precondition Failed\r\nContent-Type: application/problem+json\r\nContent-Length: {0}\r\n\r\n", """{"type":"https://x.example/p","title":"Old","status":412,"detail":"The version is \u00e4lter","errors":{"name":["is empty"]}}"""),
        Of("HTTP/1.1 429 Too Many Requests\r\nRetry-After: 0\r\nRateLimit: \"default\";r=0;t=0\r\nX-RateLimit-Reset: 784111777\r\nContent-Length: {0}\r\n\r\n", """{"message":"Slow down"}"""),
        Of("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer realm=\"x, y\", error=\"invalid_token\", error_description=\"The token \\\"abc\\\" expired\"\r\nContent-Length: 0\r\n\r\n", ""),
        Of("HTTP/1.1 422 Unprocessable Content\r\nContent-Type: application/json\r\nContent-Length: {0}\r\n\r\n", """{"detail":[{"loc":["body","name"],"msg":"field required"},{"loc":["body","age"],"msg":"\ud83e\uddd9 not an age"}]}"""),
        Of("HTTP/1.1 409 Conflict\r\nContent-Type: application/xml\r\nContent-Length: {0}\r\n\r\n", "<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>Busy</Code><Message>The bucket is &quot;busy&quot;</Message></Error>"),
    ];

    private static readonly Func<byte[], int, Random, byte[]>[] Harms =
    [
        static (octets, at, _) => octets[..at],
        static (octets, at, random) => [.. octets[..at], (byte)random.Next(256), .. octets[(at + 1)..]],
        static (octets, at, random) => [.. octets[..at], (byte)random.Next(256), .. octets[at..]],
        static (octets, at, _) => [.. octets[..at], .. octets[(at + 1)..]],
        // Bytes with a meaning in some place.
        static (octets, at, random) => [.. octets[..at], "\r\n:;,\"\\{}[]<>%=\0"u8.ToArray()[random.Next(16)], .. octets[(at + 1)..]],
        // A piece twice, or many times.
        static (octets, at, random) => [.. octets[..at], .. Repeated(octets[Math.Max(0, at - random.Next(1, 20))..at], random.Next(1, 50)), .. octets[at..]],
    ];

    public static async Task RunAsync(FaultExchange exchange)
    {
        var number = int.Parse(exchange.Request.Query["case"].ToString(), CultureInfo.InvariantCulture);
        var random = new Random(number);
        var which = number % Responses.Length;
        var (octets, rest) = (Responses[which], number / Responses.Length);
        var (how, at) = (rest % (Harms.Length + 2), rest / (Harms.Length + 2) % octets.Length);
        if (which < Responses.Length - Refusals) await exchange.ApplyAsync();
        else await exchange.Request.ReadBodyAsync();
        var connection = exchange.Connection;
        if (how < Harms.Length)
        {
            await connection.SendAsync(Harms[how](octets, at, random));
            connection.Dispose();
            return;
        }

        // Late, or lost with a reset after the bytes have arrived.
        await connection.SendAsync(octets.AsMemory(0, at));
        await Task.Delay(random.Next(20), exchange.Stopping);
        if (how == Harms.Length)
            await connection.SendAsync(octets.AsMemory(at));
        if (how == Harms.Length && random.Next(20) > 0)
            connection.Dispose();
        else
            connection.Reset();
    }

    private static byte[] Of(string head, string body)
    {
        var octets = Encoding.UTF8.GetBytes(body);
        return [.. Encoding.Latin1.GetBytes(head.Replace("{0}", octets.Length.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)), .. octets];
    }

    private static byte[] Zipped(string text)
    {
        var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest)) gzip.Write(Encoding.UTF8.GetBytes(text));
        return zipped.ToArray();
    }

    private static byte[] Repeated(byte[] piece, int times)
    {
        var all = new byte[piece.Length * times];
        for (var i = 0; i < all.Length; i++) all[i] = piece[i % piece.Length];
        return all;
    }
}
