BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Support/Services.psm1')
    $missing = Get-MissingTool nginx
    $older = $env:PUTTOOLS_BUILD -eq 'netstandard2.0'
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Support/TestServer.psm1')
    Import-Module (Join-Path $PSScriptRoot 'Support/Services.psm1')
    Import-Module (Join-Path $PSScriptRoot '../../PutTools.psd1')
    # Failures here recur each time.
    $PSDefaultParameterValues = @{ 'Invoke-Resource*:MaximumRetryCount' = 0 }
    $folder = New-TestFolder
    $server = Start-TestServer --https, --http2
    Set-Content $folder/server.pem $server.certificate
}

AfterAll {
    if ($server) { Stop-TestServer $server }
    Remove-Item $folder -Recurse
}

Describe 'TLS' {
    It 'refuses an untrusted certificate, and names the failed check and the certificate' {
        Invoke-ResourcePut "$($server.secureUri)echo" @{ a = 1 } -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'TlsFailure,*'
        $failed[0].CategoryInfo.Category | Should -Be 'SecurityError'
        "$($failed[0])" | Should -BeLike '*certificate is refused (chain: UntrustedRoot*subject is CN=localhost; issuer CN=localhost.*'
    }

    It 'names the host name that a certificate lacks' {
        $listener = $server.secureUri.Replace('127.0.0.1', '[::ffff:127.0.0.1]')
        Invoke-ResourcePut "${listener}echo" @{ a = 1 } -CACertificatePath $folder/server.pem -ErrorVariable failed -ErrorAction SilentlyContinue
        "$($failed[0])" | Should -BeLike "*name: it is not for '*ffff:*'*; its names are *127.0.0.1*"
    }

    It 'trusts the authorities of -CACertificatePath, also from the current folder' {
        (Invoke-ResourcePut "$($server.secureUri)echo" @{ a = 1 } -CACertificatePath $folder/server.pem).StatusCode | Should -Be 200
        Push-Location $folder
        try { (Invoke-ResourcePut "$($server.secureUri)echo" @{ a = 1 } -CACertificatePath server.pem).StatusCode | Should -Be 200 }
        finally { Pop-Location }
    }

    It 'can skip the check, and select versions' {
        (Invoke-ResourcePut "$($server.secureUri)echo" @{ a = 1 } -SkipCertificateCheck -SslProtocol Tls12).StatusCode | Should -Be 200
        (Invoke-ResourcePut "$($server.secureUri)echo" @{ a = 1 } -SkipCertificateCheck -SslProtocol Tls12, Tls13).StatusCode | Should -Be 200
    }

    It 'names the reason of a failure, and does not refer to an inner exception' {
        Invoke-ResourcePut "$($server.secureUri)echo" @{ a = 1 } -SkipCertificateCheck -SslProtocol Tls -MaximumRetryCount 0 -ErrorAction SilentlyContinue -ErrorVariable failed
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'TlsFailure,*'
        "$($failed[0])" | Should -Not -BeLike '*inner exception*'
    }

    # OpenSSL names the reason of its refusal; other servers with TLS 1.3 only close the connection.
    It 'recognizes that a TLS 1.3 server that requires a certificate has not read the request' -Tag Linux {
        $own = New-TestFolder
        $certificate = New-TestCertificate localhost
        Set-Content $own/server.pem $certificate.Certificate
        Set-Content $own/server.key $certificate.Key
        $port = Get-FreePort
        $service = Start-TestService openssl -Port $port -Folder $own -Scheme https -ArgumentList s_server, '-accept', $port, '-cert', "$own/server.pem", '-key', "$own/server.key", '-tls1_3', '-Verify', 1, '-verify_return_error', '-quiet'
        try {
            Invoke-ResourcePut "$($service.Uri)x" @{ a = 1 } -SkipCertificateCheck -SslProtocol Tls13 -MaximumRetryCount 3 -TimeoutSec 20 -ErrorAction SilentlyContinue -ErrorVariable failed
        }
        finally { Stop-TestService $service }
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'TlsFailure,*'
        "$($failed[0])" | Should -BeLike '*requires a client certificate*'
        $failed[0].Exception.OutcomeUnknown | Should -BeFalse
        $failed[0].Exception.Attempts | Should -Be 1
    }

    It 'refuses an empty file of authorities' {
        $null = New-Item $folder/empty.pem -Force
        { Invoke-ResourcePut "$($server.secureUri)echo" 1 -CACertificatePath $folder/empty.pem } | Should -Throw '*contains no usable certificate*' -ErrorId 'InvalidParameter,*'
    }

    It 'reports <id> for a certificate that cannot be used' -ForEach @(
        @{ id = 'FileNotFound'; with = @{ CertificatePath = '/no/such.pem' } }
        @{ id = 'FileNotFound'; with = @{ CACertificatePath = '/no/such.pem' } }
        if ($IsLinux) { @{ id = 'FileReadFailed'; with = @{ CACertificatePath = '/dev/zero' } } }
        @{ id = 'InvalidParameter'; with = @{ CertificateThumbprint = '00' * 20 } }
        @{ id = 'InvalidParameter'; with = @{ CertificateKeyPath = '/no/such.key' } }
        @{ id = 'InvalidParameter'; with = @{ CertificatePath = '/a'; CertificateThumbprint = 'b' } }
    ) {
        { Invoke-ResourcePut "$($server.secureUri)echo" @{ a = 1 } @with -ErrorAction Stop } | Should -Throw -ErrorId "$id,*"
    }
}

Describe "nginx with client certificates$(if ($missing) { " ($missing)" })" -Skip:([bool] $missing) {
    BeforeAll {
        $authority = New-TestCertificate 'Test authority'
        $nginx = Start-Nginx (New-TestCertificate localhost $authority 127.0.0.1) $authority
        $client = New-TestCertificate client $authority
        Set-Content $folder/ca.pem $authority.Certificate
        Set-Content $folder/client.pem $client.Certificate
        Set-Content $folder/client.key $client.Key
        Set-Content $folder/encrypted.key $client.EncryptedKey
        Set-Content $folder/both.pem $client.Certificate, $client.Key
        [IO.File]::WriteAllBytes("$folder/client.pfx", $client.Whole.Export('Pkcs12', 'pfx password'))
        $target = @{ Uri = "$($nginx.Uri)x"; Body = @{ a = 1 }; CACertificatePath = "$folder/ca.pem"; ErrorAction = 'Stop' }
        $keyPassword = ConvertTo-SecureString 'key password' -AsPlainText -Force
        $pfxPassword = ConvertTo-SecureString 'pfx password' -AsPlainText -Force
    }
    AfterAll { Stop-TestService $nginx }

    It 'refuses a request without a certificate' {
        { Invoke-ResourcePut @target } | Should -Throw -ErrorId 'Forbidden,*'
    }

    It 'accepts a certificate from PEM files' -Tag net8.0 {
        (Invoke-ResourcePut @target -CertificatePath $folder/both.pem).Content.subject | Should -Be 'CN=client'
        (Invoke-ResourcePut @target -CertificatePath $folder/client.pem -CertificateKeyPath $folder/client.key).Content.subject | Should -Be 'CN=client'
        (Invoke-ResourcePut @target -CertificatePath $folder/client.pem -CertificateKeyPath $folder/encrypted.key -CertificatePassword $keyPassword).Content.subject | Should -Be 'CN=client'
    }

    It 'is not reached with PEM files in the older build' -Tag netstandard2.0 {
        { Invoke-ResourcePut @target -CertificatePath $folder/both.pem } | Should -Throw -ErrorId 'NotSupported,*'
    }

    It 'accepts a certificate from a PFX file or an object' {
        (Invoke-ResourcePut @target -CertificatePath $folder/client.pfx -CertificatePassword $pfxPassword).Content.subject | Should -Be 'CN=client'
        (Invoke-ResourcePut @target -Certificate $client.Whole).Content.subject | Should -Be 'CN=client'
    }

    It 'is not reached with a wrong or missing password' -Tag net8.0 {
        { Invoke-ResourcePut @target -CertificatePath $folder/client.pem -CertificateKeyPath $folder/encrypted.key } | Should -Throw -ErrorId 'InvalidParameter,*'
        { Invoke-ResourcePut @target -CertificatePath $folder/client.pfx -CertificatePassword $keyPassword } | Should -Throw -ErrorId 'InvalidParameter,*'
    }

    It 'gets no certificate of another call on its connection' {
        (Invoke-ResourcePut @target -Certificate $client.Whole).Content.subject | Should -Be 'CN=client'
        { Invoke-ResourcePut @target } | Should -Throw -ErrorId 'Forbidden,*'
    }
}

Describe 'HTTP versions' {
    It 'are the requested ones' -Tag net8.0 {
        (Invoke-ResourcePut "$($server.secureUri)echo" @{ a = 1 } -SkipCertificateCheck -HttpVersion 2).Content.protocol | Should -Be 'HTTP/2'
        (Invoke-ResourcePut "$($server.secureUri)echo" @{ a = 1 } -SkipCertificateCheck -HttpVersion 1.1).Content.protocol | Should -Be 'HTTP/1.1'
        (Invoke-ResourcePut "$($server.http2Uri)echo" @{ a = 1 } -HttpVersion 2.0).Content.protocol | Should -Be 'HTTP/2'
    }

    It 'are an error if they are not available: <_>' -ForEach @('4.0'; if ($older) { '2.0', '3.0' }) {
        { Invoke-ResourcePut "$($server.secureUri)echo" @{ a = 1 } -HttpVersion $_ -ErrorAction Stop } | Should -Throw -ErrorId 'NotSupported,*'
    }
}

Describe 'Unix sockets' -Tag Unix {
    It 'replace host and port' -Tag net8.0 {
        $local = Start-TestServer --unix-socket, $folder/s.sock
        try { (Invoke-ResourcePut http://localhost/echo @{ a = 1 } -UnixSocket $folder/s.sock).Content.url | Should -Be 'http://localhost/echo' }
        finally { Stop-TestServer $local }
    }

    It 'are named by the error if they do not exist' -Tag net8.0 {
        { Invoke-ResourcePut http://localhost/echo @{ a = 1 } -UnixSocket $folder/none.sock -MaximumRetryCount 0 -ErrorAction Stop } |
            Should -Throw "*through the unix socket '*none.sock': there is no such socket*" -ErrorId 'ConnectionFailed,*'
    }

    # The proxy would be ignored, and HTTP/3 would go to the url's host.
    It 'exclude <Other>, also from the session' -ForEach @(
        @{ Other = '-Proxy'; Parameters = @{ Proxy = 'http://127.0.0.1:1' } }
        @{ Other = '-HttpVersion 3.0'; Parameters = @{ HttpVersion = '3.0' } }
    ) {
        $message = "-UnixSocket and $Other cannot be used together.*"
        { Invoke-ResourcePut http://localhost/echo @{ a = 1 } -UnixSocket $folder/s.sock @Parameters -ErrorAction Stop } |
            Should -Throw $message -ErrorId 'InvalidParameter,*'
        $session = New-ResourceSession http://localhost/ -UnixSocket $folder/s.sock
        { Invoke-ResourcePut echo @{ a = 1 } -Session $session @Parameters -ErrorAction Stop } | Should -Throw $message -ErrorId 'InvalidParameter,*'
    }

    It 'are named by the error if their path is too long' -Tag net8.0 {
        Invoke-ResourcePut http://localhost/echo @{ a = 1 } -UnixSocket "$folder/$('x' * 200)" -MaximumRetryCount 0 -ErrorAction SilentlyContinue -ErrorVariable failed
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'ConnectionFailed,*'
        $failed[0].Exception.OutcomeUnknown | Should -BeFalse
    }

    It 'are an error in the older build' -Tag netstandard2.0 {
        { Invoke-ResourcePut http://localhost/echo @{ a = 1 } -UnixSocket $folder/s.sock -ErrorAction Stop } | Should -Throw -ErrorId 'NotSupported,*'
    }
}
