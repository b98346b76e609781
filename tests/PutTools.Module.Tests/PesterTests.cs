using System.Collections.Generic;
using System.Threading.Tasks;
using Xunit;

namespace PutTools.Module.Tests;

/// <summary>Makes each Pester test a test here, so that <c>dotnet test</c> counts it, names it and shows why it failed.</summary>
public class PesterTests
{
    public static Task<IReadOnlyCollection<TheoryDataRow<PesterTest>>> Results() => PesterRun.RunAsync();

    // The results are the data: discovery must not enumerate them, because that would run every file.
    [Theory]
    [MemberData(nameof(Results), DisableDiscoveryEnumeration = true)]
    public void Pester(PesterTest test) => Assert.True(test.Result == "Passed", test.Message);
}
