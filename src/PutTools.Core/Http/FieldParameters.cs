namespace PutTools.Http;

/// <summary>Reads the parameters of a header field (RFC 9110 §5.6.6) in one pass, even if the field is malformed.</summary>
internal static class FieldParameters
{
    /// <summary>Returns the parameters that follow, each after a semicolon.</summary>
    /// <param name="field">The field's value.</param>
    /// <param name="at">The index of the first semicolon or of white space before it; afterwards the end of the parameters.</param>
    /// <param name="isList">True if a comma ends the parameters, as in a field with several items.</param>
    public static List<(string Name, string Value)> Read(string field, ref int at, bool isList)
    {
        List<(string Name, string Value)> found = [];
        for (SkipSpace(field, ref at); at < field.Length && field[at] == ';'; SkipSpace(field, ref at))
        {
            at++;
            var start = at;
            while (at < field.Length && field[at] != '=' && !IsEnd(field[at], isList))
                at++;
            var name = field[start..at].Trim();
            if (at == field.Length || field[at] != '=')
                continue;
            at++;
            found.Add((name, Value(field, ref at, isList)));
        }

        return found;
    }

    private static string Value(string field, ref int at, bool isList)
    {
        SkipSpace(field, ref at);
        var start = at;
        var quoted = at < field.Length && field[at] == '"' ? QuotedString.Read(field, ref at) : null;
        SkipToEnd(field, ref at, isList);
        return quoted ?? field[start..at].TrimEnd();
    }

    private static bool IsEnd(char character, bool isList) => character == ';' || (isList && character == ',');

    private static void SkipToEnd(string field, ref int at, bool isList)
    {
        while (at < field.Length && !IsEnd(field[at], isList))
            at++;
    }

    private static void SkipSpace(string field, ref int at)
    {
        while (at < field.Length && field[at] is ' ' or '\t')
            at++;
    }
}
