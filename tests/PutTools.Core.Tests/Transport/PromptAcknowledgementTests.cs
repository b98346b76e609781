using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace PutTools.Core.Tests.Transport;

/// <summary>Servers that send header section and body in two pieces, with the default options of their sockets.</summary>
public sealed class PromptAcknowledgementTests : IDisposable
{
    private readonly Authority _authority = new();

    public void Dispose() => _authority.Dispose();

    // The delay of Linux, which alone has the option, is at least 40 milliseconds.
    [Theory]
    [InlineData(false, true)]
    [InlineData(false, false)]
    [InlineData(true, false)]
    public async Task The_body_of_a_response_does_not_wait_for_a_delayed_acknowledgement(bool isSecure, bool mayBlock)
    {
        if (!OperatingSystem.IsLinux())
            return;
        using var server = new ScriptedServer(static _ => ScriptedServer.Response(200, "{}"), isSecure ? _authority.Issue("127.0.0.1") : null, isSplit: true);
        var put = Requests.Put(server.Uri, settings: Requests.Once with { Connection = new() { Tls = new() { SkipCertificateCheck = true } } });
        var times = new List<double>();
        for (var i = 0; i < 60; i++)
        {
            var watch = Stopwatch.StartNew();
            Assert.Equal("{}", (await put.SendAsync(mayBlock)).Text());
            times.Add(watch.Elapsed.TotalMilliseconds);
        }

        Assert.True(times.Order().ElementAt(times.Count / 2) < 30, string.Join(' ', times));
    }
}
