using PutTools.Authentication;
using PutTools.Cookies;
using PutTools.Http;
using PutTools.Pacing;
using PutTools.Pipeline;
using PutTools.Redirects;
using PutTools.Retries;
using PutTools.Transport;
using PutTools.Urls;
using PutTools.Verification;

namespace PutTools.Writes;

/// <summary>Sends requests through the policies. Thread-safe.</summary>
/// <param name="hosts">The pacing of hosts, shared by the writes of a pipeline; null if there is none.</param>
/// <param name="mayBlock">True if the sending threads only wait for the response.</param>
internal sealed class RequestPipeline(HostPacers? hosts, bool mayBlock)
{
    private volatile Policies? _last;

    /// <summary>Sends <paramref name="request"/> and returns its response.</summary>
    /// <exception cref="RequestException">
    /// There is no response, or its status means failure and <see cref="ResourceRequest.SkipHttpErrorCheck"/> is false.
    /// </exception>
    public async ValueTask<HttpResponse> SendAsync(ResourceRequest request, ExchangeContext context)
    {
        var outgoing = await OutgoingRequest.CreateAsync(request, context.Token).ConfigureAwait(false);
        var response = await For(request).SendAsync(outgoing, context, context.Token).ConfigureAwait(false);
        if (response.IsSuccess)
            return response;
        if (!request.SkipHttpErrorCheck)
            throw context.Outcome.ToException(outgoing, response);
        context.Outcome.Failed(outgoing, response);
        return response;
    }

    /// <summary>
    /// Sends <paramref name="read"/> with the settings of <paramref name="request"/>. No status code throws.
    /// </summary>
    public ValueTask<HttpResponse> ReadAsync(HttpRequest read, ResourceRequest request, ExchangeContext context)
        => For(request).SendAsync(read, context, context.Token);

    /// <summary>Reads another url with the settings of <paramref name="request"/>. No status code throws.</summary>
    public ValueTask<HttpResponse> ReadAsync(Uri uri, ResourceRequest request, ExchangeContext context, string? outFile = null)
    {
        var read = OutgoingRequest.Create(request).ToRead() with { OutFile = outFile };
        if (!Origin.AreSame(uri, read.Uri) && !request.Settings.Redirects.PreserveAuthorization)
            read = read.WithoutCredentials();
        return ReadAsync(read with { Uri = uri }, request, context);
    }

    private RequestHandler For(ResourceRequest request)
    {
        var settings = request.Settings;
        if (UserInformation.Split(request.Uri).Login is { } login)
            return Chain(settings with { Credentials = UserInformation.OrElse(settings.Credentials, login) });
        if (_last is not { } last || !ReferenceEquals(last.Settings, settings))
            _last = last = new Policies(settings, Chain(settings));
        return last.First;
    }

    // Outermost first. Each hop of a redirect is retried on its own, so that a failure after a 303 never repeats the write.
    // Each attempt gets the cookies that are current then, waits until its host has room, and is authenticated last.
    private RequestHandler Chain(ResourceSettings settings)
    {
        var scheme = settings.Credentials.ToScheme();
        RequestHandler chain = new AttemptHandler(new AttemptSettings
        {
            Connection = settings.Connection with { Challenge = scheme as ChallengeAuthentication },
            Time = settings.Time,
            MaximumResponseBytes = settings.MaximumResponseBytes,
            MayBlock = mayBlock,
        });
        if (settings.Signer is { } signer)
            chain = new SigningHandler(signer, settings.AllowUnencryptedAuthentication, chain);
        if (!scheme.IsNone)
            chain = new AuthenticationHandler(scheme, settings.AllowUnencryptedAuthentication, chain);
        if (hosts is not null)
            chain = new PacingHandler(hosts, settings.Retry.MaximumRetryAfter, chain);
        if (settings is not { KeptCookies: null, Cookies.Count: 0 })
            chain = new CookieHandler(settings.Cookies, settings.KeptCookies, chain);
        chain = new RetryHandler(settings.Retry, chain);
        chain = new RedirectHandler(settings.Redirects, carriesCookies: settings.KeptCookies is null, chain);
        return new VerificationHandler(chain);
    }

    private sealed record Policies(ResourceSettings Settings, RequestHandler First);
}
