using System.Net.Http.Headers;
using System.Text;
using PutTools.Content;
using PutTools.Http;
using PutTools.Pipeline;
using PutTools.Secrets;
using PutTools.Text;

namespace PutTools.Transport;

/// <summary>
/// Shows an observer one request as it was sent, and its response, as text without secrets. It exists only if the observer
/// wants it.
/// </summary>
internal sealed class WireTrace(IExchangeObserver observer, HttpRequest request, Uri? proxy, ExchangeContext context) : IDisposable
{
    private readonly int _number = ++context.TracedRequests;
    private readonly long _startedAt = context.Clock.GetTimestamp();
    private HttpRequestMessage? _message;
    private BodySample _sent = new();
    private BodySample? _received;
    private TimeSpan _sentAfter;
    private TimeSpan _headersAfter;
    private bool _isRequestShown;

    private TimeSpan Elapsed => context.Clock.GetElapsedTime(_startedAt);

    /// <summary>Returns a trace; null if the observer wants none.</summary>
    public static WireTrace? Start(HttpRequest request, ConnectionSettings connection, ExchangeContext context)
        => context.Observer is { WantsTraffic: true } observer ? new(observer, request, connection.Proxy.On(request.Uri), context) : null;

    /// <summary>Records the message, which the runtime completes when it sends it.</summary>
    public void Sending(HttpRequestMessage message) => _message = message;

    /// <summary>Returns a sample for the body that begins. The runtime sends the body again to answer a challenge.</summary>
    public BodySample BeginBody()
    {
        _sent.Dispose();
        return _sent = new();
    }

    /// <summary>Shows the request, all of which was sent.</summary>
    public void Sent() => ShowRequest(isWhole: true);

    /// <summary>Records that the header section of the response arrived, and returns a sample for its body.</summary>
    public BodySample Answered()
    {
        // A request without content does not report when it was sent.
        if (!_isRequestShown)
            ShowRequest(isWhole: request.Content is null);
        _headersAfter = Elapsed;
        return _received = new();
    }

    /// <summary>Shows the response, all of which was read.</summary>
    public void Received(HttpResponse response)
    {
        var text = new StringBuilder(TransportMessages.TracedResponse(_number, _sentAfter, _headersAfter, Elapsed));
        text.AppendLine().Append($"HTTP/{response.HttpVersion} {response.StatusCode} {response.ReasonPhrase}".TrimEnd());
        foreach (var field in response.Headers.Keys)
        {
            foreach (var line in response.Headers[field])
                AddField(text, field, line);
        }

        AddBody(text, _received!, response.ContentType, response.Headers.Single("Content-Encoding"));
        if (response.BodyProblem is { } problem)
            text.AppendLine().AppendLine().Append(problem);
        observer.Traffic(SentSecrets.Mask(SentSecrets.Mask(text.ToString(), response), request.FindSecrets()));
    }

    /// <summary>Shows why there was no response, or only a part of it.</summary>
    public void Failed(Exception failure)
    {
        if (!_isRequestShown)
            ShowRequest(isWhole: false);
        var secrets = request.FindSecrets();
        var text = new StringBuilder(TransportMessages.TracedFailure(_number, Elapsed, failure, secrets));
        if (_received is { Length: > 0 } received)
            AddBody(text, received, contentType: null, codings: null);
        observer.Traffic(SentSecrets.Mask(text.ToString(), secrets));
    }

    public void Dispose()
    {
        _sent.Dispose();
        _received?.Dispose();
    }

    private void ShowRequest(bool isWhole)
    {
        _isRequestShown = true;
        _sentAfter = Elapsed;
        if (_message is not { } message)
            return;
        var text = new StringBuilder(TransportMessages.TracedRequest(_number, request, context.Outcome.Attempts, isWhole));
        var target = proxy is not null && request.Uri.Scheme == Uri.UriSchemeHttp ? RedactedUri.Text(request.Uri) : RedactedUri.Text(request.Uri.PathAndQuery);
        text.AppendLine().Append($"{message.Method} {target} HTTP/{message.Version}");
        // The runtime writes Host first if it is not given.
        if (message.Headers.Host is null)
            AddField(text, "Host", request.Uri.IsDefaultPort ? request.Uri.IdnHost : request.Uri.IdnHost + ":" + Wording.Number(request.Uri.Port));
        AddFields(text, message.Headers);
        AddFields(text, message.Content?.Headers);
        AddBody(text, _sent, request.Field("Content-Type") ?? request.Content?.ContentType, request.Field("Content-Encoding"));
        observer.Traffic(text.ToString());
    }

    // Any field that a signer sets may be a secret.
    private void AddFields(StringBuilder text, HttpHeaders? fields)
    {
        if (fields is null)
            return;
#if NET
        foreach (var field in fields.NonValidated)
            AddField(text, field.Key, field.Value.ToString(), IsSecret(field.Key));
#else
        foreach (var field in fields)
            AddField(text, field.Key, string.Join(", ", field.Value), IsSecret(field.Key));
#endif
    }

    private bool IsSecret(string name) => request.SecretFields.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static void AddField(StringBuilder text, string name, string value, bool isSecret = false)
        => text.AppendLine().Append(name).Append(": ").Append(DisplayText.Of(RedactedField.Value(name, value, isSecret)));

    private static void AddBody(StringBuilder text, BodySample body, string? contentType, string? codings)
    {
        if (body.Length == 0)
            return;
        text.AppendLine().AppendLine();
        if (body.Decoded(codings) is not { } bytes || BodyText.Of(bytes, contentType, body.IsCut) is not { } words)
        {
            text.Append(TransportMessages.TracedBytes(body.Length, body.Hash()));
            return;
        }

        text.Append(words);
        if (body.IsCut || bytes.Length == BodySample.Longest)
            text.AppendLine().Append(TransportMessages.TracedCut(body.Length, body.Hash()));
    }
}
