using System;
using System.Buffers;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using PutTools.Http;

namespace PutTools.Files;

/// <summary>
/// A file that a response's body goes to: first to a temporary one beside it, which takes its place when it is whole. Until
/// then the old file stays as it was, and what ends early leaves nothing behind.
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
        // A device has no neighbours, and nothing takes its place.
        _temporary = IsDevice(path) ? null : System.IO.Path.Combine(System.IO.Path.GetDirectoryName(path)!, $".puttools-{Guid.NewGuid():N}.part");
        _stream = new FileStream(
            _temporary ?? path,
            _temporary is null ? FileMode.Open : FileMode.CreateNew,
            FileAccess.Write,
            FileShare.None,
            bufferSize: 1,
            FileOptions.Asynchronous);
    }

    /// <summary>The file's full path.</summary>
    public string Path { get; }

    /// <summary>Begins a file at <paramref name="path"/>, or in it with the server's name for it, where it is a folder.</summary>
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

    /// <summary>Takes in all of <paramref name="body"/>.</summary>
    /// <exception cref="RequestException">FileWriteFailed: no room, say, or more bytes than <paramref name="limit"/>.</exception>
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

    /// <summary>Moves it in place.</summary>
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
            // There is an error to report already, and it matters more.
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
