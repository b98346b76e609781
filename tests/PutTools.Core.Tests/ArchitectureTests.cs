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

    // So the folders form no cycle.
    [Fact]
    public void Folders_of_the_engine_depend_only_on_lower_lines_of_the_picture_in_the_design()
    {
        var design = File.ReadAllText(Path.Combine(Repository(), "docs", "design.md"));
        var picture = Regex.Match(design, @"a test checks this picture:\s+```(.*?)```", RegexOptions.Singleline, Limit).Groups[1].Value;
        var lines = picture.Split('\n').SelectMany(static (line, number) => line.Split([' ', '\r'], StringSplitOptions.RemoveEmptyEntries).Select(folder => (folder, number)))
            .ToDictionary(static item => item.folder, static item => item.number, StringComparer.Ordinal);
        var needs = Dependencies();

        Assert.Equal(lines.Keys.Order(StringComparer.Ordinal), needs.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("", string.Join("; ", needs.SelectMany(folder => folder.Value.Where(other => lines[other] <= lines[folder.Key]).Select(other => $"{folder.Key} needs {other}"))));
    }

    // The compiler's path of this file is not used, because it is mapped to another one if CI is true.
    private static string Repository()
    {
        var repository = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(repository, "PutTools.sln")))
            repository = Path.GetDirectoryName(repository)!;
        return repository;
    }

    private static Dictionary<string, HashSet<string>> Dependencies()
    {
        var root = Path.Combine(Repository(), "src", "PutTools.Core");
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
