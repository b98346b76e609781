using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using PutTools.Secrets;
using Xunit;

namespace PutTools.Core.Tests.Secrets;

/// <summary>The table of docs/trust.md lists what is masked. This test checks each row.</summary>
public class SecretNameTests
{
    /// <summary>Each name of the table, and if it is masked or shown in a header, a query and a body.</summary>
    public static TheoryData<string, string, string, string> Rows
    {
        get
        {
            var rows = new TheoryData<string, string, string, string>();
            foreach (var row in Table("## What is masked"))
            {
                foreach (var name in Names(row[0]))
                    rows.Add(name, row[1], row[2], row[3]);
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_name_is_masked_if_the_table_lists_it(string name, string inHeader, string inQuery, string inBody)
    {
        Check(inHeader, SecretName.Is(name));
        Check(inQuery, SecretName.IsOfQuery(name));
        Check(inBody, SecretName.IsOfMember(name));

        static void Check(string listed, bool isSecret)
        {
            if (listed.Length > 0)
                Assert.Equal(listed, isSecret ? "masked" : "shown");
        }
    }

    [Fact]
    public void The_table_has_rows() => Assert.True(Table("## What is masked").Count >= 5);

    [Fact]
    public void The_page_lists_the_fields_that_are_sent_to_another_origin()
    {
        var text = File.ReadAllText(Page());
        var start = text.IndexOf("Only these headers do:", StringComparison.Ordinal);
        var listed = Names(text[start..text.IndexOf("\n\n", start, StringComparison.Ordinal)]).ToList();

        Assert.Equal(HarmlessField.Names.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
        Assert.All(listed, static name => Assert.False(SecretName.Is(name), name));
        Assert.All(
            ["Authorization", "Cookie", "X-Auth", "X-Session-Id", "X-JWT", "DPoP", "X-OTP", "X-Pass", "Host", "Referer", "Forwarded", "X-Anything"],
            static name => Assert.False(HarmlessField.Is(name), name));
    }

    private static List<string[]> Table(string heading)
    {
        var text = File.ReadAllText(Page());
        var section = text[text.IndexOf(heading + "\n", StringComparison.Ordinal)..];
        var end = section.IndexOf("\n## ", 1, StringComparison.Ordinal);
        return [.. (end < 0 ? section : section[..end]).Split('\n').Where(static line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(2)
            .Select(static line => line.Trim()[1..^1].Split('|').Select(static cell => cell.Trim()).ToArray())];
    }

    private static IEnumerable<string> Names(string cell) => cell.Split('`').Where(static (_, index) => index % 2 == 1);

    private static string Page()
    {
        var repository = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(repository, "PutTools.sln")))
            repository = Path.GetDirectoryName(repository)!;
        return Path.Combine(repository, "docs", "trust.md");
    }
}
