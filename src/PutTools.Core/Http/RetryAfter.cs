using System.Globalization;
using System.Text.Json;
using PutTools.Text;

namespace PutTools.Http;

/// <summary>
/// The pause that a server requests: <c>Retry-After</c> (RFC 9110 §10.2.3), the time until a rate limit resets, or the same in JSON.
/// </summary>
internal static class RetryAfter
{
    private const double LongestSeconds = int.MaxValue;

    // A number from here on is a Unix time, in seconds or milliseconds. A smaller number is relative to now.
    private const double FirstMoment = 1e9;
    private const double FirstMomentInMilliseconds = 1e12;
    private const double LastMomentInMilliseconds = 2e14;

    // The pause is near the start of an error.
    private const int LongestBody = 1 << 16;
    private const int Depth = 4;

    private const NumberStyles Seconds = NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite;

    // Forms that servers send instead of those of RFC 9110, without the day of the week: some of email (RFC 5322), and ISO 8601.
    private static readonly string[] OtherDates =
    [
        "d MMM yyyy H:m:s 'GMT'", "d MMM yyyy H:m:s 'UTC'", "d MMM yyyy H:m:s zzz", "d MMM yyyy H:m:s", "d-MMM-yyyy H:m:s 'GMT'",
        "yyyy-MM-dd'T'H:m:s.FFFFFFFK", "yyyy-MM-dd'T'H:mK",
    ];

    // How other names of Retry-After end, such as x-ms-retry-after-ms, X-Retry-After and X-Rate-Limit-Retry-After-Seconds.
    private static readonly string[] InMilliseconds = ["retry-after-ms", "retry-after-milliseconds"];

    // BigCommerce: X-Rate-Limit-Time-Reset-Ms.
    private static readonly string[] ResetInMilliseconds = ["-reset-ms"];

    private static readonly string[] AsRetryAfter = ["-retry-after", "retry-after-seconds"];

    // Fields of an earlier IETF draft, and of the time before it.
    private static readonly string[] Resets = ["X-RateLimit-Reset-After", "RateLimit-Reset", "X-RateLimit-Reset", "X-Rate-Limit-Reset"];

    private static readonly string[] Remaining = ["RateLimit-Remaining", "X-RateLimit-Remaining", "X-Rate-Limit-Remaining"];

    /// <summary>
    /// Returns the pause from now on; zero or less for a time that has passed, null if the server requests none.
    /// </summary>
    /// <param name="response">The response.</param>
    /// <param name="now">The local time of the response, used if the server sends no <c>Date</c>.</param>
    public static TimeSpan? Of(HttpResponse response, DateTimeOffset now)
    {
        var moment = HttpDate.Parse(response.Headers.Single("Date")) ?? now;
        if (Longest(response, "Retry-After", moment) is { } wait)
            return wait;
        foreach (var name in response.Headers.Keys)
        {
            if ((HasEnd(name, InMilliseconds) || (IsOfLimit(response) && HasEnd(name, ResetInMilliseconds))) && Number(response.Headers.Single(name)) is { } milliseconds)
                return Span(milliseconds / 1000);
            if (HasEnd(name, AsRetryAfter) && Longest(response, name, moment) is { } pause)
                return pause;
        }

        // There is no need to wait if the limit is not exhausted.
        return !IsLimited(response) ? null : (IsOfLimit(response) ? OfReset(response, moment) : null) ?? OfBody(response, moment);
    }

    private static TimeSpan? OfReset(HttpResponse response, DateTimeOffset moment)
        => Resets.Select(name => Longest(response, name, moment)).FirstOrDefault(static reset => reset is not null)
            ?? (ExhaustedLimits(response).Select(static limit => limit.Reset).Max() is { } seconds ? Span(seconds) : null);

    // Matrix: {"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":2000}. Google: {"error":{"details":[{"retryDelay":"58.5s"}]}}. Discord: {"retry_after":0.65}.
    private static TimeSpan? OfBody(HttpResponse response, DateTimeOffset moment)
    {
        if (response.Body.Length is 0 or > LongestBody)
            return null;
        using var document = response.ParseJson();
        return document is null ? null : OfJson(document.RootElement, moment, Depth);
    }

    private static TimeSpan? OfJson(JsonElement element, DateTimeOffset moment, int depth) => depth == 0 ? null : element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().Select(item => OfJson(item, moment, depth - 1)).Max(),
        JsonValueKind.Object => element.EnumerateObject().Select(member => member.Value.ValueKind is JsonValueKind.Number or JsonValueKind.String
            ? OfMember(Letters.Of(member.Name), member.Value.ToString(), moment) : OfJson(member.Value, moment, depth - 1)).Max(),
        _ => null,
    };

    // Some servers send milliseconds under a name that does not say so. Nobody waits for as many seconds.
    private static TimeSpan? OfMember(string name, string value, DateTimeOffset moment) => name switch
    {
        "retryafterms" or "retryaftermilliseconds" => Number(value) is { } milliseconds ? Span(milliseconds / 1000) : null,
        "retryafter" or "retryafterseconds" or "retryafterinseconds" or "retrydelay"
            => Number(value) is >= 1000 and < FirstMoment and var most && name != "retryafterseconds" ? Span(most / 1000) : Parse(value.EndsWith('s') ? value[..^1] : value, moment),
        _ => null,
    };

    /// <summary>True if the response reports that no request is left in the current period.</summary>
    public static bool SaysNoneLeft(HttpResponse response) => Left(response).Contains(0);

    private static IEnumerable<double?> Left(HttpResponse response)
        => Remaining.SelectMany(name => Lines(response, name)).Select(static line => Number(line.Split(';', ',')[0]))
            .Concat(ExhaustedLimits(response).Select(static limit => limit.Remaining));

    private static bool HasEnd(string name, string[] ends) => Array.Exists(ends, end => name.EndsWith(end, StringComparison.OrdinalIgnoreCase));

    // Some servers report their limit with each response, so also with a 503 that has another cause.
    private static bool IsOfLimit(HttpResponse response) => IsLimited(response) && !(response.StatusCode == 503 && Left(response).Min() > 0);

    private static bool IsLimited(HttpResponse response) => response.StatusCode is 429 or 503 || (response.StatusCode == 403 && SaysNoneLeft(response));

    // A proxy may add a line of its own, or join the lines with a comma. The longest pause satisfies both.
    private static TimeSpan? Longest(HttpResponse response, string name, DateTimeOffset moment)
        => Lines(response, name).SelectMany(line => Parse(line, moment) is { } whole ? [whole] : line.Split(',').Select(part => Parse(part, moment))).Max();

    private static string[] Lines(HttpResponse response, string name) => response.Headers.TryGetValue(name, out var lines) ? lines : [];

    private static TimeSpan? Parse(string value, DateTimeOffset moment)
    {
        if (Number(value) is { } number)
            return number < FirstMoment ? Span(number) : Span((AtMost(number) / 1000) - (moment.ToUnixTimeMilliseconds() / 1000.0));
        var day = value.IndexOf(',');
        return (HttpDate.Parse(value) ?? HttpDate.Parse(value[(day + 1)..].Trim(), OtherDates)) is { } date ? date - moment : null;
    }

    private static double AtMost(double moment) => Math.Min(moment < FirstMomentInMilliseconds ? moment * 1000 : moment, LastMomentInMilliseconds);

    // The standard has whole seconds; some servers send fractions. The names of NaN and infinity are no numbers here.
    private static double? Number(string? value)
        => double.TryParse(value, Seconds, CultureInfo.InvariantCulture, out var number) && number is >= 0 and <= double.MaxValue ? number : null;

    private static TimeSpan Span(double seconds) => TimeSpan.FromSeconds(Math.Min(seconds, LongestSeconds));

    // The RateLimit field of the drafts: "default";r=0;t=30, with several limits separated by commas, and earlier limit=100,
    // remaining=0, reset=30. If no limit says that it is exhausted, any may be the cause.
    private static List<(double? Remaining, double? Reset)> ExhaustedLimits(HttpResponse response)
    {
        var limits = Lines(response, "RateLimit").SelectMany(static line => Parameter(line, "remaining") is null && Parameter(line, "reset") is null ? line.Split(',') : [line])
            .Select(static limit => (Remaining: Parameter(limit, "r") ?? Parameter(limit, "remaining"), Reset: Parameter(limit, "t") ?? Parameter(limit, "reset"))).ToList();
        return limits.Exists(static limit => limit.Remaining == 0) ? limits.FindAll(static limit => limit.Remaining == 0) : limits;
    }

    private static double? Parameter(string field, string name)
    {
        foreach (var part in field.Split(';', ','))
        {
            var equals = part.IndexOf('=');
            if (equals > 0 && part[..equals].Trim() == name)
                return Number(part[(equals + 1)..]);
        }

        return null;
    }
}
