using System.Collections;
using System.Collections.ObjectModel;
using PutTools.Secrets;
using PutTools.Text;

#pragma warning disable IDE0130 // PowerShell users see this name

namespace PutTools;

/// <summary>
/// The header fields of a response by name, regardless of letter case. Each value is an array of the field's lines. If all
/// fields are shown or serialized, cookies and secrets in urls are masked. A field that is read by its name has its true
/// value.
/// </summary>
public sealed class ResponseHeaders : ReadOnlyDictionary<string, string[]>, IDictionary, IEnumerable
{
    internal ResponseHeaders(Dictionary<string, string[]> fields)
        : base(fields)
    {
    }

    // PowerShell shows and serializes a dictionary through this enumerator, so it must return pairs of names and values.
    IEnumerator IEnumerable.GetEnumerator() => ((IDictionary)this).GetEnumerator();

    IDictionaryEnumerator IDictionary.GetEnumerator() => ((IDictionary)Masked()).GetEnumerator();

    internal static ResponseHeaders From(IEnumerable<KeyValuePair<string, string>> lines)
    {
        var fields = new Dictionary<string, string[]>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in lines)
            fields[line.Key] = fields.TryGetValue(line.Key, out var before) ? [.. before, line.Value] : [line.Value];
        return new ResponseHeaders(fields);
    }

    /// <summary>
    /// Returns the lines of a field as one value, joined as in RFC 9110 §5.3; null if the field is missing.
    /// </summary>
    internal string? Single(string name)
        => !TryGetValue(name, out var lines) ? null : lines.Length == 1 ? lines[0] : string.Join(", ", lines);

    /// <summary>Returns the url of a field that has only one; null if it is missing, empty, or has lines that differ.</summary>
    internal string? Url(string name)
        => TryGetValue(name, out var lines) && lines[0].Length > 0 && Array.TrueForAll(lines, line => line == lines[0]) ? lines[0] : null;

    /// <summary>Returns the fields with one more.</summary>
    internal ResponseHeaders With(string name, string line) => new(new Dictionary<string, string[]>(this, StringComparer.OrdinalIgnoreCase) { [name] = [line] });

    private Dictionary<string, string[]> Masked()
        => this.ToDictionary(static field => field.Key, static field => field.Value.Select(line => DisplayText.Of(RedactedField.Value(field.Key, line))).ToArray(), StringComparer.OrdinalIgnoreCase);
}
