using System;
using System.Collections.Generic;

namespace PutTools.Cmdlets.Requests;

/// <summary>
/// Notices, once, that a value comes again in a pipeline. Its memory is bounded: it knows the first thousand values, and
/// the one before.
/// </summary>
internal sealed class FirstRepeat
{
    private const int Remembered = 1000;

    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private string? _last;
    private bool _isOver;

    /// <summary>True if <paramref name="value"/> is the first that was there before.</summary>
    public bool Is(string value)
    {
        if (_isOver)
            return false;
        _isOver = value == _last || (_seen.Count < Remembered ? !_seen.Add(value) : _seen.Contains(value));
        _last = value;
        return _isOver;
    }
}
