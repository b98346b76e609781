using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace PutTools.Module.Tests;

/// <summary>
/// Runs all Pester files in real PowerShells. Several processes take files until none is left, first those of one build
/// of the module, then those of the other, because a loaded assembly stays loaded.
/// </summary>
internal static class PesterRun
{
    private const string NewerBuild = "net8.0";
    private const string OlderBuild = "netstandard2.0";

    // All builds, or the one that PUTTOOLS_BUILD names.
    private static readonly string[] _builds =
        Environment.GetEnvironmentVariable("PUTTOOLS_BUILD") is { Length: > 0 } build ? [build] : [NewerBuild, OlderBuild];

    // Tests wait more than they compute.
    private static readonly int _processes = Math.Clamp(Environment.ProcessorCount + 1, 2, 6);

    public static async Task<IReadOnlyCollection<TheoryDataRow<PesterTest>>> RunAsync()
    {
        var results = Directory.CreateTempSubdirectory("puttools-pester-").FullName;
        try
        {
            Report($"The Pester files run in {await PowerShellProcess.DescribeAsync()}, {_processes} processes at a time.");
            var messages = new ConcurrentBag<string>();
            await Task.WhenAll(Enumerable.Range(0, _processes).Select(async _ =>
            {
                foreach (var build in _builds)
                    messages.Add(await RunFilesAsync(build, results));
            }));
            var files = _builds.SelectMany(FilesOf).Select(file => Read(file, results, messages)).ToList();
            Summarize(files);
            return [.. files.SelectMany(file => file.Tests.Select(test => Row(file, test)))];
        }
        finally
        {
            Directory.Delete(results, recursive: true);
        }
    }

    /// <summary>
    /// Returns the files to run with a build. A file whose first line starts with "Runs once" runs only with the newer one.
    /// </summary>
    private static IEnumerable<PesterFile> FilesOf(string build)
        => from path in Directory.GetFiles(Repository.TestFolder, "*.Tests.ps1", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
           where build == NewerBuild || !File.ReadLines(path).First().StartsWith("# Runs once", StringComparison.Ordinal)
           select new PesterFile(Path.GetRelativePath(Repository.TestFolder, path), build, []);

    private static async Task<string> RunFilesAsync(string build, string results)
    {
        string[] arguments =
        [
            "-NoProfile", "-NonInteractive", "-File", Path.Combine(Repository.TestFolder, "Invoke-PesterFile.ps1"),
            "-Build", build, "-ResultFolder", results, .. FilesOf(build).Select(file => file.Path),
        ];
        var (exitCode, text) = await PowerShellProcess.RunAsync(arguments, TimeSpan.FromMinutes(Repository.IsLongMode ? 240 : 40), Report);
        return exitCode == 0 ? "" : $"A process that ran files on {build} ended with exit code {exitCode}:{Environment.NewLine}{text}";
    }

    private static PesterFile Read(PesterFile file, string results, IEnumerable<string> messages)
    {
        var path = Path.Combine(results, $"{file.Path.Replace(Path.DirectorySeparatorChar, '_')}.{file.Build}.json");
        if (File.Exists(path))
            return file with { Tests = JsonSerializer.Deserialize<PesterTest[]>(File.ReadAllText(path), JsonSerializerOptions.Web)! };
        return file with { Tests = [new PesterTest("has a result", "Failed", 0, string.Join(Environment.NewLine, messages.Where(text => text.Length > 0)))] };
    }

    private static TheoryDataRow<PesterTest> Row(PesterFile file, PesterTest test) => new(test)
    {
        TestDisplayName = $"{file.Path} on {file.Build}: {test.Name}",
        // Without the arguments of the name.
        Label = "",
        Skip = test.Result == "Skipped" ? test.Message ?? "It is skipped in its file." : null,
    };

    private static void Summarize(IReadOnlyCollection<PesterFile> files)
    {
        var counts = files.SelectMany(file => file.Tests).CountBy(test => test.Result, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        Report(string.Create(CultureInfo.InvariantCulture,
            $"Pester: {counts.GetValueOrDefault("Passed")} passed, {counts.GetValueOrDefault("Failed")} failed, {counts.GetValueOrDefault("Skipped")} skipped, in {files.Count} files."));
        var slowest = files.Select(file => (file, Seconds: file.Tests.Sum(test => test.Seconds))).OrderByDescending(entry => entry.Seconds).Take(10);
        Report("The slowest: " + string.Join(", ", slowest.Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.file.Path} on {entry.file.Build} {entry.Seconds:0} s"))) + ".");
    }

    // A diagnostic message is shown while the tests run, with any verbosity of dotnet test.
    private static void Report(string message) => TestContext.Current.SendDiagnosticMessage(message);

    private sealed record PesterFile(string Path, string Build, PesterTest[] Tests);
}
