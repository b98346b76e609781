using System.Text;
using PutTools.Json;

namespace PutTools.Cmdlets.Conversion;

/// <summary>A text that is one JSON object, as each line of JSON Lines is.</summary>
internal static class JsonLine
{
    /// <summary>The members of the object; null where <paramref name="input"/> is no such text.</summary>
    public static object? Parse(object? input)
    {
        if (InputObject.Base(input) is not string text || !text.TrimStart().StartsWith('{'))
            return null;
        using var document = JsonDefaults.TryParse(Encoding.UTF8.GetBytes(text));
        return document?.RootElement.Clone();
    }
}
