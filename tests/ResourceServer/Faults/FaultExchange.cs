using System;
using System.Globalization;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace PutTools.Testing;

/// <summary>One request at the faults' listener, and the actions of a fault.</summary>
internal sealed class FaultExchange(RawConnection connection, RawRequest request, ResourceStore store, CancellationToken stopping)
{
    public RawConnection Connection => connection;
    public RawRequest Request => request;

    /// <summary>Cancelled when the server stops.</summary>
    public CancellationToken Stopping => stopping;

    /// <summary>Reads the whole request and executes it.</summary>
    public async Task<StoreResponse> ApplyAsync()
    {
        var body = await request.ReadBodyAsync();
        return store.Handle(StoreRequest.From(request.Method, request.ResourcePath, request.Headers, body));
    }

    /// <summary>Answers like a correct server.</summary>
    public Task SendAsync(StoreResponse response) =>
        connection.SendAsync(Octets(Head(response, ContentLength(response, response.Body.Length)), BodyOf(response)));

    /// <summary>Answers with a Content-Length, or other framing, that may be wrong.</summary>
    public Task SendAsync(StoreResponse response, string framing, ReadOnlyMemory<byte> body) =>
        connection.SendAsync(Octets(Head(response, framing), body.Span));

    /// <summary>Answers with a problem.</summary>
    public Task SendProblemAsync(int status, string detail) =>
        SendAsync(StoreResponse.Problem(status, detail, request.ResourcePath));

    public static string ContentLength(StoreResponse response, long length) =>
        response.Status is 204 or 304 ? "" : string.Create(CultureInfo.InvariantCulture, $"Content-Length: {length}\r\n");

    public static string Head(StoreResponse response, string framing)
    {
        var head = new StringBuilder();
        head.Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {response.Status} {ProblemBody.Title(response.Status)}\r\n");
        foreach (var (name, value) in response.Fields()) head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        return head.Append(framing).Append("\r\n").ToString();
    }

    private ReadOnlySpan<byte> BodyOf(StoreResponse response) => request.Method is "HEAD" ? [] : response.Body;

    private static byte[] Octets(string head, ReadOnlySpan<byte> body) => [.. Encoding.Latin1.GetBytes(head), .. body];
}
