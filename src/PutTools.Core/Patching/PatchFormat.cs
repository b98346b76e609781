using System;
using System.Collections.Generic;
using System.Linq;
using PutTools.Http;

namespace PutTools.Patching;

/// <summary>A format of patch documents. Another format is one more class like these, and its line in <see cref="All"/>.</summary>
public abstract class PatchFormat
{
    private protected PatchFormat(string name, string mediaType)
    {
        Name = name;
        MediaType = mediaType;
    }

    /// <summary>The members that change, as <c>application/json</c>; the server decides what they mean.</summary>
    public static PatchFormat Json { get; } = new MembersPatch();

    /// <summary>JSON Merge Patch, RFC 7396: a null removes a member.</summary>
    public static PatchFormat Merge { get; } = new MergePatch();

    /// <summary>JSON Patch, RFC 6902: a list of operations.</summary>
    public static PatchFormat JsonPatch { get; } = new JsonPatch();

    /// <summary>The formats that are known.</summary>
    public static IReadOnlyList<PatchFormat> All { get; } = [Json, Merge, JsonPatch];

    /// <summary>What users call it.</summary>
    public string Name { get; }

    /// <summary>The media type of its documents, in lower case.</summary>
    public string MediaType { get; }

    /// <summary>Whether a document is a list of operations, which can also be given one by one.</summary>
    internal virtual bool IsOperationList => false;

    /// <summary>Whether a patch can test a value before it replaces or removes it.</summary>
    internal virtual bool HasTests => false;

    /// <summary>Whether a body of this format has to be JSON. Default: yes.</summary>
    internal virtual bool RequiresJson => true;

    /// <summary>The format of that name, in any case.</summary>
    /// <exception cref="FormatException">There is none.</exception>
    public static PatchFormat Parse(string name)
        => All.FirstOrDefault(format => format.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new FormatException(PatchMessages.UnknownPatchFormat(name, All));

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>
    /// The format of a patch with this Content-Type. Other JSON types, and none at all, are taken as <see cref="Json"/>;
    /// null where it is not known what such a patch means.
    /// </summary>
    internal static PatchFormat? OfContentType(string? contentType)
    {
        var mediaType = Http.MediaType.Of(contentType);
        return All.FirstOrDefault(format => format.MediaType == mediaType)
            ?? (mediaType.Length == 0 || Http.MediaType.IsJson(mediaType) ? Json : null);
    }

    /// <summary>Makes the patch that turns <paramref name="original"/> into <paramref name="desired"/>.</summary>
    /// <param name="original">The state before.</param>
    /// <param name="desired">The state after.</param>
    /// <param name="includeTest">Whether the patch tests each value before it replaces or removes it, where the format has tests.</param>
    /// <exception cref="RequestException">The format can't express it.</exception>
    internal abstract PatchDocument Create(JsonTree original, JsonTree desired, bool includeTest = false);

    /// <summary>Checks a patch that a user wrote, and returns the document to send.</summary>
    /// <exception cref="RequestException">It is not a patch of this format.</exception>
    internal virtual JsonTree Check(JsonTree patch) => patch;

    /// <summary>What <paramref name="patch"/> makes of <paramref name="document"/>, which stays as it is.</summary>
    /// <exception cref="RequestException">The patch is malformed, or can't be applied.</exception>
    internal abstract JsonTree Apply(JsonTree document, JsonTree patch);

    /// <summary>What a patch changes, a line for each change.</summary>
    internal abstract IReadOnlyList<object> Describe(JsonTree patch);

    /// <summary>Whether a resource looks as if a patch had been applied to it.</summary>
    /// <param name="found">The state of the resource.</param>
    /// <param name="patch">The patch that was sent.</param>
    /// <param name="expected">The state that the patch was to lead to; null where that is not known.</param>
    internal abstract bool IsAppliedTo(JsonTree found, JsonTree patch, JsonTree? expected);
}
