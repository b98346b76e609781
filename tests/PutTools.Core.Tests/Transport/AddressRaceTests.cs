#if !NETFRAMEWORK
using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using PutTools.Transport;
using Xunit;

namespace PutTools.Core.Tests.Transport;

public sealed class AddressRaceTests : IDisposable
{
    private static readonly IPAddress Live = IPAddress.Loopback;

    // The server listens on IPv4 alone.
    private static readonly IPAddress Refusing = IPAddress.IPv6Loopback;

    private static readonly IPAddress Silent = IPAddress.Parse("192.0.2.1");

    private readonly TcpListener _server = new(Live, 0);

    public AddressRaceTests() => _server.Start();

    public void Dispose() => _server.Stop();

    [Fact]
    public async Task An_address_that_never_answers_takes_a_moment()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await using var connection = await AddressRace.ConnectAsync([Silent, Silent, Live], ConnectAsync, limit.Token);
        Assert.True(connection.CanRead);
    }

    [Fact]
    public async Task An_address_that_refuses_is_followed_by_the_next()
    {
        await using var connection = await AddressRace.ConnectAsync([Refusing, Live], ConnectAsync, CancellationToken.None);
        Assert.True(connection.CanRead);
    }

    [Fact]
    public async Task Other_addresses_are_not_tried_if_the_preferred_one_answers()
    {
        List<IPAddress> tried = [];
        await using var connection = await AddressRace.ConnectAsync(
            [Live, Refusing],
            (address, token) =>
            {
                tried.Add(address);
                return ConnectAsync(address, token);
            },
            CancellationToken.None);
        Assert.Equal([Live], tried);
    }

    [Fact]
    public async Task If_no_address_answers_the_failure_is_that_of_the_socket()
        => await Assert.ThrowsAsync<SocketException>(() => AddressRace.ConnectAsync([Refusing, Refusing], ConnectAsync, CancellationToken.None));

    [Fact]
    public async Task Cancelling_ends_all_attempts()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => AddressRace.ConnectAsync([Silent, Silent], ConnectAsync, limit.Token));
        // The runtime recognizes its own time limit by the token.
        Assert.Equal(limit.Token, cancelled.CancellationToken);
    }

    [Fact]
    public async Task A_connection_that_comes_too_late_is_closed()
    {
        var late = new TaskCompletionSource<Stream>();
        using var lost = new MemoryStream();
        await using var connection = await AddressRace.ConnectAsync(
            [Silent, Live], (address, token) => address.Equals(Silent) ? late.Task : ConnectAsync(address, token), CancellationToken.None);
        late.SetResult(lost);
        for (var i = 0; lost.CanRead && i < 100; i++)
            await Task.Delay(20);
        Assert.False(lost.CanRead);
    }

    private async Task<Stream> ConnectAsync(IPAddress address, CancellationToken cancellationToken)
    {
        // No address never answers on every machine.
        if (address.Equals(Silent))
            await Task.Delay(Timeout.Infinite, cancellationToken);
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(address, ((IPEndPoint)_server.LocalEndpoint).Port, cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
#endif
