using System.Collections;
using System.Data;
using System.Management.Automation;
using System.Management.Automation.Internal;
using System.Management.Automation.Language;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PutTools.Http;
using PutTools.Json;

namespace PutTools.Cmdlets.Conversion;

/// <summary>
/// Converts PowerShell values to JSON. A value that JSON can't represent exactly is an error: nothing is truncated, replaced
/// or guessed. Properties that were added to a string, number or list (by Get-Content, for example) are not written; those
/// added to an object or dictionary are, but not those of jobs and remoting.
/// </summary>
internal sealed partial class JsonPayloadWriter
{
    // The length of a list is estimated from so many of its elements.
    private const int SampledItems = 32;

    // A pipeline writes a payload for each object.
    [ThreadStatic]
    private static JsonPayloadWriter? _spare;

    private JsonText _json = null!;
    private JsonWriteOptions _options = JsonWriteOptions.Default;
    private bool _excludes;
    private readonly JsonPath _path = new();
    private readonly List<object> _open = [];

    // The properties of all open objects, the innermost last.
    private readonly List<PSPropertyInfo> _properties = [];

    /// <summary>Returns <paramref name="value"/> as JSON in UTF-8.</summary>
    /// <exception cref="RequestException">InvalidPayload: a value can't be written; the message names its path.</exception>
    public static ReadOnlyMemory<byte> Write(object? value, JsonWriteOptions options)
    {
        using var json = new JsonText();
        // Taken while it is in use, because a script property may write another payload. One that has failed is not used again.
        var writer = _spare ?? new JsonPayloadWriter();
        _spare = null;
        (writer._json, writer._options, writer._excludes) = (json, options, options.ExcludeProperty.Count > 0);
        try
        {
            writer.WriteValue(value);
            _spare = writer;
            return json.ToMemory();
        }
        catch (NotFiniteNumberException failure)
        {
            throw writer.Refuse($"is {failure.Message}, a number that JSON does not have; give null or text", failure);
        }
        catch (Exception failure) when (failure is not (RequestException or PipelineStoppedException))
        {
            // Getters of foreign types may throw anything. The path still points to the failing member.
            throw writer.Refuse($"could not be read: {failure.GetBaseException().Message.TrimEnd('.')}", failure);
        }
    }

    private void WriteValue(object? value)
    {
        if (JsonScalar.TryWriteUsual(_json, value))
            return;
        if (value is Hashtable table)
        {
            WriteDictionary(table);
            return;
        }

        var wrapper = value as PSObject;
        if (wrapper is not null)
            value = ReferenceEquals(wrapper, AutomationNull.Value) ? null : wrapper.BaseObject;
        if (value is null or DBNull or NullString)
            _json.WriteAscii("null");
        else if (value is double && wrapper is not null && ExactNumber.TextOf(wrapper) is { } digits)
            _json.WriteAscii(digits);
        else if (value is PSCustomObject)
            WriteProperties(wrapper!, wrapper!);
        else if (!JsonScalar.TryWrite(_json, value, _options.EnumsAsStrings))
            WriteComposite(value, wrapper);
    }

    private void WriteComposite(object value, PSObject? wrapper)
    {
        switch (value)
        {
            case IDictionary dictionary and not ResponseHeaders:
                WriteDictionary(dictionary);
                break;
            case object[] array:
                WriteArray(array);
                break;
            case JsonValue scalar:
                WriteJsonValue(scalar);
                break;
            case JsonElement element:
                WriteElement(element);
                break;
            case JsonDocument document:
                WriteElement(document.RootElement);
                break;
            case ResponseHeaders:
                throw Refuse("is the headers of a response, which are masked as a whole; give single fields by their names instead");
            case ResourceResponse response:
                WriteValue(response.Content);
                break;
            case DataTable table:
                WriteList(table, table.Rows);
                break;
            // Written as one flat list, it would lose its rows.
            case Array { Rank: > 1 } array:
                throw Refuse($"is an array of {array.Rank} dimensions, which JSON does not have; convert it to a list of lists");
            default:
                if (ParsedJson.OfNewtonsoft(value) is { } parsed)
                    WriteElement(parsed);
                else if (DictionaryEntries.Of(value) is { } entries)
                    WriteDictionary(value, entries);
                else if (value is IEnumerable items && UnknownType.IsList(items))
                    WriteList(items, items);
                else if (UnknownType.WhyRefused(value) is { } reason)
                    throw Refuse($"is a {CmdletMessages.Name(value.GetType())}: it {reason}");
                else
                    WriteProperties(value, wrapper ?? PSObject.AsPSObject(value));
                break;
        }
    }

    private void WriteList(object owner, IEnumerable items)
    {
        Enter(owner, '[');
        var index = 0;
        // The list may throw instead of an element, so the path is that of the next one before it is read.
        _path.AtIndex(index);
        foreach (var item in items)
        {
            if (index > 0)
                _json.Write(',');
            WriteValue(item);
            _path.AtIndex(++index);
        }

        Leave(']');
    }

    // Without an enumerator, which takes longer than a short list itself.
    private void WriteArray(object?[] items)
    {
        CheckLines(items);
        Enter(items, '[');
        var start = _json.Length;
        for (var i = 0; i < items.Length; i++)
        {
            if (i == SampledItems)
            {
                _json.Expect((_json.Length - start + SampledItems) / SampledItems * (long)(items.Length - i));
                _json.ExpectSameNames();
            }

            if (i > 0)
                _json.Write(',');
            _path.AtIndex(i);
            WriteValue(items[i]);
        }

        Leave(']');
    }

    // A body of such lines is sent as their JSON, and does not come here.
    private void CheckLines(object?[] items)
    {
        if (TextLines.AreJson(items))
            throw Refuse("is the lines of a JSON text; convert them with ConvertFrom-Json, or read the text with Get-Content -Raw");
    }

    private void WriteJsonValue(JsonValue value)
    {
        if (value.TryGetValue<JsonElement>(out var element))
            WriteElement(element);
        else
            WriteValue(value.GetValue<object>());
    }

    // Writes the original text, so that numbers keep their digits and strings their escapes.
    private void WriteElement(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Undefined)
            throw Refuse("is a JsonElement without a value");
        if (_excludes && IsOutermost && element.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
        {
            WriteMembers(element);
            return;
        }

        var utf8 = Encoding.UTF8.GetBytes(element.GetRawText());
        // A lenient parser may have accepted comments and trailing commas, which are not JSON.
        _json.WriteRaw(JsonSyntax.IsValid(utf8) ? utf8 : JsonSerializer.SerializeToUtf8Bytes(element));
    }

    private void WriteMembers(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Object)
            WriteDictionary(element, DictionaryEntries.Of(element)!);
        else
            WriteList(element, element.EnumerateArray());
    }

    /// <summary>Opens an object or list. Throws if it contains itself or is nested too deeply.</summary>
    private void Enter(object container, char bracket)
    {
        // Only the open containers are compared: the same object in two places is not a cycle.
        foreach (var outer in _open)
        {
            if (ReferenceEquals(outer, container))
                throw Refuse("contains itself");
        }

        if (_open.Count >= _options.Depth)
            throw Refuse($"is nested deeper than the {_options.Depth} levels that -Depth allows");
        RuntimeHelpers.EnsureSufficientExecutionStack();
        _open.Add(container);
        _path.Enter();
        _json.Write(bracket);
    }

    private void Leave(char bracket)
    {
        _json.Write(bracket);
        _path.Leave();
        _open.RemoveAt(_open.Count - 1);
    }

    /// <summary>Writes the name of a member. Returns false if <c>-ExcludeProperty</c> leaves the member out.</summary>
    private bool BeginMember(string name, ref int count)
    {
        if (IsExcluded(name))
            return false;
        _path.AtName(name);
        _json.WriteName(name, isFirst: count++ == 0);
        return true;
    }

    private bool IsExcluded(string name)
        => _excludes && _path.Depth <= (_path.StartsInList ? 2 : 1) && _options.Excludes(name);

    // -ExcludeProperty applies to the outermost object, or to the elements of an outermost list.
    private bool IsOutermost => _path.Depth == 0 || (_path.Depth == 1 && _path.IsInList);

    private RequestException Refuse(string why, Exception? cause = null)
        => new(ErrorKind.InvalidPayload, PayloadMessages.Unwritable(_path.ToString(), why), cause);
}
