using System.Net;
using System.Net.Http;

namespace PutTools.Http;

/// <summary>What a status code says of the write, beyond its class.</summary>
internal static class StatusCodes
{
    /// <summary>Whether the same request may well succeed later.</summary>
    public static bool IsTransient(int status) => status is 408 or 425 or 429 or 500 or 502 or 503 or 504;

    /// <summary>
    /// Whether the server, or one behind it, may have applied the write before it failed. 501, 503, 505, 507 and
    /// 511 say that it did not; any other 5xx, a gateway's above all, says nothing of it.
    /// </summary>
    public static bool LeavesOutcomeOpen(int status) => status >= 500 && status is not (501 or 503 or 505 or 507 or 511);

    /// <summary>The standard reason phrase, which servers such as Tomcat leave out; empty where there is none.</summary>
    public static string Phrase(int status)
    {
        using var standard = new HttpResponseMessage((HttpStatusCode)status);
        return standard.ReasonPhrase ?? string.Empty;
    }
}
