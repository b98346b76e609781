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
    It 'are not carried from call to call without a session' {
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

    It 'of a call are added to those of the session and win over them' {
        $session = New-ResourceSession -Cookies @{ a = 'session'; b = 'session' }
        (Sent @{ Session = $session; Cookies = @{ a = 'call' } }) -split '; ' | Sort-Object | Should -Be 'a=call', 'b=session'
    }

    It 'may be those of a response, or one of them' {
        $set = (Invoke-ResourcePut "${base}cookies/set?a=1&b=x%3Dy" 1).Cookies
        $set | Should -HaveCount 2
        $set[1].Name | Should -Be 'b'
        (Invoke-ResourcePut "${base}echo" 1 -Cookies $set -ContentOnly).headers.Cookie | Should -Be 'a=1; b=x=y'
        (Invoke-ResourcePut "${base}echo" 1 -Cookies $set[1] -ContentOnly).headers.Cookie | Should -Be 'b=x=y'
        (Invoke-ResourcePut "${base}echo" 1 -Session (New-ResourceSession -Cookies $set) -ContentOnly).headers.Cookie | Should -Be 'a=1; b=x=y'
    }

    It 'are named in the error if one cannot be sent' {
        { Invoke-ResourcePut "${base}echo" @{ a = 1 } -Cookies @{ a = 'ä' } -ErrorAction Stop } | Should -Throw "*cookie 'a'*" -ErrorId 'InvalidHeader,*'
    }

    It 'that would add others are an error' -ForEach 'x; admin=1', "x`r`nX-Injected: 1" {
        { Invoke-ResourcePut "${base}echo" @{ a = 1 } -Cookies @{ a = $_ } -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidHeader,*'
    }

    It 'are sent back unchanged, with commas and quotes: <_>' -ForEach 'abc,def==', '"a, b"', 'a b', '{"x":1}' {
        $session = New-ResourceSession
        $null = Invoke-ResourcePut "${base}cookies/set?sid=$([uri]::EscapeDataString($_))%3B%20Path%3D/" 1 -Session $session
        Sent @{ Session = $session } | Should -BeExactly "sid=$_"
        (Invoke-ResourcePut "${base}cookies/set?sid=$([uri]::EscapeDataString($_))" 1).Cookies.Value | Should -BeExactly $_
        $null = Invoke-RestMethod "${base}echo" -SessionVariable web
        $null = Invoke-ResourcePut "${base}cookies/set?sid=$([uri]::EscapeDataString($_))%3B%20Path%3D/" 1 -WebSession $web -WarningVariable warnings -WarningAction SilentlyContinue
        if ($_ -eq 'abc,def==') { "$warnings" | Should -BeLike "*the cookie 'sid'*comma*New-ResourceSession*" }
        else { Sent @{ WebSession = $web } | Should -BeExactly "sid=$_" }
    }

    It 'are kept up to 60 per host in <_>' -ForEach 'Session', 'WebSession' {
        $null = Invoke-RestMethod "${base}echo" -SessionVariable web
        $given = @{ $_ = $_ -eq 'Session' ? (New-ResourceSession) : $web }
        $count = $_ -eq 'Session' ? 60 : 50
        $null = Invoke-ResourcePut "${base}cookies/set?$((1..$count).ForEach({ "c$_=$_%3B%20Path%3D/" }) -join '&')" 1 @given
        (Sent $given) -split '; ' | Should -HaveCount $count
    }

    It 'may have any text with -SkipHeaderValidation, in UTF-8' -Tag net8.0 {
        Sent @{ Cookies = @{ a = 'ä' }; SkipHeaderValidation = $true } | Should -BeExactly 'a=ä'
        Sent @{ Headers = @{ Cookie = 'a=ä' }; SkipHeaderValidation = $true } | Should -BeExactly 'a=ä'
        Sent @{ Headers = @{ Cookie = 'a=ä' }; Cookies = @{ b = 'ö' }; SkipHeaderValidation = $true } | Should -BeExactly 'a=ä; b=ö'
    }
}
