using System;
using System.Threading.Tasks;
using Xunit;

namespace PutTools.Core.Tests;

/// <summary>Waits, with a limit, for something that another thread does.</summary>
internal static class Eventually
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static async Task TrueAsync(Func<bool> condition, string what)
    {
        for (var end = DateTime.UtcNow + Limit; !condition(); await Task.Delay(2))
            Assert.True(DateTime.UtcNow < end, $"It never came about: {what}");
    }
}
