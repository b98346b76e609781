using System;
using System.IO;

namespace PutTools.Module.Tests;

/// <summary>The paths of the project's files.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string TestFolder { get; } = Path.Combine(Root, "tests", "PutTools.Module.Tests");

    public static bool IsLongMode => Environment.GetEnvironmentVariable("PUTTOOLS_LONG") == "1";

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "PutTools.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("PutTools.sln is in no folder above the tests.");
        return folder;
    }
}
