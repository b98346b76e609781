namespace PutTools.Cmdlets.Conversion;

/// <summary>Orders names by how much they look like another one.</summary>
internal static class SimilarNames
{
    /// <summary>Returns the names, the most similar first; equally similar ones keep their order.</summary>
    public static IEnumerable<string> Order(string name, IEnumerable<string> names)
        => names.OrderBy(other => Distance(name.ToUpperInvariant(), other.ToUpperInvariant()));

    // A name within the other one is similar whatever its length, as id and userId are.
    private static int Distance(string one, string other)
        => other.Length > 0 && (one.Contains(other, StringComparison.Ordinal) || other.Contains(one, StringComparison.Ordinal)) ? 0 : Edits(one, other);

    // Levenshtein, one row at a time.
    private static int Edits(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var replaced = diagonal + (one[i - 1] == other[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[other.Length];
    }
}
