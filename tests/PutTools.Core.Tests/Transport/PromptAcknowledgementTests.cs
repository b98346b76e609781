using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Tasks;
using PutTools.Transport;
using PutTools.Writes;
using Xunit;

namespace PutTools.Core.Tests.Transport;

/// <summary>Servers that send header section and body in two pieces, with the default options of their sockets.</summary>
public sealed class PromptAcknowledgementTests : IDisposable
{
    private readonly Authority _authority = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public PromptAcknowledgementTests() => _listener.Start();

    public void Dispose()
    {
        _listener.Dispose();
        _authority.Dispose();
    }

    // The system's delay is at least 40 milliseconds.
    [Theory]
    [InlineData(false, true)]
    [InlineData(false, false)]
    [InlineData(true, false)]
    public async Task The_body_of_a_response_does_not_wait_for_a_delayed_acknowledgement(bool isSecure, bool mayBlock)
    {
        if (!OperatingSystem.IsLinux())
            return;
        _ = ServeAsync(isSecure ? _authority.Issue("127.0.0.1") : null);
        var settings = Requests.Once with { Connection = new() { Tls = new() { SkipCertificateCheck = true } } };
        var put = Requests.Put(new Uri($"{(isSecure ? "https" : "http")}://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/items/1"), settings: settings);
        var times = new List<double>();
        for (var i = 0; i < 60; i++)
        {
            var watch = Stopwatch.StartNew();
            Assert.Equal("{}", (await put.SendAsync(mayBlock)).Text());
            times.Add(watch.Elapsed.TotalMilliseconds);
        }

        Assert.True(times.Order().ElementAt(times.Count / 2) < 30, string.Join(' ', times));
    }

    private async Task ServeAsync(X509Certificate2? certificate)
    {
        using var client = await _listener.AcceptTcpClientAsync();
        Stream stream = client.GetStream();
        try
        {
            if (certificate is not null)
            {
                var secured = new SslStream(stream);
                await secured.AuthenticateAsServerAsync(certificate);
                stream = secured;
            }

            // The whole request, which is short.
            for (var request = new byte[4096]; await stream.ReadAsync(request) > 0;)
            {
                await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n"u8.ToArray());
                await stream.WriteAsync("{}"u8.ToArray());
            }
        }
        catch (Exception failure) when (failure is IOException or AuthenticationException)
        {
            // The test has ended.
        }
    }
}
