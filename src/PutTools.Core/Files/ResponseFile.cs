using System;
using System.Buffers;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using PutTools.Http;

namespace PutTools.Files;

/// <summary>
/// A file for the body of a response. The body is written to a temporary file beside it, which replaces it once it is
/// complete. Until then the old file stays unchanged, and a failure leaves nothing behind.
/// </summary>
internal sealed class ResponseFile : IDisposable
{
    private const int PieceLength = 128 * 1024;

    private readonly string? _temporary;
    private readonly FileStream _stream;
    private bool _isKept;

    private ResponseFile(string path)
    {
        Path = path;
        // A device has no folder for a temporary file and can't be replaced.
        _temporary = IsDevice(path) ? null : System.IO.Path.Combine(System.IO.Path.GetDirectoryName(path)!, $".puttools-{Guid.NewGuid():N}.part");
        _stream = new FileStream(
            _temporary ?? path,
            _temporary is null ? FileMode.Open : FileMode.CreateNew,
            FileAccess.Write,
            FileShare.None,
            bufferSize: 1,
            FileOptions.Asynchronous);
    }

    /// <summary>The full path of the file.</summary>
    public string Path { get; }

    /// <summary>
    /// Opens the temporary file for <paramref name="path"/>. In a folder, the file gets the server's name for it.
    /// </summary>
    /// <exception cref="RequestException">FileWriteFailed.</exception>
    public static ResponseFile Begin(string path, ResponseHeaders headers, Uri target)
    {
        var file = Directory.Exists(path) ? System.IO.Path.Combine(path, SafeFileName.Of(headers, target)) : path;
        try
        {
            return new ResponseFile(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Unwritable(file, failure);
        }
    }

    /// <summary>Writes <paramref name="body"/> to the temporary file.</summary>
    /// <exception cref="RequestException">
    /// FileWriteFailed: the disk is full, for example, or the body exceeds <paramref name="limit"/> bytes.
    /// </exception>
    public async Task WriteAsync(Stream body, long limit, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(PieceLength);
        try
        {
            var written = 0L;
            for (int count; (count = await body.ReadAsync(buffer.AsMemory(0, PieceLength), cancellationToken).ConfigureAwait(false)) > 0;)
            {
                written += count;
                if (written > limit)
                    throw new RequestException(ErrorKind.FileWriteFailed, FileMessages.FileTooLong(Path, limit));
                await WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Moves the temporary file into place.</summary>
    /// <exception cref="RequestException">FileWriteFailed.</exception>
    public void Keep()
    {
        try
        {
            _stream.Dispose();
            if (_temporary is not null && File.Exists(Path))
                File.Replace(_temporary, Path, destinationBackupFileName: null);
            else if (_temporary is not null)
                File.Move(_temporary, Path);
            _isKept = true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(Path, failure);
        }
    }

    public void Dispose()
    {
        _stream.Dispose();
        if (_isKept || _temporary is null)
            return;
        try
        {
            File.Delete(_temporary);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Another error is about to be reported, and it matters more.
        }
    }

    private static bool IsDevice(string path)
        => System.IO.Path.GetDirectoryName(path) == "/dev" || string.Equals(System.IO.Path.GetFileName(path), "NUL", StringComparison.OrdinalIgnoreCase);

    private static RequestException Unwritable(string path, Exception failure)
        => new(ErrorKind.FileWriteFailed, FileMessages.FileWriteFailed(path, failure), failure);

    private async Task WriteAsync(ReadOnlyMemory<byte> piece, CancellationToken cancellationToken)
    {
        try
        {
            await _stream.WriteAsync(piece, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(Path, failure);
        }
    }
}
