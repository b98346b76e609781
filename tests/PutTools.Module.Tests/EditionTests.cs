using System;
using System.IO;
using System.Linq;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Xunit;

namespace PutTools.Module.Tests;

/// <summary>
/// The dependencies of the build for Windows PowerShell. Compiling tests/FrameworkCheck checks that .NET Framework
/// 4.7.2 has each member that the build uses; this class checks that each assembly is found.
/// </summary>
public class EditionTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "src", "module", "bin", "netstandard2.0");

    [Fact]
    public void The_older_build_refers_only_to_assemblies_of_the_framework_of_PowerShell_or_of_its_folder()
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
    public void The_newer_build_refers_only_to_assemblies_of_the_runtime_and_of_PowerShell()
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
