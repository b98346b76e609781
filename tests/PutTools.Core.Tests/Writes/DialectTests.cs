using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using PutTools.Content;
using PutTools.Http;
using PutTools.Writes;
using Xunit;

namespace PutTools.Core.Tests.Writes;

/// <summary>
/// Eight writers increment one number on servers that guard a resource in different ways. Each increment must count.
/// </summary>
public sealed class DialectTests
{
    private const int Writers = 8;
    private const int Increments = 5;

    /// <summary>The way in which a server guards its resource.</summary>
    public enum Dialect { Strong, Weak, Unquoted, StaleIsConflict, RevisionInBody, ResourceVersion, ODataTag }

    [Theory]
    [InlineData(Dialect.Strong)]
    [InlineData(Dialect.Weak)]
    [InlineData(Dialect.Unquoted)]
    [InlineData(Dialect.StaleIsConflict)]
    [InlineData(Dialect.RevisionInBody)]
    [InlineData(Dialect.ResourceVersion)]
    [InlineData(Dialect.ODataTag)]
    public async Task No_increment_is_lost(Dialect dialect)
    {
        var counter = new Counter(dialect);
        using var server = new ScriptedServer(counter.Respond);
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(() => IncrementAsync(server.Uri))));
        Assert.Equal(Writers * Increments, counter.Value);
    }

    [Fact]
    public async Task A_date_of_the_current_second_is_not_trusted_yet()
    {
        var reads = 0;
        using var server = new ScriptedServer(request => request.Method == "PUT"
            ? ScriptedServer.Response(request.Fields.ContainsKey("If-Unmodified-Since") ? 204 : 500)
            : ScriptedServer.Response(200, """{"n":1}""", "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT", $"Date: Sun, 06 Nov 1994 08:49:{(reads++ == 0 ? 37 : 39)} GMT"));
        await UpdateAsync(server.Uri);
        Assert.Equal(2, reads);
    }

    [Fact]
    public async Task A_date_far_in_the_future_is_not_waited_for()
    {
        var reads = 0;
        using var server = new ScriptedServer(_ =>
        {
            reads++;
            return ScriptedServer.Response(200, """{"n":1}""", "Last-Modified: Sun, 06 Nov 1994 09:49:37 GMT", "Date: Sun, 06 Nov 1994 08:49:37 GMT");
        });
        var failure = await Assert.ThrowsAsync<RequestException>(() => UpdateAsync(server.Uri));
        Assert.Equal(ErrorKind.NoValidator, failure.Kind);
        Assert.Equal(1, reads);
    }

    [Fact]
    public async Task A_date_that_is_the_time_of_the_response_is_not_waited_for()
    {
        var reads = 0;
        using var server = new ScriptedServer(_ =>
        {
            var now = $"Sun, 06 Nov 1994 08:49:{10 + (2 * reads++)} GMT";
            return ScriptedServer.Response(200, """{"n":1}""", $"Last-Modified: {now}", $"Date: {now}");
        });
        var failure = await Assert.ThrowsAsync<RequestException>(() => UpdateAsync(server.Uri));
        Assert.Equal((ErrorKind.NoValidator, 2), (failure.Kind, reads));
        Assert.Contains("its Last-Modified is too recent", failure.Message);
    }

    [Fact]
    public async Task A_date_that_moves_with_the_state_is_waited_for()
    {
        var reads = 0;
        using var server = new ScriptedServer(request =>
        {
            var changed = 10 + (2 * Math.Min(reads, 2));
            return request.Method == "PUT" ? ScriptedServer.Response(request.Fields.ContainsKey("If-Unmodified-Since") ? 204 : 500)
                : ScriptedServer.Response(200, $$"""{"n":{{changed}}}""", $"Last-Modified: Sun, 06 Nov 1994 08:49:{changed} GMT", $"Date: Sun, 06 Nov 1994 08:49:{10 + (2 * reads++)} GMT");
        });
        await UpdateAsync(server.Uri);
        Assert.Equal(4, reads);
    }

    [Fact]
    public async Task A_weak_tag_that_is_compared_strongly_is_replaced_by_the_date()
    {
        using var server = new ScriptedServer(static request => request.Method == "PUT"
            ? ScriptedServer.Response(request.Fields.ContainsKey("If-Match") ? 412 : request.Fields.ContainsKey("If-Unmodified-Since") ? 204 : 500)
            : ScriptedServer.Response(200, """{"n":1}""", "ETag: W/\"1\"", "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT", "Date: Sun, 06 Nov 1994 09:49:37 GMT"));
        await UpdateAsync(server.Uri);
    }

    [Theory]
    [InlineData(412)]
    [InlineData(409)]
    public async Task A_weak_tag_that_another_write_made_old_gives_way_to_the_new_one(int status)
    {
        using var server = new ScriptedServer(request => request.Method == "PUT"
            ? ScriptedServer.Response(request.Number == 2 ? status : 204)
            : ScriptedServer.Response(200, """{"n":1}""", $"ETag: W/\"{request.Number}\"", "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT", "Date: Sun, 06 Nov 1994 09:49:37 GMT"));
        await UpdateAsync(server.Uri);
        Assert.Equal(["W/\"1\"", "W/\"3\""], Sent(server, "If-Match"), StringComparer.Ordinal);
        Assert.Equal([null, null], Sent(server, "If-Unmodified-Since"), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Weak_tags_are_not_tried_again_where_they_were_refused_although_current()
    {
        // The first write has a current tag. Another one changes the resource before the second, and the third succeeds.
        using var server = new ScriptedServer(static request => request.Method == "PUT"
            ? ScriptedServer.Response(request.Number == 6 ? 204 : 412)
            : ScriptedServer.Response(200, """{"n":1}""", $"ETag: W/\"{(request.Number < 5 ? 1 : 2)}\"", "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT", "Date: Sun, 06 Nov 1994 09:49:37 GMT"));
        await UpdateAsync(server.Uri);
        Assert.Equal(["W/\"1\"", null, null], Sent(server, "If-Match"), StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_409_does_not_say_that_weak_tags_are_refused()
    {
        using var server = new ScriptedServer(static request => request.Method == "PUT"
            ? ScriptedServer.Response(request.Number == 2 ? 409 : 204)
            : ScriptedServer.Response(200, """{"n":1}""", "ETag: W/\"1\""));
        await UpdateAsync(server.Uri);
        Assert.Equal(["W/\"1\"", "W/\"1\""], Sent(server, "If-Match"), StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("""{"n":1,"@odata.etag":"W/\"1\""}""")]
    [InlineData("""{"n":1,"@etag":"W/\"1\""}""")]
    [InlineData("""{"n":1,"odata.etag":"W/\"1\""}""")]
    [InlineData("""{"n":1,"__metadata":{"etag":"W/\"1\""}}""")]
    [InlineData("""{"n":1,"d":{"__metadata":{"etag":"W/\"1\""}}}""")]
    [InlineData("""{"n":1,"meta":{"version":"W/\"1\""}}""")]
    public async Task A_tag_in_the_body_protects_the_write(string state)
    {
        using var server = new ScriptedServer(_ => ScriptedServer.Response(200, state));
        await UpdateAsync(server.Uri);
        Assert.Equal(["W/\"1\""], Sent(server, "If-Match"), StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("\"\"1\"\"", "W/\"1\"")]
    [InlineData("\"W/\"1\"\"", "W/\"1\"")]
    [InlineData("\"2\"", "\"2\"")]
    [InlineData("2", "2")]
    public async Task A_tag_in_the_body_replaces_one_with_quotes_in_quotes(string header, string sent)
    {
        using var server = new ScriptedServer(_ => ScriptedServer.Response(200, """{"n":1,"@odata.etag":"W/\"1\""}""", "ETag: " + header));
        await UpdateAsync(server.Uri);
        Assert.Equal([sent], Sent(server, "If-Match"), StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("w/\"1\"")]
    [InlineData("\"a, b c\"")]
    [InlineData("\"a\"b\"")]
    [InlineData("\"\"")]
    [InlineData("1")]
    public async Task A_tag_is_sent_as_the_server_wrote_it(string tag)
    {
        using var server = new ScriptedServer(_ => ScriptedServer.Response(200, """{"n":1}""", "ETag: " + tag));
        await UpdateAsync(server.Uri);
        Assert.Equal([tag], Sent(server, "If-Match"), StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_tag_goes_back_byte_for_byte()
    {
        // ScriptedServer writes UTF-8: the two bytes of the letter must come back.
        using var server = new ScriptedServer(static _ => ScriptedServer.Response(200, """{"n":1}""", "ETag: \"ä\""));
        await UpdateAsync(server.Uri);
        Assert.Equal(["\"Ã¤\""], Sent(server, "If-Match"), StringComparer.Ordinal);
    }

    [Theory]
    [InlineData(409)]
    [InlineData(412)]
    public async Task A_refused_version_in_the_body_starts_over(int status)
    {
        using var server = new ScriptedServer(request => request.Method == "PUT" ? ScriptedServer.Response(request.Number == 2 ? status : 204)
            : ScriptedServer.Response(200, $$"""{"n":1,"_rev":"{{request.Number}}"}"""));
        await UpdateAsync(server.Uri);
        Assert.Equal(4, server.Requests.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ETag: *")]
    [InlineData("ETag: W/")]
    [InlineData("ETag: ")]
    [InlineData("Last-Modified: yesterday")]
    [InlineData("Last-Modified: Thu, 01 Jan 2099 00:00:00 GMT")]
    public async Task Without_a_validator_nothing_is_written(string field)
    {
        using var server = new ScriptedServer(_ => ScriptedServer.Response(200, """{"n":1}""", field.Length == 0 ? [] : [field]));
        var failure = await Assert.ThrowsAsync<RequestException>(() => UpdateAsync(server.Uri));
        Assert.Equal(ErrorKind.NoValidator, failure.Kind);
        Assert.DoesNotContain(server.Requests, static request => request.Method == "PUT");
    }

    [Theory]
    [InlineData("""{"n":1,"_rev":null}""", """{"n":2,"_rev":null}""")]
    [InlineData("""{"n":1,"metadata":{"resourceVersion":""}}""", """{"n":2,"metadata":{"resourceVersion":""}}""")]
    // Kubernetes overwrites whatever is there if the new state has no version.
    [InlineData("""{"n":1,"metadata":{"resourceVersion":"5"}}""", """{"n":2}""")]
    [InlineData("""{"n":1,"metadata":{"resourceVersion":"5"}}""", """{"n":2,"metadata":{"resourceVersion":"6"}}""")]
    public async Task A_state_without_the_version_of_the_old_one_is_not_written(string state, string changed)
    {
        using var server = new ScriptedServer(_ => ScriptedServer.Response(200, state));
        var failure = await Assert.ThrowsAsync<RequestException>(() => RunAsync(server.Uri, changed));
        Assert.Equal(ErrorKind.NoValidator, failure.Kind);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("""{"n":1,"_rev":"5"}""", null, """{"_rev":"5","n":2}""")]
    [InlineData("""{"n":1,"_revision":3}""", null, """{"_revision":3,"n":2}""")]
    [InlineData("""{"n":1,"lockVersion":0}""", null, """{"lockVersion":0,"n":2}""")]
    [InlineData("""{"n":1,"metadata":{"name":"x","resourceVersion":"5"}}""", null, """{"metadata":{"resourceVersion":"5"},"n":2}""")]
    [InlineData("""{"n":1,"lock":{"version":5}}""", "lock.version", """{"lock":{"version":5},"n":2}""")]
    public async Task A_patch_of_members_has_the_version(string state, string? name, string patch)
    {
        using var server = new ScriptedServer(request => request.Method == "GET" ? ScriptedServer.Response(200, state) : ScriptedServer.Response(request.Number == 2 ? 409 : 204));
        await PatchAsync(server.Uri, PutTools.Patching.PatchFormat.Json, name);
        Assert.Equal(["GET", "PATCH", "GET", "PATCH"], server.Requests.Select(static request => request.Method), StringComparer.Ordinal);
        Assert.All(server.Requests.Where(static request => request.Method == "PATCH"), request => Assert.True(JsonNode.DeepEquals(JsonNode.Parse(patch), JsonNode.Parse(request.Body)), request.Body));
    }

    [Fact]
    public async Task A_JSON_Patch_needs_another_validator()
    {
        using var server = new ScriptedServer(static _ => ScriptedServer.Response(200, """{"n":1,"_rev":"5"}"""));
        var failure = await Assert.ThrowsAsync<RequestException>(() => PatchAsync(server.Uri, PutTools.Patching.PatchFormat.JsonPatch));
        Assert.Equal(ErrorKind.NoValidator, failure.Kind);
    }

    [Fact]
    public async Task A_patch_that_a_tag_protects_has_only_the_difference()
    {
        using var server = new ScriptedServer(static _ => ScriptedServer.Response(200, """{"n":1,"_rev":"5"}""", "ETag: \"5\""));
        await PatchAsync(server.Uri, PutTools.Patching.PatchFormat.Json);
        Assert.Equal("""{"n":2}""", server.Requests.Single(static request => request.Method == "PATCH").Body);
    }

    [Theory]
    [InlineData("ETag: W/\"5\"")]
    [InlineData("Last-Modified: Thu, 01 Jan 2015 00:00:00 GMT")]
    public async Task A_patch_has_the_version_that_is_named_whatever_else_the_server_sends(string field)
    {
        using var server = new ScriptedServer(request => request.Method == "GET" ? ScriptedServer.Response(200, """{"n":1,"generation":5}""", field) : ScriptedServer.Response(204));
        await PatchAsync(server.Uri, PutTools.Patching.PatchFormat.Json, "generation");
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"generation":5,"n":2}"""), JsonNode.Parse(server.Requests.Last().Body)), server.Requests.Last().Body);
    }

    [Fact]
    public async Task A_patch_of_JSON_API_says_which_resource_it_changes()
    {
        using var server = new ScriptedServer(request => request.Method == "PATCH" ? ScriptedServer.Response(204)
            : ScriptedServer.Response(200, """{"data":{"type":"users","id":"7","attributes":{"n":1,"name":"Ada"}}}""", "ETag: \"1\""));
        var write = new WriteOptions
        {
            Request = Requests.Put(server.Uri) with { Method = System.Net.Http.HttpMethod.Patch, Content = null, PatchFormat = PutTools.Patching.PatchFormat.OfContentType("application/vnd.api+json") },
            Update = static (_, _) => Task.FromResult<RequestContent?>(new BytesContent("""{"data":{"type":"users","id":"7","attributes":{"n":2,"name":"Ada"}}}"""u8.ToArray()) { ContentType = "application/json" }),
        };
        await new WriteRunner(TimeProvider.System).RunAsync(write, null, CancellationToken.None);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"data":{"attributes":{"n":2},"id":"7","type":"users"}}"""), JsonNode.Parse(server.Requests.Last().Body)), server.Requests.Last().Body);
    }

    [Theory]
    [InlineData(412, true, "each read had the same entity tag")]
    [InlineData(409, true, "each read had the same entity tag")]
    [InlineData(412, false, "others changed the resource")]
    public async Task A_refusal_of_a_tag_that_stays_is_not_blamed_on_others(int status, bool isSame, string reason)
    {
        using var server = new ScriptedServer(request => request.Method == "PUT" ? ScriptedServer.Response(status)
            : ScriptedServer.Response(200, """{"n":1}""", $"ETag: \"{(isSame ? 1 : request.Number)}\""));
        var write = new WriteOptions { Request = Requests.Put(server.Uri), MaximumConflictRetryCount = 2, Update = IncrementedAsync };
        var failure = await Assert.ThrowsAsync<RequestException>(() => new WriteRunner(TimeProvider.System).RunAsync(write, null, CancellationToken.None));
        Assert.Equal(ErrorKind.ConflictRetriesExceeded, failure.Kind);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_part_of_the_state_is_not_changed()
    {
        using var server = new ScriptedServer(static _ => ScriptedServer.Response(206, """{"n":1}""", "ETag: \"1\""));
        Assert.Equal(ErrorKind.ProtocolError, (await Assert.ThrowsAsync<RequestException>(() => UpdateAsync(server.Uri))).Kind);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(206, "")]
    [InlineData(200, "Content-Encoding: unknown")]
    public async Task A_desired_state_is_written_if_only_a_part_of_the_current_one_is_known(int status, string field)
    {
        using var server = new ScriptedServer(request => request.Method == "PUT" ? ScriptedServer.Response(204)
            : ScriptedServer.Response(status, "{\"n\":1}", ["ETag: \"1\"", .. field.Length > 0 ? [field] : Array.Empty<string>()]));
        var write = new WriteOptions { Request = Requests.Put(server.Uri, "{\"n\":1}"), IfChanged = true };
        var response = await new WriteRunner(TimeProvider.System).RunAsync(write, null, CancellationToken.None);
        Assert.Equal((204, 2), (response!.StatusCode, server.Requests.Count));
    }

    [Fact]
    public async Task A_conflict_of_a_desired_state_without_the_version_is_reported_as_such()
    {
        using var server = new ScriptedServer(static request => request.Method == "PUT" ? ScriptedServer.Response(409) : ScriptedServer.Response(200, """{"_rev":"1","n":1}"""));
        var write = new WriteOptions { Request = Requests.Put(server.Uri, """{"n":2}"""), IfChanged = true };
        var failure = await Assert.ThrowsAsync<RequestException>(() => new WriteRunner(TimeProvider.System).RunAsync(write, null, CancellationToken.None));
        Assert.Equal((ErrorKind.Conflict, 1), (failure.Kind, failure.Attempts));
    }

    [Theory]
    [InlineData(null, ErrorKind.NoValidator, 1)]
    [InlineData("version.number", null, 4)]
    public async Task A_block_may_write_the_next_version_if_its_name_is_given(string? name, ErrorKind? error, int requests)
    {
        // As Confluence: a write has the number after the current one. Somebody else writes after the first read.
        var version = 3;
        using var server = new ScriptedServer(request => request.Method == "GET" ? ScriptedServer.Response(200, $$"""{"n":1,"version":{"number":{{version}} } }""")
            : (int)JsonNode.Parse(request.Body)!["version"]!["number"]! == version + 1 ? ScriptedServer.Response(200) : ScriptedServer.Response(409));
        var write = new WriteOptions
        {
            Request = Requests.Put(server.Uri),
            VersionProperty = name,
            MaximumConflictRetryCount = 5,
            Update = (current, _) =>
            {
                var state = JsonNode.Parse(current!.Body.Span)!;
                state["version"]!["number"] = (int)state["version"]!["number"]! + 1;
                version += version == 3 ? 1 : 0;
                return Task.FromResult<RequestContent?>(new BytesContent(System.Text.Encoding.UTF8.GetBytes(state.ToJsonString())) { ContentType = "application/json" });
            },
        };
        var failure = await Record.ExceptionAsync(() => new WriteRunner(TimeProvider.System).RunAsync(write, null, CancellationToken.None));
        Assert.Equal((error, requests), ((failure as RequestException)?.Kind, server.Requests.Count));
    }

    // As MediaWiki, which compares the version in the body and refuses each tag.
    [Theory]
    [InlineData(null, ErrorKind.ConflictRetriesExceeded)]
    [InlineData("latest.id", null)]
    public async Task A_named_version_takes_the_place_of_a_tag_that_is_refused_while_it_is_current(string? name, ErrorKind? error)
    {
        using var server = new ScriptedServer(static request => request.Method == "GET" ? ScriptedServer.Response(200, """{"n":1,"latest":{"id":3}}""", "ETag: \"1\"")
            : ScriptedServer.Response(request.Fields.ContainsKey("If-Match") ? 412 : 200));
        var write = new WriteOptions
        {
            Request = Requests.Put(server.Uri),
            VersionProperty = name,
            MaximumConflictRetryCount = 2,
            Update = static (_, _) => Task.FromResult<RequestContent?>(new BytesContent("""{"n":2,"latest":{"id":3}}"""u8.ToArray()) { ContentType = "application/json" }),
        };
        var failure = await Record.ExceptionAsync(() => new WriteRunner(TimeProvider.System).RunAsync(write, null, CancellationToken.None));
        Assert.Equal(error, (failure as RequestException)?.Kind);
    }

    // As Redfish services that refuse their own tag, or compare the one in the body.
    [Theory]
    [InlineData("""{"n":1}""", false, ErrorKind.ConflictRetriesExceeded, null)]
    [InlineData("""{"n":1}""", true, null, null)]
    [InlineData("""{"n":1,"@odata.etag":"\"2\""}""", false, null, "\"2\"")]
    [InlineData("""{"n":1,"@odata.etag":"\"1\""}""", true, null, null)]
    public async Task A_tag_that_is_refused_while_it_is_current_gives_way(string state, bool force, ErrorKind? error, string? last)
    {
        using var server = new ScriptedServer(request => request.Method == "GET" ? ScriptedServer.Response(200, state, "ETag: \"1\"")
            : ScriptedServer.Response(request.Fields.GetValueOrDefault("If-Match") == "\"1\"" ? 412 : 204));
        var write = new WriteOptions
        {
            Request = Requests.Put(server.Uri),
            Force = force,
            Update = static (_, _) => Task.FromResult<RequestContent?>(new BytesContent("""{"n":2}"""u8.ToArray()) { ContentType = "application/json" }),
        };
        var failure = await Record.ExceptionAsync(() => new WriteRunner(TimeProvider.System).RunAsync(write, null, CancellationToken.None));
        Assert.Equal(error, (failure as RequestException)?.Kind);
        if (error is null)
            Assert.Equal(last, server.Requests.Last().Fields.GetValueOrDefault("If-Match"));
    }

    // As GitHub, and S3 in the past.
    [Theory]
    [InlineData(400, "Conditional request headers are not allowed.", true, false, null, ErrorKind.NoValidator, 2)]
    [InlineData(400, "Conditional request headers are not allowed.", true, true, null, null, 4)]
    [InlineData(400, "Conditional request headers are not allowed.", true, false, "sha", null, 4)]
    [InlineData(501, "<Error><Code>NotImplemented</Code><Header>If-Match</Header></Error>", true, true, null, null, 4)]
    [InlineData(400, "Conditional request headers are not allowed.", false, false, null, null, 4)]
    [InlineData(400, "n must be less than 2", true, true, null, ErrorKind.BadRequest, 2)]
    [InlineData(403, "Conditional request headers are not allowed.", true, true, null, ErrorKind.Forbidden, 2)]
    public async Task A_server_that_accepts_no_precondition_gets_none_if_that_is_allowed(int status, string words, bool updates, bool force, string? name, ErrorKind? error, int requests)
    {
        using var server = new ScriptedServer(request => request.Method == "GET" ? ScriptedServer.Response(200, """{"n":1,"sha":"a"}""", "ETag: W/\"1\"")
            : request.Fields.ContainsKey("If-Match") ? ScriptedServer.Response(status, words) : ScriptedServer.Response(204));
        var desired = new BytesContent("""{"n":2,"sha":"a"}"""u8.ToArray()) { ContentType = "application/json" };
        var write = new WriteOptions
        {
            Request = Requests.Put(server.Uri) with { Content = desired },
            IfChanged = !updates,
            Force = force,
            VersionProperty = name,
            Update = updates ? (_, _) => Task.FromResult<RequestContent?>(desired) : null,
        };
        var failure = await Record.ExceptionAsync(() => new WriteRunner(TimeProvider.System).RunAsync(write, null, CancellationToken.None));
        Assert.Equal((error, requests), ((failure as RequestException)?.Kind, server.Requests.Count));
        if (error == ErrorKind.NoValidator)
            Assert.Contains("accepts no precondition", failure!.Message, StringComparison.Ordinal);
    }

    // As Directus and Laravel, which return {"data":{…}} and take its inner part, and as Mongoose, which returns the state before the change.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_change_that_the_server_ignores_is_no_known_success(bool writes)
    {
        var state = """{"data":{"n":1}}""";
        using var server = new ScriptedServer(request =>
        {
            var before = state;
            state = writes && request.Method == "PUT" ? request.Body : state;
            return ScriptedServer.Response(200, before, "ETag: \"1\"");
        });
        var messages = new Listener();
        var update = new WriteOptions
        {
            Request = Requests.Put(server.Uri),
            Update = static (_, _) => Task.FromResult<RequestContent?>(new BytesContent("""{"data":{"n":2}}"""u8.ToArray()) { ContentType = "application/json" }),
        };
        var response = await new WriteRunner(TimeProvider.System).RunAsync(update, messages, CancellationToken.None);

        Assert.Equal((writes ? ResourceOutcome.Updated : ResourceOutcome.Unknown, 3), (response!.Outcome, server.Requests.Count));
        Assert.Equal(writes ? 0 : 1, messages.Messages.Count(static message => message.Contains("ignore the change", StringComparison.Ordinal)));
    }

    // LXD and Strapi wrap what they return, and take the inner part.
    [Theory]
    [InlineData("""{"data":{"n":1,"name":"a"},"meta":{}}""", """{"n":2,"name":"a"}""", """{"n":2}""")]
    [InlineData("""{"type":"sync","metadata":{"n":1,"name":"a"}}""", """{"n":2,"name":"a"}""", """{"n":2}""")]
    [InlineData("""{"type":"sync","metadata":{"n":1,"name":"a"}}""", """{"n":1,"name":"a"}""", null)]
    [InlineData("""{"type":"sync","metadata":{"n":1,"name":"a","tag":"b"}}""", """{"n":1}""", """{"type":null,"metadata":null,"n":1}""")]
    [InlineData("""{"n":0,"data":{"n":1}}""", """{"n":1}""", """{"data":null,"n":1}""")]
    public async Task The_inner_part_of_a_wrapped_state_is_compared_with_that_part(string before, string after, string? patch)
    {
        using var server = new ScriptedServer(request => ScriptedServer.Response(200, request.Method == "GET" ? before : "{}", "ETag: \"1\""));
        var update = new WriteOptions
        {
            Request = Requests.Put(server.Uri) with { Method = System.Net.Http.HttpMethod.Patch, Content = null, PatchFormat = PutTools.Patching.PatchFormat.Merge },
            Update = (_, _) => Task.FromResult<RequestContent?>(new BytesContent(System.Text.Encoding.UTF8.GetBytes(after)) { ContentType = "application/json" }),
        };
        var response = await new WriteRunner(TimeProvider.System).RunAsync(update, observer: null, CancellationToken.None);

        Assert.Equal(patch is null ? ResourceOutcome.Unchanged : ResourceOutcome.Updated, response!.Outcome);
        Assert.Equal(patch, server.Requests.SingleOrDefault(static request => request.Method == "PATCH")?.Body);
    }

    // The block may mean the part to replace the whole.
    [Fact]
    public async Task An_equal_part_of_a_wrapped_state_is_sent_with_PUT()
    {
        using var server = new ScriptedServer(static _ => ScriptedServer.Response(200, """{"data":{"n":1,"name":"a"}}""", "ETag: \"1\""));
        var update = new WriteOptions
        {
            Request = Requests.Put(server.Uri),
            Update = static (_, _) => Task.FromResult<RequestContent?>(new BytesContent("""{"n":1,"name":"a"}"""u8.ToArray()) { ContentType = "application/json" }),
        };
        var response = await new WriteRunner(TimeProvider.System).RunAsync(update, observer: null, CancellationToken.None);

        Assert.Equal(ResourceOutcome.Updated, response!.Outcome);
        Assert.Equal("""{"n":1,"name":"a"}""", server.Requests.Last().Body);
    }

    [Fact]
    public async Task A_secret_that_the_server_does_not_return_is_not_ignored()
    {
        using var server = new ScriptedServer(static _ => ScriptedServer.Response(200, """{"name":"anna"}""", "ETag: \"1\""));
        var update = new WriteOptions
        {
            Request = Requests.Put(server.Uri),
            Update = static (_, _) => Task.FromResult<RequestContent?>(new BytesContent("""{"name":"anna","password":"geheim"}"""u8.ToArray()) { ContentType = "application/json" }),
        };
        var response = await new WriteRunner(TimeProvider.System).RunAsync(update, observer: null, CancellationToken.None);

        Assert.Equal((ResourceOutcome.Updated, 2), (response!.Outcome, server.Requests.Count));
    }

    [Fact]
    public async Task Method_overrides_and_a_digest_of_the_content_are_not_sent_with_the_read()
    {
        using var server = new ScriptedServer(static request => ScriptedServer.Response(200, request.Method == "GET" ? """{"n":1}""" : "", "ETag: \"1\""));
        await UpdateAsync(server.Uri, [new("X-HTTP-Method-Override", "PATCH"), new("Digest", "sha-256=x"), new("Repr-Digest", "sha-256=:x:")]);
        foreach (var name in (string[])["X-HTTP-Method-Override", "Digest", "Repr-Digest"])
            Assert.Equal([false, true], server.Requests.Select(request => request.Fields.ContainsKey(name)));
    }

    private static IEnumerable<string?> Sent(ScriptedServer server, string name)
        => server.Requests.Where(static request => request.Method == "PUT").Select(request => request.Fields.GetValueOrDefault(name));

    private static Task RunAsync(Uri uri, string state) => new WriteRunner(TimeProvider.System).RunAsync(
        new WriteOptions { Request = Requests.Put(uri), Update = (_, _) => Task.FromResult<RequestContent?>(new BytesContent(System.Text.Encoding.UTF8.GetBytes(state)) { ContentType = "application/json" }) },
        null, CancellationToken.None);

    private static async Task IncrementAsync(Uri uri)
    {
        for (var i = 0; i < Increments; i++)
            await UpdateAsync(uri);
    }

    private static Task PatchAsync(Uri uri, PutTools.Patching.PatchFormat format, string? version = null) => new WriteRunner(TimeProvider.System).RunAsync(
        new WriteOptions { Request = Requests.Put(uri) with { Method = System.Net.Http.HttpMethod.Patch, Content = null, PatchFormat = format }, VersionProperty = version, Update = IncrementedAsync },
        null, CancellationToken.None);

    private static Task<RequestContent?> IncrementedAsync(HttpResponse? current, CancellationToken cancellationToken)
    {
        var state = JsonNode.Parse(current!.Body.Span)!;
        state["n"] = (int)state["n"]! + 1;
        return Task.FromResult<RequestContent?>(new BytesContent(System.Text.Encoding.UTF8.GetBytes(state.ToJsonString())) { ContentType = "application/json" });
    }

    private static async Task UpdateAsync(Uri uri, IReadOnlyList<KeyValuePair<string, string>>? headers = null) => await new WriteRunner(TimeProvider.System).RunAsync(
        new WriteOptions
        {
            Request = Requests.Put(uri, settings: ResourceSettings.Default with { Retry = new() { Interval = TimeSpan.FromMilliseconds(1) } }) with { Headers = headers ?? [] },
            MaximumConflictRetryCount = 1000,
            Update = IncrementedAsync,
        },
        null, CancellationToken.None);

    // One request in ten is refused before it does anything.
    private sealed class Counter(Dialect dialect)
    {
        private readonly Lock _lock = new();
        private int _version = 1;
        private int _requests;

        public int Value { get; private set; }

        public string? Respond(ScriptedRequest request)
        {
            lock (_lock)
            {
                if (++_requests % 10 == 0)
                    return ScriptedServer.Response(503);
                if (request.Method == "GET")
                    return ScriptedServer.Response(200, State().ToJsonString(), [.. Fields()]);
                var sent = JsonNode.Parse(request.Body)!;
                if (!IsCurrent(request, sent))
                    return ScriptedServer.Response(dialect is Dialect.Strong or Dialect.Weak or Dialect.Unquoted or Dialect.ODataTag ? 412 : 409, """{"error":"conflict"}""");
                (Value, _version) = ((int)sent["n"]!, _version + 1);
                return ScriptedServer.Response(204);
            }
        }

        private string Version => _version.ToString(CultureInfo.InvariantCulture);

        private string? Tag => dialect switch
        {
            Dialect.Strong or Dialect.StaleIsConflict => $"\"{Version}\"",
            Dialect.Weak or Dialect.ODataTag => $"W/\"{Version}\"",
            Dialect.Unquoted => Version,
            _ => null,
        };

        private IEnumerable<string> Fields() => Tag is { } tag && dialect != Dialect.ODataTag ? ["ETag: " + tag] : [];

        private JsonObject State()
        {
            var state = new JsonObject { ["n"] = Value };
            if (dialect == Dialect.RevisionInBody)
                state["_rev"] = Version;
            if (dialect == Dialect.ResourceVersion)
                state["metadata"] = new JsonObject { ["resourceVersion"] = Version };
            if (dialect == Dialect.ODataTag)
                state["@odata.etag"] = Tag;
            return state;
        }

        private bool IsCurrent(ScriptedRequest request, JsonNode sent) => dialect switch
        {
            Dialect.RevisionInBody => (string?)sent["_rev"] == Version,
            Dialect.ResourceVersion => (string?)sent["metadata"]?["resourceVersion"] == Version,
            _ => request.Fields.TryGetValue("If-Match", out var tag) && tag == Tag,
        };
    }
}
