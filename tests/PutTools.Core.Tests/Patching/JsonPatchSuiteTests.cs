using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using PutTools.Patching;
using Xunit;

namespace PutTools.Core.Tests.Patching;

/// <summary>The public suite json-patch-tests, which is not part of this project: it is read where it lies.</summary>
public class JsonPatchSuiteTests
{
    /// <summary>The suite's folder beside the checkout, whether it is there or not.</summary>
    internal static string Folder { get; } = Path.GetFullPath(Path.Combine(RepositoryTop(), "..", "shared", "data", "json-patch-tests"));

    public static IEnumerable<object[]> Records()
        => from file in new[] { "tests.json", "spec_tests.json" }
           from record in Read(file).EnumerateArray().Index()
           where !(record.Item.TryGetProperty("disabled", out var disabled) && disabled.GetBoolean())
           select new object[] { file, record.Index, Comment(record.Item) };

    [SuiteTheory]
    [MemberData(nameof(Records))]
    public void A_record_of_the_public_suite_holds(string file, int index, string comment)
    {
        var record = Read(file)[index];
        if (record.TryGetProperty("error", out _))
        {
            Assert.Throws<ResourceException>(() => Apply(record));
            return;
        }

        Assert.True(record.TryGetProperty("expected", out var expected), $"'{comment}' expects nothing.");
        Json.AssertEqual(expected.GetRawText(), Apply(record));
    }

    private static byte[] Apply(JsonElement record)
        => JsonPatch.Apply(record.GetProperty("doc"), record.GetProperty("patch"));

    private static string Comment(JsonElement record)
        => record.TryGetProperty("comment", out var comment) ? comment.GetString()! : record.GetProperty("patch").GetRawText();

    private static JsonElement Read(string file) => Json.Parse(File.ReadAllBytes(Path.Combine(Folder, file)));

    private static string RepositoryTop()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "PutTools.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests do not run from inside the repository.");
    }
}

/// <summary>A theory that is skipped, saying so, where the public suite is not beside the checkout.</summary>
internal sealed class SuiteTheoryAttribute : TheoryAttribute
{
    public SuiteTheoryAttribute()
    {
        if (!Directory.Exists(JsonPatchSuiteTests.Folder))
            Skip = $"The public suite json-patch-tests is not at {JsonPatchSuiteTests.Folder}.";
    }
}
