using System.Management.Automation;
using PutTools.Json;

namespace PutTools.Cmdlets.Conversion;

/// <summary>
/// A number of a response that neither a double nor a decimal holds: the nearest double, to calculate with, that
/// carries its own digits in a note property, so that it goes out again unchanged.
/// </summary>
internal sealed class ExactNumber
{
    private const string PropertyName = "JsonText";

    private readonly string _text;

    private ExactNumber(string text) => _text = text;

    public static PSObject Wrap(double nearest, string text)
    {
        var wrapped = new PSObject(nearest);
        wrapped.Properties.Add(new PSNoteProperty(PropertyName, new ExactNumber(text)));
        return wrapped;
    }

    /// <summary>The digits that came in with the double; null for any other. Only what this class made is believed.</summary>
    public static string? TextOf(PSObject wrappedDouble)
        => (wrappedDouble.Properties[PropertyName]?.Value as ExactNumber)?._text;

    public override string ToString() => _text;
}
