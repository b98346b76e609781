using System.Text;
using PutTools.Patching;
using Xunit;

namespace PutTools.Core.Tests.Patching;

/// <summary>JSON in tests: read from text, compared as values.</summary>
internal static class Json
{
    public static JsonTree Parse(string json) => JsonTree.Parse(Encoding.UTF8.GetBytes(json));

    public static JsonTree Parse(byte[] json) => JsonTree.Parse(json);

    public static string Text(byte[] json) => Encoding.UTF8.GetString(json);

    /// <summary>Asserts that the value is the same; the failure shows both.</summary>
    public static void AssertEqual(string expected, JsonTree actual)
    {
        if (!Parse(expected).Equals(actual))
            Assert.Equal(expected, actual.ToString());
    }
}
