namespace PutTools.Cmdlets.Requests;

/// <summary>
/// Detects, once, that a value repeats in a pipeline. To bound its memory, it only knows the first thousand values and the
/// previous one.
/// </summary>
internal sealed class FirstRepeat
{
    private const int Remembered = 1000;

    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private string? _last;
    private bool _isOver;

    /// <summary>True if <paramref name="value"/> is the first repeated value.</summary>
    public bool Is(string value)
    {
        if (_isOver)
            return false;
        _isOver = value == _last || (_seen.Count < Remembered ? !_seen.Add(value) : _seen.Contains(value));
        _last = value;
        return _isOver;
    }
}
