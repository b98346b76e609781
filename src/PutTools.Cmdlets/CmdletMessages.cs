using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using PutTools.Patching;

namespace PutTools.Cmdlets;

/// <summary>The commands' words for people; the engine's are in <see cref="Messages"/>.</summary>
internal static class CmdletMessages
{
    public static string Operation(ResourceRequest request, IReadOnlyList<JsonChange>? changes)
    {
        var method = request.Method.Method;
        var what = method == "PUT" ? "replace the resource" : "change the resource";
        var content = request.Content!;
        var size = content.Length is { } bytes ? bytes.ToString(CultureInfo.InvariantCulture) + " bytes" : "a stream";
        var operation = content.Length == 0 ? $"{method} (no content): {what}" : $"{method} ({size} of {content.ContentType}): {what}";
        return changes is null or { Count: 0 } ? operation : operation + Environment.NewLine + string.Join(Environment.NewLine, changes.Select(static change => "  " + change));
    }

    public static string Exclusive(string one, string other) => $"-{one} and -{other} don't go together. Drop one of them. Nothing was sent.";

    public static string OwnPrecondition(string field)
        => $"-Update and -IfChanged guard the write with what they read, so {field} can't be given as well. Drop it, or drop them. Nothing was sent.";

    public static string UpdateFailed(Exception failure) => $"The script block of -Update failed: {failure.Message.TrimEnd('.')}. Nothing was written.";

    public static string UpdateReturnedMany(int count)
        => $"The script block of -Update returned {count.ToString(CultureInfo.InvariantCulture)} objects, but the new state is one. Return that alone, and send what else comes out to $null. Nothing was written.";

    public static string UpdateReturnedOther(Type? type)
        => $"The script block of -Update returned {(type is null ? "$null" : "a " + type)}, but the resource is an object. Change $_ in place and send what else comes out to $null, or return the new object. Nothing was written.";

    public static string FileNotFound(string path) => $"There is no file '{path}'. Nothing was sent.";

    public static string FileReadFailed(string path, Exception failure) => $"The file '{path}' can't be read: {failure.Message.TrimEnd('.')}. Nothing was sent.";

    public static string PipelineStatus(long done, long failed, double rate)
        => string.Format(CultureInfo.InvariantCulture, "{0} done, {1} of them failed, {2:0} a second", done, failed, rate);

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
