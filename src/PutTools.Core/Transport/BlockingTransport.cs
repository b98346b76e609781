#if NET
using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace PutTools.Transport;

/// <summary>
/// Sends on blocking sockets, for threads that do nothing but wait for the response: handing over between threads is a
/// third of the time of a write on the same machine. All that is special about it is in this class.
/// </summary>
/// <remarks>
/// Its connections are kept apart from the others, as the first asynchronous operation makes a socket a non-blocking one
/// for good. It leans on two facts about the runtime's pool: a synchronous send writes and reads synchronously, and idle
/// connections are watched by zero-byte reads.
/// </remarks>
internal sealed class BlockingTransport(ConnectionSettings settings) : IDisposable
{
    private readonly HttpMessageInvoker _invoker = new(SocketHandler.Create(settings, ConnectAsync));

    /// <summary>True if sending <paramref name="message"/> this way gains anything.</summary>
    /// <remarks>
    /// TLS and HTTP/2 are asynchronous inside the runtime. Content of more than one piece reports progress, which the
    /// waiting thread shows. A connection for one request is not worth the thread that opens it.
    /// </remarks>
    public static bool CanSend(HttpRequestMessage message) => message.RequestUri!.Scheme == Uri.UriSchemeHttp
        && message.Version.Major == 1 && message.Headers.ConnectionClose is not true
        && message.Content is null or WireContent { IsOnePiece: true };

    public HttpResponseMessage Send(HttpRequestMessage message, CancellationToken cancellationToken) => _invoker.Send(message, cancellationToken);

    public void Dispose() => _invoker.Dispose();

    // Connecting asynchronously would make the socket a non-blocking one for good. It has a thread of its own, as it may
    // take minutes where no host answers.
    private static async Task<Stream> ConnectAsync(Socket socket, EndPoint server, CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.UnsafeRegister(static socket => ((Socket)socket!).Dispose(), socket);
        try
        {
            await Task.Factory.StartNew(() => socket.Connect(server), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
                .ConfigureAwait(false);
            return new BlockingStream(socket);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }

    internal sealed class BlockingStream(Socket socket) : EarlyResponseStream(socket)
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Write(buffer.Span);
            return ValueTask.CompletedTask;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (DataAvailable)
                return new(Read(buffer.Span));
            // The pool issues zero-byte reads on idle connections. An async read would make the socket non-blocking, so fail
            // it; the pool discards the connection.
            return buffer.IsEmpty ? ValueTask.FromException<int>(new IOException()) : base.ReadAsync(buffer, cancellationToken);
        }
    }
}
#endif
