using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Net;
using System.Text.Json;
using System.Threading.Tasks;
using PutTools.Testing;

// dotnet run --project tests/ResourceServer -- [--address A] [--port N] [--https [--client-certificates]] [--http2]
//     [--unix-socket PATH] [--journal PATH] [--parent PID]
// It ends when its standard input ends, or with --parent when that process ends, so that it is never left behind.
var options = new ResourceServerOptions
{
    Address = IPAddress.Parse(Value("--address") ?? "127.0.0.1"),
    Port = int.Parse(Value("--port") ?? "0", CultureInfo.InvariantCulture),
    Https = Has("--https"),
    ClientCertificates = Has("--client-certificates"),
    Http2 = Has("--http2"),
    UnixSocket = Value("--unix-socket"),
    JournalFile = Value("--journal"),
};
var interrupted = new TaskCompletionSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    interrupted.TrySetResult();
};

await using var server = await ResourceServer.StartAsync(options);
await Console.Out.WriteLineAsync(JsonSerializer.Serialize(new
{
    uri = server.Uri,
    secureUri = server.SecureUri,
    http2Uri = server.Http2Uri,
    faultUri = server.FaultUri,
    refusingUri = server.RefusingUri,
    resetUri = server.ResetUri,
    unansweringUri = server.UnansweringUri,
    certificate = server.Certificate?.ExportCertificatePem(),
}));
await Task.WhenAny(interrupted.Task, server.StopRequested, ParentEnded());

bool Has(string name) => Array.IndexOf(args, name) >= 0;

string? Value(string name) => Array.IndexOf(args, name) is >= 0 and var index ? args[index + 1] : null;

Task ParentEnded()
{
    if (Value("--parent") is not { } id) return Task.Run(() => Console.OpenStandardInput().CopyTo(Stream.Null));
    try
    {
        return Process.GetProcessById(int.Parse(id, CultureInfo.InvariantCulture)).WaitForExitAsync();
    }
    catch (ArgumentException)
    {
        return Task.CompletedTask;
    }
}
