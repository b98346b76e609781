using System.Management.Automation;
using PutTools.Http;

namespace PutTools.Cmdlets.Conversion;

/// <summary>Resolves paths as PowerShell does: by its current location and drives, without expanding wildcards.</summary>
internal static class FilePath
{
    /// <summary>
    /// Returns the full path in the file system. Tab puts backticks before the brackets of a name (a`[1`].json): they are left out
    /// if the path without them exists, or at least its folder, and the path with them does not.
    /// </summary>
    /// <exception cref="RequestException">FileNotFound: the drive does not exist, or is not in the file system.</exception>
    public static string Resolve(PSCmdlet cmdlet, string parameter, string path)
    {
        // Otherwise a response could not be saved after its write.
        if (path.Contains('\0'))
            throw new RequestException(ErrorKind.FileNotFound, PayloadMessages.NoFilePath(parameter, path, "it has a null character"));
        var literal = FullPath(cmdlet, parameter, path);
        var unescaped = WildcardPattern.Unescape(path);
        if (unescaped == path || Exists(literal))
            return literal;
        var other = FullPath(cmdlet, parameter, unescaped);
        return Exists(other) || (!Exists(Path.GetDirectoryName(literal)) && Exists(Path.GetDirectoryName(other))) ? other : literal;
    }

    private static bool Exists(string? path) => File.Exists(path) || Directory.Exists(path);

    private static string FullPath(PSCmdlet cmdlet, string parameter, string path)
    {
        try
        {
            var full = cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
            return provider.Name == "FileSystem"
                ? full
                : throw new RequestException(ErrorKind.FileNotFound, PayloadMessages.NoFilePath(parameter, path, PayloadMessages.NotFileSystem(provider.Name)));
        }
        catch (Exception failure) when (failure is RuntimeException or ArgumentException or NotSupportedException)
        {
            throw new RequestException(ErrorKind.FileNotFound, PayloadMessages.NoFilePath(parameter, path, failure.Message), failure);
        }
    }
}
