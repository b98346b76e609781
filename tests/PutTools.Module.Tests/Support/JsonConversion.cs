// Compiled by Add-Type in PowerShell: calls the module's internal writer and reader, and checks their results
// independently. The checks use neither the reader, the writer nor System.Text.Json to find out what a document
// contains.
using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Management.Automation;
using System.Numerics;
using System.Reflection;
using System.Text;
using System.Threading;

namespace PutTools.Tests;

/// <summary>The writer and reader of one build of the module.</summary>
public sealed class JsonConversion
{
    private delegate object ReadJson(ReadOnlySpan<byte> utf8, bool asHashtable, Action<string> warn);

    private readonly ReadJson _read;
    private readonly MethodInfo _bind;
    private readonly Type _options;
    private readonly Func<object, object, ReadOnlyMemory<byte>> _write;

    public JsonConversion(Assembly assembly)
    {
        const string space = "PutTools.Cmdlets.Conversion.";
        _read = (ReadJson)Delegate.CreateDelegate(typeof(ReadJson), assembly.GetType(space + "JsonResponseReader", true).GetMethod("Read"));
        _options = assembly.GetType(space + "JsonWriteOptions", true);
        _bind = GetType().GetMethod("Bind", BindingFlags.Static | BindingFlags.NonPublic).MakeGenericMethod(_options);
        _write = (Func<object, object, ReadOnlyMemory<byte>>)_bind.Invoke(
            null, new object[] { assembly.GetType(space + "JsonPayloadWriter", true).GetMethod("Write") });
        Options = NewOptions(new Hashtable());
    }

    public object Options { get; }

    public List<string> Warnings { get; } = new();

    public object NewOptions(IDictionary changes)
    {
        var options = Activator.CreateInstance(_options);
        foreach (DictionaryEntry change in changes)
            _options.GetProperty((string)change.Key).SetValue(options, change.Value);
        return options;
    }

    public byte[] Write(object value, object options) => _write(value, options).ToArray();

    public byte[] Write(object value) => _write(value, Options).ToArray();

    public object Read(byte[] utf8, bool asHashtable = false)
    {
        Warnings.Clear();
        return _read(utf8, asHashtable, Warnings.Add);
    }

    /// <summary>
    /// Writes the given number of times, without the cost of a call from a script, which a command does not have either.
    /// </summary>
    public void RepeatWrite(object value, int times)
    {
        for (var i = 0; i < times; i++)
            _write(value, Options);
    }

    public void RepeatRead(byte[] utf8, int times)
    {
        for (var i = 0; i < times; i++)
            Read(utf8);
    }

    private static Func<object, object, ReadOnlyMemory<byte>> Bind<T>(MethodInfo write)
    {
        var typed = (Func<object, T, ReadOnlyMemory<byte>>)Delegate.CreateDelegate(typeof(Func<object, T, ReadOnlyMemory<byte>>), write);
        return (value, options) => typed(value, (T)options);
    }
}

/// <summary>Reads and writes generated documents and reports those that changed.</summary>
public static class RoundTrip
{
    public static string[] FindFailures(JsonConversion json, int seed, int documents, bool asHashtable)
    {
        var failures = new List<string>();
        var generator = new DocumentGenerator(seed);
        for (var i = 0; i < documents && failures.Count < 5; i++)
        {
            var document = generator.Next();
            try
            {
                var first = json.Read(Encoding.UTF8.GetBytes(document), asHashtable);
                var written = json.Write(first);
                var second = json.Read(written, asHashtable);
                var text = Encoding.UTF8.GetString(written);
                if (Canonical.Of(document) != Canonical.Of(text))
                    failures.Add($"document {i}: {document} went out as {text}");
                else if (Describe(first) != Describe(second))
                    failures.Add($"document {i}: {document} is {Describe(first)}, after writing it is {Describe(second)}");
            }
            catch (Exception e)
            {
                failures.Add($"document {i}: {document} gave {e}");
            }
        }

        // Enough to see the document; the seed reproduces it.
        return failures.ConvertAll(failure => failure.Length > 1000 ? failure.Substring(0, 1000) + "…" : failure).ToArray();
    }

    /// <summary>Reads and writes on a new thread, which has no runspace; a stack of 0 is the usual one.</summary>
    public static string OnSmallStack(JsonConversion json, int stack, string document)
    {
        var outcome = "nothing";
        var options = json.NewOptions(new Hashtable { ["Depth"] = 1000 });
        var thread = new Thread(
            () =>
            {
                try
                {
                    var written = json.Write(json.Read(Encoding.UTF8.GetBytes(document)), options);
                    outcome = Canonical.Of(document) == Canonical.Of(Encoding.UTF8.GetString(written)) ? "read and written" : "changed";
                }
                catch (Exception e) when (e.GetType().Name is "JsonException" or "RequestException")
                {
                    outcome = "refused";
                }
                catch (Exception e)
                {
                    outcome = e.ToString();
                }
            },
            stack);
        thread.Start();
        thread.Join();
        return outcome;
    }

    public static byte[] LargeDocument(int size)
    {
        var stream = new MemoryStream(size + 200);
        stream.WriteByte((byte)'[');
        for (var i = 0; stream.Length < size; i++)
            stream.Write(Encoding.UTF8.GetBytes((i > 0 ? "," : "") + "{\"id\":" + i + ",\"text\":\"" + new string('x', 150) + "\"}"));
        stream.WriteByte((byte)']');
        return stream.ToArray();
    }

    /// <summary>The tree of types and values.</summary>
    public static string Describe(object value)
    {
        if (value is PSObject { BaseObject: PSCustomObject } custom)
        {
            var members = new List<string>();
            foreach (var property in custom.Properties)
                members.Add(Quote(property.Name) + ":" + Describe(property.Value));
            return "object{" + string.Join(",", members) + "}";
        }

        value = value is PSObject wrapper ? wrapper.BaseObject : value;
        switch (value)
        {
            case null:
                return "null";
            case string text:
                return Quote(text);
            case object[] array:
                return "array[" + string.Join(",", Array.ConvertAll(array, Describe)) + "]";
            case IDictionary dictionary:
                var entries = new List<string>();
                foreach (DictionaryEntry entry in dictionary)
                    entries.Add(Quote((string)entry.Key) + ":" + Describe(entry.Value));
                return dictionary.GetType().Name + "{" + string.Join(",", entries) + "}";
            default:
                return value.GetType().Name + " " + Convert.ToString(value, CultureInfo.InvariantCulture);
        }
    }

    private static string Quote(string text)
    {
        var quoted = new StringBuilder("'");
        foreach (var c in text)
            quoted.Append(c is >= ' ' and < '\x7f' ? c.ToString() : $"<{(int)c:x4}>");
        return quoted.Append('\'').ToString();
    }
}

/// <summary>Random JSON documents with difficult values.</summary>
public sealed class DocumentGenerator
{
    private static readonly string[] Names =
    {
        "a", "A", "b", "name", "Name", "NAME", "", "psobject", "PSTypeNames", "psbase", "psadapted", "psextended", "Count", "Length",
        "ToString", "Equals", "GetType", "Keys", "Values", "é", "É", "日本", "😀", "with space", "a.b", "*", "\\u0061b", "\\ud800",
        "x\\udc00", "\\\"", "\\\\", "\\u0000", "$ref", "__proto__", "PSComputerName", "SyncRoot", "JsonText",
    };

    private static readonly string[] Strings =
    {
        "", "abc", "2024-01-02T10:00:00+05:00", "2024-01-02", "/Date(1)/", "1", "1.0", "true", "null", "\\u00e9", "é", "😀", "\\ud83d\\ude00",
        "\\ud800", "\\udfff\\ud800", "a\\ud83d", "\\u0000\\u001f", "\\/\\b\\f\\n\\r\\t\\\"\\\\", "\u2028", "\uffff", "<&'>", " ",
    };

    private static readonly string[] Numbers =
    {
        "0", "-0", "-0.0", "0.0", "0e5", "-0E-400", "1", "-1", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
        "-9223372036854775809", "18446744073709551616", "123456789012345678901234567890", "1.0", "1.10", "0.1", "0.30000000000000004",
        "0.1000000000000000055511151231257827", "3.14159265358979323846264338327950288", "1.2345678901234567890", "1e3", "1E+3", "1e-3", "1E400", "-1E400",
        "1e-400", "5e-324", "4.9e-324", "1.7976931348623157e308", "1.7976931348623159e308", "1e999999999", "1e-999999999",
        "1e99999999999999999999999999", "9007199254740993", "9007199254740993.0", "79228162514264337593543950335.0",
        "79228162514264337593543950336.5", "0.0000000000000000000000000001", "0.00000000000000000000000000012", "1e23", "100000000000000000000.00",
    };

    private readonly Random _random;

    public DocumentGenerator(int seed) => _random = new Random(seed);

    public string Next()
    {
        var text = new StringBuilder();
        Space(text);
        Value(text, 0);
        Space(text);
        return text.ToString();
    }

    private void Value(StringBuilder text, int depth)
    {
        switch (_random.Next(depth > 5 ? 6 : 10))
        {
            case 0:
                text.Append(Pick("true", "false", "null"));
                break;
            case 1 or 2:
                text.Append('"').Append(Text()).Append('"');
                break;
            case 3:
                text.Append(Pick(Numbers));
                break;
            case 4 or 5:
                text.Append(Number());
                break;
            case 6 or 7:
                Sequence(text, '[', ']', _random.Next(5), _ => Value(text, depth + 1));
                break;
            default:
                var names = DistinctNames(_random.Next(6) == 0 ? _random.Next(25) : _random.Next(5));
                Sequence(text, '{', '}', names.Count, i =>
                {
                    text.Append('"').Append(names[i]).Append('"');
                    Space(text);
                    text.Append(':');
                    Space(text);
                    Value(text, depth + 1);
                });
                break;
        }
    }

    private void Sequence(StringBuilder text, char open, char close, int count, Action<int> item)
    {
        text.Append(open);
        Space(text);
        for (var i = 0; i < count; i++)
        {
            if (i > 0)
                text.Append(',');
            Space(text);
            item(i);
            Space(text);
        }

        text.Append(close);
    }

    private List<string> DistinctNames(int count)
    {
        var names = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
        {
            var name = _random.Next(3) == 0 ? "n" + _random.Next(50) : Pick(Names);
            if (seen.Add(name))
                names.Add(name);
        }

        return names;
    }

    private string Text()
    {
        if (_random.Next(2) == 0)
            return Pick(Strings);
        var text = new StringBuilder();
        for (var i = _random.Next(20); i > 0; i--)
            text.Append(Pick(Strings));
        return text.ToString();
    }

    private string Number()
    {
        var text = new StringBuilder(_random.Next(2) == 0 ? "-" : "");
        text.Append((char)('1' + _random.Next(9)));
        Digits(text, _random.Next(_random.Next(40) + 1));
        if (_random.Next(2) == 0)
        {
            text.Append('.');
            Digits(text, 1 + _random.Next(_random.Next(30) + 1));
        }

        if (_random.Next(3) == 0)
            text.Append(Pick("e", "E", "e+", "E-", "e-")).Append(_random.Next(_random.Next(2) == 0 ? 30 : 400));
        return text.ToString();
    }

    private void Digits(StringBuilder text, int count)
    {
        for (; count > 0; count--)
            text.Append((char)('0' + _random.Next(10)));
    }

    private void Space(StringBuilder text)
    {
        if (_random.Next(8) == 0)
            text.Append(Pick(" ", "\n", "\t", "\r\n", "   "));
    }

    private string Pick(params string[] choices) => choices[_random.Next(choices.Length)];
}

/// <summary>
/// Returns one text for all documents with the same meaning: no space, every character escaped, numbers as digits and a power of ten.
/// </summary>
public sealed class Canonical
{
    private readonly string _text;
    private readonly StringBuilder _result = new();
    private int _at;

    private Canonical(string text) => _text = text;

    public static string Of(string json)
    {
        var parser = new Canonical(json);
        parser.Value();
        parser.Space();
        if (parser._at != json.Length)
            throw new FormatException($"There is more after the value, at {parser._at}.");
        return parser._result.ToString();
    }

    private void Value()
    {
        Space();
        switch (_text[_at])
        {
            case '{':
                Items('}', () =>
                {
                    Space();
                    String();
                    Space();
                    Take(':');
                    Value();
                });
                break;
            case '[':
                Items(']', Value);
                break;
            case '"':
                String();
                break;
            case 't' or 'f' or 'n':
                while (_at < _text.Length && char.IsLetter(_text[_at]))
                    _result.Append(_text[_at++]);
                break;
            default:
                Number();
                break;
        }
    }

    private void Items(char close, Action item)
    {
        _result.Append(_text[_at++]);
        Space();
        if (_text[_at] != close)
        {
            item();
            for (Space(); _text[_at] == ','; Space())
            {
                Take(',');
                item();
            }
        }

        Take(close);
    }

    private void String()
    {
        Take('"');
        while (_text[_at] != '"')
        {
            var c = _text[_at++];
            if (c < ' ')
                throw new FormatException("A control character is not escaped.");
            if (c == '\\')
            {
                c = _text[_at++];
                if (c == 'u')
                {
                    c = (char)Convert.ToInt32(_text.Substring(_at, 4), 16);
                    _at += 4;
                }
                else
                {
                    c = "\"\\/\b\f\n\r\t"["\"\\/bfnrt".IndexOf(c)];
                }
            }

            _result.Append($"\\u{(int)c:x4}");
        }

        Take('"');
    }

    private void Number()
    {
        var start = _at;
        while (_at < _text.Length && "+-.eE0123456789".IndexOf(_text[_at]) >= 0)
            _at++;
        var number = _text.Substring(start, _at - start).ToLowerInvariant().Split('e');
        var power = number.Length > 1 ? BigInteger.Parse(number[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : 0;
        var parts = number[0].TrimStart('-').Split('.');
        var digits = BigInteger.Parse(parts[0] + (parts.Length > 1 ? parts[1] : ""), CultureInfo.InvariantCulture);
        power -= parts.Length > 1 ? parts[1].Length : 0;
        while (!digits.IsZero && digits % 10 == 0)
        {
            digits /= 10;
            power++;
        }

        _result.Append(number[0][0] == '-' ? "-" : "").Append(digits).Append('e').Append(digits.IsZero ? 0 : power);
    }

    private void Space()
    {
        while (_at < _text.Length && _text[_at] is ' ' or '\n' or '\r' or '\t')
            _at++;
    }

    private void Take(char c)
    {
        if (_text[_at] != c)
            throw new FormatException($"There is no '{c}' at {_at}.");
        _result.Append(c);
        _at++;
    }
}
