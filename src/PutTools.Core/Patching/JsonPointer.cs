using System.Globalization;
using System.Text.Json;

namespace PutTools.Patching;

/// <summary>A JSON Pointer (RFC 6901): the path of a value in a document.</summary>
internal sealed class JsonPointer
{
    private readonly string _text;

    private JsonPointer(string text, IReadOnlyList<string> tokens)
    {
        _text = text;
        Tokens = tokens;
    }

    /// <summary>The unescaped member names and array indexes, from the root; empty for the root itself.</summary>
    public IReadOnlyList<string> Tokens { get; }

    public bool IsRoot => Tokens.Count == 0;

    /// <summary>The last token. The root has none.</summary>
    public string Last => Tokens[Tokens.Count - 1];

    /// <summary>Parses a pointer.</summary>
    /// <exception cref="FormatException">The text is not a pointer; the message says why.</exception>
    public static JsonPointer Parse(string text)
    {
        if (text.Length == 0)
            return new(text, []);
        if (!text.StartsWith('/'))
            throw new FormatException($"the pointer '{text}' does not begin with a slash; write '/{text}'");
        for (var i = text.IndexOf('~'); i >= 0; i = text.IndexOf('~', i + 1))
        {
            if (i + 1 == text.Length || text[i + 1] is not ('0' or '1'))
                throw new FormatException($"the pointer '{text}' has a '~' that is not part of '~0' or '~1'; write '~0' for a '~' in a name");
        }

        return new(text, [.. text.Split('/').Skip(1).Select(Unescape)]);
    }

    /// <summary>Appends one token to the text of a pointer.</summary>
    public static string Append(string pointer, string token)
        => pointer + "/" + token.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    /// <inheritdoc cref="Append(string, string)"/>
    public static string Append(string pointer, int index)
        => pointer + "/" + index.ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// Returns the index of an element in an array of <paramref name="count"/> elements (RFC 6901 §4: digits without leading
    /// zeros). Returns -1 if the token is not the index of an element, as <c>-</c> is not.
    /// </summary>
    public static int IndexOf(string token, int count)
        => token is not ['0', _, ..]
            && token.All(static character => character is >= '0' and <= '9')
            && int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            && index < count
                ? index
                : -1;

    /// <summary>Returns the value at this path; null if there is none.</summary>
    public JsonTree? Evaluate(JsonTree root) => Walk(root, Tokens.Count);

    /// <summary>Returns the object or array that contains this path; null if there is none.</summary>
    public JsonTree? EvaluateParent(JsonTree root) => Walk(root, Tokens.Count - 1);

    /// <summary>True if <paramref name="other"/> is inside the value at this path.</summary>
    public bool IsProperPrefixOf(JsonPointer other)
        => other._text.StartsWith(_text + "/", StringComparison.Ordinal);

    public override string ToString() => _text;

    // RFC 6901 §4: '~1' comes first, so that '~01' becomes '~1' and not '/'.
    private static string Unescape(string token)
        => token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);

    private static JsonTree? Step(JsonTree value, string token)
    {
        switch (value.Kind)
        {
            case JsonValueKind.Object:
                return value.Members.Find(token);
            case JsonValueKind.Array:
                var index = IndexOf(token, value.Items.Count);
                return index < 0 ? null : value.Items[index];
            default:
                return null;
        }
    }

    private JsonTree? Walk(JsonTree root, int steps)
    {
        JsonTree? value = root;
        for (var i = 0; i < steps && value is not null; i++)
            value = Step(value, Tokens[i]);
        return value;
    }
}
