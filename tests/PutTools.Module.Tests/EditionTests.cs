using System;
using System.IO;
using System.Linq;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Xunit;

namespace PutTools.Module.Tests;

/// <summary>
/// What the build for Windows PowerShell leans on. That .NET Framework 4.7.2 has each member it uses is checked by
/// compiling tests/FrameworkCheck; here, that it finds each assembly.
/// </summary>
public class EditionTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "src", "module", "bin", "netstandard2.0");

    [Fact]
    public void What_the_older_build_refers_to_is_in_the_framework_in_PowerShell_or_in_its_folder()
    {
        var shipped = Directory.GetFiles(Folder, "*.dll").Select(Path.GetFileNameWithoutExtension).ToHashSet(StringComparer.Ordinal);
        Assert.Superset(new[] { "PutTools.Core", "PutTools.Cmdlets", "System.Text.Json" }.ToHashSet(StringComparer.Ordinal), shipped!);
        foreach (var file in new[] { "PutTools.Core.dll", "PutTools.Cmdlets.dll" })
        {
            var others = References(file).Except(shipped!, StringComparer.Ordinal).Except(["netstandard", "System.Management.Automation"], StringComparer.Ordinal);
            Assert.Empty(others);
        }
    }

    [Fact]
    public void The_newer_build_refers_to_nothing_that_is_not_the_runtime_s_or_PowerShell_s()
    {
        var newer = Path.Combine(Folder, "..", "net8.0");
        Assert.Equal(["PutTools.Cmdlets.dll", "PutTools.Core.dll"], Directory.GetFiles(newer, "*.dll").Select(Path.GetFileName).Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    private static string[] References(string file)
    {
        using var reader = new PEReader(File.OpenRead(Path.Combine(Folder, file)));
        var metadata = reader.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
    }
}
