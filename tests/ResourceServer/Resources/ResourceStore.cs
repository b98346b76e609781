using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using System.Threading;

namespace PutTools.Testing;

/// <summary>The resources. Each request is answered as a whole, under one lock, so each write is atomic.</summary>
public sealed class ResourceStore
{
    private const string Writable = "GET, HEAD, PUT, PATCH, DELETE, OPTIONS";
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Resource> _resources = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Method, string Path, string Key), StoreResponse> _responsesByKey = [];

    /// <summary>The applied writes.</summary>
    public Journal Journal { get; } = new();

    /// <summary>Clears all resources and the journal.</summary>
    public void Reset()
    {
        lock (_lock)
        {
            _resources.Clear();
            _responsesByKey.Clear();
            Journal.Clear();
        }
    }

    internal StoreResponse Handle(StoreRequest request) => Dialect.Handle(request, HandleStrong);

    private StoreResponse HandleStrong(StoreRequest request) => request.Method switch
    {
        "GET" or "HEAD" => Read(request),
        _ when Resource.IsUnder(request.Path, "/read-only/") => NotAllowed(request, "GET, HEAD"),
        "PUT" or "PATCH" or "DELETE" => Write(request),
        "OPTIONS" => new StoreResponse(204) { Allow = Writable, AcceptPatch = MediaTypes.AcceptPatch },
        _ => NotAllowed(request, Writable),
    };

    private StoreResponse Read(StoreRequest request)
    {
        Resource? current;
        lock (_lock) current = Find(request.Path);
        if (current is null) return NotFound(request);
        return Preconditions.Failure(request, current) is { } status
            ? new StoreResponse(status) { EntityTag = current.EntityTag, LastModified = current.LastModified }
            : StoreResponse.Of(200, current);
    }

    private StoreResponse Write(StoreRequest request)
    {
        if (request.Method is "PATCH" && !MediaTypes.IsMergePatch(request.ContentType) && !MediaTypes.IsJsonPatch(request.ContentType))
            return Problem(415, request, $"A patch of type '{request.ContentType}' is not understood.")
                with { AcceptPatch = MediaTypes.AcceptPatch };

        if (Decode(request) is not { } body)
            return Problem(415, request, $"The content coding '{request.ContentEncoding}' is not understood.");

        if (request.Method is not "DELETE" && MediaTypes.IsJson(request.ContentType)
            && MediaTypes.JsonFault(body) is { } fault)
            return Problem(400, request, $"The body is not JSON: {fault}");

        var hash = Convert.ToHexStringLower(SHA256.HashData(request.Body));
        lock (_lock)
        {
            if (request.IdempotencyKey is not { } key) return Apply(request, body, hash);
            var identity = (request.Method, request.Path, key);
            if (_responsesByKey.TryGetValue(identity, out var earlier)) return earlier;
            var response = Apply(request, body, hash);
            // Only applied writes are remembered: a refused write may be retried with its key.
            if (response.IsSuccess) _responsesByKey[identity] = response;
            return response;
        }
    }

    private StoreResponse Apply(StoreRequest request, byte[] body, string hash)
    {
        var current = Find(request.Path);
        // RFC 9110 §13.2.1: preconditions are not evaluated if the response without them is an error.
        if (current is null && request.Method is not "PUT") return NotFound(request);
        if (Preconditions.Failure(request, current) is { } status)
            return Problem(status, request, "The resource is not in the state that the request asks for.");

        byte[]? result = request.Method is "DELETE" ? null : body;
        var contentType = request.ContentType;
        if (request.Method is "PATCH")
        {
            if (!MediaTypes.IsJson(current!.ContentType)) return Problem(409, request, "Only JSON can be patched.");
            try
            {
                result = MediaTypes.IsJsonPatch(request.ContentType)
                    ? JsonPatch.Apply(current.Body!, body)
                    : MergePatch.Apply(current.Body!, body);
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
            {
                return Problem(400, request, $"The patch can't be applied: {e.Message}");
            }

            contentType = current.ContentType;
        }

        var next = Resource.Next(request.Path, _resources.GetValueOrDefault(request.Path), result, contentType);
        _resources[request.Path] = next;
        Journal.Add(request.Method, request.Path, request.IdempotencyKey, next.Version, hash);
        if (result is null) return new StoreResponse(204);

        var response = StoreResponse.Of(current is null ? 201 : 200, next);
        if (current is null) response = response with { Location = request.Path };
        return request.PrefersMinimal
            ? response with { Status = current is null ? 201 : 204, Body = [], ContentType = null }
            : response;
    }

    private Resource? Find(string path) =>
        _resources.TryGetValue(path, out var resource) && resource.Body is not null ? resource : null;

    private static byte[]? Decode(StoreRequest request)
    {
        if (request.ContentEncoding is null or "" or "identity") return request.Body;
        var source = new MemoryStream(request.Body);
        using Stream? decoder = request.ContentEncoding switch
        {
            "gzip" => new GZipStream(source, CompressionMode.Decompress),
            "br" => new BrotliStream(source, CompressionMode.Decompress),
            "deflate" => new ZLibStream(source, CompressionMode.Decompress),
            _ => null,
        };
        if (decoder is null) return null;
        var decoded = new MemoryStream();
        try
        {
            decoder.CopyTo(decoded);
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException)
        {
            return null;
        }

        return decoded.ToArray();
    }

    private static StoreResponse NotAllowed(StoreRequest request, string allow) =>
        Problem(405, request, $"{request.Method} is not allowed here.") with { Allow = allow };

    private static StoreResponse NotFound(StoreRequest request) => Problem(404, request, "There is no such resource.");

    private static StoreResponse Problem(int status, StoreRequest request, string detail) =>
        StoreResponse.Problem(status, detail, request.Path);
}
