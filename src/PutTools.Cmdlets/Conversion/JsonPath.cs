using System.Globalization;
using System.Text;
using PutTools.Text;

namespace PutTools.Cmdlets.Conversion;

/// <summary>The position of a writer or reader in a JSON document, for messages: <c>$.address.geo[2]</c>.</summary>
internal sealed class JsonPath
{
    private const int LongestShown = 200;

    private Step[] _steps = new Step[4];

    /// <summary>The number of open objects and lists.</summary>
    public int Depth { get; private set; }

    /// <summary>True if the position is in an element of an outermost list.</summary>
    public bool StartsInList => _steps[0].Name is null && Depth > 1;

    /// <summary>True if the innermost open container is a list, and the position is in one of its elements.</summary>
    public bool IsInList => Depth > 0 && _steps[Depth - 1] is { Name: null, Index: >= 0 };

    /// <summary>Enters an object or list. Until a member or element is named, the path is that of the container.</summary>
    public void Enter()
    {
        if (Depth == _steps.Length)
            Array.Resize(ref _steps, Depth * 2);
        _steps[Depth++] = new Step(null, -1);
    }

    public void Leave() => Depth--;

    public void AtName(string name) => _steps[Depth - 1] = new Step(name, 0);

    /// <summary>Returns to the innermost open container itself.</summary>
    public void AtContainer() => _steps[Depth - 1] = new Step(null, -1);

    public void AtIndex(int index) => _steps[Depth - 1] = new Step(null, index);

    public override string ToString()
    {
        var text = new StringBuilder("$");
        for (var i = 0; i < Depth; i++)
        {
            var (name, index) = _steps[i];
            text.Append(name switch
            {
                null when index < 0 => string.Empty,
                null => $"[{index.ToString(CultureInfo.InvariantCulture)}]",
                _ when IsPlain(name) => "." + name,
                _ => $"['{name}']",
            });
        }

        return Truncate.Middle(text.ToString(), LongestShown);
    }

    private static bool IsPlain(string name) => name.Length > 0 && name.All(static c => char.IsLetterOrDigit(c) || c == '_');

    private readonly record struct Step(string? Name, int Index);
}
