using PutTools.Http;

namespace PutTools.Patching;

/// <summary>A format of patch documents. To add a format, derive a class and list it in <see cref="All"/>.</summary>
public abstract class PatchFormat
{
    private protected PatchFormat(string name, string mediaType)
    {
        Name = name;
        MediaType = mediaType;
    }

    /// <summary>The changed members as <c>application/json</c>; the server decides what they mean.</summary>
    public static PatchFormat Json { get; } = new MembersPatch();

    /// <summary>JSON Merge Patch, RFC 7396: a null removes a member.</summary>
    public static PatchFormat Merge { get; } = new MergePatch();

    /// <summary>JSON Patch, RFC 6902: a list of operations.</summary>
    public static PatchFormat JsonPatch { get; } = new JsonPatch();

    /// <summary>A document of JSON:API. Only a Content-Type selects it.</summary>
    internal static PatchFormat JsonApi { get; } = new JsonApiPatch();

    /// <summary>All formats that have a name for users.</summary>
    public static IReadOnlyList<PatchFormat> All { get; } = [Json, Merge, JsonPatch];

    /// <summary>The name that users give.</summary>
    public string Name { get; }

    /// <summary>The media type of its documents, in lower case.</summary>
    public string MediaType { get; }

    /// <summary>True if a document is a list of operations, which can also be given one by one.</summary>
    internal virtual bool IsOperationList => false;

    /// <summary>True if a patch can test a value before it replaces or removes it.</summary>
    internal virtual bool HasTests => false;

    /// <summary>True if a body of this format must be JSON. Default: true.</summary>
    internal virtual bool RequiresJson => true;

    /// <summary>Returns the format of this name, in any letter case. PowerShell converts text with it.</summary>
    /// <exception cref="FormatException">No format has this name.</exception>
    public static PatchFormat Parse(string name)
        => All.FirstOrDefault(format => format.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new FormatException(PatchMessages.UnknownPatchFormat(name, All));

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>
    /// Returns the format of a patch with this Content-Type. <see cref="Json"/> if there is no Content-Type, or another JSON
    /// type; null if the type is unknown. A server may have its own type for JSON Patch: application/openstack-images-v2.1-json-patch.
    /// </summary>
    internal static PatchFormat? OfContentType(string? contentType)
    {
        var mediaType = Http.MediaType.Of(contentType);
        return All.FirstOrDefault(format => format.MediaType == mediaType)
            ?? (mediaType.Contains("json-patch") ? JsonPatch : mediaType == JsonApi.MediaType ? JsonApi : mediaType.Length == 0 || Http.MediaType.IsJson(mediaType) ? Json : null);
    }

    /// <summary>Creates the patch that turns <paramref name="original"/> into <paramref name="desired"/>.</summary>
    /// <param name="original">The state before.</param>
    /// <param name="desired">The state after.</param>
    /// <param name="includeTest">True to test each value before it is replaced or removed, if the format has tests.</param>
    /// <exception cref="RequestException">The format can't express the change.</exception>
    internal abstract PatchDocument Create(JsonTree original, JsonTree desired, bool includeTest = false);

    /// <summary>Checks a patch that a user wrote, and returns the document to send.</summary>
    /// <exception cref="RequestException">The document is not a patch of this format.</exception>
    internal virtual JsonTree Check(JsonTree patch) => patch;

    /// <summary>
    /// Returns the result of applying <paramref name="patch"/> to <paramref name="document"/>, which does not change.
    /// </summary>
    /// <exception cref="RequestException">The patch is malformed, or can't be applied.</exception>
    internal abstract JsonTree Apply(JsonTree document, JsonTree patch);

    /// <summary>Describes what a patch changes, one line for each change.</summary>
    internal abstract IReadOnlyList<object> Describe(JsonTree patch);

    /// <summary>True if a resource looks as if a patch had been applied to it.</summary>
    /// <param name="found">The state of the resource.</param>
    /// <param name="patch">The patch that was sent.</param>
    /// <param name="expected">The state that the patch should lead to; null if it is unknown.</param>
    internal abstract bool IsAppliedTo(JsonTree found, JsonTree patch, JsonTree? expected);
}
