using System;
using System.Buffers;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using PutTools.Http;
using PutTools.Text;

namespace PutTools.Files;

/// <summary>
/// A file that a response's body goes to: first to a temporary one beside it, which takes its place when it is whole. Until
/// then the old file stays as it was, and what ends early leaves nothing behind. What takes the place of a file keeps its
/// mode, its owner and its links.
/// </summary>
internal sealed class ResponseFile : IDisposable
{
    private const int PieceLength = 128 * 1024;
    private const int MostNames = 10_000;

    private readonly bool _isNamedByServer;

    // Where the path's symbolic links lead to.
    private readonly string _place;
    private readonly TemporaryFile? _temporary;
    private readonly FileStream _stream;

    private ResponseFile(string path, bool isNamedByServer)
    {
        Path = path;
        _isNamedByServer = isNamedByServer;
        _place = UnixFile.Resolve(path);
        // A device has no neighbours, and nothing takes its place.
        _temporary = IsDevice(_place) ? null : new TemporaryFile(System.IO.Path.GetDirectoryName(_place)!);
        _stream = _temporary?.Stream ?? new FileStream(_place, FileMode.Open, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.Asynchronous);
    }

    /// <summary>The file's full path.</summary>
    public string Path { get; private set; }

    /// <summary>Begins a file at <paramref name="path"/>, or in it with the server's name for it, where it is a folder.</summary>
    /// <exception cref="RequestException">FileWriteFailed.</exception>
    public static ResponseFile Begin(string path, ResponseHeaders headers, Uri target)
    {
        var isFolder = Directory.Exists(path);
        var file = isFolder ? System.IO.Path.Combine(path, SafeFileName.Of(headers, target)) : path;
        try
        {
            return new ResponseFile(file, isFolder);
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
            // To the disk, so that after a loss of power the name has either file whole.
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

    // To a name that nothing has. What the server calls it may be there already, and is not the server's.
    private void MoveTo(TemporaryFile temporary)
    {
        if (temporary.UsualMode is { } mode)
            UnixFile.SetMode(temporary.Path, mode);
        for (var number = 0; ; number++)
        {
            var place = number == 0 ? _place : Numbered(_place, number);
            try
            {
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
                // The response of another write, which runs at the same time, was faster.
                Replace(temporary.Path);
                return;
            }
        }
    }

    private void Replace(string temporary)
    {
        // A file with other names, or whose owner this user can't give to another, is the same one only if its bytes change.
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

    private static bool IsDevice(string path)
        => System.IO.Path.GetDirectoryName(path) == "/dev" || string.Equals(System.IO.Path.GetFileName(path), "NUL", StringComparison.OrdinalIgnoreCase)
            || UnixFile.Of(path) is { IsRegular: false };

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
