using System.Collections;
using System.Collections.Specialized;
using System.Globalization;
using System.Management.Automation;
using System.Net;
using PutTools.Cmdlets.Conversion;
using PutTools.Http;

namespace PutTools.Cmdlets.Requests;

/// <summary>Converts an argument to the type of its parameter, from the command line or from a script block.</summary>
internal static class Argument
{
    /// <summary>Any value.</summary>
    public static object Any(string parameter, object value) => value;

    /// <summary>A dictionary of any type.</summary>
    /// <exception cref="RequestException">InvalidParameter: the value is not a dictionary.</exception>
    public static IDictionary Dictionary(string parameter, object value)
    {
        // A dictionary to which properties were added is copied with them.
        if (PSValue.Base(value) is IDictionary dictionary && AddedProperties.Of(dictionary).Count == 0)
            return dictionary;
        var entries = DictionaryEntries.Of(PSValue.Base(value)!)
            ?? throw new RequestException(ErrorKind.InvalidParameter, CmdletMessages.NoDictionary(parameter, PSValue.Base(value)!.GetType()));
        // Names may differ in letter case alone, as those of a query. Of equal ones the last counts, as in JSON.
        var copy = new OrderedDictionary();
        foreach (var entry in entries)
            copy[entry.Key] = entry.Value;
        return copy;
    }

    /// <summary>A dictionary of any type, or cookies such as those of a response.</summary>
    /// <exception cref="RequestException">InvalidParameter: the value is neither.</exception>
    public static IDictionary Cookies(string parameter, object value)
    {
        List<object?> cookies = [.. PSValue.Elements(value) ?? [value]];
        if (cookies.Count == 0 || !cookies.TrueForAll(static item => PSValue.Base(item) is Cookie))
            return Dictionary(parameter, value);
        var pairs = new OrderedDictionary(StringComparer.Ordinal);
        foreach (var cookie in cookies.Select(static item => (Cookie)PSValue.Base(item)!))
            pairs[cookie.Name] = cookie.Value;
        return pairs;
    }

    /// <summary>A text that is not empty. A header of Invoke-WebRequest is a list of one.</summary>
    /// <exception cref="RequestException">InvalidParameter: the value has no text, an empty one, or several.</exception>
    public static string Text(string parameter, object value)
    {
        if (PSValue.Elements(value) is { } list)
        {
            object?[] values = [.. list];
            value = values.Length <= 1 ? values.FirstOrDefault() ?? string.Empty
                : throw new RequestException(ErrorKind.InvalidParameter, CmdletMessages.SeveralValues(parameter, values.Length));
        }

        return SingleText(parameter, value) is { } text && !string.IsNullOrWhiteSpace(text) ? text
            : throw new RequestException(ErrorKind.InvalidParameter, CmdletMessages.EmptyArgument("-" + parameter));
    }

    /// <summary>A path, also that of a file or folder object.</summary>
    /// <exception cref="RequestException">InvalidParameter: the value is not a path.</exception>
    public static string Path(string parameter, object value)
        => PSValue.Base(value) is FileSystemInfo file ? file.FullName : Text(parameter, value);

    /// <summary>Entity tags for a header field, as given; several are separated by commas.</summary>
    /// <exception cref="RequestException">InvalidHeader: a tag is empty, or has an unclosed quote.</exception>
    public static string EntityTags(string parameter, object value)
        => EntityTag.Join((PSValue.Elements(value) ?? [value]).Select(tag => SingleText(parameter, tag) ?? string.Empty));

    /// <summary>A date for a header field.</summary>
    /// <exception cref="RequestException">InvalidParameter: the value is not a date.</exception>
    public static string Date(string parameter, object value)
        => LanguagePrimitives.TryConvertTo<DateTimeOffset>(Text(parameter, value), CultureInfo.InvariantCulture, out var moment)
            ? HttpDate.Format(moment)
            : throw new RequestException(ErrorKind.InvalidParameter, CmdletMessages.NoDate(parameter, value));

    // A boolean has a text, too, but is rather the result of a comparison, or a value for what seemed to be a switch.
    private static string? SingleText(string parameter, object? value) => PSValue.Base(value) is bool or SwitchParameter
        ? throw new RequestException(ErrorKind.InvalidParameter, CmdletMessages.BooleanArgument(parameter, PSValue.Text(parameter, value)!))
        : PSValue.Text("-" + parameter, value);
}
