using System;
using System.Globalization;
using System.Security.Authentication;
using PutTools.Handlers;
using PutTools.Semantics;

namespace PutTools;

/// <summary>The engine's words for people: what happened, to what, and, where it is not plain, what to do next.</summary>
internal static class Messages
{
    public static string StatusFailure(ResourceRequest request, ResourceReply reply)
        => $"{Target(request)} failed: {Number(reply.StatusCode)} {reply.ReasonPhrase}".TrimEnd() + ".";

    public static string DeadlineExceeded(ResourceRequest request, TimeSpan deadline, bool mayHaveBeenApplied)
        => $"{Target(request)} was not done within its deadline of {Seconds(deadline)}.{Doubt(mayHaveBeenApplied)}";

    public static string TransportFailure(
        ErrorKind kind, ResourceRequest request, Exception failure, AttemptWatch watch, bool mayHaveBeenApplied)
    {
        var (target, host) = (Target(request), request.Uri.Authority);
        var what = kind switch
        {
            ErrorKind.NameResolutionFailed => $"{target} failed: the name '{request.Uri.Host}' has no address.",
            ErrorKind.ConnectionFailed => $"{target} failed: no connection to {host}: {Innermost(failure)}.",
            ErrorKind.ConnectionTimeout => $"{target} failed: no connection to {host} within {Seconds(watch.ElapsedLimit)}.",
            ErrorKind.ConnectionLost => $"{target} failed: the connection to {host} was lost before the reply came: {Innermost(failure)}.",
            ErrorKind.ResponseTimeout => $"{target} failed: no reply from {host} within {Seconds(watch.ElapsedLimit)}.",
            ErrorKind.OperationTimeout when watch.Phase == AttemptPhase.Receiving
                => $"{target} failed: the reply from {host} stood still for {Seconds(watch.ElapsedLimit)}.",
            ErrorKind.OperationTimeout
                => $"{target} failed: {host} took no more of the request for {Seconds(watch.ElapsedLimit)}, after {Number(watch.BytesSent)} bytes.",
            ErrorKind.TlsFailure => $"{target} failed: no secure connection to {host}: {Innermost<AuthenticationException>(failure)}.",
            ErrorKind.ProtocolError when watch.Phase == AttemptPhase.Receiving
                => $"{target} failed: the reply from {host} began but was cut: {Innermost(failure)}.",
            ErrorKind.ProtocolError => $"{target} failed: what {host} sent is not an HTTP reply: {Innermost(failure)}.",
            _ => $"{target} failed: {Innermost(failure)}.",
        };
        return what + Doubt(mayHaveBeenApplied);
    }

    public static string BodyCut(long received, long announced)
        => $"{Number(received)} of {Number(announced)} bytes of the body came";

    public static string BodyTooLong(long limit)
        => $"The body of the reply is longer than {Number(limit)} bytes and was left out. The write itself was answered. Raise -MaximumResponseBytes, or use -OutFile, to have it.";

    public static string UndecodedBody(string codings, string reason)
        => $"The body of the reply is not in the coding '{codings}' that it claims ({reason.TrimEnd('.')}); it is handed over as the bytes that came.";

    public static string UnknownCoding(string name) => $"the coding '{name}' is not known";

    public static string Target(ResourceRequest request) => $"{request.Method.Method} {SafeUri.Show(request.Uri)}";

    public static string Seconds(TimeSpan time)
        => time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture) + (time == TimeSpan.FromSeconds(1) ? " second" : " seconds");

    private static string Doubt(bool mayHaveBeenApplied)
        => mayHaveBeenApplied ? " The write may have been applied: the request had begun to leave." : string.Empty;

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Innermost(Exception failure)
    {
        while (failure.InnerException is { } inner)
            failure = inner;
        return failure.Message.TrimEnd('.', ' ');
    }

    private static string Innermost<T>(Exception failure)
        where T : Exception
    {
        for (var link = failure; link is not null; link = link.InnerException!)
        {
            if (link is T)
                return link.Message.TrimEnd('.', ' ');
        }

        return Innermost(failure);
    }
}
