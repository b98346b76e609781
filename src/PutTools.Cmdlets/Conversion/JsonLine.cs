using System.Text;
using PutTools.Json;

namespace PutTools.Cmdlets.Conversion;

/// <summary>Parses a text that is one JSON object, such as a line of JSON Lines.</summary>
internal static class JsonLine
{
    /// <summary>Returns the members of the object; null if <paramref name="input"/> is not such a text.</summary>
    public static object? Parse(object? input)
    {
        if (InputObject.Base(input) is not string text || !text.TrimStart().StartsWith('{'))
            return null;
        using var document = JsonDefaults.TryParse(Encoding.UTF8.GetBytes(text));
        return document?.RootElement.Clone();
    }
}
