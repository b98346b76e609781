using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;
using PutTools.Http;
using PutTools.Retries;
using PutTools.Testing;
using PutTools.Transport;
using PutTools.Writes;
using Xunit;

namespace PutTools.Core.Tests.Transport;

public sealed class TlsTests : IDisposable
{
    private readonly Authority _authority = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("puttools-").FullName;

    public void Dispose()
    {
        _authority.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    // Only the read gets the alert, and the write fails without a reason; which of them is first depends on the system.
    [Theory]
    [InlineData("tlsv13 alert certificate required")]
    [InlineData("Connection reset by peer")]
    public async Task A_write_that_fails_after_an_alert_reports_the_alert(string reason)
    {
        var line = StatusLine.OfThisAttempt(HttpMethod.Put, new KnownHost(), version: null);
        var refusal = new EarlyRefusal(
            new KeptConnection(),
            static (_, _) => throw new IOException("The encryption operation failed"),
            async (_, _) =>
            {
                await Task.Delay(20);
                throw new IOException(reason);
            });

        var failure = await Assert.ThrowsAsync<IOException>(async () => await refusal.WriteAsync(new byte[1], line, CancellationToken.None));
        Assert.Equal(reason.Contains("alert", StringComparison.Ordinal) ? reason : "The encryption operation failed", failure.Message);
    }

    [Fact]
    public async Task An_authority_of_a_bundle_is_trusted()
    {
        await using var server = await StartAsync(_authority.Issue("127.0.0.1"));

        Assert.Equal(200, (await Exchange.PutAsync(Echo(server), Trusting())).StatusCode);
    }

    [Theory]
    [InlineData("elsewhere.example", -1, 1, "name: it is not for '127.0.0.1'")]
    [InlineData("127.0.0.1", -9, -2, "date: it has expired")]
    [InlineData("127.0.0.1", 2, 9, "date: it is not valid yet")]
    public async Task A_bundle_does_not_disable_the_other_checks(string name, int fromDay, int toDay, string fault)
    {
        await using var server = await StartAsync(_authority.Issue(name, fromDay, toDay));
        var failure = await Exchange.FailAsync(Echo(server), Trusting());

        Assert.Equal(ErrorKind.TlsFailure, failure.Kind);
        Assert.Contains($"refused ({fault}).", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"subject is CN={name};", failure.Message, StringComparison.Ordinal);
        Assert.Contains("issuer CN=Test authority;", failure.Message, StringComparison.Ordinal);
        Assert.False(failure.OutcomeUnknown);
    }

    [Fact]
    public async Task Another_authority_with_the_same_name_is_not_trusted()
    {
        using var impostor = new Authority();
        await using var server = await StartAsync(impostor.Issue("127.0.0.1"));
        var failure = await Exchange.FailAsync(Echo(server), Trusting());

        Assert.Contains("refused (chain: ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_self_signed_certificate_is_refused_by_default()
    {
        await using var server = await StartAsync(null);
        var failure = await Exchange.FailAsync(Echo(server), ResourceSettings.Default);

        Assert.Contains("refused (chain: UntrustedRoot", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith("Its subject is CN=localhost; issuer CN=localhost.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_check_can_be_skipped()
    {
        await using var server = await StartAsync(_authority.Issue("elsewhere.example", -9, -2));

        Assert.Equal(200, (await Exchange.PutAsync(Echo(server), Secured(new TlsSettings { SkipCertificateCheck = true }))).StatusCode);
    }

    public static TheoryData<string> Forms => ["pfx", "pfx with password", "pem", "pem and key", "pem and encrypted key"];

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_client_certificate_is_read_from_each_kind_of_file(string form)
    {
        await using var server = await StartAsync(null);
        using var own = _authority.Issue("client");
        var response = await Exchange.PutAsync(Echo(server), Secured(new TlsSettings { SkipCertificateCheck = true, Certificate = Read(own, form) }));

        Assert.Equal(own.Thumbprint, response.Echo("clientCertificate"));
    }

    [Theory]
    [InlineData("pfx with password", "wrong")]
    [InlineData("pem and encrypted key", "wrong")]
    [InlineData("pem and encrypted key", null)]
    public void A_wrong_or_missing_password_is_an_error_that_names_the_file(string form, string? password)
    {
        using var own = _authority.Issue("client");
        var failure = Assert.Throws<RequestException>(() => Read(own, form, password));

        Assert.Equal(ErrorKind.InvalidParameter, failure.Kind);
        Assert.Contains(_folder, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_without_its_key_is_an_error()
    {
        using var own = _authority.Issue("client");
        File.WriteAllText(Path("own.pem"), own.ExportCertificatePem());

        Assert.Equal(ErrorKind.InvalidParameter, Assert.Throws<RequestException>(() => ClientCertificate.Read(Path("own.pem"), null, null)).Kind);
    }

    [Theory]
    [InlineData("\u200E{0} ", " ")]
    [InlineData("{0}", ":")]
    public void A_certificate_of_the_store_is_found_by_its_thumbprint_as_programs_show_it(string form, string separator)
    {
        using var own = _authority.Issue("client");
        using var exported = X509CertificateLoader.LoadPkcs12(own.Export(X509ContentType.Pfx), null, X509KeyStorageFlags.PersistKeySet | X509KeyStorageFlags.Exportable);
        using var store = new X509Store(StoreName.My, StoreLocation.CurrentUser);
        store.Open(OpenFlags.ReadWrite);
        store.Add(exported);
        try
        {
            var pairs = string.Join(separator, Enumerable.Range(0, 20).Select(i => own.Thumbprint.Substring(2 * i, 2)));
            Assert.Equal(own.Thumbprint, ClientCertificate.Find(string.Format(CultureInfo.InvariantCulture, form, pairs)).Thumbprint);
        }
        finally
        {
            store.Remove(exported);
        }
    }

    [Fact]
    public async Task Two_certificates_never_share_a_connection()
    {
        await using var server = await StartAsync(null);
        using var one = _authority.Issue("one");
        using var two = _authority.Issue("two");
        foreach (var own in new[] { one, two, one })
        {
            var response = await Exchange.PutAsync(Echo(server), Secured(new TlsSettings { SkipCertificateCheck = true, Certificate = ClientCertificate.From(own) }));
            Assert.Equal(own.Thumbprint, response.Echo("clientCertificate"));
        }

        Assert.Equal(2, server.ConnectionCount);
    }

    [Fact]
    public async Task A_refused_certificate_is_not_retried()
    {
        await using var server = await StartAsync(null);
        var failure = await Exchange.FailAsync(Echo(server), AtOnce);

        Assert.Equal((ErrorKind.TlsFailure, 1), (failure.Kind, failure.Attempts));
    }

    [Fact]
    public async Task A_failed_handshake_is_not_retried()
    {
        await using var server = await StartAsync(null);
        var failure = await Exchange.FailAsync(new UriBuilder(server.Uri) { Scheme = "https" }.Uri, AtOnce);

        Assert.Equal((ErrorKind.SchemeMismatch, 1), (failure.Kind, failure.Attempts));
    }

    [Fact]
    public async Task A_handshake_that_is_not_answered_is_retried_once_and_may_be_that_of_a_port_for_plain_http()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var uri = new Uri($"https://{listener.LocalEndpoint}/items/1");
        var failure = await Exchange.FailAsync(uri, AtOnce with { Time = new TimeSettings { Attempt = TimeSpan.FromSeconds(0.3) } });

        Assert.Equal((ErrorKind.ConnectionTimeout, 2, false), (failure.Kind, failure.Attempts, failure.OutcomeUnknown));
        Assert.Contains("did not answer the TLS handshake within 0.3 seconds. If it is a port for plain http, begin the url with http://.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plain_request_to_a_port_for_TLS_is_not_retried_and_was_not_applied()
    {
        await using var server = await StartAsync(_authority.Issue("127.0.0.1"));
        var failure = await Exchange.FailAsync(new UriBuilder(Echo(server)) { Scheme = "http" }.Uri, AtOnce);

        Assert.Equal((ErrorKind.SchemeMismatch, 1, false, false), (failure.Kind, failure.Attempts, failure.OutcomeUnknown, failure.IsTransient));
        Assert.EndsWith($"{Echo(server).Authority} expects TLS. Begin the url with https://.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_without_a_certificate_is_an_error_before_anything_is_sent()
    {
        await using var server = await StartAsync(null);
        File.WriteAllText(Path("none.pem"), "not a certificate");
        var failure = await Exchange.FailAsync(Echo(server), Secured(new TlsSettings { Authorities = CertificateBundle.Read(Path("none.pem")) }));

        Assert.Equal((ErrorKind.InvalidParameter, 0), (failure.Kind, server.ConnectionCount));
    }

    private static ResourceSettings AtOnce
        => ResourceSettings.Default with { Retry = new RetrySettings { MaximumRetryCount = 2, Interval = TimeSpan.Zero } };

    private static Task<ResourceServer> StartAsync(X509Certificate2? certificate)
        => ResourceServer.StartAsync(new ResourceServerOptions { Https = true, ClientCertificates = true, Certificate = certificate });

    private static Uri Echo(ResourceServer server) => new(server.SecureUri!, "echo");

    private static ResourceSettings Secured(TlsSettings tls) => ResourceSettings.Default with { Connection = new ConnectionSettings { Tls = tls } };

    private string Path(string name) => System.IO.Path.Combine(_folder, name);

    private ResourceSettings Trusting()
    {
        using var unrelated = new Authority("CN=Unrelated");
        File.WriteAllText(Path("ca.pem"), $"A bundle\n{unrelated.Certificate.ExportCertificatePem()}\n{_authority.Certificate.ExportCertificatePem()}\n");
        return Secured(new TlsSettings { Authorities = CertificateBundle.Read(Path("ca.pem")) });
    }

    private ClientCertificate Read(X509Certificate2 own, string form, string? password = "pw")
    {
        using var key = own.GetECDsaPrivateKey()!;
        var plain = key.ExportPkcs8PrivateKeyPem();
        switch (form)
        {
            case "pfx":
                File.WriteAllBytes(Path("own.pfx"), own.Export(X509ContentType.Pkcs12));
                return ClientCertificate.Read(Path("own.pfx"), null, null);
            case "pfx with password":
                File.WriteAllBytes(Path("own.pfx"), own.Export(X509ContentType.Pkcs12, "pw"));
                return ClientCertificate.Read(Path("own.pfx"), null, password);
            case "pem":
                File.WriteAllText(Path("own.pem"), $"{own.ExportCertificatePem()}\n{plain}\n");
                return ClientCertificate.Read(Path("own.pem"), null, null);
            default:
                File.WriteAllText(Path("own.pem"), own.ExportCertificatePem());
                var encryption = new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000);
                var isEncrypted = form == "pem and encrypted key";
                File.WriteAllText(Path("key.pem"), isEncrypted ? key.ExportEncryptedPkcs8PrivateKeyPem("pw", encryption) : plain);
                return ClientCertificate.Read(Path("own.pem"), Path("key.pem"), isEncrypted ? password : null);
        }
    }
}
