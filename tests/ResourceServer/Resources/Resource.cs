using System;

namespace PutTools.Testing;

/// <summary>
/// A resource's current representation and its validators.
/// A deleted resource is kept without a body, so that its versions continue and no tag is reused.
/// </summary>
internal sealed record Resource(
    byte[]? Body, string? ContentType, long Version, string? EntityTag, DateTimeOffset? LastModified)
{
    /// <summary>Creates the next version; the path decides which validators a resource has.</summary>
    public static Resource Next(string path, Resource? previous, byte[]? body, string? contentType)
    {
        var version = (previous?.Version ?? 0) + 1;
        var now = DateTimeOffset.UtcNow;
        // Last-Modified has whole seconds.
        DateTimeOffset? modified = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
        return path switch
        {
            _ when IsUnder(path, "/no-tag/") => new(body, contentType, version, null, modified),
            _ when IsUnder(path, "/no-validator/") => new(body, contentType, version, null, null),
            _ when IsUnder(path, "/etag-weak/") => new(body, contentType, version, $"W/\"{version}\"", modified),
            _ => new(body, contentType, version, $"\"{version}\"", modified),
        };
    }

    public static bool IsUnder(string path, string folder) => path.StartsWith(folder, StringComparison.Ordinal);
}
