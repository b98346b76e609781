using System.Collections;
using PutTools.Authentication;
using PutTools.Cmdlets.Conversion;
using PutTools.Cookies;
using PutTools.Http;
using PutTools.Writes;

namespace PutTools.Cmdlets.Requests;

/// <summary>Overrides settings by the headers and cookies of a dictionary.</summary>
internal static class SettingsOverride
{
    // The fields that every request gets, whatever its settings.
    private static readonly string[] Inherent = ["Content-Type", "Accept-Encoding"];

    // The fields whose value is an HTTP-date (RFC 9110 §5.6.7).
    private static readonly string[] Dates = ["Date", "Expires", "If-Modified-Since", "If-Range", "If-Unmodified-Since", "Last-Modified", "x-ms-date"];

    /// <summary>
    /// Replaces headers by name; <c>$null</c> removes one. An Authorization header also replaces the credentials.
    /// </summary>
    /// <exception cref="RequestException">
    /// A value has no text; or InvalidHeader: a field that protects the write has no value, and there is none to remove.
    /// </exception>
    public static ResourceSettings Headers(ResourceSettings settings, IDictionary headers)
    {
        List<string> names = [.. headers.Keys.Cast<object>().Select(static name => InvariantText.Of(name) ?? string.Empty)];
        List<KeyValuePair<string, string>> fields = [.. PSValue.Pairs(headers, HeaderText)];
        if (names.Find(name => IsGuard(name) && HeaderField.Last([.. settings.Headers, .. fields], name) is null) is { } guard)
            throw new RequestException(ErrorKind.InvalidHeader, CmdletMessages.EmptyGuard(guard));
        // A field with an empty value is not sent.
        fields.AddRange(Inherent.Where(name => names.Contains(name, StringComparer.OrdinalIgnoreCase) && HeaderField.Last(fields, name) is null)
            .Select(static name => new KeyValuePair<string, string>(name, string.Empty)).ToArray());
        settings = settings.WithHeaders(names, fields);
        return names.Contains("Authorization", StringComparer.OrdinalIgnoreCase)
            ? settings with { Credentials = AuthenticationSettings.Anonymous }
            : settings;
    }

    /// <summary>Replaces cookies by name.</summary>
    /// <exception cref="RequestException">A cookie can't be sent.</exception>
    public static ResourceSettings Cookies(ResourceSettings settings, IDictionary cookies)
    {
        List<KeyValuePair<string, string>> given = [.. PSValue.Pairs(cookies)];
        foreach (var cookie in given)
            CookiePair.Check(cookie.Key, cookie.Value, settings.SkipHeaderValidation);
        return settings with { Cookies = [.. settings.Cookies.Where(kept => given.All(cookie => cookie.Key != kept.Key)), .. given] };
    }

    /// <summary>Throws if a header field can't be sent.</summary>
    /// <exception cref="RequestException">InvalidHeader: a field can't be sent.</exception>
    public static void CheckHeaders(ResourceSettings settings)
    {
        foreach (var field in settings.Headers)
        {
            HeaderField.Check(field.Key, field.Value, settings.SkipHeaderValidation);
            // An invalid entity tag or key would otherwise count as one when a write is retried.
            if (EntityTag.IsIn(field.Key))
                EntityTag.Check(field.Value);
            else if (field.Key.Equals("Idempotency-Key", StringComparison.OrdinalIgnoreCase) && string.IsNullOrWhiteSpace(field.Value))
                throw new RequestException(ErrorKind.InvalidHeader, CmdletMessages.EmptyArgument(field.Key));
            else if (field.Key.Equals("If-Unmodified-Since", StringComparison.OrdinalIgnoreCase) && HttpDate.Parse(field.Value) is null)
                throw new RequestException(ErrorKind.InvalidHeader, CmdletMessages.NoHttpDate(field.Key, field.Value));
        }
    }

    // True for a field that protects a write. One without a value is more likely a mistake, such as a property that the object does not have.
    private static bool IsGuard(string name) => Precondition.Is(name) || name.Equals("Idempotency-Key", StringComparison.OrdinalIgnoreCase);

    private static string? HeaderText(string name, object? value)
        => PSValue.Base(value) is DateTime or DateTimeOffset && Dates.Contains(name, StringComparer.OrdinalIgnoreCase)
            ? Argument.Date(name, value!)
            : PSValue.Text(name, value);
}
