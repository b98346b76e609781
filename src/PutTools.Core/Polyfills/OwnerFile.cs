#if !NET
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
#endif

namespace PutTools.Polyfills;

/// <summary>Opens files without a buffer. On Unix a new file is one that only its owner can read and write.</summary>
internal static class OwnerFile
{
#if NET
    public static FileStream Open(string path, FileMode mode, FileAccess access, FileShare share, FileOptions options = FileOptions.None)
    {
        var creation = new FileStreamOptions { Mode = mode, Access = access, Share = share, BufferSize = 0, Options = options };
        if (mode is not FileMode.Open && !OperatingSystem.IsWindows())
            creation.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, creation);
    }
#else
    private const int OwnerReadWrite = 0x180;

    public static FileStream Open(string path, FileMode mode, FileAccess access, FileShare share, FileOptions options = FileOptions.None)
    {
        var isCreated = mode != FileMode.Open && TryCreate(path);
        return new FileStream(path, isCreated ? FileMode.Open : mode, access, share, bufferSize: 1, options);
    }

    /// <summary>
    /// Creates an empty file that no other user can ever open. Its mode is that from the start, because a file that another
    /// user has opened stays open after chmod. False on Windows, if the file exists or if its folder can't be written.
    /// </summary>
    private static bool TryCreate(string path)
    {
        if (FrameworkFeatures.IsWindows || File.Exists(path))
            return false;
        // creat() would truncate an existing file. A move never replaces one.
        var temporary = path + "." + Guid.NewGuid().ToString("N");
        try
        {
            using (var handle = new SafeFileHandle((IntPtr)Create(temporary, OwnerReadWrite), ownsHandle: true))
            {
                if (handle.IsInvalid)
                    return false;
            }

            File.Move(temporary, path);
            return true;
        }
        catch (IOException)
        {
            File.Delete(temporary);
            return false;
        }
    }

    [DllImport("libc", EntryPoint = "creat")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Create([MarshalAs(UnmanagedType.LPStr)] string path, int mode);
#endif
}
