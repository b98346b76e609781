using System.Collections;
using System.Management.Automation;
using System.Text;
using PutTools.Content;
using PutTools.Http;
using PutTools.Text;

namespace PutTools.Cmdlets.Conversion;

/// <summary>
/// Converts PowerShell values to form fields: names and texts. A list repeats its name; <c>$null</c> is left out.
/// </summary>
internal static class FormFields
{
    /// <summary>Returns the fields as <c>application/x-www-form-urlencoded</c>.</summary>
    /// <exception cref="RequestException">InvalidPayload: a value has no text form, or the type has another charset than UTF-8.</exception>
    public static byte[] Encode(object form, string? contentType, JsonWriteOptions options, Action<string>? warn)
    {
        CheckCharset(contentType);
        try
        {
            var encoded = FormUrlEncoding.Encode(Of(form, warn).Where(field => !options.Excludes(field.Key)));
            if (encoded.Length == 0)
                warn?.Invoke(PayloadMessages.NoFields);
            return encoded;
        }
        catch (EncoderFallbackException failure)
        {
            throw new RequestException(ErrorKind.InvalidPayload, ContentMessages.NotInCharset("utf-8", failure), failure);
        }
    }

    /// <summary>Throws if a content type promises another charset than the one of form fields.</summary>
    /// <exception cref="RequestException">InvalidPayload: it does.</exception>
    public static void CheckCharset(string? contentType)
    {
        if (MediaType.Parameter(contentType, "charset") is { } charset && !Charset.AreSame(charset, "utf-8"))
            throw new RequestException(ErrorKind.InvalidPayload, PayloadMessages.FormCharset(charset));
    }

    /// <summary>Returns the name of a field.</summary>
    /// <exception cref="RequestException">InvalidPayload: the name is empty.</exception>
    public static string Name(object? key) => InvariantText.Of(key) is { Length: > 0 } name
        ? name
        : throw new RequestException(ErrorKind.InvalidPayload, PayloadMessages.NoFieldName);

    /// <summary>
    /// Returns the values to send under a field's name: those of a list, or the single one. <c>$null</c> is left out.
    /// </summary>
    /// <exception cref="RequestException">InvalidPayload: the list is the lines of a JSON text.</exception>
    public static IEnumerable<object> Values(object? value)
    {
        if (PSValue.Base(value) is object[] items && TextLines.AreJson(items))
            throw new RequestException(ErrorKind.InvalidPayload, PayloadMessages.JsonLinesAsValues);
        return (PSValue.Elements(value) ?? [value]).Where(static single => !InvariantText.TryGet(single, out var text) || text is not null)!;
    }

    /// <summary>Returns the text of a single value.</summary>
    /// <exception cref="RequestException">InvalidPayload: the value has no text.</exception>
    public static string Text(string name, object value)
        => InvariantText.Of(value)
            ?? throw new RequestException(ErrorKind.InvalidPayload, PayloadMessages.NoFieldText(name, PSValue.Base(value)!.GetType()));

    /// <summary>Warns of a text that quotes have made of an object.</summary>
    public static void WarnOfObject(string text, Action<string>? warn)
    {
        if (JsonMistake.PrintedObject(text) is { } printed)
            warn?.Invoke(PayloadMessages.PrintedObject(printed));
    }

    private static IEnumerable<KeyValuePair<string, string>> Of(object form, Action<string>? warn)
    {
        foreach (var pair in Pairs(form))
        {
            var name = Name(pair.Key);
            foreach (var value in Values(pair.Value))
            {
                var text = Text(name, value);
                WarnOfObject(text, warn);
                yield return new(name, text);
            }
        }
    }

    private static IEnumerable<DictionaryEntry> Pairs(object form)
    {
        var value = PSValue.Base(form)!;
        if (DictionaryEntries.Of(value) is { } entries)
            return entries;
        if (PSValue.Elements(value) is { } pairs)
            return pairs.Select(Pair);
        var members = PSObject.AsPSObject(form);
        if (UnknownType.BeforeSerialization(members) is not null || (value is not PSCustomObject && UnknownType.WhyRefused(value) is not null))
            throw new RequestException(ErrorKind.InvalidPayload, PayloadMessages.NoPair(value.GetType()));
        return members.Properties.Where(property => property.IsGettable && !UnknownType.IsOfRemoting(property, members) && !IgnoredMember.Is(property, value))
            .Select(static property => new DictionaryEntry(property.Name, property.Value));
    }

    private static DictionaryEntry Pair(object? element)
    {
        var value = PSValue.Base(element);
        if (value is DictionaryEntry entry)
            return entry;
        if (value is IList { Count: 2 } list && list[0] is { } name)
            return new DictionaryEntry(name, list[1]);
        if (value is IDictionary { Count: 1 } single)
            return DictionaryEntries.Of(single)!.First();
        var members = value is null ? null : PSObject.AsPSObject(element!).Properties;
        return (members?["Key"] ?? members?["Name"])?.Value is { } key && members!["Value"] is { } member
            ? new DictionaryEntry(key, member.Value)
            : throw new RequestException(ErrorKind.InvalidPayload, PayloadMessages.NoPair(value?.GetType()));
    }
}
