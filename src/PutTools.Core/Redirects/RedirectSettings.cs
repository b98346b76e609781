namespace PutTools.Redirects;

/// <summary>The limits for redirects.</summary>
internal sealed record RedirectSettings
{
    /// <summary>
    /// The maximum number of redirects; more are an error. With 0 the 3xx response is returned. Default: 5.
    /// </summary>
    public int Maximum { get; init; } = 5;

    /// <summary>True to follow a redirect from https to http. Default: false, it is an error.</summary>
    public bool AllowInsecure { get; init; }

    /// <summary>True to send credentials and cookies to another origin. Default: false.</summary>
    public bool PreserveAuthorization { get; init; }
}
