using System;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using PutTools.Authentication;
using PutTools.Content;
using PutTools.Cookies;
using PutTools.Http;
using PutTools.Pacing;
using PutTools.Redirects;
using PutTools.Retries;
using PutTools.Transport;
using PutTools.Verification;

namespace PutTools.Pipeline;

/// <summary>
/// All that is done for one input object: one send, or several that belong together. Holds what they share: the
/// deadline, the count of attempts, and whether any of them may have been applied.
/// </summary>
internal sealed class ExchangeContext : IDisposable
{
    // The policies in their order, outermost first. Each hop of a redirect is tried again on its own, as what a 303 leads
    // to must not repeat the write. It has its own identity and cookies; a request that is sent again with another token
    // sends the cookies of that moment; and each attempt waits until its host can take it.
    private static readonly ResourceHandler Pipeline =
        new VerificationHandler(
        new RedirectHandler(
        new RetryHandler(
        new AuthenticationHandler(
        new CookieHandler(
        new PacingHandler(
        new AttemptHandler()))))));

    private readonly long _startedAt;
    private readonly TimeSpan _deadline;
    private readonly CancellationToken _stop;
    private readonly CancellationTokenSource? _deadlineSource;
    private readonly ITimer? _deadlineTimer;

    public ExchangeContext(
        TimeProvider clock, Func<double> random, TimeSpan deadline, IExchangeObserver? observer, CancellationToken cancellationToken)
    {
        Clock = clock;
        NextRandom = random;
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

    /// <summary>Gives a number from 0 up to 1, for jitter.</summary>
    public Func<double> NextRandom { get; }

    /// <summary>What the writes of one pipeline share, so that they don't overload a host; null for a write alone.</summary>
    public HostPacers? Pacing { get; init; }

    /// <summary>Whether the thread that starts it only waits for its end.</summary>
    public bool MayBlock { get; init; }

    /// <summary>How many times a write was sent so far; reads don't count.</summary>
    public int Attempts { get; set; }

    /// <summary>Whether an attempt that got no answer may have been applied.</summary>
    public bool MayHaveBeenApplied { get; set; }

    /// <summary>What is left until the deadline.</summary>
    public TimeSpan Remaining => _deadline == TimeSpan.MaxValue ? TimeSpan.MaxValue : _deadline - Elapsed;

    public TimeSpan Elapsed => Clock.GetElapsedTime(_startedAt);

    /// <summary>Where a long operation is looked at that the server has taken on; null without one under way.</summary>
    public Uri? Operation { get; set; }

    /// <summary>Ends with the deadline, and when the caller wants it.</summary>
    public CancellationToken Token => _deadlineSource?.Token ?? _stop;

    /// <summary>Sends <paramref name="request"/> and returns its response.</summary>
    /// <exception cref="RequestException">
    /// No response, or one whose status means failure unless <see cref="ResourceRequest.SkipHttpErrorCheck"/>.
    /// </exception>
    /// <exception cref="OperationCanceledException">The caller's token was cancelled, or the deadline has passed.</exception>
    public async Task<HttpResponse> SendAsync(ResourceRequest request)
    {
        request = UserInformation.ToIdentity(request);
        if (request.Content is not null && (request.ContentCoding is not null || request.HasDigest))
            request = await OutgoingContent.PrepareAsync(request, Token).ConfigureAwait(false);
        // More or fewer bytes than stated would leave half a write, or none, on a connection that is lost for it.
        if (request.Field("Content-Length") is { } stated && request.Content?.Length is { } length
            && stated != length.ToString(CultureInfo.InvariantCulture))
        {
            throw new RequestException(ErrorKind.InvalidHeader, Messages.OtherLength(stated, length));
        }

        // RFC 9112 §7: chunks came with HTTP/1.1.
        if (request.Settings.Connection.HttpVersion is { Major: 1, Minor: 0 } && (request.Content is { Length: null } || request.Field("Transfer-Encoding") is not null))
            throw new RequestException(ErrorKind.InvalidParameter, Messages.NoChunks);
        var response = await Pipeline.SendAsync(request, this, Token).ConfigureAwait(false);
        return response.IsSuccess || request.SkipHttpErrorCheck ? response : throw StatusFailure(request, response);
    }

    /// <summary>Runs <paramref name="steps"/>, all that is done for <paramref name="request"/>, within the deadline.</summary>
    /// <exception cref="RequestException">The steps failed, or took longer than the deadline.</exception>
    public async Task<T> RunAsync<T>(ResourceRequest request, Func<Task<T>> steps)
    {
        try
        {
            return await steps().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_deadlineSource is { IsCancellationRequested: true } && !_stop.IsCancellationRequested)
        {
            throw DeadlineFailure(request);
        }
        catch (RequestException failure) when (Operation is { } operation && failure.OperationUri is null)
        {
            throw new RequestException(failure.Kind, Messages.OperationGoesOn(failure, operation), failure)
            {
                Response = failure.Response,
                Problem = failure.Problem,
                Attempts = failure.Attempts,
                IsTransient = failure.IsTransient,
                OutcomeUnknown = true,
                OperationUri = ResourceUri.Of(operation),
            };
        }
    }

    /// <summary>That the deadline has passed, or would pass before <paramref name="wait"/> is over.</summary>
    public RequestException DeadlineFailure(ResourceRequest request, TimeSpan? wait = null)
        => new(ErrorKind.DeadlineExceeded, Messages.DeadlineExceeded(request, _deadline, wait, this))
        {
            Attempts = Attempts,
            IsTransient = true,
            OutcomeUnknown = MayHaveBeenApplied,
            OperationUri = ResourceUri.Of(Operation),
        };

    /// <summary>What a response with a status that means failure is as an exception.</summary>
    public RequestException StatusFailure(ResourceRequest request, HttpResponse response)
        => new((ErrorKind)response.StatusCode, Messages.StatusFailure(request, response))
        {
            Response = response,
            Problem = ProblemDetails.Parse(response),
            Attempts = Attempts,
            IsTransient = StatusCodes.IsTransient(response.StatusCode),
            OutcomeUnknown = MayHaveBeenApplied || (!request.IsSafe && StatusCodes.LeavesOutcomeOpen(response.StatusCode)),
        };

    /// <summary>How long <paramref name="response"/> asks to wait, counted from now; null where it does not.</summary>
    public TimeSpan? RetryAfter(HttpResponse response)
        => Http.RetryAfter.Parse(response.Headers.Single("Retry-After"), Clock.GetUtcNow());

    /// <summary>Waits, and shows so where it takes more than a second.</summary>
    public async Task WaitAsync(string activity, string status, TimeSpan wait, CancellationToken cancellationToken)
    {
        var startedAt = Clock.GetTimestamp();
        var shown = wait > TimeSpan.FromSeconds(1) ? Observer : null;
        var longest = shown is null ? TimeSpan.FromDays(1) : TimeSpan.FromSeconds(1);
        try
        {
            for (TimeSpan left; (left = wait - Clock.GetElapsedTime(startedAt)) > TimeSpan.Zero;)
            {
                shown?.Progress(new ExchangeProgress(activity, status, SecondsRemaining: (int)Math.Ceiling(left.TotalSeconds)));
                await Clock.Delay(left < longest ? left : longest, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            shown?.Progress(new ExchangeProgress(activity, status, IsCompleted: true));
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
}
