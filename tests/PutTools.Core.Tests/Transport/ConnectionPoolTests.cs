using System;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading.Tasks;
using PutTools.Authentication;
using PutTools.Core.Tests.Authentication;
using PutTools.Testing;
using PutTools.Transport;
using PutTools.Writes;
using Xunit;

namespace PutTools.Core.Tests.Transport;

/// <summary>
/// Runs alone and last: it empties the one pool of the process and fills it with its own sets, so that tests that count
/// connections would lose theirs.
/// </summary>
[CollectionDefinition(nameof(ConnectionPoolTests), DisableParallelization = true)]
[Collection(nameof(ConnectionPoolTests))]
public sealed class ConnectionPoolTests : IAsyncLifetime
{
    private ResourceServer _server = null!;

    private Uri Echo => new(_server.Uri, "echo");

    public async Task InitializeAsync() => _server = await ResourceServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Equal_settings_share_a_connection_even_if_they_are_different_objects()
    {
        for (var i = 0; i < 3; i++)
            await Exchange.PutAsync(Echo, new ResourceSettings { Credentials = Exchange.Basic("user"), AllowUnencryptedAuthentication = true });

        Assert.Equal(1, _server.ConnectionCount);
    }

    [Theory]
    [InlineData(WebAuthenticationType.Basic, 1)]
    [InlineData(WebAuthenticationType.None, 3)]
    public async Task Only_credentials_that_answer_a_challenge_have_their_own_connections(WebAuthenticationType authentication, int connections)
    {
        foreach (var (name, password) in new[] { ("a", "1"), ("b", "1"), ("a", "2"), ("a", "1") })
        {
            await Exchange.PutAsync(Echo, new ResourceSettings
            {
                Credentials = Exchange.Basic(name, password) with { Authentication = authentication },
                AllowUnencryptedAuthentication = true,
            });
        }

        Assert.Equal(connections, _server.ConnectionCount);
    }

    [Fact]
    public async Task A_renewed_token_keeps_its_connections()
    {
        var requested = 0;
        var settings = new ResourceSettings
        {
            Credentials = new AuthenticationSettings { Token = Tokens.From(_ => Task.FromResult(AccessToken.Parse($"t{++requested}"))) },
            AllowUnencryptedAuthentication = true,
        };
        foreach (var token in new[] { "t1", "t2", "t3" })
            await Exchange.PutAsync(new Uri(_server.Uri, $"auth/bearer/{token}"), settings);

        Assert.Equal((3, 1), (requested, _server.ConnectionCount));
    }

    [Fact]
    public async Task Keep_alive_can_be_disabled()
    {
        var settings = ResourceSettings.Default with { Connection = new ConnectionSettings { DisableKeepAlive = true } };
        await Exchange.PutAsync(Echo, settings);
        await Exchange.PutAsync(Echo, settings);

        Assert.Equal(2, _server.ConnectionCount);
    }

    [Fact]
    public void The_number_of_sets_is_bounded_and_the_least_recently_used_one_is_closed_first()
    {
        var (kept, left) = (Set(0), Set(1));
        for (var i = 2; i < 3 * ConnectionPool.Capacity; i++)
        {
            Set(i);
            Set(0);
        }

        Assert.Same(kept, Set(0));
        Assert.NotSame(left, Set(1));
    }

    [Fact]
    public async Task A_retired_set_is_closed_when_its_requests_have_ended()
    {
        var settings = Numbered(-1);
        var lease = ConnectionPool.Rent(settings);
        ConnectionPool.Clear();
        using var under = new HttpRequestMessage(HttpMethod.Get, Echo);
        using (var response = await lease.SendAsync(under, mayBlock: false, needsOwn: false, default))
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        lease.Dispose();

        using var after = new HttpRequestMessage(HttpMethod.Get, Echo);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => lease.SendAsync(after, mayBlock: false, needsOwn: false, default).AsTask());
    }

    [Fact]
    public async Task Requests_continue_while_the_pool_is_emptied()
    {
        var writes = Enumerable.Range(0, 50).Select(_ => Exchange.PutAsync(Echo)).ToList();
        for (var i = 0; i < 20; i++)
        {
            ConnectionPool.Clear();
            await Task.Yield();
        }

        Assert.All(await Task.WhenAll(writes), static response => Assert.Equal(200, response.StatusCode));
    }

    // What a set of connections knows of a host is its own.
    private KnownHost Set(int number)
    {
        using var lease = ConnectionPool.Rent(Numbered(number));
        return lease.Host(Echo);
    }

    private static ConnectionSettings Numbered(int number)
        => new() { Challenge = new ChallengeAuthentication(new Login(new NetworkCredential(number.ToString(CultureInfo.InvariantCulture), string.Empty))), Proxy = new ProxySettings { None = true } };
}
