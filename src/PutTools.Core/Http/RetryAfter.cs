using System;
using System.Globalization;

namespace PutTools.Http;

/// <summary>
/// The pause that a server requests: <c>Retry-After</c> (RFC 9110 §10.2.3), or the time until a rate limit resets.
/// </summary>
internal static class RetryAfter
{
    private const double LongestSeconds = int.MaxValue;

    // A number from here on is a Unix time, in seconds or milliseconds. A smaller number is relative to now.
    private const double FirstMoment = 1e9;
    private const double FirstMomentInMilliseconds = 1e12;

    private const NumberStyles Seconds = NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite;

    private static readonly string[] Milliseconds = ["retry-after-ms", "x-ms-retry-after-ms"];

    // The field names in use before the IETF draft defined one.
    private static readonly string[] Resets = ["RateLimit-Reset", "X-RateLimit-Reset", "X-Rate-Limit-Reset"];

    private static readonly string[] Remaining = ["RateLimit-Remaining", "X-RateLimit-Remaining", "X-Rate-Limit-Remaining"];

    /// <summary>
    /// Returns the pause from now on; zero or less for a time that has passed, null if the server requests none.
    /// </summary>
    /// <param name="response">The response.</param>
    /// <param name="now">The local time of the response, used if the server sends no <c>Date</c>.</param>
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

        // There is no need to wait if the limit is not exhausted.
        return IsLimited(response) ? OfLimit(response, moment) : null;
    }

    /// <summary>True if the response reports that no request is left in the current period.</summary>
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

    // The standard has whole seconds; some servers send fractions. NaN is excluded, because it is not >= 0.
    private static double? Number(string? value)
        => double.TryParse(value, Seconds, CultureInfo.InvariantCulture, out var number) && number >= 0 ? number : null;

    private static TimeSpan Span(double seconds) => TimeSpan.FromSeconds(Math.Min(seconds, LongestSeconds));

    // The RateLimit field of the drafts: "default";r=0;t=30, and earlier limit=100, remaining=0, reset=30.
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
