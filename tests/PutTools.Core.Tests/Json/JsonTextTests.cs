using System;
using System.Globalization;
using System.Text;
using PutTools.Json;
using Xunit;

namespace PutTools.Core.Tests.Json;

public class JsonTextTests
{
    // Around three quarters and the whole of an array, which decide if the array is kept or its text copied.
    [Theory]
    [InlineData(0)]
    [InlineData(200)]
    [InlineData(3069)]
    [InlineData(3070)]
    [InlineData(3071)]
    [InlineData(4094)]
    [InlineData(4095)]
    [InlineData(8190)]
    [InlineData(100_000)]
    [InlineData(1_000_000)]
    public void A_text_stays_as_it_is_when_its_writer_and_later_ones_are_done(int length)
    {
        var first = Write(new string('a', length));
        _ = Write(new string('b', length));
        Assert.Equal('"' + new string('a', length) + '"', Encoding.UTF8.GetString(first.Span));
    }

    [Theory]
    [InlineData(0.1, "0.1")]
    [InlineData(-0.5, "-0.5")]
    [InlineData(1, "1.0")]
    [InlineData(0.0, "0.0")]
    [InlineData(-0.0, "-0.0")]
    [InlineData(1234.56, "1234.56")]
    [InlineData(-3.000007, "-3.000007")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(0.000123, "0.000123")]
    [InlineData(0.00001, "1E-05")]
    [InlineData(999_999_999.999_999, "999999999.999999")]
    [InlineData(1e9, "1000000000.0")]
    [InlineData(0.1 + 0.2, "0.30000000000000004")]
    public void A_number_has_its_shortest_text(double number, string text) => Assert.Equal(text, Write(json => json.Write(number)));

    [Fact]
    public void A_number_of_few_decimals_has_the_same_text_as_by_the_runtime()
    {
        var random = new Random(18);
        for (var i = 0; i < 200_000; i++)
        {
            var number = Math.Round(random.NextDouble() * Math.Pow(10, random.Next(-4, 11)), random.Next(0, 9)) * (1 - (2 * random.Next(2)));
            // The neighbour of a short number has a long text.
            if (i % 4 == 0)
                number = Math.BitIncrement(number);
            var text = number.ToString("R", CultureInfo.InvariantCulture);
            Assert.Equal(text.AsSpan().IndexOfAny('.', 'E') < 0 ? text + ".0" : text, Write(json => json.Write(number)));
        }
    }

    // Around the groups of eight characters, with each kind of character that is not written as it is, at each place.
    [Theory]
    [InlineData("\b\f\n\r\t", "\\b\\f\\n\\r\\t")]
    [InlineData("\u0000", "\\u0000")]
    [InlineData("\u001f", "\\u001f")]
    [InlineData("\"", "\\\"")]
    [InlineData("\\", "\\\\")]
    [InlineData(" ", " ")]
    [InlineData("~", "~")]
    [InlineData("\u007f", "\u007f")]
    [InlineData("\u0080", "\u0080")]
    [InlineData("\u2028", "\u2028")]
    [InlineData("\uffff", "\uffff")]
    [InlineData("\U0001f600", "\U0001f600")]
    public void A_character_is_written_alike_at_each_place(string character, string written)
    {
        for (var length = 0; length < 34; length++)
        {
            for (var at = 0; at <= length; at++)
            {
                var rest = new string('a', length);
                Assert.Equal('"' + rest.Insert(at, written) + '"', Write(json => json.WriteString(rest.Insert(at, character))));
            }
        }
    }

    // Equal strings that are not the same one, names that share a place among the known ones, and more text than the first array holds.
    [Fact]
    public void A_name_that_repeats_is_written_as_the_first_time()
    {
        var random = new Random(18);
        string[] characters = ["a", "b", "\"", "\\", "\n", "é", "\u2028", "\ud800", "\U0001f600", "street", ""];
        var names = new string[200];
        for (var i = 0; i < names.Length; i++)
            names[i] = i % 10 == 9 ? new string(names[i - 1].AsSpan()) : string.Concat(random.GetItems(characters, random.Next(5)));
        var order = random.GetItems(names, 20_000);

        void WriteNames(JsonText json)
        {
            foreach (var name in order)
                json.WriteName(name, isFirst: json.Length % 7 == 0);
        }

        var plain = Write(WriteNames);
        Assert.Equal(plain, Write(json =>
        {
            json.ExpectSameNames();
            WriteNames(json);
        }));
    }

    private static ReadOnlyMemory<byte> Write(string text)
    {
        using var json = new JsonText();
        json.WriteString(text);
        return json.ToMemory();
    }

    private static string Write(Action<JsonText> write)
    {
        using var json = new JsonText();
        write(json);
        return Encoding.UTF8.GetString(json.ToArray());
    }
}
