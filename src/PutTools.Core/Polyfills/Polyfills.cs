// Members of .NET 8 that netstandard2.0 lacks. Each does what its namesake in .NET 8 does, as far as this project uses it.
#pragma warning disable IDE0161 // several namespaces in one file
#if !NET
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace System.Runtime.CompilerServices
{
    [EditorBrowsable(EditorBrowsableState.Never)]
    internal static class IsExternalInit
    {
    }

    [AttributeUsage(AttributeTargets.All)]
    internal sealed class RequiredMemberAttribute : Attribute
    {
    }

    [AttributeUsage(AttributeTargets.All, AllowMultiple = true)]
    internal sealed class CompilerFeatureRequiredAttribute(string featureName) : Attribute
    {
        public string FeatureName { get; } = featureName;
    }
}

namespace System
{
    internal readonly struct Index(int value, bool fromEnd = false)
    {
        public int GetOffset(int length) => fromEnd ? length - value : value;

        public static implicit operator Index(int value) => new(value);
    }

    internal readonly struct Range(Index start, Index end)
    {
        public Index Start { get; } = start;

        public Index End { get; } = end;

        public static Range StartAt(Index start) => new(start, new Index(0, fromEnd: true));

        public static Range EndAt(Index end) => new(0, end);
    }
}

namespace System.Diagnostics.CodeAnalysis
{
    [AttributeUsage(AttributeTargets.Constructor)]
    internal sealed class SetsRequiredMembersAttribute : Attribute
    {
    }
}

namespace System.Text
{
    /// <summary>Does nothing: .NET Framework has the code pages built in.</summary>
    internal sealed class CodePagesEncodingProvider : EncodingProvider
    {
        public static CodePagesEncodingProvider Instance { get; } = new();

        public override Encoding? GetEncoding(int codepage) => null;

        public override Encoding? GetEncoding(string name) => null;
    }
}

namespace System.Threading
{
    /// <summary>A timer of a <see cref="TimeProvider"/>.</summary>
    internal interface ITimer : IDisposable
    {
        bool Change(TimeSpan dueTime, TimeSpan period);
    }

    internal sealed class SystemTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) : ITimer
    {
        private readonly Timer _timer = new(callback, state, dueTime, period);

        public bool Change(TimeSpan dueTime, TimeSpan period) => _timer.Change(dueTime, period);

        public void Dispose() => _timer.Dispose();
    }
}

namespace System
{
    /// <summary>The system's clock, or one that a test controls.</summary>
    internal class TimeProvider
    {
        public static TimeProvider System { get; } = new();

        public virtual long TimestampFrequency => Stopwatch.Frequency;

        public virtual DateTimeOffset GetUtcNow() => DateTimeOffset.UtcNow;

        public virtual long GetTimestamp() => Stopwatch.GetTimestamp();

        public virtual ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
            => new SystemTimer(callback, state, dueTime, period);

        public TimeSpan GetElapsedTime(long startingTimestamp) => GetElapsedTime(startingTimestamp, GetTimestamp());

        public TimeSpan GetElapsedTime(long startingTimestamp, long endingTimestamp)
            => new((long)((endingTimestamp - startingTimestamp) * ((double)TimeSpan.TicksPerSecond / TimestampFrequency)));
    }
}

namespace PutTools
{
    internal static class FrameworkDifferences
    {
        public static async Task Delay(this TimeProvider clock, TimeSpan delay, CancellationToken cancellationToken)
        {
            var done = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            using var timer = clock.CreateTimer(_ => done.TrySetResult(true), null, delay, Timeout.InfiniteTimeSpan);
            using var registration = cancellationToken.Register(() => done.TrySetCanceled(cancellationToken));
            await done.Task.ConfigureAwait(false);
        }

        public static object? OnTermination(Action end) => null;

        public static FileStream CreatePrivate(string path)
        {
            var isCreated = Polyfills.OwnerFile.TryCreate(path);
            return new(path, isCreated ? FileMode.Open : FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.Asynchronous);
        }

        public static Task CopyToAsync(this System.Net.Http.HttpContent content, Stream stream, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return content.CopyToAsync(stream);
        }

        public static async Task<T> WaitAsync<T>(this Task<T> task, CancellationToken cancellationToken)
        {
            if (task.IsCompleted)
                return await task.ConfigureAwait(false);
            var cancelled = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
            using var registration = cancellationToken.Register(() => cancelled.TrySetCanceled(cancellationToken));
            return await (await Task.WhenAny(task, cancelled.Task).ConfigureAwait(false)).ConfigureAwait(false);
        }

        public static Task WriteAsync(this Stream stream, ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
        {
            if (MemoryMarshal.TryGetArray(buffer, out var segment))
                return stream.WriteAsync(segment.Array!, segment.Offset, segment.Count, cancellationToken);
            var copy = buffer.ToArray();
            return stream.WriteAsync(copy, 0, copy.Length, cancellationToken);
        }

        public static Task<int> ReadAsync(this Stream stream, Memory<byte> buffer, CancellationToken cancellationToken)
            => MemoryMarshal.TryGetArray((ReadOnlyMemory<byte>)buffer, out var segment)
                ? stream.ReadAsync(segment.Array!, segment.Offset, segment.Count, cancellationToken)
                : throw new NotSupportedException();

        public static bool TryAdd<TKey, TValue>(this Dictionary<TKey, TValue> dictionary, TKey key, TValue value)
        {
            if (dictionary.ContainsKey(key))
                return false;
            dictionary.Add(key, value);
            return true;
        }

        public static void Write(this Stream stream, ReadOnlySpan<byte> buffer)
        {
            var copy = buffer.ToArray();
            stream.Write(copy, 0, copy.Length);
        }

        public static Task DisposeAsync(this Stream stream)
        {
            stream.Dispose();
            return Task.CompletedTask;
        }

        public static bool StartsWith(this string text, char value) => text.Length > 0 && text[0] == value;

        public static bool EndsWith(this string text, char value) => text.Length > 0 && text[^1] == value;

        public static bool Contains(this string text, char value) => text.IndexOf(value) >= 0;

        public static bool Contains(this string text, string value, StringComparison comparison) => text.IndexOf(value, comparison) >= 0;

        public static string[] Split(this string text, char separator, StringSplitOptions options = StringSplitOptions.None)
            => text.Split([separator], options);

        public static string Replace(this string text, string oldValue, string newValue, StringComparison comparison)
            => comparison == StringComparison.Ordinal
                ? text.Replace(oldValue, newValue)
                : throw new NotSupportedException();

        public static string GetString(this Encoding encoding, ReadOnlySpan<byte> bytes) => encoding.GetString(bytes.ToArray());

        /// <summary>
        /// The shortest text that parses to the same number. .NET Framework's "R" fails for some numbers and loses the sign
        /// of zero.
        /// </summary>
        public static string ToRoundTripText(this double value)
        {
            if (value == 0 && BitConverter.DoubleToInt64Bits(value) < 0)
                return "-0";
            var text = value.ToString("R", CultureInfo.InvariantCulture);
            return double.IsNaN(value) || double.IsInfinity(value) || double.Parse(text, CultureInfo.InvariantCulture).Equals(value)
                ? text
                : value.ToString("G17", CultureInfo.InvariantCulture);
        }

        /// <summary>Writes the same text as UTF-8 and returns the number of bytes.</summary>
        public static int ToRoundTripText(this double value, byte[] utf8, int start)
        {
            var text = value.ToRoundTripText();
            return Encoding.ASCII.GetBytes(text, 0, text.Length, utf8, start);
        }

        public static string ToRoundTripText(this float value)
        {
            if (value == 0)
                return ((double)value).ToRoundTripText();
            var text = value.ToString("R", CultureInfo.InvariantCulture);
            return float.IsNaN(value) || float.IsInfinity(value) || float.Parse(text, CultureInfo.InvariantCulture).Equals(value)
                ? text
                : value.ToString("G9", CultureInfo.InvariantCulture);
        }
    }

    internal static class SharedRandom
    {
        private static readonly Random Random = new();

        public static double NextDouble()
        {
            lock (Random)
                return Random.NextDouble();
        }
    }
}

namespace PutTools.Polyfills
{
    internal static class Sha256
    {
        public static byte[] Hash(System.ReadOnlySpan<byte> bytes)
        {
            using var hash = System.Security.Cryptography.SHA256.Create();
            return hash.ComputeHash(bytes.ToArray());
        }
    }

    internal static class OwnerFile
    {
        private const int OwnerReadWrite = 0x180;

        public static FileStream Open(string path, FileMode mode, FileAccess access, FileShare share)
        {
            var isCreated = mode != FileMode.Open && TryCreate(path);
            return new FileStream(path, isCreated ? FileMode.Open : mode, access, share, bufferSize: 1);
        }

        /// <summary>
        /// Creates an empty file that no other user can ever open. Its mode is that from the start, because a file that another
        /// user has opened stays open after chmod. False on Windows, if the file exists or if its folder can't be written.
        /// </summary>
        public static bool TryCreate(string path)
        {
            if (FrameworkFeatures.IsWindows || File.Exists(path))
                return false;
            // creat() would truncate an existing file. A move never replaces one.
            var temporary = path + "." + Guid.NewGuid().ToString("N");
            try
            {
                using (var handle = new Microsoft.Win32.SafeHandles.SafeFileHandle((IntPtr)Create(temporary, OwnerReadWrite), ownsHandle: true))
                {
                    if (handle.IsInvalid)
                        return false;
                }

                File.Move(temporary, path);
                return true;
            }
            catch (IOException)
            {
                File.Delete(temporary);
                return false;
            }
        }

        [DllImport("libc", EntryPoint = "creat")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        private static extern int Create([MarshalAs(UnmanagedType.LPStr)] string path, int mode);
    }
}
#else
namespace PutTools
{
    internal static class FrameworkDifferences
    {
        public static string ToRoundTripText(this double value) => value.ToString("R", System.Globalization.CultureInfo.InvariantCulture);

        public static int ToRoundTripText(this double value, byte[] utf8, int start)
        {
            value.TryFormat(System.MemoryExtensions.AsSpan(utf8, start), out var length, "R", System.Globalization.CultureInfo.InvariantCulture);
            return length;
        }

        public static string ToRoundTripText(this float value) => value.ToString("R", System.Globalization.CultureInfo.InvariantCulture);

        public static System.Threading.Tasks.Task Delay(
            this System.TimeProvider clock, System.TimeSpan delay, System.Threading.CancellationToken cancellationToken)
            => System.Threading.Tasks.Task.Delay(delay, clock, cancellationToken);

        /// <summary>
        /// Runs <paramref name="end"/> when the process receives SIGTERM, for which .NET 10 and later raise no event.
        /// </summary>
        public static object OnTermination(System.Action end)
            => System.Runtime.InteropServices.PosixSignalRegistration.Create(System.Runtime.InteropServices.PosixSignal.SIGTERM, _ => end());

        /// <summary>Creates a file that only its owner can open; on Windows it has the permissions of its folder.</summary>
        public static System.IO.FileStream CreatePrivate(string path)
        {
            var options = new System.IO.FileStreamOptions
            {
                Mode = System.IO.FileMode.CreateNew,
                Access = System.IO.FileAccess.Write,
                Share = System.IO.FileShare.None,
                BufferSize = 0,
                Options = System.IO.FileOptions.Asynchronous,
            };
            if (!System.OperatingSystem.IsWindows())
                options.UnixCreateMode = System.IO.UnixFileMode.UserRead | System.IO.UnixFileMode.UserWrite;
            return new System.IO.FileStream(path, options);
        }
    }

    internal static class SharedRandom
    {
        public static double NextDouble() => System.Random.Shared.NextDouble();
    }
}

namespace PutTools.Polyfills
{
    internal static class Sha256
    {
        public static byte[] Hash(System.ReadOnlySpan<byte> bytes) => System.Security.Cryptography.SHA256.HashData(bytes);
    }

    internal static class OwnerFile
    {
        public static System.IO.FileStream Open(string path, System.IO.FileMode mode, System.IO.FileAccess access, System.IO.FileShare share)
        {
            var options = new System.IO.FileStreamOptions { Mode = mode, Access = access, Share = share, BufferSize = 0 };
            if (mode is not System.IO.FileMode.Open && !System.OperatingSystem.IsWindows())
                options.UnixCreateMode = System.IO.UnixFileMode.UserRead | System.IO.UnixFileMode.UserWrite;
            return new System.IO.FileStream(path, options);
        }
    }
}
#endif
