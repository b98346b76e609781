using System.Net;
using PutTools.Content;
using PutTools.Http;
using PutTools.Pipeline;

namespace PutTools.Transport;

/// <summary>
/// Passes the content of a request to the runtime, and reports the number of bytes sent to the attempt's watch.
/// </summary>
internal sealed class WireContent : HttpContent
{
    private const int PaddingLength = 64 * 1024;

    private static readonly TimeSpan ReasonWait = TimeSpan.FromMilliseconds(200);

    private static readonly Task NotBegun = Task.FromCanceled(new CancellationToken(canceled: true));

    private readonly RequestContent _content;
    private readonly HttpRequest _request;
    private readonly ExchangeContext _context;
    private readonly AttemptWatch _watch;
    private bool _isWritten;

    public WireContent(RequestContent content, HttpRequest request, ExchangeContext context, AttemptWatch watch)
    {
        _content = content;
        _request = request;
        _context = context;
        _watch = watch;
        _watch.Content = content.Length == 0 ? null : NotBegun;
        if (content.ContentType is { } contentType)
            Headers.TryAddWithoutValidation("Content-Type", contentType);
    }

    /// <summary>True if the content is written from memory in one piece.</summary>
    public bool IsOnePiece => _content is BytesContent { IsOnePiece: true };

    /// <summary>True if the content can be written again, in answer to a challenge.</summary>
    public bool CanReplay => _content.CanReplay;

#if NET
    protected override void SerializeToStream(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        => (_watch.Content = WriteAsync(stream, cancellationToken)).GetAwaiter().GetResult();

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        => _watch.Content = WriteAsync(stream, cancellationToken);
#endif

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => _watch.Content = WriteAsync(stream, _watch.Token);

    protected override bool TryComputeLength(out long length)
    {
        length = _content.Length ?? 0;
        return _content.Length is not null;
    }

    private async Task WriteAsync(Stream stream, CancellationToken cancellationToken)
    {
        // The runtime writes the content again to answer an authentication challenge, and if a server of HTTP/2 has refused the stream.
        if (_isWritten && !_content.CanReplay)
            throw new RequestException(ErrorKind.BodyNotReplayable, TransportMessages.BodyAlreadySent(_request, _watch.StatusLine!)) { IsTransient = _watch.StatusLine is { IsOfHttp1: false, AnswersChallenges: false } };
        _isWritten = true;
        _watch.Enter(AttemptPhase.Sending);
        using var progress = TransferProgress.Start(_context, TransportMessages.Sending, _request, _content.Length);
        var watched = new WatchedStream(stream, _watch, progress, _watch.Trace?.BeginBody());
        try
        {
            if (IsOnePiece)
                await _content.WriteToAsync(watched, cancellationToken).ConfigureAwait(false);
            else
                await WriteUntilRefusedAsync(stream, watched, _watch.StatusLine!, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!_watch.StatusLine!.IsOfHttp1 && !_watch.Token.IsCancellationRequested)
        {
            // The server has ended the request. The runtime reports what fails first, and only the failure of the response has the reason.
            await Task.Delay(ReasonWait).ConfigureAwait(false);
            throw;
        }

        if (_watch.Phase == AttemptPhase.Sending)
            _watch.Enter(AttemptPhase.Waiting);
        _watch.Trace?.Sent();
    }

    private async Task WriteUntilRefusedAsync(Stream stream, WatchedStream watched, StatusLine line, CancellationToken cancellationToken)
    {
        var before = _watch.BytesSent;
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, line.Refusal);
        try
        {
            await _content.WriteToAsync(watched, ends.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (line.IsRefused && !cancellationToken.IsCancellationRequested)
        {
            // The runtime insists on the announced length. The connection discards all of it.
            var padding = new byte[PaddingLength];
            for (var missing = _content.Length - (_watch.BytesSent - before); missing > 0; missing -= padding.Length)
                await stream.WriteAsync(padding.AsMemory(0, (int)Math.Min(padding.Length, missing.Value)), cancellationToken).ConfigureAwait(false);
        }
    }
}
