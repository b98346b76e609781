using PutTools.Text;

namespace PutTools.Files;

/// <summary>Messages about files.</summary>
internal static class FileMessages
{
    public static string FileNotFound(string path)
    {
        var advice = path.Contains('*') ? "Wildcards are not expanded: pipe the files, as in Get-ChildItem *.json | Invoke-ResourcePut 'https://host/{Name}' -InFile { $_ }."
            : path.Any(static character => char.IsControl(character) || DisplayText.IsInvisible(character)) ? "The path has a line break or an invisible character, as copied text often has: remove it."
            : path.Contains('"') ? "The path has quotes in it, as a copied path has: remove them."
            : "Check the path: a relative path starts at the current location.";
        return $"There is no file '{path}'. {advice} Nothing was sent.";
    }

    public static string FileIsFolder(string path) => $"'{path}' is a folder, not a file. Give the path of one file, or pipe its files with Get-ChildItem -File. Nothing was sent.";

    public static string FileUnreadable(string path, Exception failure)
        => $"The file '{path}' cannot be read: {Wording.Innermost(failure)}. Check its permissions, and which program has it open. Nothing was sent.";

    public static string FileReadFailed(string path, Exception failure) => $"The file '{path}' cannot be read: {Wording.Innermost(failure)}. Close what uses it, or send a copy of it.";

    public static string FileChanged(string path) => $"The file '{path}' was changed or deleted while it was sent, so the request was aborted. Send a copy, or send it when no program writes to it.";

    public static string FileWithoutLength(string path)
        => $"The length of '{path}' is unknown: it may be a pipe or a device. Open it, and give the stream as the body. Nothing was sent.";

    public static string FileWriteFailed(string path, Exception failure)
        => $"The response could not be written to '{path}': {Wording.Innermost(failure)}. An earlier file of that name is unchanged. The write itself was answered. Check the path, its permissions and the free space.";

    public static string FileTooLong(string path, long limit)
        => $"The response is longer than -MaximumResponseBytes ({Wording.Number(limit)}), so '{path}' was not written. The write itself was answered. Raise -MaximumResponseBytes, or leave it out, to get it.";
}
