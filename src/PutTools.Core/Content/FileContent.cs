using PutTools.Files;
using PutTools.Http;

namespace PutTools.Content;

/// <summary>
/// A file that is opened for each attempt and sent in pieces. The file must not change between the creation of the request
/// and its last piece. If it does, that is an error, and the server gets a truncated request.
/// </summary>
internal sealed class FileContent : RequestContent
{
    private readonly long _length;
    private readonly DateTime _changedAt;
    private readonly int _skip;

    /// <summary>Reads the length and time of the file without opening it.</summary>
    /// <param name="path">The full path.</param>
    /// <param name="skip">The number of bytes at the start that are not sent; the file has at least as many.</param>
    /// <exception cref="RequestException">FileNotFound, or FileReadFailed.</exception>
    public FileContent(string path, int skip = 0)
    {
        Path = path;
        _skip = skip;
        (_length, _changedAt) = ReadMetadata();
    }

    /// <summary>The full path.</summary>
    public string Path { get; }

    public override long? Length => _length - _skip;

    public override async Task WriteToAsync(Stream stream, CancellationToken cancellationToken)
    {
        CheckUnchanged();
        using var file = await OpenAsync(cancellationToken).ConfigureAwait(false);
        if (_skip > 0)
            file.Position = _skip;
        var sent = await StreamCopy.CopyAsync(file, stream, _length - _skip, CheckUnchangedAsync, cancellationToken).ConfigureAwait(false);
        if (sent != _length - _skip)
            throw Changed();
    }

    internal override async Task CheckReadableAsync(CancellationToken cancellationToken)
    {
        using var file = await OpenAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads up to <paramref name="count"/> bytes at the start of the file.</summary>
    /// <exception cref="RequestException">FileReadFailed.</exception>
    internal byte[] ReadStart(int count)
    {
        // A length of zero may mean a named pipe, and opening that would block.
        if (_length == 0)
            return [];
        using var file = Open();
        var start = new byte[Math.Min(count, _length)];
        var read = 0;
        while (read < start.Length && Read(() => file.Read(start, read, start.Length - read)) is > 0 and var more)
            read += more;
        return start;
    }

    // A named pipe blocks until somebody writes to it, and can't be cancelled.
    private async Task<FileStream> OpenAsync(CancellationToken cancellationToken)
        => _length > 0 ? Open() : await Task.Run(OpenEmpty, cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);

    private FileStream OpenEmpty()
    {
        var file = Open();
        if (Read(file.ReadByte) < 0)
            return file;
        // A pipe, a device or a file of /proc reports no length, so it would be sent as empty.
        file.Dispose();
        throw new RequestException(ErrorKind.FileReadFailed, FileMessages.FileWithoutLength(Path));
    }

    private FileStream Open() => Read(() => new FileStream(
        Path,
        FileMode.Open,
        FileAccess.Read,
        FileShare.ReadWrite | FileShare.Delete,
        bufferSize: 1,
        FileOptions.Asynchronous | FileOptions.SequentialScan));

    private T Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(failure);
        }
    }

    private (long Length, DateTime ChangedAt) ReadMetadata()
    {
        try
        {
            var file = new FileInfo(Path);
            if (!file.Exists)
                throw new RequestException(ErrorKind.FileNotFound, Directory.Exists(Path) ? FileMessages.FileIsFolder(Path) : FileMessages.FileNotFound(Path));
            // The length and the time of a symbolic link are its own.
            var isLink = file.Attributes.HasFlag(FileAttributes.ReparsePoint);
            var found = isLink || file.Length == 0 ? UnixFile.Of(Path) : null;
            // It looks empty, and opening it waits for a writer, and takes what that one writes.
            if (found is { IsPipe: true })
                throw new RequestException(ErrorKind.FileReadFailed, FileMessages.FileWithoutLength(Path));
            if (!isLink)
                return (file.Length, file.LastWriteTimeUtc);
            if (found is not null)
                return (found.Length, found.ChangedAt);
            using var target = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return (target.Length, file.LastWriteTimeUtc);
        }
        catch (FileNotFoundException failure)
        {
            // The target of the link.
            throw new RequestException(ErrorKind.FileNotFound, FileMessages.FileNotFound(Path), failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Unreadable(failure);
        }
    }

    private Task CheckUnchangedAsync(CancellationToken cancellationToken)
    {
        CheckUnchanged();
        return Task.CompletedTask;
    }

    // A file that is gone by now may have been sent in part, so its error must not say that nothing was sent.
    private void CheckUnchanged()
    {
        try
        {
            if (ReadMetadata() == (_length, _changedAt))
                return;
        }
        catch (RequestException)
        {
            // It is gone.
        }

        throw Changed();
    }

    private RequestException Changed() => new(ErrorKind.FileReadFailed, FileMessages.FileChanged(Path));

    private RequestException Unreadable(Exception failure)
        => new(ErrorKind.FileReadFailed, FileMessages.FileReadFailed(Path, failure), failure);
}
