using System.Text;
using PutTools.Http;

namespace PutTools.Core.Tests;

internal static class Responses
{
    /// <summary>Creates a response as if it had arrived with this body.</summary>
    public static HttpResponse Of(string body, string? contentType)
        => new(422, "Unprocessable Content", ResponseHeaders.From(contentType is null ? [] : [new("Content-Type", contentType)]))
        {
            Body = Encoding.UTF8.GetBytes(body),
        };
}
