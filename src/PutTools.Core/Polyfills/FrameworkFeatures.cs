#if !NET
using System.Runtime.InteropServices;
#endif

namespace PutTools.Polyfills;

/// <summary>The framework and the system that the module runs on.</summary>
internal static class FrameworkFeatures
{
#if NET
    /// <summary>True if header values may have characters outside ASCII.</summary>
    public const bool SendsAnyHeaderText = true;

    public static bool IsWindows => System.OperatingSystem.IsWindows();

    public static bool IsLinux => System.OperatingSystem.IsLinux();
#else
    /// <summary>True if header values may have characters outside ASCII.</summary>
    public const bool SendsAnyHeaderText = false;

    public static bool IsWindows => RuntimeInformation.IsOSPlatform(OSPlatform.Windows);

    public static bool IsLinux => RuntimeInformation.IsOSPlatform(OSPlatform.Linux);
#endif
}
