using System.Globalization;

namespace PutTools.Cmdlets;

/// <summary>The commands' words for people; the engine's are in <see cref="Messages"/>.</summary>
internal static class CmdletMessages
{
    public static string Operation(string method, string? contentType, long? length)
    {
        var what = method == "PUT" ? "replace the resource" : "change the resource";
        var size = length is { } bytes ? bytes.ToString(CultureInfo.InvariantCulture) + " bytes" : "a stream";
        return length == 0 ? $"{method} (no content): {what}" : $"{method} ({size} of {contentType}): {what}";
    }

    public static string Reply(ResourceResponse response) => string.Format(
        CultureInfo.InvariantCulture,
        "{0} {1}: {2} {3} after {4:0.#} ms, {5} attempt(s)",
        response.Method,
        response.Uri,
        response.StatusCode,
        response.ReasonPhrase,
        response.Elapsed.TotalMilliseconds,
        response.Attempts);
}
