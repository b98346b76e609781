#if NET
using System.Net;
using System.Net.Sockets;

namespace PutTools.Transport;

/// <summary>
/// Sends on blocking sockets, for threads that only wait for the response. Switching threads takes a third of the time of a
/// write on the same machine. Everything special about blocking is in this class.
/// </summary>
/// <remarks>
/// Its connections are separate from the others, because the first asynchronous operation makes a socket non-blocking for
/// good. The class relies on two facts about the runtime's pool: a synchronous send writes and reads synchronously, and
/// idle connections are watched by zero-byte reads.
/// </remarks>
internal sealed class BlockingTransport(ConnectionSettings settings) : IDisposable
{
    private readonly HttpMessageInvoker _invoker = new(SocketHandler.Create(settings, ConnectAsync));

    /// <summary>True if sending <paramref name="message"/> this way has an advantage.</summary>
    /// <param name="message">The request.</param>
    /// <param name="settings">The settings of its connection.</param>
    /// <remarks>
    /// TLS, also to a proxy, and HTTP/2 are asynchronous inside the runtime. Content of more than one piece reports progress, which the
    /// waiting thread must show. A connection for a single request is not worth the thread that opens it.
    /// </remarks>
    public static bool CanSend(HttpRequestMessage message, ConnectionSettings settings) => SocketHandler.IsPlain(message, settings)
        && message.Version.Major == 1 && message.Headers.ConnectionClose is not true
        && message.Content is null or WireContent { IsOnePiece: true };

    public HttpResponseMessage Send(HttpRequestMessage message, CancellationToken cancellationToken) => _invoker.Send(message, cancellationToken);

    public void Dispose() => _invoker.Dispose();

    // An asynchronous connect would make the socket non-blocking for good. The connect runs on its own thread, because it
    // can take minutes if the host does not answer.
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

    internal sealed class BlockingStream(Socket socket) : EarlyResponseStream(socket, isPlain: true)
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
            // The pool issues zero-byte reads on idle connections. An asynchronous read would make the socket non-blocking,
            // so it fails here, and the pool discards the connection.
            return buffer.IsEmpty ? ValueTask.FromException<int>(new IOException()) : base.ReadAsync(buffer, cancellationToken);
        }
    }
}
#else
namespace PutTools.Transport;

/// <summary>Sends nothing: this framework has no synchronous send.</summary>
internal sealed class BlockingTransport : IDisposable
{
    public BlockingTransport(ConnectionSettings settings) => _ = settings;

    public static bool CanSend(HttpRequestMessage message, ConnectionSettings settings) => false;

    public HttpResponseMessage Send(HttpRequestMessage message, CancellationToken cancellationToken) => throw new NotSupportedException();

    public void Dispose()
    {
    }
}
#endif
