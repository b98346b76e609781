using PutTools.Content;
using PutTools.Secrets;
using PutTools.Text;
using PutTools.Writes;

namespace PutTools.Cmdlets.Output;

/// <summary>The text of a write for <c>-WhatIf</c> and <c>-Confirm</c>. Secrets are masked.</summary>
internal static class WritePreview
{
    private const int LongestPayload = 1000;

    /// <summary>Returns the verb, the url and each known change.</summary>
    public static string Short(ResourceRequest request, IEnumerable<object> changes)
        => Lines(changes.Select(static change => change.ToString()!).Prepend(CmdletMessages.Operation(request)));

    /// <summary>Returns the same with the header fields and the start of the payload.</summary>
    public static string Whole(ResourceRequest request, IEnumerable<object> changes)
    {
        var payload = Payload(request).ToList();
        return Lines([Short(request, changes), .. Fields(request), .. payload.Count == 0 ? payload : payload.Prepend(string.Empty)]);
    }

    private static string Lines(IEnumerable<string> lines) => string.Join(Environment.NewLine + "  ", lines).Replace("  " + Environment.NewLine, Environment.NewLine, StringComparison.Ordinal);

    private static IEnumerable<string> Fields(ResourceRequest request)
    {
        foreach (var field in OutgoingRequest.Create(request).Headers)
            yield return $"{field.Key}: {DisplayText.Of(RedactedField.Value(field.Key, field.Value))}";
        if (request.Settings.Credentials.ToString() is not "None" and var credentials)
            yield return $"Authorization: {credentials} {SecretName.Mask}";
        if (request.Settings.Cookies.Count > 0)
            yield return $"Cookie: {SecretName.Mask}";
        if (request.Field("Content-Type") is null && request.Content?.ContentType is { } contentType)
            yield return $"Content-Type: {contentType}";
        if (request.ContentCoding is { } coding)
            yield return $"Content-Encoding: {coding}";
    }

    private static IEnumerable<string> Payload(ResourceRequest request)
    {
        if (request.Content?.Representation is not { Length: > 0 } bytes)
            return [];
        var contentType = request.Field("Content-Type") ?? request.Content.ContentType;
        // A character takes at most four bytes.
        var isCut = bytes.Length > 4 * LongestPayload;
        return BodyText.Of(isCut ? bytes[..(4 * LongestPayload)] : bytes, contentType, isCut) is { } text
            ? Truncate.Of(text + (isCut ? "…" : string.Empty), LongestPayload).Split('\n').Select(static line => line.TrimEnd('\r'))
            : [];
    }
}
