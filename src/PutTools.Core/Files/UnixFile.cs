using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;
using PutTools.Polyfills;

namespace PutTools.Files;

/// <summary>
/// The kind, mode, owner, number of hard links, length and time of a file on Linux, which .NET does not expose, or not through links.
/// </summary>
internal sealed record UnixFile(uint Mode, uint Links, uint Owner, uint Group, long Length, DateTime ChangedAt)
{
    private const int CurrentFolder = -100;
    private const uint BasicFacts = 0x7FF;
    private const int LongestPath = 4096;
    private const int MostLinks = 40;

    /// <summary>True for a regular file; false for a device, pipe or socket.</summary>
    public bool IsRegular => (Mode & 0xF000) == 0x8000;

    /// <summary>True for a named pipe.</summary>
    public bool IsPipe => (Mode & 0xF000) == 0x1000;

    /// <summary>Returns the file at <paramref name="path"/>; null if there is none, or if the system has no statx.</summary>
    public static UnixFile? Of(string path)
    {
        // The layout of struct statx is the same on all architectures.
        var facts = new byte[256];
        if (!FrameworkFeatures.IsLinux || !TryStatX(path, facts))
            return null;
        var changedAt = DateTimeOffset.FromUnixTimeSeconds(BitConverter.ToInt64(facts, 112)).UtcDateTime.AddTicks(BitConverter.ToUInt32(facts, 120) / 100);
        return new UnixFile(
            BitConverter.ToUInt16(facts, 28), BitConverter.ToUInt32(facts, 16), BitConverter.ToUInt32(facts, 20), BitConverter.ToUInt32(facts, 24), BitConverter.ToInt64(facts, 40), changedAt);
    }

    /// <summary>Returns the target of all symbolic links at the end of a path, even if no file is there.</summary>
    public static string Resolve(string path)
    {
        var target = new byte[LongestPath];
        for (var i = 0; IsUnix && i < MostLinks && ReadLink(path, target, (IntPtr)target.Length).ToInt64() is > 0 and var length; i++)
        {
            var next = Path.Combine(Path.GetDirectoryName(path)!, Encoding.UTF8.GetString(target, 0, (int)length));
            path = Path.Combine(RealFolder(Path.GetDirectoryName(next)!), Path.GetFileName(next));
        }

        return path;
    }

    /// <summary>Sets the owner and mode of another file to those of this one.</summary>
    /// <returns>False if the owner can't be changed.</returns>
    public bool ApplyTo(string path)
    {
        if (Of(path) is not { } other || ((other.Owner != Owner || other.Group != Group) && ChangeOwner(path, Owner, Group) != 0))
            return false;
        SetMode(path, Mode & 0xFFF);
        return true;
    }

    /// <summary>Sets the permissions of a file. Does nothing on Windows, where a file inherits them from its folder.</summary>
    public static void SetMode(string path, uint mode)
    {
        if (IsUnix && ChangeMode(path, mode) != 0)
            throw new IOException(new Win32Exception(Marshal.GetLastWin32Error()).Message);
    }

    /// <summary>Moves a file to a new name.</summary>
    /// <exception cref="IOException">There is a file with that name, even if another thread has created it just now.</exception>
    public static void MoveNew(string from, string to)
    {
        // On Unix .NET looks for the target and then replaces it, so one of two files that are moved at once would be lost.
        // A file system without hard links has no better way.
        if (IsUnix && Link(from, to) == 0)
            File.Delete(from);
        else
            File.Move(from, to);
    }

    public static bool IsUnix => !FrameworkFeatures.IsWindows;

    // A folder before ".." may be a link, so the text alone does not tell what that leads to.
    private static string RealFolder(string folder)
    {
        var real = new byte[LongestPath];
        return RealPath(folder, real) == IntPtr.Zero ? Path.GetFullPath(folder) : Encoding.UTF8.GetString(real, 0, Array.IndexOf(real, (byte)0));
    }

    // The C library of Alpine has statx from 3.20 on, that of Amazon Linux 2 has none.
    private static bool TryStatX(string path, byte[] facts)
    {
        try
        {
            return StatX(CurrentFolder, path, 0, BasicFacts, facts) == 0;
        }
        catch (EntryPointNotFoundException)
        {
            return false;
        }
    }

    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int StatX(int folder, [MarshalAs(UnmanagedType.LPStr)] string path, int flags, uint mask, [Out] byte[] facts);

    [DllImport("libc", EntryPoint = "link", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Link([MarshalAs(UnmanagedType.LPStr)] string from, [MarshalAs(UnmanagedType.LPStr)] string to);

    [DllImport("libc", EntryPoint = "readlink", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern IntPtr ReadLink([MarshalAs(UnmanagedType.LPStr)] string path, [Out] byte[] target, IntPtr size);

    [DllImport("libc", EntryPoint = "realpath", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern IntPtr RealPath([MarshalAs(UnmanagedType.LPStr)] string path, [Out] byte[] real);

    [DllImport("libc", EntryPoint = "chmod", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ChangeMode([MarshalAs(UnmanagedType.LPStr)] string path, uint mode);

    [DllImport("libc", EntryPoint = "chown", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ChangeOwner([MarshalAs(UnmanagedType.LPStr)] string path, uint owner, uint group);
}
