using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using PutTools.Authentication;
using PutTools.Content;
using PutTools.Http;
using PutTools.Pipeline;
using PutTools.Retries;
using PutTools.Writes;

namespace PutTools.Core.Tests;

/// <summary>Sends a small PUT, and reads the server's echo of it.</summary>
internal static class Exchange
{
    public static RequestContent Body => new BytesContent(Encoding.UTF8.GetBytes("{\"a\":1}")) { ContentType = "application/json" };

    public static AuthenticationSettings Basic(string name, string password = "pw")
        => new() { Authentication = WebAuthenticationType.Basic, Login = new Login(new NetworkCredential(name, password)) };

    public static Task<HttpResponse> PutAsync(Uri uri, ResourceSettings? settings = null, RequestContent? content = null)
        => new WriteRunner(TimeProvider.System).SendAsync(new ResourceRequest
        {
            Method = HttpMethod.Put,
            Uri = uri,
            Content = content ?? Body,
            Settings = Once(settings ?? ResourceSettings.Default),
        });

    public static async Task<RequestException> FailAsync(Uri uri, ResourceSettings? settings = null, RequestContent? content = null)
        => await Xunit.Assert.ThrowsAsync<RequestException>(() => PutAsync(uri, settings, content));

    public static string? Echo(this HttpResponse response, string name) => Root(response).GetProperty(name).ToString();

    public static string? Header(this HttpResponse response, string name)
    {
        foreach (var header in Root(response).GetProperty("headers").EnumerateObject())
        {
            if (string.Equals(header.Name, name, StringComparison.OrdinalIgnoreCase))
                return header.Value[0].GetString();
        }

        return null;
    }

    // Failures here recur each time, so tests that want retries specify them.
    private static ResourceSettings Once(ResourceSettings settings)
        => settings.Retry == ResourceSettings.Default.Retry ? settings with { Retry = new RetrySettings { MaximumRetryCount = 0 } } : settings;

    private static JsonElement Root(HttpResponse response) => JsonDocument.Parse(response.Body).RootElement;
}

/// <summary>A body that can be written once.</summary>
internal sealed class OnceContent(int length = 2) : RequestContent
{
    public override long? Length => length;

    public override bool CanReplay => false;

    public override Task WriteToAsync(Stream stream, CancellationToken cancellationToken)
        => stream.WriteAsync(Encoding.ASCII.GetBytes("{}".PadRight(length)), cancellationToken).AsTask();
}

/// <summary>Records all messages.</summary>
internal sealed class Listener : IExchangeObserver
{
    public List<string> Messages { get; } = [];

    public bool WantsTraffic { get; init; }

    public void Verbose(string text) => Messages.Add(text);

    public void Traffic(string text) => Messages.Add(text);

    public void Warning(string text) => Messages.Add(text);

    public void Delay(string text) => Messages.Add(text);

    public void Progress(ExchangeProgress progress) => Messages.Add(progress.ToString());
}
