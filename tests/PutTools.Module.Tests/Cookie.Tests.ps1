BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Support/TestServer.psm1')
    Import-Module (Join-Path $PSScriptRoot '../../PutTools.psd1')
    $server = Start-TestServer
    $base = $server.uri
    function Sent([hashtable] $With) { (Invoke-ResourcePut "${base}echo" @{ a = 1 } @With).Content.headers.Cookie }
}

AfterAll {
    if ($server) { Stop-TestServer $server }
}

Describe 'Cookies' {
    It 'are never carried from call to call without a session' {
        $null = Invoke-ResourcePut "${base}cookies/set?id=1%3B%20Path%3D/" @{ a = 1 }
        Sent @{} | Should -BeNullOrEmpty
    }

    It 'are kept in a session' {
        $session = New-ResourceSession
        $null = Invoke-ResourcePut "${base}cookies/set?id=1%3B%20Path%3D/" @{ a = 1 } -Session $session
        $session.CookieCount | Should -Be 1
        Sent @{ Session = $session } | Should -Be 'id=1'
        Sent @{ Session = New-ResourceSession } | Should -BeNullOrEmpty
    }

    It 'of a call join those of the session and win over them' {
        $session = New-ResourceSession -Cookies @{ a = 'session'; b = 'session' }
        (Sent @{ Session = $session; Cookies = @{ a = 'call' } }) -split '; ' | Sort-Object | Should -Be 'a=call', 'b=session'
    }

    It 'are called cookies where one can not be sent' {
        { Invoke-ResourcePut "${base}echo" @{ a = 1 } -Cookies @{ a = 'ä' } -ErrorAction Stop } | Should -Throw "*cookie 'a'*" -ErrorId 'InvalidHeader,*'
    }

    It 'that would smuggle in others are an error' -ForEach 'x; admin=1', "x`r`nX-Injected: 1" {
        { Invoke-ResourcePut "${base}echo" @{ a = 1 } -Cookies @{ a = $_ } -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidHeader,*'
    }
}
