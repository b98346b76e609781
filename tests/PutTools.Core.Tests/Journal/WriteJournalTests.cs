using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using PutTools.Content;
using PutTools.Http;
using PutTools.Journal;
using PutTools.Writes;
using Xunit;

namespace PutTools.Core.Tests.Journal;

/// <summary>Journals, in real files.</summary>
public sealed class WriteJournalTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"puttools-{Guid.NewGuid():N}.jsonl");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public async Task A_journal_that_is_cut_at_any_byte_knows_the_lines_before()
    {
        using var server = new ScriptedServer(static _ => ScriptedServer.Response(200));
        await RunAsync(server, isResumed: false, "PUT", 3);
        var bytes = File.ReadAllBytes(_path);
        for (var length = 0; length <= bytes.Length; length++)
        {
            var known = new JournalReader(_path, "PUT").Read(new MemoryStream(bytes[..length]), out var end);
            // A line that lacks only its end is complete.
            var whole = length < bytes.Length && bytes[length] == (byte)'\n' ? length : bytes.AsSpan(0, length).LastIndexOf((byte)'\n') + 1;
            Assert.Equal((Math.Max(0, Encoding.UTF8.GetString(bytes, 0, whole).TrimEnd('\n').Split('\n').Length - 1), whole), (known.DoneCount, end));
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(10, 0)]
    [InlineData(-1, 3)]
    [InlineData(-2, 2)]
    [InlineData(-100, 2)]
    public async Task A_cut_journal_can_be_continued(int length, int known)
    {
        using var server = new ScriptedServer(static _ => ScriptedServer.Response(200));
        await RunAsync(server, isResumed: false, "PUT", 3);
        var bytes = File.ReadAllBytes(_path);
        File.WriteAllBytes(_path, bytes[..(length < 0 ? bytes.Length + length : length)]);
        Assert.Equal(known, (await RunAsync(server, isResumed: true, "PUT", 4)).Count(static outcome => outcome == "Journaled"));
        Assert.Equal(["Journaled", "Journaled", "Journaled", "Journaled"], await RunAsync(server, isResumed: true, "PUT", 4));
    }

    [Fact]
    public async Task A_torn_line_that_is_longer_than_the_next_one_leaves_nothing_behind()
    {
        using var server = new ScriptedServer(static _ => ScriptedServer.Response(200));
        await RunAsync(server, isResumed: false, "PUT", 1);
        File.AppendAllText(_path, "{\"event\":\"" + new string('x', 5000));
        Assert.Equal(["Journaled", "Updated"], await RunAsync(server, isResumed: true, "PUT", 2));
        Assert.All(File.ReadLines(_path), static line => JsonDocument.Parse(line).Dispose());
        Assert.Equal(["Journaled", "Journaled"], await RunAsync(server, isResumed: true, "PUT", 2));
    }

    [Fact]
    public async Task A_patch_that_is_cut_off_between_its_lines_is_not_sent_again()
    {
        using var server = new ScriptedServer(static _ => ScriptedServer.Response(200));
        await RunAsync(server, isResumed: false, "PATCH", 1);
        var bytes = File.ReadAllBytes(_path);
        var lines = Encoding.UTF8.GetString(bytes).Split('\n');
        var (begun, ended) = (lines[0].Length + lines[1].Length + 2, bytes.Length);
        foreach (var length in new[] { begun - 2, begun - 1, begun, begun + 1, ended - 2, ended - 1, ended })
        {
            File.WriteAllBytes(_path, bytes[..length]);
            var sent = server.Requests.Count;
            var outcome = (await RunAsync(server, isResumed: true, "PATCH", 1))[0];
            Assert.Equal((length < begun - 1 ? "Updated" : length < ended - 1 ? "WriteInterrupted" : "Journaled", length < begun - 1 ? 1 : 0), (outcome, server.Requests.Count - sent));
        }
    }

    [Fact]
    public async Task A_failure_is_sent_again()
    {
        var status = 400;
        using var server = new ScriptedServer(_ => ScriptedServer.Response(status));
        Assert.Equal(["BadRequest"], await RunAsync(server, isResumed: false, "PATCH", 1));
        status = 200;
        Assert.Equal(["Updated"], await RunAsync(server, isResumed: true, "PATCH", 1));
        Assert.Equal(["Journaled"], await RunAsync(server, isResumed: true, "PATCH", 1));
    }

    [Fact]
    public async Task An_update_that_started_over_and_was_refused_is_made_again()
    {
        using var server = new ScriptedServer(static request => request.Method == "GET" ? ScriptedServer.Response(200, "{}", $"ETag: \"{request.Number}\"")
            : ScriptedServer.Response(request.Number switch { 2 => 412, 4 => 400, _ => 200 }));
        Assert.Equal(["BadRequest"], await RunAsync(server, isResumed: false, "PUT", 1, update: """{"n":1}"""));
        Assert.Equal(["Updated"], await RunAsync(server, isResumed: true, "PUT", 1, update: """{"n":1}"""));
        Assert.Equal(["Journaled"], await RunAsync(server, isResumed: true, "PUT", 1, update: """{"n":1}"""));
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    public async Task An_operation_whose_end_is_unknown_is_followed_on(string method)
    {
        var poll = ScriptedServer.Response(200, """{"status":"Wobbly"}""");
        using var server = new ScriptedServer(request => request.Method == "GET" ? poll : ScriptedServer.Response(202, "", "Operation-Location: /operations/1"));
        Assert.Equal(["Unknown"], await RunAsync(server, isResumed: false, method, 1));
        Assert.Equal(["Unknown"], await RunAsync(server, isResumed: true, method, 1));
        poll = ScriptedServer.Response(404);
        Assert.Equal(["NotFound"], await RunAsync(server, isResumed: true, method, 1));
        poll = ScriptedServer.Response(200, """{"status":"Succeeded"}""");
        Assert.Equal(["Updated"], await RunAsync(server, isResumed: true, method, 1));
        Assert.Equal(["Journaled"], await RunAsync(server, isResumed: true, method, 1));
        Assert.Single(server.Requests, request => request.Method == method);
    }

    [Theory]
    [InlineData("PUT", "Unknown")]
    [InlineData("PATCH", "WriteInterrupted")]
    public async Task An_operation_whose_end_is_unknown_and_whose_url_has_a_secret_is_not_done(string method, string outcome)
    {
        using var server = new ScriptedServer(static request => request.Method == "GET"
            ? ScriptedServer.Response(200, """{"status":"Wobbly"}""")
            : ScriptedServer.Response(202, "", "Operation-Location: /operations/1?sig=a"));
        Assert.Equal(["Unknown"], await RunAsync(server, isResumed: false, method, 1));
        Assert.Equal([outcome], await RunAsync(server, isResumed: true, method, 1));
    }

    [Theory]
    [InlineData(1, "WriteInterrupted")]
    [InlineData(2, "Journaled")]
    public async Task A_line_that_lacks_only_its_end_is_read_before_the_next_journal(int lines, string outcome)
    {
        using var server = new ScriptedServer(static _ => ScriptedServer.Response(200));
        await RunAsync(server, isResumed: false, "PATCH", 1);
        var text = string.Join('\n', File.ReadAllLines(_path).Take(lines + 1));
        File.Delete(_path);
        Open(isResumed: false, "PATCH").Dispose();
        File.WriteAllText(_path, text + File.ReadAllText(_path));
        Assert.Equal([outcome], await RunAsync(server, isResumed: true, "PATCH", 1));
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    public async Task Copies_of_a_journal_count_once(int first, int second)
    {
        using var server = new ScriptedServer(static _ => ScriptedServer.Response(200));
        var copies = new List<byte[]>();
        foreach (var count in new[] { 1, 2 })
        {
            await RunAsync(server, isResumed: count > 1, "PATCH", count, sameUrl: true);
            copies.Add(File.ReadAllBytes(_path));
        }

        File.WriteAllBytes(_path, [.. copies[first - 1], .. copies[second - 1]]);
        var known = Math.Max(first, second);
        Assert.Equal([.. Enumerable.Repeat("Journaled", known), "Updated"], await RunAsync(server, isResumed: true, "PATCH", known + 1, sameUrl: true));
        Assert.Equal([.. Enumerable.Repeat("Journaled", known + 1)], await RunAsync(server, isResumed: true, "PATCH", known + 1, sameUrl: true));
    }

    [Fact]
    public async Task Equal_writes_are_counted()
    {
        using var server = new ScriptedServer(static _ => ScriptedServer.Response(200));
        await RunAsync(server, isResumed: false, "PUT", 2, sameUrl: true);
        Assert.Equal(["Journaled", "Journaled", "Updated"], await RunAsync(server, isResumed: true, "PUT", 3, sameUrl: true));
        Assert.Equal(3, server.Requests.Count);
    }

    [Theory]
    [InlineData("""{"journal":"PutTools","version":2,"method":"PUT","key":"AAAA"}""", "has version 2")]
    [InlineData("""{"journal":"Other","version":1,"method":"PUT","key":"AAAA"}""", "is not a journal")]
    [InlineData("""{"journal":"PutTools","version":1,"method":"PATCH","key":"AAAA"}""", "belongs to a run of PATCH")]
    [InlineData("""{"journal":"PutTools","version":1,"method":"PUT"}""", "is damaged")]
    [InlineData("""[1]""", "is not a journal")]
    [InlineData("""{"id":"00000000000000000000000000000001","name":"Frodo"}""", "is not a journal")]
    [InlineData("""{"event":"begun","id":"00000000000000000000000000000001"}""", "is not a journal")]
    [InlineData("""{"journal":"PutTools","version":1,"method":"PUT","key":"AAAA"}""" + "\n{}", "Line 2")]
    [InlineData("""{"journal":"PutTools","version":1,"method":"PUT","key":"AAAA"}""" + "\n" + """{"event":"ended","id":"00000000000000000000000000000001","outcomeUnknown":false}""", "Line 2")]
    [InlineData("""{"journal":"PutTools","version":1,"method":"PUT","key":"AAAA"}""" + "\n" + """{"event":"ended","id":"00000000000000000000000000000001","errorId":null}""", "Line 2")]
    [InlineData("""{"journal":"PutTools","version":1,"method":"PUT","key":"AAAA"}""" + "\n" + """{"event":"ended","id":"00000000000000000000000000000001","errorId":null,"outcomeUnknown":"true"}""", "Line 2")]
    [InlineData("""{"journal":"PutTools","version":1,"method":"PUT","key":"AAAA"}""" + "\n" + """{"event":"accepted","id":"00000000000000000000000000000001"}""", "Line 2")]
    // Two lines, of which the first has lost its end.
    [InlineData("""{"journal":"PutTools","version":1,"method":"PUT","key":"AAAA"}""" + "\n" + """{"event":"begun","id":"00000000000000000000000000000001"}{"event":"begun","id":"00000000000000000000000000000002"}""", "Line 2")]
    public void An_unreadable_journal_is_refused_and_left_unchanged(string text, string message)
    {
        File.WriteAllText(_path, text + "\n");
        var failure = Assert.Throws<RequestException>(() => Open(isResumed: true));
        Assert.Equal(ErrorKind.InvalidJournal, failure.Kind);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
        Assert.Equal(text + "\n", File.ReadAllText(_path));
    }

    [Fact]
    public void Members_and_events_of_a_later_version_are_ignored()
    {
        const string Text = """
            {"by":{"version":[9]},"journal":"PutTools","version":1,"method":"PUT","key":"AAAA"}
            {"event":"paused","id":"00000000000000000000000000000001"}
            {"by":{"event":[9]},"event":"ended","id":"00000000000000000000000000000002","more":[{"errorId":"x"}],"errorId":null,"outcomeUnknown":false}

            """;
        Assert.Equal(1, new JournalReader(_path, "PUT").Read(new MemoryStream(Encoding.UTF8.GetBytes(Text)), out _).DoneCount);
    }

    [Theory]
    [InlineData("", "is not a journal")]
    [InlineData("""{"journal":"PutTools","version":1,"method":"PUT","key":"AAAA"}""" + "\n", "Line 2")]
    public void A_file_without_line_ends_is_refused_before_all_of_it_is_read(string text, string message)
    {
        File.WriteAllText(_path, text);
        using (var file = File.OpenWrite(_path))
            file.SetLength(4L << 30);
        var before = GC.GetTotalAllocatedBytes();
        var failure = Assert.Throws<RequestException>(() => Open(isResumed: true));
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 200 << 20);
    }

    [Fact]
    public void A_journal_that_is_open_cannot_be_opened_again()
    {
        using (Open(isResumed: false))
            Assert.Equal(ErrorKind.JournalInUse, Assert.Throws<RequestException>(() => Open(isResumed: true)).Kind);
        Open(isResumed: true).Dispose();
    }

    [Fact]
    public void An_existing_journal_is_not_begun_again()
        => Assert.Equal(ErrorKind.JournalExists, Assert.Throws<RequestException>(() =>
        {
            Open(isResumed: false).Dispose();
            Open(isResumed: false).Dispose();
        }).Kind);

    // Otherwise a known key would tell which url a hash stands for.
    [Fact]
    public void Each_journal_has_a_key_of_its_own()
    {
        var keys = Enumerable.Range(0, 2).Select(_ =>
        {
            File.Delete(_path);
            Open(isResumed: false).Dispose();
            return JsonDocument.Parse(File.ReadAllText(_path)).RootElement.GetProperty("key").GetString();
        }).ToList();
        Assert.NotEqual(keys[0], keys[1], StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("PUT", false, 0)]
    [InlineData("PATCH", true, 2)]
    public async Task The_end_of_a_write_that_a_repeat_could_apply_twice_does_not_wait(string method, bool isRisky, int lines)
    {
        var uri = new Uri("http://example.com/1");
        using var journal = Open(isResumed: false, method);
        var write = journal.Next();
        await write.FindAsync(method, uri, content: null, isOperationList: false, default);
        var length = new FileInfo(_path).Length;
        await write.BeginAsync(content: null, isRisky, default);
        write.Ended(HttpResponse.NotSent(new HttpMethod(method), uri, ResourceOutcome.Updated));
        Assert.Equal(lines > 0, new FileInfo(_path).Length > length);
        journal.TryWrite();
        Assert.True(new FileInfo(_path).Length > length);
        journal.Dispose();
        Assert.Equal(1 + Math.Max(1, lines), File.ReadAllLines(_path).Length);
    }

    [Fact]
    public void A_folder_cannot_be_a_journal()
        => Assert.Equal(ErrorKind.JournalFailed, Assert.Throws<RequestException>(() => WriteJournal.Open(Path.GetTempPath(), "PUT", isResumed: true, isReadOnly: false, TimeProvider.System)).Kind);

    private WriteJournal Open(bool isResumed, string method = "PUT") => WriteJournal.Open(_path, method, isResumed, isReadOnly: false, TimeProvider.System);

    private async Task<List<string>> RunAsync(ScriptedServer server, bool isResumed, string method, int count, bool sameUrl = false, string? update = null)
    {
        List<string> outcomes = [];
        using var journal = Open(isResumed, method);
        var runner = new WriteRunner(TimeProvider.System);
        for (var i = 0; i < count; i++)
        {
            var request = Requests.Put(new Uri(server.Uri, sameUrl ? "one" : $"item{i}")) with { Method = new(method) };
            var written = journal.Next();
            try
            {
                var response = await runner.RunAsync(new WriteOptions
                {
                    Request = request,
                    Journal = written,
                    Update = update is null ? null : (_, _) => Task.FromResult<RequestContent?>(BytesContent.OfJson(Encoding.UTF8.GetBytes(update), "application/json")),
                    WaitForCompletion = true,
                    PollInterval = TimeSpan.FromMilliseconds(1),
                }, observer: null, default);
                written.Ended(response!);
                outcomes.Add(response!.Outcome.ToString());
            }
            catch (RequestException failure)
            {
                written.Ended(failure);
                outcomes.Add(failure.Kind.ToId());
            }
        }

        return outcomes;
    }
}
