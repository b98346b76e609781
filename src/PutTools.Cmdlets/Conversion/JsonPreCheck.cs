using System;
using System.Collections.Generic;
using System.Text.Json;
using PutTools.Json;
using PutTools.Text;

namespace PutTools.Cmdlets.Conversion;

/// <summary>
/// Looks through JSON without making anything of it. Most responses are never looked at further, and making PowerShell
/// objects of them costs more than the write did.
/// </summary>
internal static class JsonPreCheck
{
    // An object with more members is read at once: comparing each with each would take longer.
    private const int MostNames = 32;

    /// <summary>
    /// True if <paramref name="utf8"/> is sure to be read without an error or a warning. Where it is not sure, only
    /// <see cref="JsonResponseReader"/> can tell.
    /// </summary>
    public static bool IsSure(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            return Charset.IsUtf8(utf8) && HasNoTwins(utf8.Span);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool HasNoTwins(ReadOnlySpan<byte> utf8)
    {
        var json = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = JsonResponseReader.MaximumDepth });
        // The hashes of the names in all objects that are still open, and where each object's begin.
        var hashes = new List<int>();
        var starts = new Stack<int>();
        while (json.Read())
        {
            switch (json.TokenType)
            {
                case JsonTokenType.StartObject:
                    starts.Push(hashes.Count);
                    break;
                case JsonTokenType.EndObject:
                    var start = starts.Pop();
                    hashes.RemoveRange(start, hashes.Count - start);
                    break;
                case JsonTokenType.PropertyName:
                    // Two names with one hash cost only the reading that was to be saved.
                    var hash = Utf8Hash.Of(json.ValueSpan);
                    if (json.ValueIsEscaped || hashes.Count - starts.Peek() >= MostNames || hashes.IndexOf(hash, starts.Peek()) >= 0)
                        return false;
                    hashes.Add(hash);
                    break;
            }
        }

        return true;
    }
}
