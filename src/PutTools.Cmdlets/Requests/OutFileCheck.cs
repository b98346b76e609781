using PutTools.Files;
using PutTools.Http;

namespace PutTools.Cmdlets.Requests;

/// <summary>Checks that responses can be saved to their files. That must be known before the write, because afterwards it is too late.</summary>
/// <param name="isWhatIf">True if nothing is sent, so that no file may be created either.</param>
/// <param name="journal">The file that no response may replace; null if there is none.</param>
/// <param name="warn">Receives a sentence about a possible mistake.</param>
internal sealed class OutFileCheck(bool isWhatIf, string? journal, Action<string> warn)
{
    private const int MostFolders = 1000;

    private readonly FirstRepeat _files = new();

    // Folders in which a file can be created.
    private readonly HashSet<string> _folders = new(StringComparer.Ordinal);

    /// <summary>Throws if a response cannot be saved to <paramref name="path"/>: a file, which need not exist, or a folder.</summary>
    /// <exception cref="RequestException">FileNotFound: its folder does not exist. InvalidParameter: it cannot be written.</exception>
    public void Check(string path)
    {
        // The file of a symbolic link is where the link leads to.
        var file = UnixFile.Resolve(path);
        if (journal is not null && file == UnixFile.Resolve(journal))
            throw new RequestException(ErrorKind.InvalidParameter, PayloadMessages.OutFileIsJournal(path));
        var isFolder = Directory.Exists(path);
        var folder = isFolder ? path : Path.GetDirectoryName(file)!;
        if (!Directory.Exists(folder))
            throw new RequestException(ErrorKind.FileNotFound, PayloadMessages.FolderNotFound(path));
        CheckPlace(path, folder, isFolder);
        // Each response replaces the previous one.
        if (!isFolder && _files.Is(path))
            warn(CmdletMessages.RepeatedOutFile(path));
    }

    // The system refuses a name that is too long or not allowed, whether or not there is such a file.
    private void CheckPlace(string path, string folder, bool isFolder)
    {
        try
        {
            if (!isWhatIf && !_folders.Contains(folder) && (isFolder || !ResponseFile.IsDevice(UnixFile.Resolve(path))))
                new TemporaryFile(folder).Dispose();
            if (_folders.Count == MostFolders)
                _folders.Clear();
            _folders.Add(folder);
            CheckName(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new RequestException(ErrorKind.InvalidParameter, PayloadMessages.UnusableOutFile(path, failure), failure);
        }
    }

    private static void CheckName(string path)
    {
        try
        {
            _ = File.GetAttributes(path);
        }
        catch (FileNotFoundException)
        {
            // It will be created.
        }
    }
}
