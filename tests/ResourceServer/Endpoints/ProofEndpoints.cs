using System;
using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace PutTools.Testing;

/// <summary>Paths that check signatures, proofs, and tokens that expire.</summary>
internal static class ProofEndpoints
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);

    public static void MapProofs(this IEndpointRouteBuilder routes)
    {
        var usedProofs = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);
        var tokens = new ConcurrentDictionary<string, DateTimeOffset>(StringComparer.Ordinal);

        routes.Map("/auth/hmac/{**rest}", async context =>
        {
            var body = await context.ReadBodyAsync();
            await AnswerAsync(context, HmacFault(context.Request, body), body);
        });
        routes.Map("/auth/dpop/{token}/{**rest}", async context =>
        {
            var body = await context.ReadBodyAsync();
            await AnswerAsync(context, DpopFault(context.Request, (string)context.Request.RouteValues["token"]!, usedProofs), body);
        });
        routes.MapPost("/oauth/token", async context =>
        {
            var form = await context.Request.ReadFormAsync();
            if (form["grant_type"] != "client_credentials" || form["client_id"] != "client" || form["client_secret"] != "secret")
            {
                await context.ProblemAsync(400, "invalid_client");
                return;
            }

            var seconds = double.Parse(context.Query("lifetime") ?? "3600", CultureInfo.InvariantCulture);
            var token = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
            tokens[token] = DateTimeOffset.UtcNow.AddSeconds(seconds);
            await context.Response.WriteAsJsonAsync(new { access_token = token, token_type = "bearer", expires_in = seconds });
        });
        routes.Map("/auth/oauth/{**rest}", async context =>
        {
            var body = await context.ReadBodyAsync();
            var known = tokens.TryGetValue(context.Request.Headers.Authorization.ToString().Replace("Bearer ", "", StringComparison.Ordinal), out var end);
            await AnswerAsync(context, !known ? "The token is unknown." : end < DateTimeOffset.UtcNow ? "The token has expired." : null, body);
        });
        routes.MapGet("/oauth/tokens", context => context.Response.WriteAsJsonAsync(tokens.Count));
    }

    // X-Signature is the HMAC-SHA256, with the key "secret", of "{X-Timestamp}.{body}".
    private static string? HmacFault(HttpRequest request, byte[] body)
    {
        var timestamp = request.Headers["X-Timestamp"].ToString();
        if (!long.TryParse(timestamp, CultureInfo.InvariantCulture, out var seconds) || IsFar(seconds)) return "X-Timestamp is missing or old.";
        var expected = HMACSHA256.HashData("secret"u8, [.. Encoding.ASCII.GetBytes(timestamp + "."), .. body]);
        return request.Headers["X-Signature"] == Convert.ToHexStringLower(expected) ? null : "X-Signature is wrong.";
    }

    // RFC 9449 §4.3.
    private static string? DpopFault(HttpRequest request, string token, ConcurrentDictionary<string, bool> used)
    {
        if (request.Headers.Authorization != $"DPoP {token}") return "The token is missing or wrong.";
        if (request.Headers["DPoP"].ToString().Split('.') is not [var head, var claims, var signature]) return "The proof is not a JWT.";
        using var header = Json(head);
        using var claim = Json(claims);
        var jwk = header.RootElement.GetProperty("jwk");
        using var key = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = { X = Bytes(jwk.GetProperty("x").GetString()!), Y = Bytes(jwk.GetProperty("y").GetString()!) },
        });
        string Text(string name) => claim.RootElement.GetProperty(name).GetString()!;
        return header.RootElement.GetProperty("typ").GetString() != "dpop+jwt" ? "The proof has another type."
            : !key.VerifyData(Encoding.ASCII.GetBytes($"{head}.{claims}"), Bytes(signature), HashAlgorithmName.SHA256) ? "The signature of the proof is wrong."
            : Text("htm") != request.Method ? "The proof is for another method."
            : Text("htu") != $"{request.Scheme}://{request.Host}{request.Path}" ? "The proof is for another url."
            : Text("ath") != Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(token))) ? "The proof is for another token."
            : IsFar(claim.RootElement.GetProperty("iat").GetInt64()) ? "The proof is old."
            : used.TryAdd(Text("jti"), true) ? null : "The proof was used before.";
    }

    private static bool IsFar(long seconds) => (DateTimeOffset.UtcNow - DateTimeOffset.FromUnixTimeSeconds(seconds)).Duration() > Tolerance;

    private static JsonDocument Json(string part) => JsonDocument.Parse(Bytes(part));

    private static byte[] Bytes(string text) => System.Buffers.Text.Base64Url.DecodeFromChars(text);

    private static string Base64UrlEncode(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);

    private static async Task AnswerAsync(HttpContext context, string? fault, byte[] body)
    {
        if (fault is not null)
        {
            await context.ProblemAsync(int.TryParse(context.Query("status"), CultureInfo.InvariantCulture, out var status) ? status : 401, fault);
            return;
        }

        await context.Response.WriteAsJsonAsync(new { body = Encoding.UTF8.GetString(body), length = body.Length });
    }
}
