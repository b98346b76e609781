using System;
using System.Globalization;

namespace PutTools.Http;

/// <summary>
/// How long a server asks to wait: <c>Retry-After</c> (RFC 9110 §10.2.3), or when a rate limit starts anew.
/// </summary>
internal static class RetryAfter
{
    private const double LongestSeconds = int.MaxValue;

    // A number above is a moment, in seconds or milliseconds since 1970; one below counts from now.
    private const double FirstMoment = 1e9;
    private const double FirstMomentInMilliseconds = 1e12;

    private const NumberStyles Seconds = NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite;

    private static readonly string[] Milliseconds = ["retry-after-ms", "x-ms-retry-after-ms"];

    // The names before the IETF's draft had one.
    private static readonly string[] Resets = ["RateLimit-Reset", "X-RateLimit-Reset", "X-Rate-Limit-Reset"];

    private static readonly string[] Remaining = ["RateLimit-Remaining", "X-RateLimit-Remaining", "X-Rate-Limit-Remaining"];

    /// <summary>
    /// How long to wait from now on; not above zero for a moment that has passed, null where the response does not say.
    /// </summary>
    /// <param name="response">The response.</param>
    /// <param name="now">Its moment by the clock here, which counts where the server does not name it by its own.</param>
    public static TimeSpan? Of(HttpResponse response, DateTimeOffset now)
    {
        var moment = HttpDate.Parse(response.Headers.Single("Date")) ?? now;
        if (Parse(response.Headers.Single("Retry-After"), moment) is { } wait)
            return wait;
        foreach (var name in Milliseconds)
        {
            if (Number(response.Headers.Single(name)) is { } milliseconds)
                return Span(milliseconds / 1000);
        }

        // A limit that is not used up is no reason to wait.
        return IsLimited(response) ? OfLimit(response, moment) : null;
    }

    /// <summary>True if the response says that no request is left for now.</summary>
    public static bool SaysNoneLeft(HttpResponse response)
        => Array.Exists(Remaining, name => Number(response.Headers.Single(name)) == 0) || Parameter(response.Headers.Single("RateLimit"), "r", "remaining") == 0;

    private static bool IsLimited(HttpResponse response) => response.StatusCode is 429 or 503 || (response.StatusCode == 403 && SaysNoneLeft(response));

    private static TimeSpan? OfLimit(HttpResponse response, DateTimeOffset moment)
    {
        foreach (var name in Resets)
        {
            var value = response.Headers.Single(name);
            if (Number(value) is not { } number)
            {
                if (HttpDate.Parse(value) is { } date)
                    return date - moment;
                continue;
            }

            return number < FirstMoment ? Span(number)
                : DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Min(number < FirstMomentInMilliseconds ? number * 1000 : number, 2e14)) - moment;
        }

        return Parameter(response.Headers.Single("RateLimit"), "t", "reset") is { } seconds ? Span(seconds) : null;
    }

    private static TimeSpan? Parse(string? value, DateTimeOffset moment)
        => Number(value) is { } seconds ? Span(seconds) : HttpDate.Parse(value) is { } date ? date - moment : null;

    // Whole seconds by the standard; some servers send parts of one. NaN is not >= 0.
    private static double? Number(string? value)
        => double.TryParse(value, Seconds, CultureInfo.InvariantCulture, out var number) && number >= 0 ? number : null;

    private static TimeSpan Span(double seconds) => TimeSpan.FromSeconds(Math.Min(seconds, LongestSeconds));

    // The drafts' RateLimit field: "default";r=0;t=30, and before limit=100, remaining=0, reset=30.
    private static double? Parameter(string? field, string name, string olderName)
    {
        foreach (var part in (field ?? string.Empty).Split(';', ','))
        {
            var equals = part.IndexOf('=');
            if (equals > 0 && part[..equals].Trim() is var found && (found == name || found == olderName))
                return Number(part[(equals + 1)..]);
        }

        return null;
    }
}
