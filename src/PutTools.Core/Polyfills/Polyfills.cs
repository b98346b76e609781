// Members of .NET 8 that netstandard2.0 lacks. Each does what its namesake in .NET 8 does, as far as this project uses it.
#pragma warning disable IDE0161 // several namespaces in one file
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

#if !NET
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
}
#else
namespace PutTools
{
    internal static class FrameworkDifferences
    {
        public static string ToRoundTripText(this double value) => value.ToString("R", CultureInfo.InvariantCulture);

        public static int ToRoundTripText(this double value, byte[] utf8, int start)
        {
            value.TryFormat(utf8.AsSpan(start), out var length, "R", CultureInfo.InvariantCulture);
            return length;
        }

        public static string ToRoundTripText(this float value) => value.ToString("R", CultureInfo.InvariantCulture);

        public static Task Delay(
            this TimeProvider clock, TimeSpan delay, CancellationToken cancellationToken)
            => Task.Delay(delay, clock, cancellationToken);

        /// <summary>
        /// Runs <paramref name="end"/> when the process receives SIGTERM, for which .NET 10 and later raise no event.
        /// </summary>
        public static object OnTermination(Action end)
            => PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => end());
    }

    internal static class SharedRandom
    {
        public static double NextDouble() => Random.Shared.NextDouble();
    }
}

namespace PutTools.Polyfills
{
    internal static class Sha256
    {
        // One for each thread: it takes a quarter less time than SHA256.HashData.
        [ThreadStatic]
        private static SHA256? _hash;

        public static byte[] Hash(ReadOnlySpan<byte> bytes)
        {
            var hash = new byte[SHA256.HashSizeInBytes];
            (_hash ??= SHA256.Create()).TryComputeHash(bytes, hash, out _);
            return hash;
        }
    }
}
#endif
