using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using PutTools.Cmdlets.Conversion;
using PutTools.Cmdlets.Output;
using PutTools.Core.Tests.Adversary;
using PutTools.Http;
using PutTools.Json;
using PutTools.Patching;
using Xunit;
using Xunit.Abstractions;

namespace PutTools.Cmdlets.Tests.Adversary;

/// <summary>Each parser of foreign text in the module. Those of the engine are in ParserFuzzTests.</summary>
public sealed class ReaderFuzzTests(ITestOutputHelper output)
{
    private static readonly Uri Origin = new("https://h.example/a/b?x=1");
    private static readonly JsonWriteOptions Whole = JsonWriteOptions.Default with { Depth = JsonDefaults.MaximumDepth };

    private static readonly Dictionary<string, (Action<string> Read, string[] Sound)> Readers = new(StringComparer.Ordinal)
    {
        ["JSON"] = (ReadJson,
        [
            """{"id":1,"name":"Frodo \ud83e\uddd9","price":2.50,"big":123456789012345678901234567890,"e":1e400,"z":-0,"list":[1,[],{},null,true],"Name":"x"}""",
            """[{"a":1.10,"a":2},{"PSObject":1,"":2,"psbase":3,"Count":4},-0.0,1E-7,79228162514264337593543950335.1]""", "\uFEFF\"text\"", "[[[[[[[[]]]]]]]]",
        ]),
        ["a body"] = (ReadBody, ["""{"a":[1,{"b":null}]}""", "<?xml version=\"1.0\" encoding=\"utf-8\"?><a x='1'><b>&amp;</b><![CDATA[c]]></a>", "<!DOCTYPE a [<!ENTITY e \"x\">]><a>&e;</a>", "text", "a=1&b=2"]),
        ["all fields"] = (ReadFields, ["Sun, 06 Nov 1994 08:49:37 GMT", "</c>; rel=\"next\"", "sid=1; Domain=.h.example; Max-Age=1", "application/json; charset=utf-8", "\"tag\"", "https://u:p@h.example/x?token=1", "120"]),
        ["JSON given as text"] = (ReadText, ["""{"a":1,"b":[true,null]}""", "{'a': True, b: 1,}", "@{a=1}", "\"{\\\"a\\\":1}\"", "Name : x\r\nId : 1", "https://h.example/", "/* c */ [1]", "a b\r\n- -\r\n1 2"]),
    };

    public static TheoryData<string> Names => [.. Readers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Any_input_is_read_or_refused(string reader)
    {
        var (read, sound) = Readers[reader];
        Fuzz.Run(output, reader, read, sound);
    }

    // What is read is written as the same JSON, and nothing that the pre-check accepts fails or warns later.
    private static void ReadJson(string text)
    {
        var octets = Fuzz.Octets(text);
        var isSure = JsonPreCheck.IsWellFormed(octets);
        foreach (var asHashtable in (bool[])[false, true])
        {
            List<string> warnings = [];
            object? value;
            try
            {
                value = JsonResponseReader.Read(octets, asHashtable, warnings.Add);
            }
            catch (JsonException)
            {
                Assert.False(isSure);
                continue;
            }

            Assert.False(isSure && warnings.Count > 0);
            if (warnings.Count > 0)
                continue;
            var expected = JsonTree.Parse(octets.AsMemory(octets is [0xEF, 0xBB, 0xBF, ..] ? 3 : 0));
            Assert.Equal(expected, JsonTree.Parse(JsonPayloadWriter.Write(value, Whole)));
        }
    }

    private static void ReadBody(string text)
    {
        foreach (var type in (string?[])[null, "application/json", "application/xml", "application/json; charset=utf-16", "text/html", "text/plain; charset=" + text, text])
        {
            var response = Response(200, type is null ? [] : [new("Content-Type", type)], text);
            var value = new ResourceResponse(response, inputObject: null, asHashtable: false, static _ => { });
            _ = $"{value.Content}{value.RawContent}{ContentView.Text(value.RawContent, type)}";
        }
    }

    // All that a user can read of a response and of an error, each with this text in every field.
    private static void ReadFields(string text)
    {
        string[] names =
        [
            "Set-Cookie", "Location", "Link", "WWW-Authenticate", "ETag", "Last-Modified", "Date", "Retry-After", "RateLimit", "Content-Type", "Content-Disposition",
            "Content-Encoding", "Operation-Location", "Allow", "Content-Location",
        ];
        var fields = names.Select(name => KeyValuePair.Create(name, text)).ToArray();
        int[] statuses = [200, 202, 303, 405, 429, 503];
        var http = Response(statuses[text.Length % statuses.Length], fields, text);
        var response = new ResourceResponse(http, inputObject: null, asHashtable: true, static _ => { });
        foreach (var property in typeof(ResourceResponse).GetProperties())
            _ = $"{property.GetValue(response)}";
        var record = ErrorRecords.Create(new RequestException((ErrorKind)http.StatusCode, text) { Response = http }, inputObject: null);
        Assert.DoesNotContain($"{record}{record.Exception}".Where(static sign => sign is not ('\r' or '\n' or '\t')), char.IsControl);
    }

    private static void ReadText(string text)
    {
        foreach (object body in (object[])[text, text.Split('\n')])
        {
            try
            {
                _ = PayloadContent.Create(body, contentType: null, JsonWriteOptions.Default, static _ => { });
            }
            catch (RequestException)
            {
                // The message describes the mistake.
            }
        }
    }

    private static HttpResponse Response(int status, KeyValuePair<string, string>[] fields, string body)
        => new(status, "X", ResponseHeaders.From(fields)) { Body = Fuzz.Octets(body), Target = Origin, Method = "PUT" };
}
