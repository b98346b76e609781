using PutTools.Files;
using PutTools.Http;

namespace PutTools.Journal;

/// <summary>
/// The file of a journal, to which many threads add lines. One system call writes several of them, because a call costs more than a line: up to
/// sixteen wait, for a second at most. Once a second the file is flushed to the disk, if it is still at its path. After the first failure
/// nothing more is written. Safe to use from many threads.
/// </summary>
internal sealed class JournalFile : IDisposable
{
    // The lines that may wait. Their writes are done, and are lost from the journal if the process is killed or the disk is full.
    private const int MostUnwritten = 16;

    private static readonly TimeSpan FlushInterval = TimeSpan.FromSeconds(1);

    private readonly object _gate = new();
    private readonly object _flushGate = new();
    private readonly FileStream _file;
    private readonly string _path;
    private readonly ITimer _timer;

    // The lines that wait, and those that a thread writes. Lines are counted since the file was opened.
    private MemoryStream _waiting = new();
    private MemoryStream _writing = new();
    private long _addedCount;
    private long _writtenCount;
    private int _checkedAt;
    private bool _isBeingWritten;
    private bool _isDirty;
    private bool _isClosed;
    private volatile RequestException? _failure;

    /// <summary>Takes over a file, whose position is its end.</summary>
    public JournalFile(FileStream file, string path, TimeProvider clock)
    {
        (_file, _path) = (file, path);
        _timer = clock.CreateTimer(static file => ((JournalFile)file!).CheckPlace(), this, FlushInterval, FlushInterval);
    }

    /// <summary>True if the path still leads to the whole file. Windows lets no other program change an open one.</summary>
    public bool IsInPlace => UnixFile.Of(_path) is { } found ? found.Length == _file.Position : File.Exists(_path);

    /// <summary>Throws if a line or the flush has failed.</summary>
    /// <exception cref="RequestException">JournalFailed.</exception>
    public void Check()
    {
        if (_failure is { } failure)
            throw failure;
    }

    /// <summary>Adds a line. Ignored once the file is closed.</summary>
    /// <param name="line">The line, with its end.</param>
    /// <param name="waits">True to return only when the line is in the file, so that it outlives this process.</param>
    /// <exception cref="RequestException">JournalFailed.</exception>
    public void Add(ReadOnlySpan<byte> line, bool waits)
    {
        long number;
        lock (_gate)
        {
            Check();
            if (_isClosed)
                return;
            _waiting.Write(line);
            number = ++_addedCount;
            if (!waits && number - _writtenCount <= MostUnwritten)
                return;
        }

        WriteUntil(number);
    }

    /// <summary>Returns when all lines that were added are in the file.</summary>
    /// <exception cref="RequestException">JournalFailed.</exception>
    public void Write()
    {
        var number = Volatile.Read(ref _addedCount);
        if (Volatile.Read(ref _writtenCount) < number)
            WriteUntil(number);
    }

    /// <summary>Writes all lines, and flushes the file to the disk. Other threads can add lines meanwhile, because a busy disk is slow.</summary>
    /// <exception cref="RequestException">JournalFailed.</exception>
    public void Flush()
    {
        Check();
        Write();
        lock (_flushGate)
        {
            lock (_gate)
            {
                if (!_isDirty)
                    return;
                _isDirty = false;
            }

            try
            {
                // The stream has no buffer, so a concurrent write cannot disturb it.
                _file.Flush(flushToDisk: true);
            }
            catch (Exception failure)
            {
                throw Failed(JournalMessages.Unwritable(_path, failure), failure);
            }
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        lock (_gate)
        {
            while (_isBeingWritten)
                Monitor.Wait(_gate);
            _isClosed = true;
        }

        TryFlush();
        lock (_flushGate)
            _file.Dispose();
    }

    // One thread at a time writes all lines that wait. The others wait for it, and write theirs if it did not.
    private void WriteUntil(long number)
    {
        lock (_gate)
        {
            while (_isBeingWritten)
                Monitor.Wait(_gate);
            Check();
            if (_writtenCount >= number)
                return;
            (_writing, _waiting) = (_waiting, _writing);
            _waiting.SetLength(0);
            number = _addedCount;
            _isBeingWritten = true;
        }

        bool isWhole;
        try
        {
            isWhole = IsWhole();
            _file.Write(_writing.GetBuffer(), 0, (int)_writing.Length);
        }
        // Whatever it is: other threads must not wait for lines that nobody writes any more.
        catch (Exception failure)
        {
            throw Failed(JournalMessages.Unwritable(_path, failure), failure);
        }

        // The lines are written all the same: the gap before them damages the file, so that no later run continues without the lost ones.
        if (!isWhole)
            throw Failed(JournalMessages.Changed(_path));
        lock (_gate)
        {
            Volatile.Write(ref _writtenCount, number);
            (_isBeingWritten, _isDirty) = (false, true);
            Monitor.PulseAll(_gate);
        }
    }

    // False if another program has shortened the file. Checked once a millisecond, because the check takes as long as a line.
    private bool IsWhole()
    {
        var now = Environment.TickCount;
        if (now == _checkedAt)
            return true;
        _checkedAt = now;
        return _file.Length >= _file.Position;
    }

    // A run that goes on without its file would record nothing for a later one.
    private void CheckPlace()
    {
        lock (_gate)
        {
            if (!_isBeingWritten && !_isClosed && !IsInPlace)
                _failure ??= new RequestException(ErrorKind.JournalFailed, JournalMessages.Replaced(_path));
        }

        TryFlush();
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
            // Check() throws it.
        }
    }

    private RequestException Failed(string message, Exception? failure = null)
    {
        lock (_gate)
        {
            _isBeingWritten = false;
            Monitor.PulseAll(_gate);
            return _failure = new RequestException(ErrorKind.JournalFailed, message, failure);
        }
    }
}
