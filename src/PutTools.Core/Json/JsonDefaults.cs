using System.Globalization;
using System.Text;
using System.Text.Json;
using PutTools.Text;

namespace PutTools.Json;

/// <summary>Parses JSON that is evaluated and not only passed on.</summary>
internal static class JsonDefaults
{
    /// <summary>The maximum depth of what is read or written. Deeper JSON would exhaust the stack of PowerShell.</summary>
    public const int MaximumDepth = 1000;

    /// <summary>The options with this depth.</summary>
    public static JsonDocumentOptions Document => new() { MaxDepth = MaximumDepth };

    /// <summary>
    /// Returns the document; null if <paramref name="text"/> is not JSON. Bytes that are not UTF-8, and halves of
    /// surrogate pairs, become U+FFFD, because System.Text.Json throws when it reads them.
    /// </summary>
    public static JsonDocument? TryParse(ReadOnlyMemory<byte> text)
    {
        try
        {
            return JsonDocument.Parse(IsReadable(text) ? text : Encoding.UTF8.GetBytes(WithoutLoneSurrogates(Encoding.UTF8.GetString(text.ToArray()))), Document);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The same for a text that may be unknown.</summary>
    public static JsonDocument? TryParse(ReadOnlyMemory<byte>? text) => text is { } known ? TryParse(known) : null;

    /// <summary>Returns the text with U+FFFD for each escaped half of a surrogate pair.</summary>
    public static string WithoutLoneSurrogates(string json)
    {
        char[]? clean = null;
        for (var i = json.IndexOf('\\'); i >= 0; i = i < json.Length ? json.IndexOf('\\', i) : -1)
        {
            var unit = EscapedUnit(json, i);
            var isPair = unit is >= 0xD800 and < 0xDC00 && EscapedUnit(json, i + 6) is >= 0xDC00 and < 0xE000;
            if (unit is >= 0xD800 and < 0xE000 && !isPair)
                "FFFD".CopyTo(0, clean ??= json.ToCharArray(), i + 2, 4);
            i += isPair ? 12 : 2;
        }

        return clean is null ? json : new string(clean);
    }

    private static bool IsReadable(ReadOnlyMemory<byte> text)
        => Charset.IsUtf8(text) && text.Span.IndexOf("\\ud"u8) < 0 && text.Span.IndexOf("\\uD"u8) < 0;

    // Returns the UTF-16 code unit of \uXXXX; -1 if there is none.
    private static int EscapedUnit(string json, int at)
        => at + 6 <= json.Length && json[at] == '\\' && json[at + 1] == 'u'
            && int.TryParse(json.Substring(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit) ? unit : -1;
}
