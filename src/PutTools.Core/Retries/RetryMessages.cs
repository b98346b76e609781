using PutTools.Text;

namespace PutTools.Retries;

/// <summary>Messages about retries.</summary>
internal static class RetryMessages
{
    public static string Retry(string happened, int attempt, int attempts, TimeSpan wait)
        => $"{happened} Attempt {Wording.Number(attempt)} of {Wording.Number(attempts)} follows {(wait > TimeSpan.Zero ? $"in {Wording.Seconds(wait)}" : "at once")}.";

    public static string RetryAfterTooLong(string happened, TimeSpan requested)
        => $"{happened} It is not retried: the server requests a pause of {Wording.Seconds(requested)}, which is longer than -MaximumRetryAfterSec.";

    public static string NoTimeToRetry(string happened, TimeSpan wait)
        => $"{happened} It is not retried: a wait of {Wording.Seconds(wait)} would end after the deadline.";

    public static string MayApplyTwice(string happened)
        => $"{happened} It is not retried: a repeat could apply the write twice. With -IfMatch, or with -IdempotencyKey if the server supports it, it would be.";
}
