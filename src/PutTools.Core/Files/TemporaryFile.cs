using System.Collections.Concurrent;
using PutTools.Polyfills;

namespace PutTools.Files;

/// <summary>
/// A private temporary file in the folder of its target. It is deleted if the process ends early, on SIGTERM too. The file of a
/// killed process is deleted by the next process that writes to the folder.
/// </summary>
internal sealed class TemporaryFile : IDisposable
{
    private const string Start = ".puttools-";
    private const string End = ".part";

    // A new file is locked only a moment after it is created, so a file this young is not deleted.
    private static readonly TimeSpan Youngest = TimeSpan.FromMinutes(1);

    private const int MostSwept = 1000;

    // The files of this process, and the folders that it has swept.
    private static readonly ConcurrentDictionary<string, bool> Live = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, bool> Swept = new(StringComparer.Ordinal);

    // Held in a field, because the registration ends when the object is collected.
    private static readonly object? Termination = FrameworkDifferences.OnTermination(DeleteAll);

    static TemporaryFile() => AppDomain.CurrentDomain.ProcessExit += static (_, _) => DeleteAll();

    /// <summary>Creates a file in <paramref name="folder"/>.</summary>
    public TemporaryFile(string folder)
    {
        if (Swept.TryAdd(folder, true))
            Sweep(folder);
        Path = System.IO.Path.Combine(folder, Start + Guid.NewGuid().ToString("N") + End);
        Live.TryAdd(Path, true);
        try
        {
            UsualMode = ModeOfNew(Path);
            Stream = OwnerFile.Open(Path, FileMode.CreateNew, FileAccess.Write, FileShare.None, FileOptions.Asynchronous);
        }
        catch
        {
            Live.TryRemove(Path, out _);
            throw;
        }
    }

    public string Path { get; }

    public FileStream Stream { get; }

    /// <summary>The mode of a new file in this folder; null if it is unknown.</summary>
    public uint? UsualMode { get; }

    public void Dispose()
    {
        Stream.Dispose();
        Delete(Path);
        Live.TryRemove(Path, out _);
    }

    private static uint? ModeOfNew(string path)
    {
        if (!UnixFile.IsUnix)
            return null;
        File.Create(path).Dispose();
        var mode = UnixFile.Of(path)?.Mode & 0xFFF;
        File.Delete(path);
        return mode;
    }

    private static void Sweep(string folder)
    {
        // A pipeline may write to any number of folders.
        if (Swept.Count > MostSwept)
            Swept.Clear();
        try
        {
            foreach (var path in Directory.EnumerateFiles(folder, Start + "*" + End))
            {
                if (!Live.ContainsKey(path) && DateTime.UtcNow - File.GetLastWriteTimeUtc(path) > Youngest && IsLeft(path))
                    Delete(path);
            }
        }
        catch (UnauthorizedAccessException)
        {
            // A user may write to a folder that the user may not list.
        }
    }

    // A file that is still written to is locked.
    private static bool IsLeft(string path)
    {
        try
        {
            using var opened = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.None);
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static void DeleteAll()
    {
        foreach (var path in Live.Keys)
            Delete(path);
    }

    private static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // There is an error to report already, or nobody to report it to.
        }
    }
}
