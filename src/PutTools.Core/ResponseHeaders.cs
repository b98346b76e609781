using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;

namespace PutTools;

/// <summary>The header fields of a reply, by name without regard to case; each an array of its lines.</summary>
public sealed class ResponseHeaders : ReadOnlyDictionary<string, string[]>
{
    internal ResponseHeaders(Dictionary<string, string[]> fields)
        : base(fields)
    {
    }

    internal static ResponseHeaders From(IEnumerable<KeyValuePair<string, string>> lines)
    {
        var fields = new Dictionary<string, string[]>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in lines)
            fields[line.Key] = fields.TryGetValue(line.Key, out var before) ? [.. before, line.Value] : [line.Value];
        return new ResponseHeaders(fields);
    }

    /// <summary>The field's lines as one value, joined as RFC 9110 §5.3 says; null without the field.</summary>
    internal string? Single(string name)
        => !TryGetValue(name, out var lines) ? null : lines.Length == 1 ? lines[0] : string.Join(", ", lines);
}
