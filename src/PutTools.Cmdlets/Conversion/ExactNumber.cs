using System.Management.Automation;

namespace PutTools.Cmdlets.Conversion;

/// <summary>
/// A number of a response that neither double nor decimal can hold. Its value is the nearest double, for calculations. A
/// note property keeps its digits, so that it is sent unchanged.
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

    /// <summary>
    /// Returns the original digits of a double; null if there are none. Only instances of this class are trusted.
    /// </summary>
    public static string? TextOf(PSObject wrappedDouble)
        => (wrappedDouble.Properties[PropertyName]?.Value as ExactNumber)?._text;

    public override string ToString() => _text;
}
