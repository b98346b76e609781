using System.Buffers;
using PutTools.Http;
using PutTools.Text;

namespace PutTools.Files;

/// <summary>
/// The file for a response's body. The body is written to a temporary file next to it, which replaces it when it is complete.
/// Until then the old file stays unchanged, and a failure leaves nothing behind. The new file has the mode, owner and links
/// of the old one.
/// </summary>
internal sealed class ResponseFile : IDisposable
{
    private const int PieceLength = 128 * 1024;
    private const int MostNames = 10_000;

    private readonly bool _isNamedByServer;

    // The target of the path's symbolic links.
    private readonly string _place;
    private readonly TemporaryFile? _temporary;
    private readonly FileStream _stream;

    // A device is written directly; it cannot be replaced.
    private ResponseFile(string path, bool isNamedByServer, string place, FileStream? device)
    {
        Path = path;
        _isNamedByServer = isNamedByServer;
        _place = place;
        _temporary = device is null ? new TemporaryFile(System.IO.Path.GetDirectoryName(place)!) : null;
        _stream = device ?? _temporary!.Stream;
    }

    /// <summary>The file's full path.</summary>
    public string Path { get; private set; }

    /// <summary>Begins a file at <paramref name="path"/>; in a folder, with the server's name.</summary>
    /// <exception cref="RequestException">FileWriteFailed.</exception>
    public static async Task<ResponseFile> BeginAsync(string path, ResponseHeaders headers, Uri target, CancellationToken cancellationToken)
    {
        var isFolder = Directory.Exists(path);
        var file = isFolder ? System.IO.Path.Combine(path, SafeFileName.Of(headers, target)) : path;
        try
        {
            var place = UnixFile.Resolve(file);
            // A pipe blocks until somebody reads from it, and can't be cancelled.
            var device = !IsDevice(place) ? null : await Task.Run(
                () => new FileStream(place, FileMode.Open, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.Asynchronous), cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);
            return new ResponseFile(file, isFolder, place, device);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw Unwritable(file, failure);
        }
    }

    /// <summary>Writes all of <paramref name="body"/>, and its first piece to <paramref name="start"/> as well.</summary>
    /// <exception cref="RequestException">FileWriteFailed: for example, the disk is full, or there are more bytes than <paramref name="limit"/>.</exception>
    public async Task WriteAsync(Stream body, long limit, MemoryStream start, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(PieceLength);
        var writing = Task.FromResult(true);
        try
        {
            var written = 0L;
            for (int count; (count = await body.ReadAsync(buffer.AsMemory(0, PieceLength), cancellationToken).ConfigureAwait(false)) > 0;)
            {
                written += count;
                if (written <= PieceLength)
                    start.Write(buffer, 0, count);
                if (written > limit)
                    throw new RequestException(ErrorKind.FileWriteFailed, FileMessages.FileTooLong(Path, limit));
                writing = WriteAsync(buffer.AsMemory(0, count), cancellationToken);
                // A full pipe blocks until somebody reads from it.
                await writing.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            // An abandoned write may still read from the buffer.
            if (writing.IsCompleted)
                ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Replaces the old file.</summary>
    /// <exception cref="RequestException">FileWriteFailed.</exception>
    public void Keep()
    {
        try
        {
            // Flushes to the disk, so that after a loss of power one of the two files is complete.
            if (_temporary is not null)
                _stream.Flush(flushToDisk: true);
            _stream.Dispose();
            if (_temporary is null)
                return;
            if (_isNamedByServer || !File.Exists(_place))
                MoveTo(_temporary);
            else
                Replace(_temporary.Path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(Path, failure);
        }
    }

    public void Dispose()
    {
        _stream.Dispose();
        _temporary?.Dispose();
    }

    // Uses a free name: a server must not overwrite an existing file.
    private void MoveTo(TemporaryFile temporary)
    {
        if (temporary.UsualMode is { } mode)
            UnixFile.SetMode(temporary.Path, mode);
        for (var number = 0; ; number++)
        {
            var place = number == 0 ? _place : Numbered(_place, number);
            try
            {
                // For a moment the file has two links, which a concurrent write to the same path would take for the user's.
                if (_isNamedByServer)
                    UnixFile.MoveNew(temporary.Path, place);
                else
                    File.Move(temporary.Path, place);
                if (number > 0)
                    Path = place;
                return;
            }
            catch (IOException) when (_isNamedByServer && number < MostNames && File.Exists(place))
            {
                // The next name.
            }
            catch (IOException) when (!_isNamedByServer && File.Exists(place))
            {
                // The response of a concurrent write was faster.
                Replace(temporary.Path);
                return;
            }
        }
    }

    private void Replace(string temporary)
    {
        // A file with several hard links, or with an owner that this user can't set, is overwritten in place to keep them.
        if (UnixFile.IsUnix && !(UnixFile.Of(_place) is { Links: 1 } old && old.ApplyTo(temporary)))
            CopyTo(temporary);
        else
            File.Replace(temporary, _place, destinationBackupFileName: null);
    }

    private void CopyTo(string temporary)
    {
        using var source = File.OpenRead(temporary);
        using var target = new FileStream(_place, FileMode.Open, FileAccess.Write, FileShare.None);
        source.CopyTo(target);
        target.SetLength(source.Length);
        target.Flush(flushToDisk: true);
    }

    private static string Numbered(string path, int number) => System.IO.Path.Combine(
        System.IO.Path.GetDirectoryName(path)!,
        $"{System.IO.Path.GetFileNameWithoutExtension(path)} ({Wording.Number(number)}){System.IO.Path.GetExtension(path)}");

    /// <summary>True if a path leads to a device or pipe, which is written directly.</summary>
    public static bool IsDevice(string path)
        => System.IO.Path.GetDirectoryName(path) == "/dev" || string.Equals(System.IO.Path.GetFileName(path), "NUL", StringComparison.OrdinalIgnoreCase)
            || UnixFile.Of(path) is { IsRegular: false };

    private static RequestException Unwritable(string path, Exception failure)
        => new(ErrorKind.FileWriteFailed, FileMessages.FileWriteFailed(path, failure), failure);

    // With a result, because the older framework's WaitAsync is only for tasks that have one.
    private async Task<bool> WriteAsync(ReadOnlyMemory<byte> piece, CancellationToken cancellationToken)
    {
        try
        {
            await _stream.WriteAsync(piece, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(Path, failure);
        }
    }
}
