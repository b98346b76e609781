using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using System.Xml.Linq;
using Xunit;
using Xunit.Abstractions;

namespace PutTools.Module.Tests;

/// <summary>Runs each Pester file in a real PowerShell, once with each build of the module.</summary>
public class PesterTests(ITestOutputHelper output)
{
    public static TheoryData<string, string> Files()
    {
        var files = new TheoryData<string, string>();
        foreach (var file in Directory.GetFiles(Repository.TestFolder, "*.Tests.ps1").Order(StringComparer.Ordinal))
        {
            files.Add(Path.GetFileName(file), "net8.0");
            files.Add(Path.GetFileName(file), "netstandard2.0");
        }

        return files;
    }

    [PesterTheory]
    [MemberData(nameof(Files))]
    public async Task Pester_file_passes(string file, string build)
    {
        var results = Path.Combine(Path.GetTempPath(), $"puttools-{Guid.NewGuid():N}.xml");
        try
        {
            var (exitCode, text) = await PowerShellHost.Find()!.RunAsync(
                Repository.TestFolder,
                ["-NoProfile", "-NonInteractive", "-File", Path.Combine(Repository.TestFolder, "Invoke-PesterFile.ps1"), "-Path", file, "-ResultPath", results],
                new Dictionary<string, string?>(StringComparer.Ordinal) { ["PUTTOOLS_BUILD"] = build, ["NO_COLOR"] = "1" },
                TimeSpan.FromMinutes(Repository.IsLongMode ? 60 : 10));
            output.WriteLine(text);
            Assert.True(exitCode == 0, $"{file} on {build} failed with exit code {exitCode}:{Environment.NewLine}{text}");
            var run = XDocument.Load(results).Root!;
            Assert.True(int.Parse(run.Attribute("total")!.Value, System.Globalization.CultureInfo.InvariantCulture) > 0, $"{file} has no test that ran.");
        }
        finally
        {
            File.Delete(results);
        }
    }

    [Fact]
    public void PowerShell_and_Pester_are_there_where_they_are_required()
        => Assert.True(
            Environment.GetEnvironmentVariable("PUTTOOLS_REQUIRE_PWSH") != "1" || PowerShellHost.WhyMissing is null,
            PowerShellHost.WhyMissing);
}
