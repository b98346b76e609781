using System.Collections.Concurrent;
using System.IO;
using System.Reflection;
using PutTools.Files;
using Xunit;

namespace PutTools.Core.Tests.Files;

public sealed class TemporaryFileTests
{
    // A pipeline may try to save each of a million responses in such a folder.
    [Fact]
    public void A_file_that_cannot_be_created_is_not_remembered()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        new TemporaryFile(folder).Dispose();
        Directory.Delete(folder);

        Assert.Throws<DirectoryNotFoundException>(() => new TemporaryFile(folder));

        var live = (ConcurrentDictionary<string, bool>)typeof(TemporaryFile).GetField("Live", BindingFlags.Static | BindingFlags.NonPublic)!.GetValue(null)!;
        Assert.DoesNotContain(live.Keys, path => Path.GetDirectoryName(path) == folder);
    }
}
