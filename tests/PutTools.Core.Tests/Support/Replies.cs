using System.Text;

namespace PutTools.Core.Tests;

internal static class Replies
{
    /// <summary>A reply as if it had come with this body.</summary>
    public static ResourceReply Of(string body, string? contentType)
        => new(422, "Unprocessable Content", ResponseHeaders.From(contentType is null ? [] : [new("Content-Type", contentType)]))
        {
            Body = Encoding.UTF8.GetBytes(body),
        };
}
