BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Support/Services.psm1')
    $noSquid = Get-MissingTool squid
    $noSocks = Get-MissingTool microsocks
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Support/TestServer.psm1')
    Import-Module (Join-Path $PSScriptRoot 'Support/Services.psm1')
    Import-Module (Join-Path $PSScriptRoot '../../PutTools.psd1')
    # What fails here fails each time.
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
    It 'refuses <id>: <proxy>' -ForEach @(
        @{ id = 'InvalidParameter'; proxy = 'ftp://proxy.example' }
        @{ id = 'InvalidParameter'; proxy = 'proxy.example' }
    ) {
        { Invoke-ResourcePut $plain @put -Proxy $proxy } | Should -Throw -ErrorId "$id,*"
    }

    It 'says how to write a proxy without its scheme' {
        { Invoke-ResourcePut $plain @put -Proxy user:planted@proxy.example:3128 } | Should -Throw "The proxy 'proxy.example:3128'*such as http://proxy.example:3128.*"
        { Invoke-ResourcePut $plain @put -Proxy proxy.example:3128 } | Should -Throw '*such as http://proxy.example:3128.*' -ErrorId 'InvalidParameter,*'
    }

    It 'says through which proxy there was no connection' {
        { Invoke-ResourcePut $plain @put -Proxy $server.refusingUri.Replace('//', '//u:planted@') } |
            Should -Throw -ErrorId 'ConnectionFailed,*' -ExpectedMessage "*through the proxy $($server.refusingUri)*"
    }

    It 'refuses parameters that do not go together' {
        { Invoke-ResourcePut $plain @put -Proxy http://proxy.example -NoProxy } | Should -Throw -ErrorId 'InvalidParameter,*'
        { Invoke-ResourcePut $plain @put -ProxyCredential $user -ProxyUseDefaultCredentials } | Should -Throw -ErrorId 'InvalidParameter,*'
    }

    It 'is that of the environment by default, and none with -NoProxy' {
        $script = "Import-Module '$(Join-Path $PSScriptRoot '../../PutTools.psd1')'; foreach (`$with in @{}, @{ NoProxy = `$true }) { try { (Invoke-ResourcePut '$plain' @{ a = 1 } @with -MaximumRetryCount 0 -ErrorAction Stop).StatusCode } catch { `$_.FullyQualifiedErrorId } }"
        $env:http_proxy = $server.refusingUri
        try { $said = pwsh -NoProfile -Command $script } finally { $env:http_proxy = $null }
        $said | Should -Be 'ConnectionFailed,PutTools.Cmdlets.InvokeResourcePutCommand', '200'
    }

    It 'is named by the error where it is that of the environment' {
        $script = "Import-Module '$(Join-Path $PSScriptRoot '../../PutTools.psd1')'; try { Invoke-ResourcePut '$plain' @{ a = 1 } -MaximumRetryCount 0 -ErrorAction Stop } catch { `$_.Exception.Message }"
        $env:http_proxy = $server.refusingUri.Replace('//', '//u:planted@')
        try { $said = pwsh -NoProfile -Command $script } finally { $env:http_proxy = $null }
        $said | Should -BeLike "*through the proxy $($server.refusingUri)*"
    }

    It 'is an error in the older build where it is no http proxy' -Tag netstandard2.0 {
        { Invoke-ResourcePut $plain @put -Proxy socks5://127.0.0.1:1 } | Should -Throw -ErrorId 'NotSupported,*'
    }
}

Describe "squid$(if ($noSquid) { " ($noSquid)" })" -Skip:([bool] $noSquid) {
    BeforeAll { $squid = Start-Squid }
    AfterAll { Stop-TestService $squid }

    It 'is gone through, with and without TLS' {
        (Invoke-ResourcePut $plain @put -Proxy $squid.Uri).Content.headers.Via | Should -BeLike '*squid*'
        (Invoke-ResourcePut $tls @put -Proxy $squid.Uri -DisableKeepAlive).StatusCode | Should -Be 200
        # It writes a tunnel down when that has ended.
        $log = { Get-Content "$($squid.Folder)/access.log" -Raw }
        for ($i = 0; $i -lt 50 -and (& $log) -notlike '*CONNECT*'; $i++) { Start-Sleep -Milliseconds 100 }
        & $log | Should -BeLike '*CONNECT*'
    }
}

Describe "squid with a password$(if ($noSquid) { " ($noSquid)" })" -Skip:([bool] $noSquid) {
    BeforeAll { $squid = Start-Squid 'pass word' }
    AfterAll { Stop-TestService $squid }

    It 'lets in who says it' {
        (Invoke-ResourcePut $plain @put -Proxy $squid.Uri -ProxyCredential $user).StatusCode | Should -Be 200
        (Invoke-ResourcePut $tls @put -Proxy $squid.Uri -ProxyCredential $user).StatusCode | Should -Be 200
        (Invoke-ResourcePut $tls @put -Proxy $squid.Uri.Replace('//', '//user:pass%20word@')).StatusCode | Should -Be 200
    }

    It 'lets in nobody else, whatever others have said before' {
        { Invoke-ResourcePut $plain @put -Proxy $squid.Uri } | Should -Throw -ErrorId 'ProxyAuthenticationRequired,*'
        { Invoke-ResourcePut $tls @put -Proxy $squid.Uri } | Should -Throw -ErrorId 'ProxyAuthenticationRequired,*'
        { Invoke-ResourcePut $tls @put -Proxy $squid.Uri -ProxyCredential (New-TestCredential user wrong) } | Should -Throw -ErrorId 'ProxyAuthenticationRequired,*'
    }

    It 'gets no login that a session has for another proxy' {
        $session = New-ResourceSession -Proxy http://other.example:3128 -ProxyCredential $user
        { Invoke-ResourcePut $plain @put -Session $session -Proxy $squid.Uri } | Should -Throw -ErrorId 'ProxyAuthenticationRequired,*'
        (Invoke-ResourcePut $plain @put -Session $session -Proxy $squid.Uri -ProxyCredential $user).StatusCode | Should -Be 200
        (Invoke-ResourcePut $plain @put -Session $session -NoProxy).StatusCode | Should -Be 200
    }
}

Describe "SOCKS$(if ($noSocks) { " ($noSocks)" })" -Tag net8.0 -Skip:([bool] $noSocks) {
    It 'is gone through' {
        $socks = Start-SocksProxy
        try {
            (Invoke-ResourcePut $plain @put -Proxy $socks.Uri).StatusCode | Should -Be 200
            (Invoke-ResourcePut $tls @put -Proxy $socks.Uri).StatusCode | Should -Be 200
        }
        finally { Stop-TestService $socks }
        # And not around.
        { Invoke-ResourcePut $plain @put -Proxy $socks.Uri -DisableKeepAlive } | Should -Throw -ErrorId 'ConnectionFailed,*'
    }

    It 'wants a password where it has one' {
        $socks = Start-SocksProxy user 'pass word'
        try {
            (Invoke-ResourcePut $plain @put -Proxy $socks.Uri -ProxyCredential $user).StatusCode | Should -Be 200
            { Invoke-ResourcePut $plain @put -Proxy $socks.Uri } | Should -Throw -ErrorId 'ConnectionFailed,*'
        }
        finally { Stop-TestService $socks }
    }
}
