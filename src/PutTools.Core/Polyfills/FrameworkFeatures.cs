namespace PutTools.Polyfills;

/// <summary>The features of HttpClient on this framework.</summary>
internal static class FrameworkFeatures
{
#if NET
    /// <summary>True if header values may have characters outside ASCII.</summary>
    public const bool SendsAnyHeaderText = true;
#else
    /// <summary>True if header values may have characters outside ASCII.</summary>
    public const bool SendsAnyHeaderText = false;
#endif
}
