using System;
using System.Collections.Generic;
using System.Text;
using System.Text.Json.Nodes;

namespace PutTools.Testing;

/// <summary>The way in which a server exposes the version of a resource, and refuses writes to an old version.</summary>
/// <param name="Show">Returns the entity tag as clients see it; null if there is none.</param>
/// <param name="Read">Returns the store's tag for one that a client sends.</param>
internal sealed record Dialect(Func<string, string?> Show, Func<string, string> Read)
{
    private const string Folder = "/dialect/";

    private static readonly Dialect Strong = new(static tag => tag, static tag => tag);

    private static readonly Dictionary<string, Dialect> All = new(StringComparer.Ordinal)
    {
        ["strong"] = Strong,
        ["weak"] = new(static tag => "W/" + tag, static tag => tag.StartsWith("W/", StringComparison.Ordinal) ? tag[2..] : "\"none\""),
        ["unquoted"] = new(static tag => tag.Trim('"'), static tag => $"\"{tag}\""),
        ["conflict"] = Strong with { Stale = 409 },
        ["rev"] = InBody("_rev"),
        ["revision"] = InBody("revision"),
        ["etag"] = InBody("etag"),
        ["resource-version"] = InBody("metadata", "resourceVersion"),
        ["version"] = InBody("meta", "version"),
        ["odata"] = new(static _ => null, static tag => tag.StartsWith("W/", StringComparison.Ordinal) ? tag[2..] : "\"none\"") { Member = ["@odata.etag"], IsField = true },
        ["cosmos"] = new(static _ => null, static tag => tag) { Member = ["_etag"], IsField = true },
    };

    /// <summary>The status for an old version.</summary>
    private int Stale { get; init; } = 412;

    /// <summary>The member of the body with the version; empty if only a field has it.</summary>
    private string[] Member { get; init; } = [];

    /// <summary>True if clients send the member's value in If-Match, and not in the body.</summary>
    private bool IsField { get; init; }

    /// <summary>Answers a request to <c>/dialect/{name}/…</c> in that dialect, and any other normally.</summary>
    public static StoreResponse Handle(StoreRequest request, Func<StoreRequest, StoreResponse> store) =>
        request.Path.StartsWith(Folder, StringComparison.Ordinal) && All.TryGetValue(request.Path.Split('/')[2], out var dialect)
            ? dialect.Translate(request, store)
            : store(request);

    private static Dialect InBody(params string[] member) => new(static _ => null, static tag => tag) { Stale = 409, Member = member };

    private StoreResponse Translate(StoreRequest request, Func<StoreRequest, StoreResponse> store)
    {
        if (request.IfMatch is { } tag) request = request with { IfMatch = Read(tag) };
        if (request.Method is "PUT" && Member.Length > 0) request = WithoutVersion(request);
        var response = store(request);
        if (response.Status is 412) return StoreResponse.Problem(Stale, "The resource has another version.", request.Path);
        if (response is not { IsSuccess: true, EntityTag: { } current }) return response;
        response = response with { EntityTag = Show(current), LastModified = null };
        return Member.Length > 0 && response.Body.Length > 0 ? response with { Body = WithVersion(response.Body, current) } : response;
    }

    // Without a version it may only create.
    private StoreRequest WithoutVersion(StoreRequest request)
    {
        var body = JsonNode.Parse(request.Body)!.AsObject();
        var owner = Owner(body);
        var version = (string?)owner?[Member[^1]];
        owner?.Remove(Member[^1]);
        request = request with { Body = Encoding.UTF8.GetBytes(body.ToJsonString()) };
        if (IsField) return request.IfMatch is null ? request with { IfNoneMatch = "*" } : request;
        return version is null ? request with { IfNoneMatch = "*" } : request with { IfMatch = $"\"{version}\"" };
    }

    private byte[] WithVersion(byte[] octets, string tag)
    {
        var body = JsonNode.Parse(octets)!.AsObject();
        if (Member.Length > 1 && body[Member[0]] is null) body[Member[0]] = new JsonObject();
        Owner(body)![Member[^1]] = Member[0] is "@odata.etag" ? "W/" + tag : IsField ? tag : tag.Trim('"');
        return Encoding.UTF8.GetBytes(body.ToJsonString());
    }

    private JsonObject? Owner(JsonObject body) => Member.Length > 1 ? body[Member[0]] as JsonObject : body;
}
