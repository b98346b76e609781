using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace PutTools.Testing;

/// <summary>RFC 9457 problem details.</summary>
internal static class ProblemBody
{
    public static byte[] Write(int status, string detail, string? instance) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        type = $"https://example.com/problems/{status}",
        title = Title(status),
        status,
        detail,
        instance,
        traceId = "trace-1",
    });

    public static string Title(int status) =>
        ReasonPhrases.GetReasonPhrase(status) is { Length: > 0 } phrase ? phrase : $"Status {status}";
}
