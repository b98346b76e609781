using System;
using System.Security.Cryptography;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace PutTools.Testing;

/// <summary><c>/sink</c>: reads a body of any size without keeping it.</summary>
internal static class SinkEndpoints
{
    public static void MapSink(this IEndpointRouteBuilder routes) => routes.Map("/sink/{**rest}", SinkAsync);

    public static async Task SinkAsync(HttpContext context)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var length = await DrainAsync(context, hash);
        var sha256 = Convert.ToHexStringLower(hash.GetHashAndReset());
        await context.ResponseAsync(200, "application/json", JsonSerializer.SerializeToUtf8Bytes(new { length, sha256 }));
    }

    /// <summary>Reads the body to its end and returns its length.</summary>
    public static async Task<long> DrainAsync(HttpContext context, IncrementalHash? hash = null)
    {
        var length = 0L;
        var reader = context.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(context.RequestAborted);
            foreach (var piece in read.Buffer) hash?.AppendData(piece.Span);
            length += read.Buffer.Length;
            reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted) return length;
        }
    }
}
