using System;
using System.IO;
using PutTools.Polyfills;

namespace PutTools.Journal;

/// <summary>A file that is its owner's alone: other users may not read it, and other processes may not open it while it is open here.</summary>
internal static class OwnFile
{
    // ERROR_SHARING_VIOLATION; EWOULDBLOCK of Linux, and of macOS.
    private static readonly int[] InUse = [unchecked((int)0x80070020), 11, 35];

    /// <summary>Opens it; each write goes straight to the system.</summary>
    public static FileStream Open(string path, FileMode mode, FileAccess access)
    {
        // On Unix only a lock of the whole file keeps others from writing; on Windows they may read.
        var share = access == FileAccess.Read ? FileShare.ReadWrite : FrameworkFeatures.IsWindows ? FileShare.Read : FileShare.None;
        return OwnerFile.Open(path, access == FileAccess.Read ? FileMode.Open : mode, access, share);
    }

    /// <summary>Whether another process has it open.</summary>
    public static bool IsInUse(Exception failure) => failure is IOException && Array.IndexOf(InUse, failure.HResult) >= 0;
}
