using PutTools.Http;
using PutTools.Pipeline;
using PutTools.Text;

namespace PutTools.Redirects;

/// <summary>Messages about redirects.</summary>
internal static class RedirectMessages
{
    public static string NotFollowed(HttpResponse response)
        => $"{response.Method} was {(response.Outcome == ResourceOutcome.Unknown ? "answered with 303" : "applied: the server answered 303")}. The result is not read: {(response.Location is null ? "there is no Location that can be used" : "its Location is not followed")}.";

    public static string RedirectFollowed(HttpRequest request, HttpResponse response, Uri target)
        => $"{PipelineMessages.Target(request)}: {Wording.Number(response.StatusCode)}, redirects to {PipelineMessages.Shown(target)}.";

    public static string FieldsLeft(Uri target, IReadOnlyList<string> fields)
        => $"{PipelineMessages.Shown(target)} is another origin. It does not get {string.Join(", ", fields)}; -PreserveAuthorizationOnRedirect sends all headers.";

    public static string TooManyRedirects(HttpRequest request, int maximum)
        => $"{PipelineMessages.Target(request)} failed: it was redirected more than {(maximum == 1 ? "once" : Wording.Number(maximum) + " times")}.";

    public static string InsecureRedirect(HttpRequest request, Uri target)
        => $"{PipelineMessages.Target(request)} failed: the server redirects to {PipelineMessages.Shown(target)}, from https to plain http. Nothing was sent there.";

    public static string RedirectNotReplayable(HttpRequest request)
        => $"{PipelineMessages.Target(request)} failed: the body has to be sent again, and it is a stream that cannot be read again. Send a file, bytes or an object, or use the url that the redirects lead to.";
}
