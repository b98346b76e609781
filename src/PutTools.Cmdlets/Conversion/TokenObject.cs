using System.Globalization;
using System.Management.Automation;
using System.Security;
using PutTools.Authentication;

namespace PutTools.Cmdlets.Conversion;

/// <summary>
/// Reads what <c>-Token</c> has or its script block outputs: the text of a token, or an object with it, such as the response
/// of a token endpoint (RFC 6749 §5.1), of Get-AzAccessToken and of az account get-access-token.
/// </summary>
internal static class TokenObject
{
    // The last second of the year 9999. Some servers send a lifetime without an end.
    private const long LastMoment = 253_402_300_799;

    /// <summary>Returns the token; null if the object has none.</summary>
    public static AccessToken? Read(object output)
    {
        if (PSValue.Base(output) is string or SecureString)
            return AccessToken.Parse(SecretText.Of(output));
        if (Member(output, "access_token", "accessToken", "token") is not { } token)
            return null;
        var read = AccessToken.Parse(
            SecretText.Of(token),
            Member(output, "token_type", "tokenType", "type")?.ToString(),
            Member(output, "header")?.ToString());
        return read with { ExpiresAt = ExpiryOf(output) ?? read.ExpiresAt };
    }

    private static DateTimeOffset? ExpiryOf(object output)
    {
        if (Seconds(Member(output, "expires_in", "expiresIn")) is { } lifetime)
            return DateTimeOffset.FromUnixTimeSeconds(Math.Min(DateTimeOffset.UtcNow.ToUnixTimeSeconds() + lifetime, LastMoment));
        var end = Member(output, "expires_on", "expiresOn", "expires_at", "expiresAt");
        if (Seconds(end) is { } moment)
            return DateTimeOffset.FromUnixTimeSeconds(moment);
        return end is not null && LanguagePrimitives.TryConvertTo<DateTimeOffset>(end, CultureInfo.InvariantCulture, out var date) ? date : null;
    }

    // Some servers write numbers as strings. A number that can't be a time is ignored.
    private static long? Seconds(object? value) => PSValue.Base(value) is not (DateTime or DateTimeOffset)
        && LanguagePrimitives.TryConvertTo<long>(value, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and <= LastMoment ? seconds : null;

    private static object? Member(object output, params string[] names)
        => names.Select(name => PSValue.Property(output, name)).FirstOrDefault(static value => value is not null);
}
