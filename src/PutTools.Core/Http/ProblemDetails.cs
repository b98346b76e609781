using System.Text.Json;
using PutTools.Http;
using PutTools.Secrets;

#pragma warning disable IDE0130 // PowerShell users see this name

namespace PutTools;

/// <summary>The server's description of a problem: <c>application/problem+json</c>, RFC 9457.</summary>
public sealed class ProblemDetails
{
    private ProblemDetails(JsonElement problem, Func<string, string> mask)
    {
        Type = Text(problem, "type", mask);
        Title = Text(problem, "title", text => RedactedUri.InSentence(mask(text)));
        Detail = Text(problem, "detail", text => RedactedUri.InSentence(mask(text)));
        Instance = Text(problem, "instance", mask);
        if (problem.TryGetProperty("status", out var status) && status.ValueKind == JsonValueKind.Number && status.TryGetInt32(out var code))
            Status = code;
        var extensions = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var member in problem.EnumerateObject())
        {
            if (member.Name is not ("type" or "title" or "detail" or "instance" or "status"))
                extensions[member.Name] = mask(member.Value.ToString());
        }

        Extensions = extensions;
    }

    /// <summary>A URI that identifies the type of the problem; null if there is none.</summary>
    public string? Type { get; }

    /// <summary>A short summary of the type of the problem; null if there is none.</summary>
    public string? Title { get; }

    /// <summary>The status code that the document has; null if there is none.</summary>
    public int? Status { get; }

    /// <summary>An explanation of this occurrence; null if there is none.</summary>
    public string? Detail { get; }

    /// <summary>A URI that identifies this occurrence; null if there is none.</summary>
    public string? Instance { get; }

    /// <summary>Additional members: strings as they are, anything else as JSON text.</summary>
    public IReadOnlyDictionary<string, string> Extensions { get; }

    /// <summary>Parses the problem in <paramref name="response"/>, without the secrets of the request; null if it has none in this format.</summary>
    internal static ProblemDetails? Parse(HttpResponse response)
    {
        if (MediaType.Of(response.ContentType) is not "application/problem+json")
            return null;
        using var document = response.ParseJson();
        return document?.RootElement is { ValueKind: JsonValueKind.Object } problem ? new ProblemDetails(problem, text => SentSecrets.Mask(text, response)) : null;
    }

    private static string? Text(JsonElement problem, string name, Func<string, string> mask)
        => problem.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String ? mask(member.GetString()!) : null;
}
