using System;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json;
using Xunit;
using Xunit.Abstractions;

namespace PutTools.Core.Tests.Adversary;

/// <summary>
/// Runs a parser of foreign text on valid inputs that were damaged at random. It may not throw, and no input may take long.
/// PUTTOOLS_LONG=1 tries a million inputs, PUTTOOLS_SEED repeats a run.
/// </summary>
internal static class Fuzz
{
    // Fragments that mean something to one of the parsers.
    private static readonly string[] Tokens =
    [
        ";", ",", "=", "\"", "\\", "<", ">", "/", "..", "%", "%00", "%2F", "'", "*", ":", "{", "}", "[", "]", "(", ")", "?", "&", "#", "@", " ", "\t", "\n", "\r\n", "\r\n\r\n", "\0",
        "\u001b[2J", "\u202E", "\uD800", "\uDC00", "\uFEFF", "\u00A0", "é", "文", "😀", "null", "NaN", "-1", "0", "1e999", "99999999999999999999", "\\u0000", "\\ud800", "]]>", "<!--", "<![CDATA[",
        "&#x0;", "&amp;", "filename*=", "utf-7''", "charset=", "error", "message", "errors", "status", "done", "true", "Max-Age=", "Domain=", "rel=", "W/", "1970", "GMT", "--x", "name=",
    ];

    private static readonly bool IsLong = Environment.GetEnvironmentVariable("PUTTOOLS_LONG") == "1";

    public static void Run(ITestOutputHelper output, string parser, Action<string> read, string[] sound)
    {
        var seed = Environment.GetEnvironmentVariable("PUTTOOLS_SEED") is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : Random.Shared.Next();
        var random = new Random(seed);
        var count = IsLong ? 1_000_000 : 1_000;
        var slowest = TimeSpan.Zero;
        var started = Stopwatch.StartNew();
        for (var i = 0; i < count; i++)
        {
            var text = Harm(sound[random.Next(sound.Length)], random);
            try
            {
                var before = Stopwatch.GetTimestamp();
                read(text);
                var elapsed = Stopwatch.GetElapsedTime(before);
                // The machine may have been busy; a slow input is slow again.
                if (elapsed > TimeSpan.FromSeconds(0.1))
                    elapsed = ThreadTime.Of(() => read(text));
                slowest = elapsed > slowest ? elapsed : slowest;
                Assert.True(elapsed < TimeSpan.FromSeconds(5), $"It took {elapsed}.");
            }
            catch (Exception failure)
            {
                Assert.Fail($"Input {i} of seed {seed}, {JsonSerializer.Serialize(text)}, threw {failure}");
            }
        }

        output.WriteLine($"{parser}: {count} inputs of seed {seed} in {started.Elapsed.TotalSeconds:0.0} s, the slowest {slowest.TotalMilliseconds:0.0} ms");
    }

    /// <summary>Half of the inputs without non-ASCII letters are not UTF-8.</summary>
    public static byte[] Octets(string text) => text.All(static sign => sign < 0x100) ? Encoding.Latin1.GetBytes(text) : Encoding.UTF8.GetBytes(text);

    private static string Harm(string text, Random random)
    {
        for (var harms = random.Next(5); harms > 0; harms--)
        {
            var at = random.Next(text.Length + 1);
            var length = random.Next(Math.Min(12, text.Length - at) + 1);
            text = random.Next(6) switch
            {
                0 => text[..at],
                1 => text.Remove(at, length),
                2 => text[..at] + string.Concat(Enumerable.Repeat(text.Substring(at, length), random.Next(30))) + text[at..],
                3 => text[..at] + (char)random.Next(random.Next(2) == 0 ? 0x100 : 0x10000) + text[at..],
                _ => text[..at] + Tokens[random.Next(Tokens.Length)] + text[at..],
            };
        }

        return text;
    }
}
