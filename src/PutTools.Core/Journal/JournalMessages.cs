using PutTools.Text;

namespace PutTools.Journal;

/// <summary>Messages about journals.</summary>
internal static class JournalMessages
{
    public static string Exists(string path)
        => $"The journal '{path}' exists. Continue that run with -Resume, or give a file that does not exist. Nothing was sent.";

    public static string InUse(string path)
        => $"The journal '{path}' is in use by another process or pipeline. Wait until that has ended, or give each its own journal. Nothing was sent.";

    public static string IsFolder(string path) => $"The journal '{path}' is a folder. Give the path of a file in it. Nothing was sent.";

    public static string Unreadable(string path, Exception failure)
        => $"The journal '{path}' cannot be opened: {Wording.Innermost(failure)}. Check the path, its permissions and the free space. Nothing was sent.";

    public static string Unwritable(string path, Exception failure)
        => $"The journal '{path}' cannot be written: {Wording.Innermost(failure)}. Nothing more is sent. Check the file and its disk, then continue with -Resume.";

    public static string Changed(string path)
        => $"Another program has shortened the journal '{path}' during the run, so it lacks lines and a later run cannot continue from it. Nothing more is sent.";

    public static string Replaced(string path)
        => $"The journal '{path}' was deleted, replaced or changed during the run, so a later run cannot continue from it. Nothing more is sent. The writes of this run are reported; do not resume it.";

    public static string NoJournal(string path)
        => $"The file '{path}' is not a journal of PutTools. Give another file. Nothing was sent.";

    public static string OtherVersion(string path, int version)
        => $"The journal '{path}' has version {Wording.Number(version)}, which this version of PutTools cannot read. Use the version that created it, or start a new journal. Nothing was sent.";

    public static string OtherMethod(string path, string its, string method)
        => $"The journal '{path}' belongs to a run of {its}, and this is a run of {method}. Give the journal of this run. Nothing was sent.";

    public static string Damaged(string path, long line)
        => $"Line {Wording.Number(line)} of the journal '{path}' is damaged, so it does not show what was written. Restore the file; or check the write of that line, which may be sent again without it, and remove it. Nothing was sent.";

    public static string Interrupted(string target)
        => $"{target} was not sent again: an earlier run sent it and recorded no success. Read the resource; if the write was not applied, send it with -IfMatch and the tag that was read.";

    public static string ReadOnce(string target)
        => $"{target} was not sent: its body can be read only once, so the journal cannot recognize it. Send a file, bytes or an object, or drop -JournalPath. Nothing was sent.";
}
