using PutTools.Text;

namespace PutTools.Secrets;

/// <summary>
/// Finds each <c>value</c> in a JSON text that stands beside a <c>name</c>, <c>key</c> or <c>path</c> with the name of a secret, as in a
/// JSON Patch. The text may be cut or malformed; it is read once.
/// </summary>
internal sealed class NamedValues(string text)
{
    private readonly List<(int Start, int End)> _found = [];
    private readonly Stack<Scope> _scopes = new([new Scope()]);

    /// <summary>The places of the secrets. They may contain each other.</summary>
    public List<(int Start, int End)> Find()
    {
        for (var i = 0; i < text.Length;)
        {
            if (text[i] == '"')
            {
                i = Member(i);
                continue;
            }

            if (text[i] is '{' or '[')
                _scopes.Push(new Scope());
            else if (text[i] is '}' or ']' && _scopes.Count > 1)
                Close(i);
            else if (text[i] == ',')
                EndValue(i);
            i++;
        }

        var last = text.TrimEnd().Length;
        while (_scopes.Count > 0)
            Close(last);
        return _found;
    }

    // Skips a string. If it is the name of a member, records the place of its value. Returns the place at which to continue.
    private int Member(int start)
    {
        var end = StringEnd(start);
        var colon = Scan.PastSpace(text, end);
        if (colon == text.Length || text[colon] != ':')
            return end;
        var name = text[(start + 1)..Math.Max(start + 1, end - 1)];
        var value = Scan.PastSpace(text, colon + 1);
        var scope = _scopes.Peek();
        if (name.Equals("value", StringComparison.OrdinalIgnoreCase))
            scope.ValueStart = value;
        else if (value < text.Length && text[value] == '"' && IsNaming(name))
            scope.IsOfSecret |= SecretName.IsOfPath(text[(value + 1)..Math.Max(value + 1, StringEnd(value) - 1)]);
        return value;
    }

    private static bool IsNaming(string name)
        => name.Equals("name", StringComparison.OrdinalIgnoreCase) || name.Equals("key", StringComparison.OrdinalIgnoreCase) || name.Equals("path", StringComparison.OrdinalIgnoreCase);

    private void Close(int end)
    {
        EndValue(end);
        var scope = _scopes.Pop();
        if (scope is { IsOfSecret: true, Value: { } value })
            Add(value);
    }

    private void EndValue(int end)
    {
        var scope = _scopes.Peek();
        if (scope.ValueStart is { } value)
            scope.Value = (value, end);
        scope.ValueStart = null;
    }

    private void Add((int Start, int End) range)
    {
        while (range.End > range.Start && char.IsWhiteSpace(text[range.End - 1]))
            range.End--;
        if (range.End > range.Start && text.AsSpan(range.Start, range.End - range.Start) is not "null")
            _found.Add(range);
    }

    // Returns the place after the quote that ends the string, or the end of the text.
    private int StringEnd(int start)
    {
        for (var i = start + 1; i < text.Length; i++)
        {
            if (text[i] == '\\')
                i++;
            else if (text[i] == '"')
                return i + 1;
        }

        return text.Length;
    }

    // An object or a list that is not closed yet.
    private sealed class Scope
    {
        public bool IsOfSecret { get; set; }

        public int? ValueStart { get; set; }

        public (int Start, int End)? Value { get; set; }
    }
}
