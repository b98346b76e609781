using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Text;
using System.Text.Json;
using PutTools.Content;
using PutTools.Cookies;
using PutTools.Files;
using PutTools.Http;
using PutTools.Patching;
using PutTools.Secrets;
using PutTools.ServerMessages;
using PutTools.Templates;
using PutTools.Text;
using PutTools.Urls;
using PutTools.Writes;
using Xunit;
using Xunit.Abstractions;

namespace PutTools.Core.Tests.Adversary;

/// <summary>
/// Runs each parser of foreign text on valid inputs that were damaged at random. No parser may throw anything but its
/// own failure, return what it promises not to return, or take long. PUTTOOLS_LONG=1 tries a million inputs each,
/// PUTTOOLS_SEED repeats a run.
/// </summary>
public sealed class ParserFuzzTests(ITestOutputHelper output)
{
    private static readonly Uri Origin = new("https://h.example/a/b?x=1");
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("PUTTOOLS_LONG") == "1";

    private static readonly Dictionary<string, (Action<string> Read, string[] Sound)> Parsers = new(StringComparer.Ordinal)
    {
        ["a file name"] = (ReadFileName, ["attachment; filename=\"a b.txt\"", "attachment; filename=x.txt; filename*=UTF-8''%e2%82%ac%20rates.txt; size=1", "inline; filename=\"a\\\"b;c.txt\"", "attachment; filename=\"../../etc/passwd\"", "x; filename=CON.txt"]),
        ["a link"] = (static text => LinkHeader.Parse(text, Origin), ["<https://x.example/2>; rel=next", "</c>; title=\"a, <b>; c\"; rel=\"next\", <?x=2>; rel=\"prev last\"", "<1>; anchor=\"#x\"; rel=\"https://r.example/own\""]),
        ["a pause"] = (ReadPause, ["120", "Sun, 06 Nov 1994 08:49:37 GMT", "0.5", "\"default\";r=0;t=30", "limit=100, remaining=0, reset=30", "1700000000", "1700000000000"]),
        ["a date"] = (static text => HttpDate.Parse(text), ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"]),
        ["a cookie"] = (static text => SetCookie.Parse(text, DateTimeOffset.UtcNow), ["sid=abc,def==; Path=/; Max-Age=60; Secure; HttpOnly", "a=\"x y\"; domain=.h.example; Expires=Thu, 01-Jan-1970 00:00:00 GMT; SameSite=Lax"]),
        ["a media type"] = (ReadMediaType, ["application/problem+json; charset=\"utf-8\"; profile=x", "text/html;charset=iso-8859-1", "multipart/form-data; boundary=\"a;b\""]),
        ["a challenge"] = (static text => _ = Challenge.Parameter(text, "error_description") + Challenge.Parameter(text, "realm"), ["Bearer realm=\"x, y\", error=\"invalid_token\", error_description=\"It \\\"expired\\\"\"", "Basic realm=x, Digest nonce = \"y\", qop=auth"]),
        ["an entity tag"] = (static text => EntityTag.IsList(text), ["\"1\"", "W/\"1\", \"a,b\"", "unquoted"]),
        ["a charset"] = (ReadText, ["<?xml version=\"1.0\" encoding=\"utf-8\"?><a/>", "<html><meta http-equiv=\"Content-Type\" content=\"text/html; charset=windows-1252\">", "@charset \"utf-16\";", "\uFEFFtext", "plain"]),
        ["an error in JSON"] = (static text => ReadError(text, "application/json"), ["""{"detail":[{"loc":["body","name"],"msg":"field required"}]}""", """{"error":{"code":"X","message":"No","details":[{"target":"a","message":"b"}]}}""", """{"errors":{"name":["is \ud800 empty"]},"title":"Bad"}""", """{"@odata.error":{"message":{"lang":"en","value":"x"}},"a@Message.ExtendedInfo":[{"Message":"m"}]}""", "[[[[1]]]]"]),
        ["an error in XML"] = (static text => ReadError(text, "application/xml"), ["<?xml version=\"1.0\"?><Error><Code>Busy</Code><Message>x &amp; y</Message></Error>", "<s:Envelope xmlns:s=\"u\"><s:Fault><faultstring>f</faultstring></s:Fault></s:Envelope>", "<!DOCTYPE a [<!ENTITY e \"x\">]><a>&e;</a>"]),
        ["an error in HTML"] = (static text => ReadError(text, "text/html"), ["<!doctype html><title>Nope</title><script>x</script><h1>502</h1><p>a &lt; b</p><!-- c -->", "<html><body><a href=x>y</a>"]),
        ["a problem"] = (static text => ProblemDetails.Parse(With(text, "application/problem+json")), ["""{"type":"about:blank","title":"t","status":400,"detail":"d","instance":"/x","more":[1,{"a":null}]}"""]),
        ["an operation"] = (ReadOperation, ["""{"status":"Running","percentComplete":"45%"}""", """{"name":"operations/7","done":true,"error":{"message":"x"}}""", """{"properties":{"provisioningState":"Creating"}}""", """{"status":{"conditions":[{"type":"Ready","status":"True"}]}}""", """{"TaskState":"Exception","Messages":[{"Message":"m"}],"_rev":"1-a","metadata":{"resourceVersion":"7"}}"""]),
        ["JSON"] = (static text => JsonTree.TryParse(Encoding.UTF8.GetBytes(text)), ["""{"a":[1,2.50,1e400,-0,true,null,"\ud83e\uddd9"],"a":{"b":{}}}""", "[[[]]]", "1"]),
        ["a JSON Patch"] = (ReadPatch, ["""[{"op":"add","path":"/a/-","value":1},{"op":"move","from":"/a~1b","path":"/c"},{"op":"test","path":"","value":{}}]"""]),
        ["a coding"] = (ReadCoded, ["gzip", "br", "deflate", "gzip, br", "identity", "x-gzip , gzip"]),
        ["a url"] = (ReadUrl, ["/items/7?sig=abc&b=%20#x", "//other.example:8080/%7E/../x", "https://user:pa#ss@h.example/?token=1", "?x=2", "http://xn--nxasmq6b/ä/{id}", "mailto:x@y", "http://[::1]:80/"]),
        ["a template"] = (ReadTemplate, ["https://h.example/items/{id}?q={+name}", "{metadata.name}", "a{b}{c}"]),
        ["masked text"] = (ReadMasked, ["""{"password":"s3cr3t","a":{"token" : [1,2]}}""", "<a><password>s3cr3t</password><b x='1'/></a>", "a=1&password=s3cr3t"]),
        ["shown text"] = (ReadShown, ["a\u001b[31mred\u0007 \u202Etxt", "👩‍🚀 \uD800", "plain text"]),
    };

    // Fragments that mean something to one of the parsers.
    private static readonly string[] Tokens =
    [
        ";", ",", "=", "\"", "\\", "<", ">", "/", "..", "%", "%00", "%2F", "'", "*", ":", "{", "}", "[", "]", "(", ")", "?", "&", "#", "@", " ", "\t", "\r\n", "\0",
        "\u001b[2J", "\u202E", "\uD800", "\uDC00", "\uFEFF", "\u00A0", "é", "文", "😀", "null", "NaN", "-1", "0", "1e999", "99999999999999999999", "\\u0000", "\\ud800", "]]>", "<!--", "<![CDATA[",
        "&#x0;", "&amp;", "filename*=", "utf-7''", "charset=", "error", "message", "errors", "status", "done", "true", "Max-Age=", "rel=", "W/", "1970", "GMT",
    ];

    public static TheoryData<string> Names => [.. Parsers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Any_input_is_read_or_refused(string parser)
    {
        var (read, sound) = Parsers[parser];
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
                var elapsed = Time(read, text);
                // The machine may have been busy; a slow input is slow again.
                if (elapsed > TimeSpan.FromSeconds(0.1))
                    elapsed = Time(read, text);
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

    private static TimeSpan Time(Action<string> read, string text)
    {
        var watch = Stopwatch.StartNew();
        read(text);
        return watch.Elapsed;
    }

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

    // Half of the inputs without non-ASCII letters are not UTF-8.
    private static byte[] Octets(string text) => text.All(static sign => sign < 0x100) ? Encoding.Latin1.GetBytes(text) : Encoding.UTF8.GetBytes(text);

    private static HttpResponse With(string body, string contentType) => Responses.Of(string.Empty, contentType) with { Body = Octets(body) };

    private static void ReadFileName(string text)
    {
        var name = SafeFileName.Of(ResponseHeaders.From([new("Content-Disposition", text)]), Origin);
        Assert.False(name.Length is 0 or > 61 || name[0] == '.' || name.AsSpan().IndexOfAny("/\\:*?\"<>|") >= 0 || name.Any(char.IsControl), name);
    }

    private static void ReadPause(string text)
    {
        foreach (var name in (string[])["Retry-After", "RateLimit", "X-RateLimit-Reset", "Date"])
            _ = RetryAfter.Of(new HttpResponse(429, "X", ResponseHeaders.From([new("X-RateLimit-Remaining", "0"), new(name, text)])), DateTimeOffset.UnixEpoch);
    }

    private static void ReadMediaType(string text) => _ = MediaType.Of(text) + MediaType.Parameter(text, "charset") + MediaType.Parameter(text, "boundary");

    private static void ReadText(string text)
    {
        var octets = Octets(text);
        foreach (var type in (string?[])[null, "application/xml", "text/html", "text/css", "text/plain; charset=" + text])
        {
            _ = TextDecoder.Decode(octets, type);
            _ = TextDecoder.ToUtf8(octets, type);
        }
    }

    private static void ReadError(string text, string contentType)
    {
        if (ServerMessage.Of(With(text, contentType)) is not { } words)
            return;
        Assert.InRange(words.Split(Environment.NewLine).Length, 1, 5);
        Assert.DoesNotContain(words.Replace(Environment.NewLine, string.Empty, StringComparison.Ordinal), char.IsControl);
    }

    private static void ReadOperation(string text)
    {
        var response = new HttpResponse(200, "OK", ResponseHeaders.From([new("Operation-Location", text)])) { Body = Octets(text), Target = Origin };
        _ = OperationLink.Of(response, Origin);
        _ = OperationLink.Of(new HttpResponse(202, "OK", ResponseHeaders.From([])) { Body = response.Body, Target = Origin }, Origin);
        foreach (var place in Enum.GetValues<OperationPlace>())
            _ = OperationState.Of(response, place);
        _ = OperationState.ResourceLocation(response) + Validator.TagOf(response) + Validator.IsInBody(response, response.Body, null) + Validator.IsInBody(response, response.Body, text);
    }

    private static void ReadPatch(string text)
    {
        try
        {
            if (JsonTree.TryParse(Encoding.UTF8.GetBytes(text)) is { } patch)
                _ = PatchFormat.JsonPatch.Apply(JsonTree.Parse("""{"a":[1],"b":{}}"""u8.ToArray()), patch);
        }
        catch (RequestException)
        {
            // The message describes the mistake.
        }
    }

    private static void ReadCoded(string text)
    {
        var octets = Octets(text);
        foreach (var codings in (string[])[text, "gzip", "br", "deflate", "gzip, br"])
        {
            try
            {
                _ = ContentCoding.Decode(octets, codings, 10_000);
            }
            catch (Exception failure) when (failure is System.IO.InvalidDataException or System.IO.IOException)
            {
                // Bytes that are not in their coding are a failure of the attempt.
            }
        }
    }

    private static void ReadUrl(string text)
    {
        var url = ExactUri.Resolve(Origin, text);
        var response = new HttpResponse(201, "OK", ResponseHeaders.From([new("Location", text)])) { Target = Origin };
        Assert.True(response.Location is null || response.Location.IsAbsoluteUri);
        var shown = RedactedUri.Text(text) + (url is null ? string.Empty : RedactedUri.Text(url));
        Assert.DoesNotContain("?token=1", shown, StringComparison.Ordinal);
        _ = RedactedUri.IsMasked(text);
    }

    private static void ReadTemplate(string text)
    {
        try
        {
            _ = UriTemplate.Expand(text, static name => name.Length == 0 ? null : [name]);
        }
        catch (Exception failure) when (failure is RequestException or EncoderFallbackException)
        {
            // The message describes the mistake.
        }
    }

    private static void ReadMasked(string text)
    {
        var shown = RedactedText.Json(text) + RedactedText.Xml(text) + RedactedText.Form(text) + RedactedText.Multipart(text, "x") + RedactedText.Any(text);
        Assert.True(text.Contains("s3cr3t", StringComparison.Ordinal) || !shown.Contains("s3cr3t", StringComparison.Ordinal));
    }

    private static void ReadShown(string text)
    {
        var shown = DisplayText.Of(text);
        Assert.DoesNotContain(shown, static sign => char.IsControl(sign) || sign is '\u202E' or '\uFEFF');
        _ = Truncate.Of(shown, 10) + Truncate.Middle(shown, 10) + WebUtility.HtmlDecode(shown);
    }
}
