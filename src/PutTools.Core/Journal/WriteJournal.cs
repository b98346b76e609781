using System.Security.Cryptography;
using System.Text;
using PutTools.Http;
using PutTools.Polyfills;

namespace PutTools.Journal;

/// <summary>
/// The journal of one pipeline: a file of JSON lines with the end of each write, from which a later process continues. After the first
/// failure nothing more is written, and nothing may be sent. Safe to use from many threads.
/// </summary>
internal sealed class WriteJournal : IDisposable
{
    private const int KeyLength = 32;

    // A longer content counts by its hash, so that it is not copied.
    private const int LongestCopied = 64 * 1024;

    // The error of a file that another process has open: ERROR_SHARING_VIOLATION; EWOULDBLOCK of Linux, and of macOS.
    private static readonly int[] InUse = [unchecked((int)0x80070020), 11, 35];

    [ThreadStatic]
    private static JournalLine? _line;

    private readonly TimeProvider _clock;
    private readonly JournalContents _contents;
    private readonly JournalFile? _file;
    private readonly string _path;

    private WriteJournal(JournalFile? file, string path, JournalContents contents, TimeProvider clock)
        => (_file, _path, _contents, _clock) = (file, path, contents, clock);

    /// <summary>The number of writes that were finished before, and how many of them this run has seen.</summary>
    public (long Done, long Seen) Known
    {
        get
        {
            lock (_contents)
                return (_contents.DoneCount, _contents.SeenCount);
        }
    }

    /// <summary>True if the journal is only read: nothing may be sent.</summary>
    public bool IsReadOnly => _file is null;

    /// <summary>Opens or creates a journal.</summary>
    /// <param name="path">The full path.</param>
    /// <param name="method">The run's method.</param>
    /// <param name="isResumed">True to continue an existing journal.</param>
    /// <param name="isReadOnly">True to only read the journal, and to create none.</param>
    /// <param name="clock">The clock.</param>
    /// <exception cref="RequestException">JournalExists, JournalInUse, InvalidJournal or JournalFailed.</exception>
    public static WriteJournal Open(string path, string method, bool isResumed, bool isReadOnly, TimeProvider clock)
    {
        FileStream? file = null;
        try
        {
            if (Directory.Exists(path))
                throw new RequestException(ErrorKind.JournalFailed, JournalMessages.IsFolder(path));
            if (!isResumed && File.Exists(path))
                throw new RequestException(ErrorKind.JournalExists, JournalMessages.Exists(path));
            if (isReadOnly && !File.Exists(path))
                return new WriteJournal(file: null, path, New(), clock);
            file = OpenFile(path, isResumed, isReadOnly);
            var contents = Read(file, path, method, out var end);
            if (isReadOnly)
                file.Dispose();
            else if (contents.Keys.Count > 0)
                Continue(file, end);
            if (contents.Keys.Count == 0)
                contents = isReadOnly ? New() : Begin(file, method, clock);
            return new WriteJournal(isReadOnly ? null : new JournalFile(file, path, clock), path, contents, clock);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            file?.Dispose();
            throw failure is IOException && Array.IndexOf(InUse, failure.HResult) >= 0
                ? new RequestException(ErrorKind.JournalInUse, JournalMessages.InUse(path), failure)
                : new RequestException(ErrorKind.JournalFailed, JournalMessages.Unreadable(path, failure), failure);
        }
        catch (RequestException)
        {
            file?.Dispose();
            throw;
        }
    }

    /// <summary>Returns the next write of the pipeline.</summary>
    public JournaledWrite Next() => new(this);

    /// <summary>Returns the state of a write. Each finished write counts once.</summary>
    /// <param name="method">The method.</param>
    /// <param name="uri">The true url.</param>
    /// <param name="content">The content, or what identifies it.</param>
    /// <exception cref="RequestException">JournalFailed: nothing more may be sent.</exception>
    public (JournalState State, JournalId Id, JournaledOperation? Operation) Take(string method, Uri uri, ReadOnlySpan<byte> content)
    {
        _file?.Check();
        var target = Encoding.UTF8.GetBytes($"{method}\n{uri.AbsoluteUri}\n");
        if (content.Length > LongestCopied)
            content = Sha256.Hash(content);
        var ids = new JournalId[_contents.Keys.Count];
        // The key before the text makes this a keyed hash, because an id is only half of it: nobody can continue half a hash.
        for (var i = 0; i < ids.Length; i++)
            ids[i] = JournalId.Of(Sha256.Hash([.. _contents.Keys[i], .. target, .. content]));
        lock (_contents)
            return _contents.Take(ids);
    }

    /// <summary>Starts a line, which is this thread's until <see cref="Append"/>.</summary>
    /// <param name="what">The event.</param>
    /// <param name="write">The write that it concerns.</param>
    public static JournalLine NewLine(string what, JournaledWrite write)
    {
        var line = _line ??= new();
        line.Start(what, write);
        return line;
    }

    /// <summary>Ends a line, and adds it.</summary>
    /// <param name="line">The line.</param>
    /// <param name="waits">True to return only when the line is in the file, so that it outlives this process.</param>
    /// <exception cref="RequestException">JournalFailed.</exception>
    public void Append(JournalLine line, bool waits) => _file?.Add(line.End(_clock.GetUtcNow()), waits);

    /// <summary>Writes the lines that wait. If that fails, the next write throws, or the end of the run.</summary>
    public void TryWrite()
    {
        try
        {
            _file?.Write();
        }
        catch (RequestException)
        {
            // The file keeps it.
        }
    }

    /// <summary>Flushes the file to the disk at the end of a run.</summary>
    /// <exception cref="RequestException">JournalFailed; or on Unix, the file was deleted, replaced or changed while it was open.</exception>
    public void Flush()
    {
        _file?.Flush();
        if (_file is { IsInPlace: false })
            throw new RequestException(ErrorKind.JournalFailed, JournalMessages.Replaced(_path));
    }

    /// <summary>Closes the file. Later lines are ignored.</summary>
    public void Dispose() => _file?.Dispose();

    // On Unix only a lock of the whole file excludes other writers; on Windows others may still read.
    private static FileStream OpenFile(string path, bool isResumed, bool isReadOnly) => isReadOnly
        ? OwnerFile.Open(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite)
        : OwnerFile.Open(path, isResumed ? FileMode.OpenOrCreate : FileMode.CreateNew, FileAccess.ReadWrite, FrameworkFeatures.IsWindows ? FileShare.Read : FileShare.None);

    private static JournalContents Read(FileStream file, string path, string method, out long end)
    {
        var reader = new JournalReader(path, method);
        var contents = reader.Read(file, out end);
        if (!reader.HasCopies)
            return contents;
        file.Position = 0;
        return new JournalReader(path, method) { CountsOnce = true }.Read(file, out end);
    }

    // Removes a torn line, or ends the last line, so that the next one starts on its own.
    private static void Continue(FileStream file, long end)
    {
        file.SetLength(end);
        file.Position = end - 1;
        if (file.ReadByte() != '\n')
            file.WriteByte((byte)'\n');
    }

    private static JournalContents Begin(FileStream file, string method, TimeProvider clock)
    {
        var contents = New();
        var line = new JournalLine().Header(method, contents.Keys[0], clock.GetUtcNow());
        file.SetLength(0);
        file.Write(line.Array!, line.Offset, line.Count);
        return contents;
    }

    private static JournalContents New()
    {
        var key = new byte[KeyLength];
        using var random = RandomNumberGenerator.Create();
        random.GetBytes(key);
        return new JournalContents { Keys = { key } };
    }
}
