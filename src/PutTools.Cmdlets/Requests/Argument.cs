using System;
using System.Collections;
using System.Collections.Specialized;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Management.Automation;
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
        if (InputObject.Base(value) is IDictionary dictionary)
            return dictionary;
        var entries = DictionaryEntries.Of(InputObject.Base(value)!)
            ?? throw new RequestException(ErrorKind.InvalidParameter, CmdletMessages.NoDictionary(parameter, InputObject.Base(value)!.GetType()));
        var copy = new OrderedDictionary(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in entries)
            copy.Add(entry.Key, entry.Value);
        return copy;
    }

    /// <summary>A text that is not empty.</summary>
    /// <exception cref="RequestException">InvalidParameter: the value has no text, or an empty one.</exception>
    public static string Text(string parameter, object value) => InputObject.Text("-" + parameter, value) is { } text && !string.IsNullOrWhiteSpace(text)
        ? text
        : throw new RequestException(ErrorKind.InvalidParameter, CmdletMessages.EmptyArgument("-" + parameter));

    /// <summary>A path, also that of a file or folder object.</summary>
    /// <exception cref="RequestException">InvalidParameter: the value is not a path.</exception>
    public static string Path(string parameter, object value)
        => InputObject.Base(value) is FileSystemInfo file ? file.FullName : Text(parameter, value);

    /// <summary>Entity tags for a header field, as given; several are separated by commas.</summary>
    /// <exception cref="RequestException">InvalidHeader: a tag is empty or malformed.</exception>
    public static string EntityTags(string parameter, object value)
    {
        var tags = InputObject.Base(value) is IEnumerable list and not string ? list.Cast<object?>() : [value];
        return EntityTag.Join(tags.Select(tag => InputObject.Text("-" + parameter, tag) ?? string.Empty));
    }

    /// <summary>A date for a header field.</summary>
    /// <exception cref="RequestException">InvalidParameter: the value is not a date.</exception>
    public static string Date(string parameter, object value)
        => LanguagePrimitives.TryConvertTo<DateTimeOffset>(value, CultureInfo.InvariantCulture, out var moment)
            ? HttpDate.Format(moment)
            : throw new RequestException(ErrorKind.InvalidParameter, CmdletMessages.NoDate(parameter, value));
}
