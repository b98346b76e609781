using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Text;
using PutTools.Content;
using PutTools.Cookies;
using PutTools.Files;
using PutTools.Http;
using PutTools.Journal;
using PutTools.Patching;
using PutTools.Secrets;
using PutTools.ServerMessages;
using PutTools.Templates;
using PutTools.Text;
using PutTools.Transport;
using PutTools.Urls;
using PutTools.Writes;
using Xunit;
using Xunit.Abstractions;

namespace PutTools.Core.Tests.Adversary;

/// <summary>
/// Each parser of foreign text in the engine. No parser may throw anything but its own failure, return what it promises not
/// to return, or take long. Those of the module are in ReaderFuzzTests.
/// </summary>
public sealed class ParserFuzzTests(ITestOutputHelper output)
{
    private static readonly Uri Origin = new("https://h.example/a/b?x=1");

    private const string Journal = """
        {"journal":"PutTools","version":1,"method":"PUT","key":"AAECAwQFBgcICQoLDA0ODw==","time":"2026-01-02T03:04:05Z"}
        {"event":"begun","id":"000102030405060708090a0b0c0d0e0f","method":"PUT","uri":"https://h/"}
        {"event":"accepted","id":"000102030405060708090a0b0c0d0e0f","operation":"https://h/op","field":"Location","statusCode":202}
        {"event":"ended","id":"000102030405060708090a0b0c0d0e0f","statusCode":200,"errorId":null,"outcomeUnknown":false}

        """;

    private static readonly Dictionary<string, (Action<string> Read, string[] Sound)> Parsers = new(StringComparer.Ordinal)
    {
        ["a file name"] = (ReadFileName, ["attachment; filename=\"a b.txt\"", "attachment; filename=x.txt; filename*=UTF-8''%e2%82%ac%20rates.txt; size=1", "inline; filename=\"a\\\"b;c.txt\"", "attachment; filename=\"../../etc/passwd\"", "x; filename=CON.txt"]),
        ["a link"] = (static text => LinkHeader.Parse(text, Origin), ["<https://x.example/2>; rel=next", "</c>; title=\"a, <b>; c\"; rel=\"next\", <?x=2>; rel=\"prev last\"", "<1>; anchor=\"#x\"; rel=\"https://r.example/own\""]),
        ["a pause"] = (ReadPause, ["120", "Sun, 06 Nov 1994 08:49:37 GMT", "0.5", "\"default\";r=0;t=30", "limit=100, remaining=0, reset=30", "1700000000", "1700000000000"]),
        ["a date"] = (static text => HttpDate.Parse(text), ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"]),
        ["a cookie"] = (static text => SetCookie.Parse(text, DateTimeOffset.UtcNow), ["sid=abc,def==; Path=/; Max-Age=60; Secure; HttpOnly", "a=\"x y\"; domain=.h.example; Expires=Thu, 01-Jan-1970 00:00:00 GMT; SameSite=Lax"]),
        ["cookies of several hosts"] = (KeepCookies, ["sid=abc,def==; Path=/a; Max-Age=60; Secure\nsid=2; Domain=h.example\n=x\nb=\"x y\"; domain=.h.example; Expires=Thu, 01-Jan-2070 00:00:00 GMT", "a=1; Domain=example\na=1; Domain=.www.h.example; Path=x\nb=; Domain=1; Path=\"/\"\n__Host-a=1; Version=1; Port=\"80\"; Comment=c"]),
        ["a media type"] = (ReadMediaType, ["application/problem+json; charset=\"utf-8\"; profile=x", "text/html;charset=iso-8859-1", "multipart/form-data; boundary=\"a;b\""]),
        ["a challenge"] = (static text => _ = Challenge.Parameter(text, "error_description") + Challenge.Parameter(text, "realm"), ["Bearer realm=\"x, y\", error=\"invalid_token\", error_description=\"It \\\"expired\\\"\"", "Basic realm=x, Digest nonce = \"y\", qop=auth"]),
        ["an entity tag"] = (static text => EntityTag.IsList(text), ["\"1\"", "W/\"1\", \"a,b\"", "unquoted"]),
        ["a charset"] = (ReadText, ["<?xml version=\"1.0\" encoding=\"utf-8\"?><a/>", "<html><meta http-equiv=\"Content-Type\" content=\"text/html; charset=windows-1252\">", "@charset \"utf-16\";", "\uFEFFtext", "plain"]),
        ["an error in JSON"] = (static text => ReadError(text, "application/json"), ["""{"detail":[{"loc":["body","name"],"msg":"field required"}]}""", """{"error":{"code":"X","message":"No","details":[{"target":"a","message":"b"}]}}""", """{"errors":{"name":["is \ud800 empty"]},"title":"Bad"}""", """{"@odata.error":{"message":{"lang":"en","value":"x"}},"a@Message.ExtendedInfo":[{"Message":"m"}]}""", "[[[[1]]]]"]),
        ["an error in XML"] = (static text => ReadError(text, "application/xml"), ["<?xml version=\"1.0\"?><Error><Code>Busy</Code><Message>x &amp; y</Message></Error>", "<s:Envelope xmlns:s=\"u\"><s:Fault><faultstring>f</faultstring></s:Fault></s:Envelope>", "<!DOCTYPE a [<!ENTITY e \"x\">]><a>&e;</a>"]),
        ["an error in HTML"] = (static text => ReadError(text, "text/html"), ["<!doctype html><title>Nope</title><script>x</script><h1>502</h1><p>a &lt; b</p><!-- c -->", "<html><body><a href=x>y</a>"]),
        ["an error in a form"] = (static text => ReadError(text, "application/x-www-form-urlencoded"), ["error=invalid_grant&error_description=It+%22expired%22%0d%0a&error_uri=https%3A%2F%2Fh%2F", "message=a%zz&oauth_problem=%E4"]),
        ["an error in text"] = (static text => ReadError(text, "text/plain"), ["No\r\nStack:\n  at x\n", "{'error': 'x'}"]),
        ["a problem"] = (static text => ProblemDetails.Parse(With(text, "application/problem+json")), ["""{"type":"about:blank","title":"t","status":400,"detail":"d","instance":"/x","more":[1,{"a":null}]}"""]),
        ["an operation"] = (ReadOperation, ["""{"status":"Running","percentComplete":"45%"}""", """{"name":"operations/7","done":true,"error":{"message":"x"}}""", """{"properties":{"provisioningState":"Creating"}}""", """{"status":{"conditions":[{"type":"Ready","status":"True"}]}}""", """{"TaskState":"Exception","Messages":[{"Message":"m"}],"_rev":"1-a","metadata":{"resourceVersion":"7"}}"""]),
        ["two states"] = (CompareStates, ["""{"a":[1,2.50,1e400,-0,true,null,"\ud83e\uddd9"],"a":{"b":{}}}""", """{"b":{"c":[{"id":1},{"id":2},[]],"d/~":"x"},"":0}""", "[[[]]]", "1"]),
        ["a JSON Patch"] = (ReadPatch, ["""[{"op":"add","path":"/a/-","value":1},{"op":"move","from":"/a~1b","path":"/c"},{"op":"test","path":"","value":{}}]"""]),
        ["a journal"] = (ReadJournal, [Journal]),
        ["a coding"] = (ReadCoded, ["gzip", "br", "deflate", "gzip, br", "identity", "x-gzip , gzip"]),
        ["a url"] = (ReadUrl, ["/items/7?sig=abc&b=%20#x", "//other.example:8080/%7E/../x", "https://user:pa#ss@h.example/?token=1", "?x=2", "http://xn--nxasmq6b/ä/{id}", "mailto:x@y", "http://[::1]:80/"]),
        ["a template"] = (ReadTemplate, ["https://h.example/items/{id}?q={+name}", "{metadata.name}", "a{b}{c}"]),
        ["masked text"] = (ReadMasked, ["""{"password":"x","a":{"token" : [1,2]}}""", "<a><password>x</password><b password='1'/></a>", "a=1&password=x"]),
        ["a traced body"] = (TraceBody, ["multipart/form-data; boundary=x\r\n\r\n--x\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\ns\r\n--x--", "application/json\r\n\r\n{\"a\":1}", "text/html; charset=utf-16\r\n\r\n<a b='c'>", "application/x-www-form-urlencoded\r\n\r\na=1&b=2"]),
        ["header fields"] = (ReadFields, ["a=1; Path=/", "<https://u:p@h.example/?token=1>; rel=next", "Bearer realm=x", "Digest nextnonce=\"x\", rspauth=\"y\""]),
        ["shown text"] = (ReadShown, ["a\u001b[31mred\u0007 \u202Etxt", "👩‍🚀 \uD800", "plain text"]),
    };

    public static TheoryData<string> Names => [.. Parsers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Any_input_is_read_or_refused(string parser)
    {
        var (read, sound) = Parsers[parser];
        Fuzz.Run(output, parser, read, sound);
    }

    private static HttpResponse With(string body, string contentType) => Responses.Of(string.Empty, contentType) with { Body = Fuzz.Octets(body) };

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

    // A host must not read or set the cookies of another one, and a secure cookie must not go over http.
    private static void KeepCookies(string text)
    {
        Uri[] hosts = [Origin, new("http://www.h.example/a/"), new("https://evil.test/a/b/"), new("http://[::1]:80/x")];
        foreach (var host in hosts)
        {
            foreach (var kept in (ICookieStore[])[new CookieJar(TimeProvider.System), new SharedCookies(new CookieContainer())])
            {
                foreach (var line in text.Split('\n'))
                {
                    if (SetCookie.Parse(line, DateTimeOffset.UtcNow) is { } cookie)
                        _ = kept.TryKeep(cookie with { Value = cookie.IsSecure ? "secure" : cookie.Value }, host);
                }

                foreach (var other in hosts)
                {
                    var sent = kept.For(other);
                    Assert.True(sent.Count == 0 || Site(other) == Site(host), $"{host} gave {other} a cookie.");
                    Assert.False(other.Scheme == "http" && sent.Any(static cookie => cookie.Value == "secure"));
                    Assert.DoesNotContain(CookieField.Join(sent), static sign => sign is '\r' or '\n' or '\0');
                }
            }
        }

        _ = SetCookie.All(text.Split('\n'), Origin);

        static string Site(Uri uri) => uri.Host.EndsWith(Origin.Host, StringComparison.Ordinal) ? Origin.Host : uri.Host;
    }

    private static void ReadMediaType(string text) => _ = MediaType.Of(text) + MediaType.Parameter(text, "charset") + MediaType.Parameter(text, "boundary");

    private static void ReadText(string text)
    {
        var octets = Fuzz.Octets(text);
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
        var response = new HttpResponse(200, "OK", ResponseHeaders.From([new("Operation-Location", text)])) { Body = Fuzz.Octets(text), Target = Origin };
        _ = OperationLink.Of(response, Origin);
        _ = OperationLink.Of(new HttpResponse(202, "OK", ResponseHeaders.From([])) { Body = response.Body, Target = Origin }, Origin);
        foreach (var place in Enum.GetValues<OperationPlace>())
            _ = OperationState.Of(response, place);
        _ = OperationState.ResourceLocation(response) + Validator.TagOf(response) + Validator.IsInBody(response, response.Body, null, mayBeNext: false) + Validator.IsInBody(response, response.Body, text, mayBeNext: true);
    }

    // The difference leads from one state to the other.
    private static void CompareStates(string text)
    {
        var other = JsonTree.Parse("""{"a":[2.5,{"id":2},1],"b":{"c":[{"id":2}]}}"""u8.ToArray());
        if (JsonTree.TryParse(Encoding.UTF8.GetBytes(text)) is not { } state)
            return;
        foreach (var (from, to) in ((JsonTree, JsonTree)[])[(state, other), (other, state)])
        {
            var patch = JsonTree.Parse(PatchFormat.JsonPatch.Create(from, to).Json);
            Assert.Equal(to, PatchFormat.JsonPatch.Apply(from, patch));
            try
            {
                Assert.Equal(to, PatchFormat.Merge.Apply(from, JsonTree.Parse(PatchFormat.Merge.Create(from, to).Json)));
            }
            catch (RequestException)
            {
                // A merge patch can't set null.
            }
        }

        Assert.Equal(state, JsonTree.Parse(state.ToBytes()));
    }

    private static void ReadJournal(string text)
    {
        try
        {
            _ = new JournalReader("run.jsonl", "PUT").Read(new MemoryStream(Fuzz.Octets(text)), out var end);
            Assert.InRange(end, 0, Fuzz.Octets(text).Length);
        }
        catch (RequestException failure) when (failure.Kind == ErrorKind.InvalidJournal)
        {
            // The message describes the damage.
        }
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
        var octets = Fuzz.Octets(text);
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
            _ = UriTemplate.Expand(text, 0, static (_, name) => [name]);
        }
        catch (Exception failure) when (failure is RequestException or EncoderFallbackException)
        {
            // The message describes the mistake.
        }
    }

    // Whatever comes before it, a secret under its name is masked.
    private static void ReadMasked(string text)
    {
        string[] shown =
        [
            RedactedMarkup.Text(text + ""","password":"s3cr3t"}"""),
            RedactedMarkup.Text(text + """,\"password\": \"s3cr3t\"}"""),
            RedactedText.Any(text + """,\"password\":\"s3cr3t\"}""" + "<password>s3cr3t</password>"),
            RedactedText.Form(text + "&password=s3cr3t"),
            RedactedMarkup.Text(text + "<password>s3cr3t</password>"),
            RedactedMarkup.Text(text + "<a password='s3cr3t'/>"),
            RedactedText.Multipart(text + "\r\n--x\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\ns3cr3t\r\n--x--", "x"),
        ];
        foreach (var one in shown)
            Assert.DoesNotContain("s3cr3t", one, StringComparison.Ordinal);
    }

    private static void TraceBody(string text)
    {
        var parts = text.Split("\r\n\r\n", 2);
        var shown = BodyText.Of(Fuzz.Octets(parts[^1]), parts[0], isCut: true) ?? string.Empty;
        Assert.DoesNotContain(shown.Replace("\r\n", "\n", StringComparison.Ordinal), static sign => char.IsControl(sign) && sign is not ('\n' or '\t'));
        using var sample = new BodySample();
        sample.Add(Fuzz.Octets(text), 0, Fuzz.Octets(text).Length);
        _ = sample.Decoded(parts[0]);
        _ = sample.Decoded("gzip, deflate");
    }

    private static void ReadFields(string text)
    {
        string[] names = ["Set-Cookie", "Location", "Link", "WWW-Authenticate", "Authentication-Info", "ETag", "Last-Modified", "Retry-After", "X-Token", "Via"];
        var response = new HttpResponse(401, text, ResponseHeaders.From(names.Select(name => KeyValuePair.Create(name, text)))) { Target = Origin };
        foreach (System.Collections.DictionaryEntry field in (System.Collections.IDictionary)response.Headers)
            Assert.DoesNotContain(((string[])field.Value!)[0], char.IsControl);
        Assert.DoesNotContain(response.ToString(), char.IsControl);
        _ = $"{response.Location}{response.LastModified}{response.RetryAfter}{StatusCodes.LeavesOutcomeOpen(response)}{ServerMessage.Of(response)}";
    }

    private static void ReadShown(string text)
    {
        var shown = DisplayText.Of(text);
        Assert.DoesNotContain(shown, static sign => char.IsControl(sign) || sign is '\u202E' or '\uFEFF');
        _ = Truncate.Of(shown, 10) + Truncate.Middle(shown, 10) + WebUtility.HtmlDecode(shown);
    }
}
