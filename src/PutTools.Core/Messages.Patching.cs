using System;
using System.Collections.Generic;
using System.Text.Json;
using PutTools.Patching;
using PutTools.Pipeline;

namespace PutTools;

/// <summary>Messages about patches.</summary>
internal static partial class Messages
{
    public static string NoOperations(string described)
        => $"A JSON Patch is an array of operations (RFC 6902 §3), but this is {described}. Put the operations into an array.";

    /// <summary>A fault in one operation of a JSON Patch.</summary>
    /// <param name="index">Its index in the patch, from zero.</param>
    /// <param name="what">What is wrong and what to do, as the rest of a sentence, without its full stop.</param>
    public static string PatchOperationFault(int index, string what) => FormattableString.Invariant($"Operation {index} (zero-based) of the JSON Patch {what}.");

    public static string UnknownPatchFormat(string name, IEnumerable<PatchFormat> known)
        => $"'{name}' is not a patch format. Use one of {string.Join(", ", known)}.";

    public static string NullInMergePatch(string path)
        => $"A merge patch cannot set the value at '{path}' to null: null removes a member (RFC 7396). Use the format JsonPatch instead.";

    public static string NotUtf8 => "The JSON has bytes that are not UTF-8, so it cannot be compared or changed without loss. Correct the text first.";

    public static string NotJsonPatch(Exception failure)
        => $"The body is not JSON, which every patch of this format is: {JsonFault(failure)}. Correct the body. Nothing was sent.";

    public static string NoPatch => "The body is not JSON, which every patch of this format is: there is none. Give a body. Nothing was sent.";

    public static string NotInCharset(string charset, Exception failure)
        => $"The body has characters that the charset '{charset}' lacks: {failure.Message.TrimEnd('.')}. Use charset=utf-8, or other text. Nothing was sent.";

    public static string UnknownCharset(string charset) => $"The charset '{charset}' is not known here. Use utf-8. Nothing was sent.";

    /// <summary>A body that has to be read before it is sent stopped moving.</summary>
    public static string BodyStoodStill(ResourceRequest request, TimeSpan limit)
        => $"{Target(request)} failed: the body gave nothing for {Seconds(limit)}. Nothing was sent.";

    /// <summary>What is wrong with JSON, and where, without the advice to programmers that the runtime adds.</summary>
    public static string JsonFault(Exception failure)
    {
        if (failure is not JsonException { LineNumber: { } line, BytePositionInLine: { } position })
            return failure.Message.TrimEnd('.');
        var words = failure.Message;
        foreach (var end in (string[])[" LineNumber:", " Change the reader options", " Path:"])
        {
            if (words.IndexOf(end, StringComparison.Ordinal) is > 0 and var cut)
                words = words[..cut];
        }

        return $"{words.TrimEnd('.')} (line {Number(line + 1)}, byte {Number(position + 1)})";
    }
}
