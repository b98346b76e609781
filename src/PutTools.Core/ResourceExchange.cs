using System;
using System.Threading;
using System.Threading.Tasks;
using PutTools.Handlers;
using PutTools.Semantics;

namespace PutTools;

/// <summary>
/// All that is done for one input object: one send, or several that belong together. Holds what they share: the
/// deadline, the count of attempts, and whether any of them may have been applied.
/// </summary>
internal sealed class ResourceExchange : IDisposable
{
    private static readonly ResourceHandler Pipeline = new AttemptHandler();

    private readonly long _startedAt;
    private readonly TimeSpan _deadline;
    private readonly CancellationToken _stop;
    private readonly CancellationTokenSource? _deadlineSource;
    private readonly ITimer? _deadlineTimer;

    public ResourceExchange(TimeProvider clock, TimeSpan deadline, IExchangeObserver? observer, CancellationToken cancellationToken)
    {
        Clock = clock;
        Observer = observer;
        _startedAt = clock.GetTimestamp();
        _deadline = deadline;
        _stop = cancellationToken;
        if (deadline == TimeSpan.MaxValue)
            return;
        _deadlineSource = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _deadlineTimer = clock.CreateTimer(
            static source => CancelQuietly((CancellationTokenSource)source!), _deadlineSource, deadline, Timeout.InfiniteTimeSpan);
    }

    public TimeProvider Clock { get; }

    public IExchangeObserver? Observer { get; }

    /// <summary>Attempts made so far.</summary>
    public int Attempts { get; set; }

    /// <summary>Whether an attempt that got no answer may have been applied.</summary>
    public bool MayHaveBeenApplied { get; set; }

    public TimeSpan Elapsed => Clock.GetElapsedTime(_startedAt);

    private CancellationToken Token => _deadlineSource?.Token ?? _stop;

    /// <summary>Sends <paramref name="request"/> and returns its reply.</summary>
    /// <exception cref="ResourceException">
    /// No reply, or one whose status means failure unless <see cref="ResourceRequest.SkipHttpErrorCheck"/>.
    /// </exception>
    /// <exception cref="OperationCanceledException">The caller's token was cancelled.</exception>
    public async Task<ResourceReply> SendAsync(ResourceRequest request)
    {
        try
        {
            var reply = await Pipeline.SendAsync(request, this, Token).ConfigureAwait(false);
            return reply.IsSuccess || request.SkipHttpErrorCheck ? reply : throw StatusFailure(request, reply);
        }
        catch (OperationCanceledException) when (_deadlineSource is { IsCancellationRequested: true } && !_stop.IsCancellationRequested)
        {
            throw new ResourceException(ErrorKind.DeadlineExceeded, Messages.DeadlineExceeded(request, _deadline, MayHaveBeenApplied))
            {
                Attempts = Attempts,
                IsTransient = true,
                OutcomeUnknown = MayHaveBeenApplied,
            };
        }
    }

    public void Dispose()
    {
        _deadlineTimer?.Dispose();
        _deadlineSource?.Dispose();
    }

    private static void CancelQuietly(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The exchange ended while the timer fired.
        }
    }

    private ResourceException StatusFailure(ResourceRequest request, ResourceReply reply)
        => new((ErrorKind)reply.StatusCode, Messages.StatusFailure(request, reply))
        {
            Response = reply,
            Problem = ProblemDetails.Parse(reply),
            Attempts = Attempts,
            IsTransient = StatusCodes.IsTransient(reply.StatusCode),
            OutcomeUnknown = MayHaveBeenApplied || (!request.IsSafe && StatusCodes.LeavesOutcomeOpen(reply.StatusCode)),
        };
}
