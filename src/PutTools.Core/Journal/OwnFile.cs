using PutTools.Polyfills;

namespace PutTools.Journal;

/// <summary>Opens files that other users cannot read, and that other processes cannot open meanwhile.</summary>
internal static class OwnFile
{
    // ERROR_SHARING_VIOLATION; EWOULDBLOCK of Linux, and of macOS.
    private static readonly int[] InUse = [unchecked((int)0x80070020), 11, 35];

    /// <summary>Opens a file without a buffer: each write is one system call.</summary>
    public static FileStream Open(string path, FileMode mode, FileAccess access)
    {
        // On Unix only a lock of the whole file excludes other writers; on Windows others may still read.
        var share = access == FileAccess.Read ? FileShare.ReadWrite : FrameworkFeatures.IsWindows ? FileShare.Read : FileShare.None;
        return OwnerFile.Open(path, access == FileAccess.Read ? FileMode.Open : mode, access, share);
    }

    /// <summary>True if the failure means that another process has the file open.</summary>
    public static bool IsInUse(Exception failure) => failure is IOException && Array.IndexOf(InUse, failure.HResult) >= 0;
}
