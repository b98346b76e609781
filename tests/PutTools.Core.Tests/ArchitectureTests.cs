using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Xunit;

namespace PutTools.Core.Tests;

public class ArchitectureTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private static readonly Regex Declaration = new(@"^(?:public|internal) (?:\w+ )*?(?:class|record struct|record|struct|enum|interface) (\w+)", RegexOptions.Multiline, Limit);
    private static readonly Regex NoCode = new(@"^using [^\n]*|//[^\n]*|""(?:\\.|[^""\\\n])*""", RegexOptions.Multiline, Limit);

    [Fact]
    public void Folders_of_the_engine_form_no_cycle()
    {
        var needs = Dependencies();
        Assert.True(needs.Count > 15, "The sources were not found.");
        // Removes each folder that depends on none of the remaining ones; a cycle stays.
        while (needs.Keys.FirstOrDefault(folder => !needs[folder].Overlaps(needs.Keys)) is { } free)
            needs.Remove(free);

        Assert.Equal("", string.Join("; ", needs.Select(folder => $"{folder.Key} needs {string.Join(", ", folder.Value.Where(needs.ContainsKey))}")));
    }

    private static Dictionary<string, HashSet<string>> Dependencies()
    {
        // The compiler's path of this file is not used, because it is mapped to another one if CI is true.
        var repository = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(repository, "PutTools.sln")))
            repository = Path.GetDirectoryName(repository)!;
        var root = Path.Combine(repository, "src", "PutTools.Core");
        var files = Directory.GetFiles(root, "*.cs", SearchOption.AllDirectories)
            .Select(path => (Folder: Path.GetRelativePath(root, path).Split(Path.DirectorySeparatorChar)[0], Code: NoCode.Replace(File.ReadAllText(path), "")))
            .Where(static file => file.Folder is not ("obj" or "bin")).ToList();
        var folderOf = files.SelectMany(static file => Declaration.Matches(file.Code).Select(match => (Name: match.Groups[1].Value, file.Folder)))
            .DistinctBy(static type => type.Name, StringComparer.Ordinal).ToDictionary(static type => type.Name, static type => type.Folder, StringComparer.Ordinal);
        return files.GroupBy(static file => file.Folder, StringComparer.Ordinal).ToDictionary(
            static group => group.Key,
            group => group.SelectMany(static file => Regex.Matches(file.Code, @"(?<![.\w])[A-Z]\w+", RegexOptions.None, Limit).Select(static match => match.Value))
                .Where(folderOf.ContainsKey).Select(name => folderOf[name]).Where(folder => folder != group.Key).ToHashSet(StringComparer.Ordinal),
            StringComparer.Ordinal);
    }
}
