namespace PutTools.Patching;

/// <summary>Messages about patches.</summary>
internal static class PatchMessages
{
    public static string NoOperations(string described)
        => $"A JSON Patch is an array of operations (RFC 6902 §3), but this is {described}. Put the operations into an array.";

    /// <summary>A fault in one operation of a JSON Patch.</summary>
    /// <param name="index">Its index in the patch, from zero.</param>
    /// <param name="what">The problem and its remedy, as the rest of a sentence, without its full stop.</param>
    public static string PatchOperationFault(int index, string what) => FormattableString.Invariant($"Operation {index} (zero-based) of the JSON Patch {what}.");

    public static string UnknownPatchFormat(string name, IEnumerable<PatchFormat> known)
        => $"'{name}' is not a patch format. Use one of {string.Join(", ", known)}.";

    public static string NullInMergePatch(string path)
        => $"A merge patch cannot set the value at '{path}' to null: null removes a member (RFC 7396). Use the format JsonPatch instead.";

    public static string NotUtf8 => "The JSON has bytes that are not UTF-8, so it cannot be compared or changed without loss. Correct the text first.";
}
