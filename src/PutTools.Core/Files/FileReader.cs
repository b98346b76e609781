using System;
using System.IO;
using PutTools.Http;

namespace PutTools.Files;

/// <summary>Reads a file that is needed whole before anything is sent, and says what went wrong.</summary>
internal static class FileReader
{
    /// <summary>Its bytes.</summary>
    /// <exception cref="RequestException">FileNotFound, or FileReadFailed.</exception>
    public static byte[] Read(string path)
    {
        try
        {
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
