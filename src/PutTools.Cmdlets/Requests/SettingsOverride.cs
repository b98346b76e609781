using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using PutTools.Authentication;
using PutTools.Cmdlets.Conversion;
using PutTools.Cookies;
using PutTools.Http;
using PutTools.Writes;

namespace PutTools.Cmdlets.Requests;

/// <summary>The headers and cookies of a dictionary, over those that settings have.</summary>
internal static class SettingsOverride
{
    private const string ContentType = "Content-Type";

    /// <summary>
    /// A header takes the place of the one of its name, and <c>$null</c> removes it. An Authorization header takes the
    /// place of the credentials, too.
    /// </summary>
    /// <exception cref="RequestException">A value has no form as text.</exception>
    public static ResourceSettings Headers(ResourceSettings settings, IDictionary headers)
    {
        List<string> names = [.. headers.Keys.Cast<object>().Select(static name => InvariantText.Of(name) ?? string.Empty)];
        List<KeyValuePair<string, string>> fields = [.. InputObject.Pairs(headers)];
        // Of content that has a type of its own it is removed by an empty one.
        if (names.Contains(ContentType, StringComparer.OrdinalIgnoreCase) && !fields.Exists(static header => header.Key.Equals(ContentType, StringComparison.OrdinalIgnoreCase)))
            fields.Add(new(ContentType, string.Empty));
        settings = settings.WithHeaders(names, fields);
        return names.Contains("Authorization", StringComparer.OrdinalIgnoreCase)
            ? settings with { Identity = AuthenticationSettings.Anonymous }
            : settings;
    }

    /// <summary>A cookie takes the place of the one of its name.</summary>
    /// <exception cref="RequestException">A cookie can't be sent.</exception>
    public static ResourceSettings Cookies(ResourceSettings settings, IDictionary cookies)
    {
        List<KeyValuePair<string, string>> given = [.. InputObject.Pairs(cookies)];
        foreach (var cookie in given)
            CookiePair.Check(cookie.Key, cookie.Value);
        return settings with { Cookies = [.. settings.Cookies.Where(kept => given.All(cookie => cookie.Key != kept.Key)), .. given] };
    }

    /// <summary>Refuses header fields that can't be sent.</summary>
    /// <exception cref="RequestException">InvalidHeader: one can't.</exception>
    public static void CheckHeaders(ResourceSettings settings)
    {
        foreach (var field in settings.Headers)
        {
            HeaderField.Check(field.Key, field.Value, settings.SkipHeaderValidation);
            // A guard or a key that is none would count as one when a write is repeated.
            if (field.Key.Equals("If-Match", StringComparison.OrdinalIgnoreCase) || field.Key.Equals("If-None-Match", StringComparison.OrdinalIgnoreCase))
                EntityTag.Check(field.Value);
            else if (field.Key.Equals("Idempotency-Key", StringComparison.OrdinalIgnoreCase) && string.IsNullOrWhiteSpace(field.Value))
                throw new RequestException(ErrorKind.InvalidHeader, CmdletMessages.EmptyArgument(field.Key));
        }
    }
}
