using System;
using System.Threading.Tasks;
using PutTools.Testing;
using Xunit;

namespace PutTools.Core.Tests;

/// <summary>One server for all tests of a class, with TLS and an untrusted certificate.</summary>
public sealed class ServerFixture : IAsyncLifetime
{
    public ResourceServer Server { get; private set; } = null!;

    public async Task InitializeAsync() => Server = await ResourceServer.StartAsync(new ResourceServerOptions { Https = true });

    public async Task DisposeAsync() => await Server.DisposeAsync();

    public Uri At(string path) => new(Server.Uri, path);

    public Uri Fault(string path) => new(Server.FaultUri, path);
}
