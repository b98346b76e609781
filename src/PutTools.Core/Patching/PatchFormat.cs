using System.Text.Json;

namespace PutTools.Patching;

/// <summary>The format of a patch document.</summary>
public enum PatchFormat
{
    /// <summary>The members that change, as <c>application/json</c>.</summary>
    Json,

    /// <summary>JSON Merge Patch, RFC 7396: a null removes a member.</summary>
    Merge,

    /// <summary>JSON Patch, RFC 6902: a list of operations.</summary>
    JsonPatch,
}

/// <summary>What each patch format is.</summary>
internal static class PatchFormatExtensions
{
    public static string MediaType(this PatchFormat format) => format switch
    {
        PatchFormat.Merge => "application/merge-patch+json",
        PatchFormat.JsonPatch => "application/json-patch+json",
        _ => "application/json",
    };

    /// <summary>The document that makes <paramref name="desired"/> of <paramref name="original"/>.</summary>
    /// <exception cref="ResourceException">The format can't say it.</exception>
    public static PatchDocument Create(this PatchFormat format, JsonElement original, JsonElement desired)
        => format == PatchFormat.JsonPatch ? JsonPatch.Create(original, desired) : MergePatch.Create(original, desired);

    /// <summary>What <paramref name="patch"/> makes of <paramref name="document"/>.</summary>
    /// <exception cref="ResourceException">An operation of a JSON Patch can't be done.</exception>
    public static byte[] Apply(this PatchFormat format, JsonElement document, JsonElement patch)
        => format == PatchFormat.JsonPatch ? JsonPatch.Apply(document, patch) : MergePatch.Apply(document, patch);
}
