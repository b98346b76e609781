using PutTools.Http;

namespace PutTools.Files;

/// <summary>Reads files that must be complete in memory before anything is sent.</summary>
internal static class FileReader
{
    /// <summary>Returns the bytes of a file.</summary>
    /// <exception cref="RequestException">FileNotFound, or FileReadFailed.</exception>
    public static byte[] Read(string path)
    {
        try
        {
            // A pipe without a writer blocks, and a device may never end.
            if (UnixFile.Of(path) is { IsRegular: false })
                throw new IOException("It is a folder, a pipe or a device");
            return File.ReadAllBytes(path);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new RequestException(ErrorKind.FileNotFound, FileMessages.FileNotFound(path), failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new RequestException(ErrorKind.FileReadFailed, FileMessages.FileUnreadable(path, failure), failure);
        }
    }
}
