namespace PutTools.Redirects;

/// <summary>How redirects are followed.</summary>
internal sealed record RedirectSettings
{
    /// <summary>
    /// How many are followed; more are an error. 0: none is, and the 3xx response is the answer. Default: 5.
    /// </summary>
    public int Maximum { get; init; } = 5;

    /// <summary>True if one from https to http is followed. Default: it is an error.</summary>
    public bool AllowInsecure { get; init; }

    /// <summary>True if credentials and cookies go along to another origin. Default: they don't.</summary>
    public bool PreserveAuthorization { get; init; }
}
