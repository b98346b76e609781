using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Collections.Specialized;
using System.Dynamic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Net;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using JsonSerializer = System.Text.Json.JsonSerializer;

namespace PutTools.Cmdlets.Tests.Conversion;

/// <summary>A PowerShell value, and its JSON as System.Text.Json writes it.</summary>
/// <param name="Value">The value.</param>
/// <param name="Json">The JSON.</param>
/// <param name="IsText">True if it has a text in urls and forms, which equals that of the JSON.</param>
internal sealed record Sample(object? Value, JsonNode? Json, bool IsText = false)
{
    private static readonly string[] Fragments =
    [
        "a", "B", "0", " ", "\t", "\r\n", "\"", "\\", "/", "'", "<", ">", "&", "=", "+", "%", "%41", "#", "?", "{", "}", "[", "]", ",", ":", "\0", "\u001f",
        "\u007f", "ä", "ß", "é", "\u2028", "\ufeff", "日本", "😀", "𝔘", "null", "true", "1.0", "2024-01-02T03:04:05Z", "***",
    ];

    private static readonly string[] Names = ["a", "b", "Name", "Id", "x y", "größe", "日本", "a.b", "$ref", "0", "Count", "Keys", "Length", "PSComputerName"];

    /// <summary>Single values that have a text.</summary>
    public static Gen<Sample> Scalar { get; } = Gen.OneOf(
        Text.Select(static text => Of(text)),
        Gen.Elements('a', 'ä', '"', '\u2028').Select(static c => Of(c)),
        Gen.Elements(true, false).Select(static flag => Of(flag)),
        Gen.Choose(int.MinValue, int.MaxValue).Select(static number => Of(number)),
        Gen.Choose(-32768, 32767).Select(static number => Of((short)number)),
        Long.Select(static number => Of(number)),
        Long.Select(static number => Of((ulong)number)),
        Long.Select(static number => new Sample((BigInteger)number * number, JsonNode.Parse(((BigInteger)number * number).ToString(CultureInfo.InvariantCulture)), IsText: true)),
        Long.Select(BitConverter.Int64BitsToDouble).Where(double.IsFinite).Select(static number => Of(number)),
        Gen.Choose(-1000, 1000).Select(static number => Of(number / 8d)),
        Gen.Choose(-100000, 100000).Select(static number => Of(number / 100f)),
        Gen.Choose(int.MinValue, int.MaxValue).Zip(Gen.Choose(0, 28)).Select(static parts => Of(new decimal(parts.Item1, parts.Item1, 0, isNegative: false, (byte)parts.Item2))),
        Moment.Select(static time => Of(time)),
        Moment.Select(static time => Of(DateTime.SpecifyKind(time, DateTimeKind.Unspecified))),
        Moment.Zip(Gen.Choose(-14, 14)).Select(static parts => Of(new DateTimeOffset(parts.Item1.AddDays(1).Ticks, TimeSpan.FromHours(parts.Item2)))),
        Moment.Select(static time => Of(DateOnly.FromDateTime(time))),
        Gen.Choose(0, 86399).Select(static seconds => Of(new TimeOnly(seconds * TimeSpan.TicksPerSecond))),
        Long.Select(static ticks => Of(new TimeSpan(ticks))),
        Long.Select(static bits => Of(new Guid([.. BitConverter.GetBytes(bits), .. BitConverter.GetBytes(~bits)]))),
        Gen.Choose(0, 99).Select(static number => Of(new Version(1, number, 3))),
        Gen.Elements("http://Example.org:80/a b", "a/b%7E", "https://h/?q=%41").Select(static uri => new Sample(new Uri(uri, UriKind.RelativeOrAbsolute), uri, IsText: true)),
        Gen.Elements("::1", "127.0.0.1").Select(static address => new Sample(IPAddress.Parse(address), address, IsText: true)),
        Gen.Elements("<a />", "<a>ä</a>").Select(static xml => new Sample(XElement.Parse(xml), xml, IsText: true)));

    /// <summary>Nested values of all kinds.</summary>
    public static Gen<Sample> Nested { get; } = Gen.Sized(static size => Any(Math.Min(4, size / 8)));

    private static Gen<string> Text => Gen.Elements(Fragments).ArrayOf().Select(static parts => string.Concat(parts.Take(12)));

    private static Gen<long> Long => Gen.Choose(int.MinValue, int.MaxValue).Two().Select(static halves => ((long)halves.Item1 << 32) | (uint)halves.Item2);

    // Whole seconds as often as fractions of seconds.
    private static Gen<DateTime> Moment => Gen.Choose(0, 2_000_000_000).Zip(Gen.Elements(0, 0, 1, 10, 1_200_000, 9_999_999))
        .Select(static parts => DateTime.UnixEpoch.AddSeconds(parts.Item1).AddTicks(parts.Item2));

    private static Gen<byte[]> Bytes => Gen.Choose(0, 255).Select(static b => (byte)b).NonEmptyListOf().Select(static bytes => bytes.ToArray());

    /// <summary>The text that a failure shows.</summary>
    public override string ToString() => $"{Value?.GetType().FullName ?? "null"}: {Json?.ToJsonString() ?? "null"}";

    private static Sample Of<T>(T value) => new(value, JsonSerializer.SerializeToNode(value), IsText: true);

    private static Gen<Sample> Any(int depth)
    {
        var single = Gen.Frequency((12, Scalar), (1, RareScalar));
        if (depth == 0)
            return single;
        var inner = Any(depth - 1);
        return Gen.Frequency(
            (4, single),
            (3, inner.ListOf().SelectMany(ListOf)),
            (3, Gen.SubListOf(Names).SelectMany(names => inner.ListOf(names.Count).SelectMany(members => ObjectOf(names, members)))),
            (1, inner.SelectMany(ParsedBy)),
            (1, inner.Where(static sample => sample.Value is not null).Select(static sample => sample with { Value = new PSObject(sample.Value!), IsText = false })));
    }

    private static Gen<Sample> RareScalar => Gen.OneOf(
        Gen.Elements<object?>(null, DBNull.Value).Select(static nothing => new Sample(nothing, null)),
        Gen.Elements(Enum.GetValues<DayOfWeek>()).Select(static day => new Sample(day, (int)day)),
        Bytes.SelectMany(static bytes => Gen.Elements<object>(
                bytes, new List<byte>(bytes), new ArraySegment<byte>(bytes), new Memory<byte>(bytes), new ReadOnlyMemory<byte>(bytes), bytes.Cast<object>().ToArray(),
                new ArrayList(bytes), ImmutableArray.Create(bytes))
            .Select(form => new Sample(form, Convert.ToBase64String(bytes)))));

    private static Gen<Sample> ListOf(List<Sample> items)
    {
        var values = items.ConvertAll(static item => item.Value);
        var json = new JsonArray([.. items.Select(static item => item.Json?.DeepClone())]);
        return Gen.Elements<object>(
                values.ToArray(), values, new ArrayList(values), new Queue<object?>(values), ImmutableList.CreateRange(values), values.Where(static _ => true), new PSObject(values.ToArray()))
            .Select(list => new Sample(list, json));
    }

    private static Gen<Sample> ObjectOf(IList<string> names, List<Sample> members)
    {
        var pairs = names.Zip(members, static (name, member) => KeyValuePair.Create(name, member)).ToList();
        var json = new JsonObject(pairs.Select(static pair => KeyValuePair.Create(pair.Key, pair.Value.Json?.DeepClone())));
        var (custom, ordered, hashtable) = (new PSObject(), new OrderedDictionary(), new Hashtable());
        var (generic, expando) = (new Dictionary<string, object?>(StringComparer.Ordinal), (IDictionary<string, object?>)new ExpandoObject());
        foreach (var pair in pairs)
        {
            custom.Properties.Add(new PSNoteProperty(pair.Key, pair.Value.Value));
            ordered.Add(pair.Key, pair.Value.Value);
            hashtable.Add(pair.Key, pair.Value.Value);
            generic.Add(pair.Key, pair.Value.Value);
            expando.Add(pair.Key, pair.Value.Value);
        }

        return Gen.Elements<object>(custom, ordered, hashtable, generic, expando, new SortedList(hashtable, StringComparer.Ordinal), new PSObject(hashtable))
            .Select(value => new Sample(value, json))
            .Or(Gen.Constant(new Sample(new Holder(members.Count, members.FirstOrDefault()?.Value), new JsonObject
            {
                [nameof(Holder.Number)] = members.Count,
                [nameof(Holder.Content)] = members.FirstOrDefault()?.Json?.DeepClone(),
            })));
    }

    // The same value as the object of another library that has read the JSON.
    private static Gen<Sample> ParsedBy(Sample sample)
    {
        var json = sample.Json?.ToJsonString() ?? "null";
        using var reader = new JsonTextReader(new System.IO.StringReader(json)) { DateParseHandling = DateParseHandling.None, FloatParseHandling = FloatParseHandling.Decimal };
        object?[] forms = [JsonDocument.Parse(json), JsonDocument.Parse(json).RootElement, JsonNode.Parse(json)];
        // Newtonsoft's numbers have fewer digits, and decimals end at 28.
        return Gen.Elements(json.Contains('E', StringComparison.Ordinal) || json.Contains('.', StringComparison.Ordinal) ? forms : [.. forms, JToken.Load(reader)])
            .Select(form => new Sample(form, sample.Json));
    }

    /// <summary>An object of a class of the user.</summary>
    public sealed class Holder(int number, object? content)
    {
        public int Number { get; } = number;

        public object? Content { get; } = content;
    }
}
