using PutTools.Secrets;

namespace PutTools.Templates;

/// <summary>Messages about urls.</summary>
internal static class UriMessages
{
    public static string LoneBrace(string template)
        => $"The url '{RedactedUri.Text(template)}' has a brace without its counterpart. Write {{name}}, or %7B and %7D for literal braces. Nothing was sent.";

    public static string UriWouldChange(string uri)
        => $"The url '{RedactedUri.Text(uri)}' has escapes or dot segments that .NET in this PowerShell version would decode or remove, so it cannot be sent as it is written. Write it without them, or use PowerShell 7.2 or later. Nothing was sent.";

    // RFC 6570 §2.2 to §2.4: an operator, several variables in one expression, or a modifier.
    public static string OtherExpansion(string name) => name.Length > 0 && ("?&/#.;".Contains(name[0]) || name.IndexOfAny([',', ':', '*']) >= 0)
        ? " Of RFC 6570 only {name} and {+name} are supported; give a query with -Query."
        : string.Empty;

    public static string DotSegment(string template, string name, string value)
        => $"The value of {{{name}}} is '{value}', which would change the path of the url '{RedactedUri.Text(template)}'. Give the value that identifies the resource. Nothing was sent.";
}
