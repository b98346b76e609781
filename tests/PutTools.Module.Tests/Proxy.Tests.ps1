BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Support/Services.psm1')
    $noSquid = Get-MissingTool squid
    $noSocks = Get-MissingTool microsocks
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Support/TestServer.psm1')
    Import-Module (Join-Path $PSScriptRoot 'Support/Services.psm1')
    Import-Module (Join-Path $PSScriptRoot '../../PutTools.psd1')
    # Failures here recur each time.
    $PSDefaultParameterValues = @{ 'Invoke-Resource*:MaximumRetryCount' = 0 }
    $server = Start-TestServer --https
    $user = New-TestCredential user 'pass word'
    $put = @{ Body = @{ a = 1 }; SkipCertificateCheck = $true; ErrorAction = 'Stop' }
    $plain, $tls = "$($server.uri)echo", "$($server.secureUri)echo"
}

AfterAll {
    if ($server) { Stop-TestServer $server }
}

Describe 'Proxy' {
    It 'is <id> if it is invalid: <proxy>' -ForEach @(
        @{ id = 'InvalidParameter'; proxy = 'ftp://proxy.example' }
        @{ id = 'InvalidParameter'; proxy = 'proxy.example' }
    ) {
        { Invoke-ResourcePut $plain @put -Proxy $proxy } | Should -Throw -ErrorId "$id,*"
    }

    It 'is refused without its scheme, with an example' {
        { Invoke-ResourcePut $plain @put -Proxy user:planted@proxy.example:3128 } | Should -Throw "The proxy 'proxy.example:3128'*such as http://proxy.example:3128.*"
        { Invoke-ResourcePut $plain @put -Proxy proxy.example:3128 } | Should -Throw '*such as http://proxy.example:3128.*' -ErrorId 'InvalidParameter,*'
    }

    It 'is named by the error if there is no connection' {
        { Invoke-ResourcePut $plain @put -Proxy $server.refusingUri.Replace('//', '//u:planted@') } |
            Should -Throw -ErrorId 'ConnectionFailed,*' -ExpectedMessage "*through the proxy $($server.refusingUri)*"
    }

    It 'is named by the error if its host name has no address: <_>' -Tag net8.0 -ForEach 'http://nowhere.invalid:8080', 'socks5://nowhere.invalid', 'socks5h://nowhere.invalid:1080' {
        foreach ($uri in $plain, $tls) {
            { Invoke-ResourcePut $uri @put -Proxy $_ -MaximumRetryCount 0 } |
                Should -Throw -ErrorId 'NameResolutionFailed,*' -ExpectedMessage "*the host name 'nowhere.invalid' of the proxy has no address.*"
        }
    }

    It 'is InvalidParameter if its host name cannot be encoded for DNS' {
        $proxy = "http://pro$([char] 0x200D)xy.example:3128"
        { Invoke-ResourcePut $plain @put -Proxy $proxy } | Should -Throw '*its host name or port is invalid*' -ErrorId 'InvalidParameter,*'
        { New-ResourceSession $plain -Proxy $proxy } | Should -Throw -ErrorId 'InvalidParameter,*'
    }

    It 'is InvalidParameter if its host name cannot be encoded for DNS, also in the environment' -Tag net8.0 {
        $env:http_proxy = "http://pro$([char] 0x200D)xy.example:3128"
        try { { Invoke-ResourcePut $plain @put } | Should -Throw 'The environment variable http_proxy is *, which is not a proxy.*' -ErrorId 'InvalidParameter,*' }
        finally { $env:http_proxy = $null }
    }

    It 'refuses parameters that contradict each other' {
        { Invoke-ResourcePut $plain @put -Proxy http://proxy.example -NoProxy } | Should -Throw -ErrorId 'InvalidParameter,*'
        { Invoke-ResourcePut $plain @put -ProxyCredential $user -ProxyUseDefaultCredentials } | Should -Throw -ErrorId 'InvalidParameter,*'
    }

    It 'is the one of the environment by default, and none with -NoProxy' {
        $script = "Import-Module '$(Join-Path $PSScriptRoot '../../PutTools.psd1')'; foreach (`$with in @{}, @{ NoProxy = `$true }) { try { (Invoke-ResourcePut '$plain' @{ a = 1 } @with -MaximumRetryCount 0 -ErrorAction Stop).StatusCode } catch { `$_.FullyQualifiedErrorId } }"
        $env:http_proxy = $server.refusingUri
        try { $output = pwsh -NoProfile -Command $script } finally { $env:http_proxy = $null }
        $output | Should -Be 'ConnectionFailed,PutTools.Cmdlets.InvokeResourcePutCommand', '200'
    }

    It 'is the one that the environment has when the call begins' -Tag net8.0 {
        $script = "Import-Module '$(Join-Path $PSScriptRoot '../../PutTools.psd1')'
            function Put { try { (Invoke-ResourcePut '$plain' @{ a = 1 } -MaximumRetryCount 0 -ErrorAction Stop).StatusCode } catch { `$_.Exception.Message -replace '.*through the proxy ' } }
            Put; `$env:http_proxy = '$($server.refusingUri)'; Put; `$env:no_proxy = '127.0.0.1'; Put; Remove-Item env:no_proxy, env:http_proxy; Put"
        $output = pwsh -NoProfile -Command $script
        $output[0] | Should -Be 200
        $output[1] | Should -BeLike "$($server.refusingUri)*"
        $output[2..3] | Should -Be 200, 200
    }

    It 'is named by the error if it is the one of the environment' {
        $script = "Import-Module '$(Join-Path $PSScriptRoot '../../PutTools.psd1')'; try { Invoke-ResourcePut '$plain' @{ a = 1 } -MaximumRetryCount 0 -ErrorAction Stop } catch { `$_.Exception.Message }"
        $env:http_proxy = $server.refusingUri.Replace('//', '//u:planted@')
        try { $output = pwsh -NoProfile -Command $script } finally { $env:http_proxy = $null }
        $output | Should -BeLike "*through the proxy $($server.refusingUri)*"
    }

    It 'may have TLS for a url without it' -Tag net8.0 {
        # The server takes the requests that its own proxy would get. Other limits, so that each has its own connection.
        $statuses = 1..5 | ForEach-Object { (Invoke-ResourcePut "http://elsewhere.example/echo/$_" @put -Proxy $server.secureUri -ConnectTimeoutSec (20 + $_)).StatusCode }
        $statuses | Should -Be (, 200 * 5)
    }

    It 'is an error in the older build if it is not an http proxy' -Tag netstandard2.0 {
        { Invoke-ResourcePut $plain @put -Proxy socks5://127.0.0.1:1 } | Should -Throw -ErrorId 'NotSupported,*'
    }
}

Describe "squid$(if ($noSquid) { " ($noSquid)" })" -Skip:([bool] $noSquid) {
    BeforeAll { $squid = Start-Squid }
    AfterAll { Stop-TestService $squid }

    It 'forwards requests, with and without TLS' {
        (Invoke-ResourcePut $plain @put -Proxy $squid.Uri).Content.headers.Via | Should -BeLike '*squid*'
        (Invoke-ResourcePut $tls @put -Proxy $squid.Uri -DisableKeepAlive).StatusCode | Should -Be 200
        # squid logs a tunnel when it has ended.
        $log = { Get-Content "$($squid.Folder)/access.log" -Raw }
        for ($i = 0; $i -lt 50 -and (& $log) -notlike '*CONNECT*'; $i++) { Start-Sleep -Milliseconds 100 }
        & $log | Should -BeLike '*CONNECT*'
    }
}

Describe "squid with a password$(if ($noSquid) { " ($noSquid)" })" -Skip:([bool] $noSquid) {
    BeforeAll { $squid = Start-Squid 'pass word' }
    AfterAll { Stop-TestService $squid }

    It 'accepts the correct password' {
        (Invoke-ResourcePut $plain @put -Proxy $squid.Uri -ProxyCredential $user).StatusCode | Should -Be 200
        (Invoke-ResourcePut $tls @put -Proxy $squid.Uri -ProxyCredential $user).StatusCode | Should -Be 200
        (Invoke-ResourcePut $tls @put -Proxy $squid.Uri.Replace('//', '//user:pass%20word@')).StatusCode | Should -Be 200
    }

    It 'refuses all others, even after a successful login' {
        { Invoke-ResourcePut $plain @put -Proxy $squid.Uri } | Should -Throw -ErrorId 'ProxyAuthenticationRequired,*'
        { Invoke-ResourcePut $tls @put -Proxy $squid.Uri } | Should -Throw -ErrorId 'ProxyAuthenticationRequired,*'
        { Invoke-ResourcePut $tls @put -Proxy $squid.Uri -ProxyCredential (New-TestCredential user wrong) } | Should -Throw -ErrorId 'ProxyAuthenticationRequired,*'
    }

    # squid answers 407 at once, and reads no more of a body that does not fit its buffer.
    It 'gets a body of <bytes> bytes after its challenge' -ForEach @{ bytes = 100KB }, @{ bytes = 4MB } {
        $body = [Text.Encoding]::ASCII.GetBytes('a' * $bytes)
        $with = @{ Proxy = $squid.Uri; ProxyCredential = $user; TimeoutSec = 10; OperationTimeoutSeconds = 10; ErrorAction = 'Stop' }
        foreach ($way in @{ Body = $body }, @{ Body = [IO.MemoryStream]::new($body); TransferEncoding = 'chunked' }) {
            (Invoke-ResourcePut "$($server.uri)echo" @way @with).Content.length | Should -Be $bytes
        }
        { Invoke-ResourcePut $plain -Body $body -Proxy $squid.Uri -TimeoutSec 10 } | Should -Throw -ErrorId 'ProxyAuthenticationRequired,*'
    }

    It 'receives no login that a session has for another proxy' {
        $session = New-ResourceSession -Proxy http://other.example:3128 -ProxyCredential $user
        { Invoke-ResourcePut $plain @put -Session $session -Proxy $squid.Uri } | Should -Throw -ErrorId 'ProxyAuthenticationRequired,*'
        (Invoke-ResourcePut $plain @put -Session $session -Proxy $squid.Uri -ProxyCredential $user).StatusCode | Should -Be 200
        (Invoke-ResourcePut $plain @put -Session $session -NoProxy).StatusCode | Should -Be 200
    }
}

Describe "SOCKS$(if ($noSocks) { " ($noSocks)" })" -Tag net8.0 -Skip:([bool] $noSocks) {
    It 'forwards requests' {
        $socks = Start-SocksProxy
        try {
            (Invoke-ResourcePut $plain @put -Proxy $socks.Uri).StatusCode | Should -Be 200
            (Invoke-ResourcePut $tls @put -Proxy $socks.Uri).StatusCode | Should -Be 200
        }
        finally { Stop-TestService $socks }
        # The request went through the proxy.
        { Invoke-ResourcePut $plain @put -Proxy $socks.Uri -DisableKeepAlive } | Should -Throw -ErrorId 'ConnectionFailed,*'
    }

    It 'requires its password' {
        $socks = Start-SocksProxy user 'pass word'
        try {
            (Invoke-ResourcePut $plain @put -Proxy $socks.Uri -ProxyCredential $user).StatusCode | Should -Be 200
            { Invoke-ResourcePut $plain @put -Proxy $socks.Uri } | Should -Throw -ErrorId 'ProxyAuthenticationRequired,*'
        }
        finally { Stop-TestService $socks }
    }
}
