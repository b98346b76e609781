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
/// The journal of one pipeline: a file of JSON lines with the end of each write, from which a later process continues. Each
/// line is one system call, and the file is flushed to the disk once a second. After the first failure nothing more is
/// written, and nothing may be sent. Safe to use from many threads.
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
    private readonly JournalLine _line = new();
    private readonly ITimer? _timer;
    private FileStream? _file;
    private bool _isDirty;
    private volatile RequestException? _failure;

    private WriteJournal(string path, TimeProvider clock, FileStream? file, JournalContents contents)
    {
        (_path, _clock, _file, _contents) = (path, clock, file, contents);
        _hashes = [.. contents.Keys.Select(static key => new HMACSHA256(key))];
        if (file is not null)
            _timer = clock.CreateTimer(static journal => ((WriteJournal)journal!).TryFlush(), this, FlushInterval, FlushInterval);
    }

    /// <summary>The number of writes that were finished before, and how many of them this run has seen.</summary>
    public (long Done, long Met) Known
    {
        get
        {
            lock (_contents)
                return (_contents.DoneCount, _contents.MetCount);
        }
    }

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

    /// <summary>Returns the next write of the pipeline.</summary>
    public JournaledWrite Next() => new(this);

    /// <summary>Returns the state of the write with this identity. Each finished write counts once.</summary>
    /// <exception cref="RequestException">JournalFailed: nothing more may be sent.</exception>
    public (JournalState State, JournalId Id, JournaledOperation? Operation) Take(string identity)
    {
        if (_failure is { } failure)
            throw failure;
        var bytes = Encoding.UTF8.GetBytes(identity);
        lock (_contents)
            return _contents.Take(Array.ConvertAll(_hashes, hash => JournalId.Of(hash.ComputeHash(bytes))));
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
            var line = _line.Of(what, write, _clock.GetUtcNow(), members);
            try
            {
                _file.Write(line.Array!, line.Offset, line.Count);
                _isDirty = true;
            }
            catch (IOException failure)
            {
                throw Failed(failure);
            }
        }
    }

    /// <summary>Flushes the file to the disk. Other threads can add lines meanwhile, because a busy disk is slow.</summary>
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
                // The stream has no buffer, so a concurrent write cannot disturb it.
                file?.Flush(flushToDisk: true);
            }
            catch (IOException failure)
            {
                lock (_gate)
                    throw Failed(failure);
            }
        }
    }

    /// <summary>Closes the file. Later lines are ignored.</summary>
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

    // The failure is kept and thrown by the next write.
    private void TryFlush()
    {
        try
        {
            Flush();
        }
        catch (RequestException)
        {
            // It is thrown by the next write.
        }
    }

    private RequestException Failed(IOException failure)
        => _failure = new RequestException(ErrorKind.JournalFailed, JournalMessages.Unwritable(_path, failure), failure);

    // Removes a torn line, so that the next line starts on its own.
    private static void GoOn(FileStream file, long end)
    {
        file.SetLength(end);
        file.Position = end;
    }

    private static JournalContents Begin(FileStream file, string method, TimeProvider clock)
    {
        var contents = New();
        var line = new JournalLine().Header(method, contents.Keys[0], clock.GetUtcNow());
        GoOn(file, 0);
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
