using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using PutTools.Http;
using PutTools.Journal;
using Xunit;

namespace PutTools.Core.Tests.Journal;

/// <summary>The file of a journal, to which many threads add lines.</summary>
public sealed class JournalFileTests : IDisposable
{
    private const int ThreadCount = 8;
    private const int LineCount = 2000;

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"puttools-{Guid.NewGuid():N}.jsonl");

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_lines_of_many_threads_are_whole_and_in_order(bool waits)
    {
        using (var file = Open(_path))
            await OnThreads(thread => Enumerable.Range(0, LineCount).Select(number => $"{thread} {number}").ToList().ForEach(line => Add(file, line, waits)));
        var lines = File.ReadLines(_path).Select(static line => line.Split(' ').Select(static part => int.Parse(part, CultureInfo.InvariantCulture)).ToArray()).ToList();
        Assert.Equal(ThreadCount * LineCount, lines.Count);
        foreach (var thread in lines.GroupBy(static line => line[0], static line => line[1]))
            Assert.Equal(Enumerable.Range(0, LineCount), thread);
    }

    [Fact]
    public async Task A_line_that_is_waited_for_is_in_the_file()
    {
        using var file = Open(_path);
        using var others = File.Open(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        await OnThreads(thread =>
        {
            for (var number = 0; number < LineCount / 10; number++)
            {
                Add(file, $"{thread} {number}", waits: true);
                Assert.Contains($"{thread} {number}", Text(others), StringComparison.Ordinal);
            }
        });
    }

    // A device that is always full, which only Linux has.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_thread_learns_that_the_disk_is_full(bool waits)
    {
        if (!OperatingSystem.IsLinux())
            return;
        using var file = Open("/dev/full");
        var failures = 0;
        await OnThreads(thread =>
        {
            try
            {
                for (var number = 0; number < LineCount; number++)
                    Add(file, $"{thread} {number}", waits);
            }
            catch (RequestException failure) when (failure.Kind == ErrorKind.JournalFailed)
            {
                Interlocked.Increment(ref failures);
            }
        });
        Assert.Equal(ThreadCount, failures);
        Assert.Throws<RequestException>(file.Check);
        Assert.Throws<RequestException>(file.Flush);
    }

    // A failure of any kind, such as one of a network share whose rights have changed: nobody waits for ever.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_thread_learns_that_the_file_cannot_be_written(bool waits)
    {
        File.WriteAllText(_path, string.Empty);
        var file = new JournalFile(File.OpenRead(_path), _path, TimeProvider.System);
        var failures = 0;
        await OnThreads(thread =>
        {
            Assert.Equal(ErrorKind.JournalFailed, Assert.Throws<RequestException>(() =>
            {
                for (var number = 0; number < LineCount; number++)
                    Add(file, $"{thread} {number}", waits);
            }).Kind);
            Interlocked.Increment(ref failures);
        }).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(ThreadCount, failures);
        await Task.Run(file.Dispose).WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void New_lines_are_flushed_to_the_disk_once_a_second_and_at_the_end()
    {
        var clock = new ManualTimeProvider();
        var disk = new Disk(_path);
        var file = new JournalFile(disk, _path, clock);
        Add(file, "1", waits: true);
        Assert.Equal(0, disk.FlushCount);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, disk.FlushCount);
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(1, disk.FlushCount);
        Add(file, "2", waits: false);
        Add(file, "3", waits: false);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, disk.FlushCount);
        Add(file, "4", waits: false);
        file.Flush();
        Assert.Equal(3, disk.FlushCount);
        Add(file, "5", waits: false);
        file.Dispose();
        Assert.Equal(4, disk.FlushCount);
        Assert.Equal("1\n2\n3\n4\n5\n", File.ReadAllText(_path));
    }

    [Fact]
    public async Task No_more_than_sixteen_lines_wait_for_a_slow_disk()
    {
        var disk = new Disk(_path);
        using var file = new JournalFile(disk, _path, TimeProvider.System);
        disk.Pause();
        var first = new Thread(() => Add(file, "1", waits: true));
        first.Start();
        await disk.Reached.WaitAsync(Eventually.Limit);
        for (var number = 2; number <= 16; number++)
            Add(file, $"{number}", waits: false);
        Assert.Equal(0, disk.Length);
        var next = new Thread(() => Add(file, "17", waits: false));
        next.Start();
        await Eventually.TrueAsync(() => next.ThreadState.HasFlag(ThreadState.WaitSleepJoin), "it waits");
        disk.Continue();
        first.Join();
        next.Join();
    }

    [Fact]
    public void A_flush_that_fails_is_the_error_of_the_next_write_and_of_the_end()
    {
        var clock = new ManualTimeProvider();
        using var file = new JournalFile(new Disk(_path) { IsBroken = true }, _path, clock);
        Add(file, "1", waits: true);
        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(ErrorKind.JournalFailed, Assert.Throws<RequestException>(file.Check).Kind);
        Assert.Throws<RequestException>(() => Add(file, "2", waits: true));
        Assert.Throws<RequestException>(file.Flush);
    }

    private static JournalFile Open(string path)
        => new(new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0), path, TimeProvider.System);

    private static void Add(JournalFile file, string line, bool waits) => file.Add(Encoding.UTF8.GetBytes(line + "\n"), waits);

    private static Task OnThreads(Action<int> action)
        => Task.WhenAll(Enumerable.Range(0, ThreadCount).Select(thread => Task.Factory.StartNew(() => action(thread), TaskCreationOptions.LongRunning)));

    private static string Text(FileStream file)
    {
        lock (file)
        {
            file.Position = 0;
            return new StreamReader(file).ReadToEnd();
        }
    }

    /// <summary>A file that counts the flushes to the disk.</summary>
    private sealed class Disk(string path) : FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0)
    {
        private readonly ManualResetEventSlim _isReady = new(initialState: true);
        private readonly TaskCompletionSource _reached = new();

        public int FlushCount { get; private set; }

        public bool IsBroken { get; init; }

        /// <summary>Completes when a write waits.</summary>
        public Task Reached => _reached.Task;

        /// <summary>Lets the writes wait.</summary>
        public void Pause() => _isReady.Reset();

        /// <summary>Lets the writes continue.</summary>
        public void Continue() => _isReady.Set();

        public override void Write(byte[] buffer, int offset, int count)
        {
            if (!_isReady.IsSet)
                _reached.TrySetResult();
            _isReady.Wait();
            base.Write(buffer, offset, count);
        }

        public override void Flush(bool flushToDisk)
        {
            if (IsBroken)
                throw new IOException("Input/output error");
            base.Flush(flushToDisk);
            FlushCount += flushToDisk ? 1 : 0;
        }
    }
}
