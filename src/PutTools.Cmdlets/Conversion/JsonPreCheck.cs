using System.Text.Json;
using PutTools.Json;
using PutTools.Text;

namespace PutTools.Cmdlets.Conversion;

/// <summary>
/// Validates JSON without creating objects. The content of most responses is never used, and creating PowerShell objects
/// takes longer than the write itself.
/// </summary>
internal static class JsonPreCheck
{
    // An object with more members is read at once, because comparing each name with each would take longer.
    private const int MostNames = 32;

    // The hashes of the names in all open objects, and the index at which each object's hashes start. Kept, because each response is checked.
    [ThreadStatic]
    private static List<int>? _hashes;
    [ThreadStatic]
    private static Stack<int>? _starts;

    /// <summary>
    /// True if <paramref name="utf8"/> can certainly be read without an error or a warning. Otherwise only
    /// <see cref="JsonResponseReader"/> can tell.
    /// </summary>
    public static bool IsWellFormed(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            return Charset.IsUtf8(utf8) && HasNoDuplicates(utf8.Span);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool HasNoDuplicates(ReadOnlySpan<byte> utf8)
    {
        var json = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = JsonDefaults.MaximumDepth });
        (_hashes ??= []).Clear();
        (_starts ??= []).Clear();
        while (json.Read())
        {
            switch (json.TokenType)
            {
                case JsonTokenType.StartObject:
                    _starts.Push(_hashes.Count);
                    break;
                case JsonTokenType.EndObject:
                    var start = _starts.Pop();
                    _hashes.RemoveRange(start, _hashes.Count - start);
                    break;
                case JsonTokenType.PropertyName:
                    // If two names have the same hash by chance, the document is only read earlier than needed.
                    var hash = Utf8Hash.Of(json.ValueSpan);
                    if (json.ValueIsEscaped || _hashes.Count - _starts.Peek() >= MostNames || _hashes.IndexOf(hash, _starts.Peek()) >= 0)
                        return false;
                    _hashes.Add(hash);
                    break;
            }
        }

        return true;
    }
}
