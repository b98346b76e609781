namespace PutTools.Cmdlets.Completion;

/// <summary>Completes status codes for which a retry can help.</summary>
internal sealed class RetryStatusCompleter : KnownValuesCompleter
{
    private protected override IEnumerable<(string Value, string Meaning)> Values =>
    [
        ("408", "Request Timeout"),
        ("409", "Conflict"),
        ("423", "Locked"),
        ("425", "Too Early"),
        ("429", "Too Many Requests"),
        ("500", "Internal Server Error: perhaps applied"),
        ("502", "Bad Gateway: perhaps applied"),
        ("503", "Service Unavailable"),
        ("504", "Gateway Timeout: perhaps applied"),
    ];
}
