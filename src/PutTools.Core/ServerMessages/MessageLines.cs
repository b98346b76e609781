using PutTools.Http;
using PutTools.Secrets;
using PutTools.Text;

namespace PutTools.ServerMessages;

/// <summary>
/// The lines of a server's message that are shown: few, short, without duplicates and the request's secrets.
/// </summary>
internal sealed class MessageLines(HttpResponse response)
{
    private const int Most = 5;
    private const int MostOfPage = 3;
    private const int MostRead = 1000;
    private const int LongestLine = 500;

    private static readonly string[] WordsOfStatus = ["http", "status", "error", "code", "message"];

    private readonly HashSet<string> _status = new(Words(HttpMessages.Status(response)).Concat(WordsOfStatus), StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _lines = [];
    private int _most = Most;
    private int _more;

    public bool IsEmpty => _lines.Count == 0;

    /// <summary>The number of lines added, including those that are not shown.</summary>
    public int Count => _lines.Count + _more;

    /// <summary>Adds a sentence and the place that it is about.</summary>
    public void Add(string place, string sentence)
    {
        var text = DisplayText.Of(sentence);
        if (text.Length == 0 || (place.Length == 0 && IsStatus(text)))
            return;
        place = DisplayText.Of(place);
        if (_lines.Exists(line => (Contains(line, text) && Contains(line, place)) || (place.Length == 0 && IsStatus(text.Replace(line, string.Empty)))))
            return;
        if (_lines.Count == Most)
            _more++;
        else
            _lines.Add(Truncate.Middle(Mask(place.Length == 0 ? text : $"{place}: {text}"), LongestLine));
    }

    /// <summary>Adds lines of readable text; only the first ones are shown.</summary>
    public void AddPage(IEnumerable<string> lines)
    {
        _most = MostOfPage;
        // A line without a letter is a ruler: ------.
        foreach (var line in WithoutTracebacks(lines.Take(MostRead)).Where(static line => line.Any(char.IsLetterOrDigit) && !IsStackFrame(line.AsSpan().Trim())))
        {
            Add(string.Empty, line);
            if (_lines.Count == MostOfPage)
                return;
        }
    }

    /// <summary>True if the text only repeats the status.</summary>
    // Texts that only repeat the status are short, so a longer one is not worth splitting.
    public bool IsStatus(string text) => text.Length <= 100 && Words(text.Replace("HTTP/1.1", string.Empty)).All(_status.Contains);

    public override string ToString()
    {
        var isCut = _more > 0 && _most == Most;
        var shown = isCut ? _lines.Take(Most - 1).Append($"… and {Wording.Number(_more + 1)} more.") : _lines;
        return string.Join(Environment.NewLine, shown);
    }

    // Python: the frames and their source are indented, and the exception that ends them is not.
    private static IEnumerable<string> WithoutTracebacks(IEnumerable<string> lines)
    {
        var most = int.MaxValue;
        foreach (var line in lines)
        {
            var text = line.TrimStart();
            var indent = line.Length - text.Length;
            if (text.StartsWith("Traceback (most recent call last)", StringComparison.Ordinal))
            {
                most = indent;
            }
            else if (text.Length > 0 && indent <= most)
            {
                most = int.MaxValue;
                yield return line;
            }
        }
    }

    // Of JavaScript, .NET, Java, Python and Ruby: "at f (x.js:1:2)", "at /x.js:1:2", "at N.F() in x.cs:line 1", "File "x.py", line 1, in f",
    // "/x.rb:1:in `f'". Python's "During handling of the above exception, another exception occurred:" is between two of its tracebacks.
    private static bool IsStackFrame(ReadOnlySpan<char> line)
        => line.EndsWith(" exception occurred:".AsSpan(), StringComparison.Ordinal) || line.EndsWith(" following exception:".AsSpan(), StringComparison.Ordinal)
            || (line.StartsWith("at ".AsSpan(), StringComparison.Ordinal) && ((line.IndexOf('(') > 0 && line.IndexOf(')') > 0) || EndsWithPosition(line)))
            || (line.StartsWith("File \"".AsSpan(), StringComparison.Ordinal) && line.IndexOf(", line ".AsSpan(), StringComparison.Ordinal) > 0)
            || (line.IndexOf(".rb:".AsSpan(), StringComparison.Ordinal) > 0 && line.IndexOf(":in ".AsSpan(), StringComparison.Ordinal) > 0);

    // A path, and the numbers of a line and a column.
    private static bool EndsWithPosition(ReadOnlySpan<char> line)
    {
        var rest = line.TrimEnd("0123456789".AsSpan());
        return rest.Length < line.Length && rest.IndexOfAny('/', '\\') > 0 && rest.Length > 1 && rest[^1] == ':' && char.IsDigit(rest[^2]);
    }

    private static bool Contains(string line, string text) => line.IndexOf(text, StringComparison.OrdinalIgnoreCase) >= 0;

    private static IEnumerable<string> Words(string text) => text
        .Split([' ', ':', '.', ',', '-', '–', '|', '!'], StringSplitOptions.RemoveEmptyEntries);

    private string Mask(string text) => RedactedText.Sentence(SentSecrets.Mask(text, response));
}
