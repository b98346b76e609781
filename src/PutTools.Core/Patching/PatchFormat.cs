using System.Text.Json;
using PutTools.Http;

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

    /// <summary>The format whose media type a patch has; Json where it is none of the others.</summary>
    public static PatchFormat OfMediaType(string mediaType) => mediaType switch
    {
        "application/merge-patch+json" => PatchFormat.Merge,
        "application/json-patch+json" => PatchFormat.JsonPatch,
        _ => PatchFormat.Json,
    };

    /// <summary>The document that makes <paramref name="desired"/> of <paramref name="original"/>.</summary>
    /// <param name="format">The format.</param>
    /// <param name="original">The state before.</param>
    /// <param name="desired">The state after.</param>
    /// <param name="includeTest">Whether a JSON Patch tests each old value before it ends it.</param>
    /// <exception cref="ResourceException">The format can't say it.</exception>
    public static PatchDocument Create(this PatchFormat format, JsonElement original, JsonElement desired, bool includeTest = false)
        => format == PatchFormat.JsonPatch ? JsonPatch.Create(original, desired, includeTest) : MergePatch.Create(original, desired);

    /// <summary>What <paramref name="patch"/> makes of <paramref name="document"/>.</summary>
    /// <exception cref="ResourceException">An operation of a JSON Patch can't be done.</exception>
    public static byte[] Apply(this PatchFormat format, JsonElement document, JsonElement patch)
        => format == PatchFormat.JsonPatch ? JsonPatch.Apply(document, patch) : MergePatch.Apply(document, patch);
}
