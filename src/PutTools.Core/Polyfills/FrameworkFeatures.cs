namespace PutTools.Polyfills;

/// <summary>What the runtime's HTTP can do on this framework.</summary>
internal static class FrameworkFeatures
{
#if NET
    /// <summary>Whether header values may have more than ASCII.</summary>
    public const bool SendsAnyHeaderText = true;
#else
    /// <summary>Whether header values may have more than ASCII.</summary>
    public const bool SendsAnyHeaderText = false;
#endif
}
