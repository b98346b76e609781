using System.Text;
using System.Text.Json;
using PutTools.Patching;
using Xunit;

namespace PutTools.Core.Tests.Patching;

/// <summary>JSON in tests: read from text, compared as values.</summary>
internal static class Json
{
    public static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement;

    public static JsonElement Parse(byte[] json) => JsonDocument.Parse(json).RootElement;

    public static string Text(byte[] json) => Encoding.UTF8.GetString(json);

    /// <summary>The same value, or a failure that shows both.</summary>
    public static void AssertEqual(string expected, byte[] actual)
    {
        if (!JsonEquality.Comparer.Equals(Parse(expected), Parse(actual)))
            Assert.Equal(expected, Text(actual));
    }
}
