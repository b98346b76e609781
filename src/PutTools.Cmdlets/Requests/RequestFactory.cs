using System.Collections;
using PutTools.Cmdlets.Conversion;
using PutTools.Http;
using PutTools.Writes;

namespace PutTools.Cmdlets.Requests;

/// <summary>
/// Creates the request of each object from the parameters of a command. What is the same for all objects is prepared before
/// the first.
/// </summary>
internal sealed class RequestFactory
{
    private const string FreshKey = "Auto";

    private readonly FirstRepeat _keys = new();
    private readonly FirstRepeat _targets = new();

    public required HttpMethod Method { get; init; }

    public required ResourceSettings Settings { get; init; }

    public required PerObject<object> Uri { get; init; }

    /// <summary>The base of relative urls.</summary>
    public Uri? BaseUri { get; init; }

    public required PerObject<IDictionary> Query { get; init; }

    /// <summary>The headers and cookies of one object; those of all objects are in <see cref="Settings"/>.</summary>
    public required PerObject<IDictionary> Headers { get; init; }

    /// <inheritdoc cref="Headers"/>
    public required PerObject<IDictionary> Cookies { get; init; }

    /// <summary>The parameters that are header fields, whether they are given or not.</summary>
    public required IReadOnlyList<HeaderParameter> Fields { get; init; }

    /// <summary>The idempotency key; <c>Auto</c> generates one for each object.</summary>
    public required PerObject<string> IdempotencyKey { get; init; }

    /// <summary>The full path of the file for the response.</summary>
    public required PerObject<string> OutFile { get; init; }

    public bool SkipHttpErrorCheck { get; init; }

    /// <summary>Checks the files for the responses.</summary>
    public required OutFileCheck OutFiles { get; init; }

    /// <summary>True if a later write to the same url undoes an earlier one.</summary>
    public bool ReplacesWhole { get; init; }

    /// <summary>Creates the payload; null if the command has none.</summary>
    public PayloadFactory? Payload { get; init; }

    /// <summary>Receives a sentence about a possible mistake; the same one is shown only once.</summary>
    public required Action<string> Warn { get; init; }

    /// <summary>True if any part of the request depends on the object.</summary>
    public bool UsesObject => Uri.IsScript || TargetUri.IsTemplate(Uri.Constant) || Query.IsScript || Headers.IsScript || Cookies.IsScript
        || IdempotencyKey.IsScript || OutFile.IsScript || Payload is { UsesObject: true } || Fields.Any(static parameter => parameter.Value.IsScript);

    /// <summary>Creates the request for <paramref name="item"/>.</summary>
    /// <exception cref="RequestException">A value is missing, or can't be sent.</exception>
    public ResourceRequest Create(object? item)
    {
        var settings = SettingsFor(item);
        var payload = Payload?.Create(item, settings);
        var request = new ResourceRequest
        {
            Method = Method,
            Uri = TargetUri.Build(Uri.For(item)!, BaseUri, Query.For(item), item, Warn),
            Content = payload?.Content,
            PatchFormat = payload?.Format,
            ContentCoding = Payload?.ContentCoding,
            HasDigest = Payload?.HasDigest == true,
            Headers = FieldsFor(item, payload),
            Settings = settings,
            SkipHttpErrorCheck = SkipHttpErrorCheck,
            OutFile = OutFileFor(item),
        };
        if (IdempotencyKey.For(item) is { } key)
            request = WithKey(request, key);
        if (ReplacesWhole && _targets.Is(request.Uri.OriginalString))
            Warn(CmdletMessages.RepeatedTarget(request, Uri.IsScript || TargetUri.IsTemplate(Uri.Constant)));
        return request;
    }

    private ResourceSettings SettingsFor(object? item)
    {
        var settings = Settings;
        if (Headers.IsScript && Headers.For(item) is { } headers)
        {
            settings = SettingsOverride.Headers(settings, headers);
            SettingsOverride.CheckHeaders(settings);
        }

        return Cookies.IsScript && Cookies.For(item) is { } cookies ? SettingsOverride.Cookies(settings, cookies) : settings;
    }

    private List<KeyValuePair<string, string>> FieldsFor(object? item, Payload? payload)
    {
        List<KeyValuePair<string, string>> fields = [];
        foreach (var parameter in Fields)
        {
            if (parameter.Value.For(item) is not { } value)
                continue;
            HeaderField.Check(parameter.Field, value);
            fields.Add(new(parameter.Field, value));
        }

        if (payload is not null)
            fields.AddRange(payload.Fields);
        return fields;
    }

    private string? OutFileFor(object? item)
    {
        var path = OutFile.For(item);
        if (path is not null)
            OutFiles.Check(path);
        return path;
    }

    private ResourceRequest WithKey(ResourceRequest request, string key)
    {
        var isFresh = key.Equals(FreshKey, StringComparison.OrdinalIgnoreCase);
        // A key identifies one write: the server may take the next one for a repeat, and not apply it.
        if (!isFresh && _keys.Is(key))
            Warn(CmdletMessages.RepeatedKey);
        HeaderField.Check("Idempotency-Key", key);
        return request with { Headers = [.. request.Headers, new("Idempotency-Key", isFresh ? Guid.NewGuid().ToString() : key)], HasFreshKey = isFresh };
    }
}
