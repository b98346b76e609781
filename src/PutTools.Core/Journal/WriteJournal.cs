using System;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading;
using PutTools.Http;

namespace PutTools.Journal;

/// <summary>
/// The journal of one pipeline: a file of JSON lines that says of each write how it ended, so that a later process goes on
/// where this one stopped. Each line is one write to the file, which no other process may open meanwhile; once a second what
/// was written is brought to the disk. After the first failure nothing is written any more, and nothing may be sent. Safe to
/// use from many threads.
/// </summary>
internal sealed class WriteJournal : IDisposable
{
    private const int KeyLength = 32;

    private static readonly TimeSpan FlushInterval = TimeSpan.FromSeconds(1);

    private readonly object _gate = new();
    private readonly object _flushGate = new();
    private readonly string _path;
    private readonly TimeProvider _clock;
    private readonly JournalContents _contents;
    private readonly HMACSHA256[] _hashes;
    private readonly MemoryStream _line = new();
    private readonly ITimer? _timer;
    private FileStream? _file;
    private bool _isDirty;
    private RequestException? _failure;

    private WriteJournal(string path, TimeProvider clock, FileStream? file, JournalContents contents)
    {
        (_path, _clock, _file, _contents) = (path, clock, file, contents);
        _hashes = [.. contents.Keys.Select(static key => new HMACSHA256(key))];
        if (file is not null)
            _timer = clock.CreateTimer(static journal => ((WriteJournal)journal!).TryFlush(), this, FlushInterval, FlushInterval);
    }

    /// <summary>How many writes were done before, and how many of them this run has met.</summary>
    public (long Done, long Met) Known
    {
        get
        {
            lock (_gate)
                return (_contents.DoneCount, _contents.MetCount);
        }
    }

    /// <summary>Opens a journal, or begins it.</summary>
    /// <param name="path">The full path.</param>
    /// <param name="method">The run's method.</param>
    /// <param name="isResumed">Whether one that exists is gone on with.</param>
    /// <param name="isReadOnly">Whether it is only read, and not begun.</param>
    /// <param name="clock">The clock.</param>
    /// <exception cref="RequestException">JournalExists, JournalInUse, InvalidJournal or JournalFailed.</exception>
    public static WriteJournal Open(string path, string method, bool isResumed, bool isReadOnly, TimeProvider clock)
    {
        FileStream? file = null;
        try
        {
            if (!isResumed && File.Exists(path))
                throw new RequestException(ErrorKind.JournalExists, JournalMessages.Exists(path));
            if (isReadOnly && !File.Exists(path))
                return new WriteJournal(path, clock, file: null, New());
            file = OwnFile.Open(path, isResumed ? FileMode.OpenOrCreate : FileMode.CreateNew, isReadOnly ? FileAccess.Read : FileAccess.ReadWrite);
            var contents = new JournalReader(path, method).Read(file, out var end);
            if (isReadOnly)
                file.Dispose();
            else if (contents.Keys.Count > 0)
                GoOn(file, end);
            if (contents.Keys.Count == 0)
                contents = isReadOnly ? New() : Begin(file, method, clock);
            return new WriteJournal(path, clock, isReadOnly ? null : file, contents);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            file?.Dispose();
            throw OwnFile.IsInUse(failure)
                ? new RequestException(ErrorKind.JournalInUse, JournalMessages.InUse(path), failure)
                : new RequestException(ErrorKind.JournalFailed, JournalMessages.Unreadable(path, failure), failure);
        }
        catch (RequestException)
        {
            file?.Dispose();
            throw;
        }
    }

    /// <summary>The next write of the pipeline.</summary>
    public JournaledWrite Next() => new(this);

    /// <summary>What is known of the write that <paramref name="identity"/> stands for. It counts once.</summary>
    /// <exception cref="RequestException">JournalFailed: nothing more is to be sent.</exception>
    public (JournalState State, JournalId Id, JournaledOperation? Operation) Take(string identity)
    {
        var bytes = Encoding.UTF8.GetBytes(identity);
        lock (_gate)
        {
            if (_failure is not null)
                throw _failure;
            return _contents.Take(Array.ConvertAll(_hashes, hash => JournalId.Of(hash.ComputeHash(bytes))));
        }
    }

    /// <summary>Adds a line.</summary>
    /// <exception cref="RequestException">JournalFailed.</exception>
    public void Append(string what, JournaledWrite write, Action<Utf8JsonWriter>? members = null)
    {
        lock (_gate)
        {
            if (_failure is not null)
                throw _failure;
            if (_file is null)
                return;
            _line.SetLength(0);
            JournalLine.Write(_line, what, write, _clock.GetUtcNow(), members);
            try
            {
                _file.Write(_line.GetBuffer(), 0, (int)_line.Length);
                _isDirty = true;
            }
            catch (IOException failure)
            {
                throw Failed(failure);
            }
        }
    }

    /// <summary>Brings what was written to the disk. Lines are written meanwhile: a busy disk takes its time.</summary>
    /// <exception cref="RequestException">JournalFailed.</exception>
    public void Flush()
    {
        lock (_flushGate)
        {
            FileStream? file;
            lock (_gate)
                (file, _isDirty) = (_isDirty ? _file : null, false);
            try
            {
                // Without a buffer of its own, a file has nothing that a write could disturb.
                file?.Flush(flushToDisk: true);
            }
            catch (IOException failure)
            {
                lock (_gate)
                    throw Failed(failure);
            }
        }
    }

    /// <summary>Ends it; what is written later is lost.</summary>
    public void Dispose()
    {
        TryFlush();
        lock (_flushGate)
        lock (_gate)
        {
            _timer?.Dispose();
            _file?.Dispose();
            _file = null;
        }
    }

    // A failure is kept, and meets the next write.
    private void TryFlush()
    {
        try
        {
            Flush();
        }
        catch (RequestException)
        {
            // It is kept.
        }
    }

    private RequestException Failed(IOException failure)
        => _failure = new RequestException(ErrorKind.JournalFailed, JournalMessages.Unwritable(_path, failure), failure);

    // The torn line goes, so that the next one begins a line.
    private static void GoOn(FileStream file, long end)
    {
        file.SetLength(end);
        file.Position = end;
    }

    private static JournalContents Begin(FileStream file, string method, TimeProvider clock)
    {
        var contents = New();
        using var line = new MemoryStream();
        JournalLine.WriteHeader(line, method, contents.Keys[0], clock.GetUtcNow());
        GoOn(file, 0);
        file.Write(line.GetBuffer(), 0, (int)line.Length);
        file.Flush(flushToDisk: true);
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
