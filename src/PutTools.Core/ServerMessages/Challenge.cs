using PutTools.Http;

namespace PutTools.ServerMessages;

/// <summary>Reads parameters of <c>WWW-Authenticate</c> fields (RFC 9110 §11.2).</summary>
internal static class Challenge
{
    /// <summary>Returns the first value of the parameter; null if there is none.</summary>
    public static string? Parameter(string field, string name)
    {
        var quoted = false;
        for (var i = 0; i < field.Length; i++)
        {
            if (field[i] == '"')
                quoted = !quoted;
            else if (field[i] == '\\' && quoted)
                i++;
            else if (!quoted && Starts(field, i, name) is { } start)
                return Value(field, start);
        }

        return null;
    }

    // Returns the index at which the value begins; null if another parameter is here.
    private static int? Starts(string field, int at, string name)
    {
        if ((at > 0 && field[at - 1] is not (' ' or ',' or '\t')) || string.Compare(field, at, name, 0, name.Length, StringComparison.OrdinalIgnoreCase) != 0)
            return null;
        at += name.Length;
        while (at < field.Length && field[at] == ' ')
            at++;
        if (at >= field.Length || field[at] != '=')
            return null;
        for (at++; at < field.Length && field[at] == ' ';)
            at++;
        return at;
    }

    private static string Value(string field, int start)
    {
        if (start < field.Length && field[start] == '"')
            return QuotedString.Read(field, ref start);
        var end = field.IndexOfAny([',', ' '], start);
        return field[start..(end < 0 ? field.Length : end)];
    }
}
