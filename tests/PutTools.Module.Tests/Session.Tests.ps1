BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Support/TestServer.psm1')
    Import-Module (Join-Path $PSScriptRoot 'Support/Services.psm1')
    Import-Module (Join-Path $PSScriptRoot '../../PutTools.psd1')
    # Failures here recur each time.
    $PSDefaultParameterValues = @{ 'Invoke-Resource*:MaximumRetryCount' = 0 }
    $server = Start-TestServer --https
    $base = $server.uri
    function Send([hashtable] $With, [string] $Uri = 'echo') { (Invoke-ResourcePut $Uri @{ a = 1 } @With).Content }
}

AfterAll {
    if ($server) { Stop-TestServer $server }
}

Describe 'New-ResourceSession' {
    It 'resolves <uri> against <path> as in RFC 3986' -ForEach @(
        @{ path = 'echo/v1/'; uri = 'users/1'; expected = '/echo/v1/users/1' }
        @{ path = 'echo/v1'; uri = 'users/1'; expected = '/echo/users/1' }
        @{ path = 'echo/v1/'; uri = '/echo/x'; expected = '/echo/x' }
        @{ path = 'echo/v1/'; uri = '../x'; expected = '/echo/x' }
        @{ path = 'echo/v1/'; uri = '?q=1'; expected = '/echo/v1/?q=1' }
        @{ path = 'echo/v1/'; uri = ''; expected = '/echo/v1/' }
        @{ path = 'echo/v1/'; uri = 'a:b/c'; expected = $null }
    ) {
        $session = New-ResourceSession "$base$path" -WarningAction Ignore
        $response = Invoke-ResourcePut $uri @{ a = 1 } -Session $session -ErrorAction SilentlyContinue -ErrorVariable failed
        if ($expected) { ([uri] $response.Content.url).PathAndQuery | Should -Be $expected }
        else { $failed[0].FullyQualifiedErrorId | Should -BeLike 'InvalidUri,*' }
    }

    It 'replaces {name} before it resolves the url' {
        $session = New-ResourceSession "${base}echo/"
        $responses = 1..2 | ForEach-Object { [pscustomobject]@{ id = "a/$_" } } | Invoke-ResourcePut 'users/{id}' -Session $session
        $responses.Content.path | Should -Be '/echo/users/a%2F1', '/echo/users/a%2F2'
    }

    It 'warns if the base lacks a slash' {
        New-ResourceSession 'https://h.example/api/v1' -WarningVariable warned -WarningAction SilentlyContinue | Should -Not -BeNull
        $warned | Should -BeLike "*last segment 'v1'*"
        New-ResourceSession 'https://h.example' -WarningVariable warned
        $warned | Should -BeNullOrEmpty
    }

    It 'refuses the base <_>' -ForEach 'h.example', 'ftp://h.example/', '/api/' {
        { New-ResourceSession $_ } | Should -Throw -ErrorId 'InvalidUri,PutTools.Cmdlets.NewResourceSessionCommand'
    }

    It 'refuses a script block for -<_>, in a wrapper too' -ForEach 'Headers', 'Cookies' {
        foreach ($script in { @{ a = 1 } }, ([psobject] { @{ a = 1 } })) {
            $given = @{ $_ = $script }
            { New-ResourceSession $base @given } | Should -Throw "*-$_ takes no script block*" -ErrorId 'InvalidParameter,*'
        }
    }

    It 'sends its headers, but those of a call take precedence' {
        $session = New-ResourceSession $base -Headers @{ 'X-A' = 'session'; 'X-B' = 'session'; 'X-C' = 'session' } -UserAgent session -Accept 'text/a'
        $echo = Send @{ Session = $session; Headers = @{ 'x-a' = 'call'; 'X-C' = $null }; UserAgent = 'call' }
        $echo.headers.'X-A' | Should -Be 'call'
        $echo.headers.'X-B' | Should -Be 'session'
        $echo.headers.PSObject.Properties.Name | Should -Not -Contain 'X-C'
        $echo.headers.'User-Agent' | Should -Be 'call'
        $echo.headers.Accept | Should -Be 'text/a'
    }

    It 'keeps -SkipHeaderValidation for its calls' -Tag net8.0 {
        $session = New-ResourceSession $base -Headers @{ 'X-Name' = 'Zoë' } -SkipHeaderValidation
        (Send @{ Session = $session }).headers.'X-Name' | Should -Be 'Zoë'
        Invoke-ResourcePut echo @{ a = 1 } -Session $session -SkipHeaderValidation:$false -ErrorAction SilentlyContinue -ErrorVariable failed
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'InvalidHeader,*'
    }

    It 'has credentials that a call replaces completely' {
        $session = New-ResourceSession $base -Token session -AllowUnencryptedAuthentication
        (Send @{ Session = $session }).headers.Authorization | Should -Be 'Bearer session'
        (Send @{ Session = $session; Token = 'call' }).headers.Authorization | Should -Be 'Bearer call'
        (Send @{ Session = $session; Headers = @{ Authorization = 'call' } }).headers.Authorization | Should -Be 'call'
        (Send @{ Session = $session; Authentication = 'Basic'; Credential = New-TestCredential u p }).headers.Authorization | Should -Be 'Basic dTpw'
        (Send @{ Session = $session; Authentication = 'None' }).headers.PSObject.Properties.Name | Should -Not -Contain 'Authorization'
    }

    It 'works in many runspaces at once, and calls its script block once' {
        $global:calls = [System.Collections.Concurrent.ConcurrentBag[string]]::new()
        $session = New-ResourceSession $base -AllowUnencryptedAuthentication -Token { $global:calls.Add('here'); 'token' }
        Send @{ Session = $session } | Should -Not -BeNullOrEmpty
        $module = Join-Path $PSScriptRoot '../../PutTools.psd1'
        $headers = 1..8 | ForEach-Object -Parallel {
            Import-Module $using:module
            (Invoke-ResourcePut "echo/$_" @{ a = 1 } -Session $using:session).Content.headers.Authorization
        } -ThrottleLimit 4 -TimeoutSeconds 60
        $headers | Should -Be (@('Bearer token') * 8)
        $global:calls.Count | Should -Be 1
    }

    It 'calls its script block first in another runspace' {
        $session = New-ResourceSession $base -AllowUnencryptedAuthentication -Token { 'far' }
        $module = Join-Path $PSScriptRoot '../../PutTools.psd1'
        1 | ForEach-Object -Parallel {
            Import-Module $using:module
            (Invoke-ResourcePut echo @{ a = 1 } -Session $using:session).Content.headers.Authorization
        } -TimeoutSeconds 60 | Should -Be 'Bearer far'
    }

    It 'renews its token in pipelines that feed each other, without waiting for one that waits itself' {
        $module, $address = (Join-Path $PSScriptRoot '../../PutTools.psd1'), $base
        $sent = 1 | ForEach-Object -Parallel {
            Import-Module $using:module
            # A tenth of its life before its end it is renewed.
            $session = New-ResourceSession $using:address -AllowUnencryptedAuthentication -Token { @{ access_token = "t$([guid]::NewGuid())"; expires_in = 1 } }
            1..80 | ForEach-Object { @{ id = $_ } } |
                Invoke-ResourcePut 'delay/0.1/first/{id}' -Session $session -ThrottleLimit 8 |
                Invoke-ResourcePut 'delay/0.1/second/{path}' -Query { @{ id = $_.InputObject.id } } -Session $session -ThrottleLimit 4
        } -TimeoutSeconds 30
        $sent | Should -HaveCount 80
        @($sent.Content.headers.Authorization | Sort-Object -Unique).Count | Should -BeGreaterThan 1
    }

    It 'refuses to get its token with itself' {
        $session = New-ResourceSession $base -AllowUnencryptedAuthentication -Token { (Invoke-ResourcePut 'echo/token' @{ a = 1 } -Session $session).Content }
        Invoke-ResourcePut echo @{ a = 1 } -Session $session -ErrorAction SilentlyContinue -ErrorVariable failed | Should -BeNullOrEmpty
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'ScriptBlockFailed,*'
        $failed[0].Exception.Message | Should -BeLike '*-Token failed: *with the session that it gets the token for*'
    }

    It 'tab-completes' {
        $line = 'New-ResourceSession -Aut'
        [System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches.CompletionText | Should -Be '-Authentication'
    }

    It 'describes itself without secrets' {
        $session = New-ResourceSession 'https://u:planted@h.example/?token=planted' -Headers @{ 'X-Api-Key' = 'planted' } -Cookies @{ c = 'planted' } -Proxy 'http://p:planted@proxy.example:3128' -WarningAction Ignore
        "$session" | Should -Be 'https://h.example/?token=***'
        $text = $session | Out-String
        $text | Should -BeLike '*Basic (u)*X-Api-Key*http://proxy.example:3128/*'
        $text, ($session | Format-List * -Force | Out-String), [System.Management.Automation.PSSerializer]::Serialize($session, 5) | Should -Not -BeLike '*planted*'
    }
}

Describe '-WebSession' {
    It 'uses what Invoke-RestMethod has stored, and returns cookies' {
        $null = Invoke-RestMethod "${base}cookies/set?one=1%3B%20Path%3D/" -SessionVariable web -Headers @{ 'X-A' = 'a' } -UserAgent 'agent'
        $echo = Send @{ WebSession = $web } "${base}cookies/set?two=2%3B%20Path%3D/"
        $echo.headers.Cookie | Should -Be 'one=1'
        $echo.headers.'X-A' | Should -Be 'a'
        $echo.headers.'User-Agent' | Should -Be 'agent'
        (Invoke-RestMethod "${base}echo" -WebSession $web).headers.Cookie | Should -Be 'one=1; two=2'
    }

    It 'uses its credentials by the same rule' {
        $web = [Microsoft.PowerShell.Commands.WebRequestSession]::new()
        $web.Credentials = (New-TestCredential user 'pass word:ä').GetNetworkCredential()
        { Invoke-ResourcePut "${base}auth/basic" @{ a = 1 } -WebSession $web -ErrorAction Stop } | Should -Throw -ErrorId 'UnencryptedAuthentication,*'
        (Invoke-ResourcePut "${base}auth/basic" @{ a = 1 } -WebSession $web -AllowUnencryptedAuthentication).StatusCode | Should -Be 200
    }

    It 'uses its proxy and its redirects' {
        $web = [Microsoft.PowerShell.Commands.WebRequestSession]::new()
        $web.Proxy = [System.Net.WebProxy]::new($server.refusingUri)
        { Invoke-ResourcePut "${base}echo" @{ a = 1 } -WebSession $web -ErrorAction Stop } | Should -Throw -ErrorId 'ConnectionFailed,*'
        $web.Proxy = $null
        $web.MaximumRedirection = 1
        { Invoke-ResourcePut "${base}redirect/307?times=2" @{ a = 1 } -WebSession $web -ErrorAction Stop } | Should -Throw -ErrorId 'TooManyRedirects,*'
    }

    It 'uses its retries' {
        $PSDefaultParameterValues = @{}
        $null = Invoke-RestMethod "${base}echo" -SessionVariable web -MaximumRetryCount 1 -RetryIntervalSec 1
        $failed = { Invoke-ResourcePut "${base}status/503" @{ a = 1 } -WebSession $web -ErrorAction Stop } | Should -Throw -PassThru
        $failed.Exception.Attempts | Should -Be 2
        $failed = { Invoke-ResourcePut "${base}status/503" @{ a = 1 } -WebSession $web -MaximumRetryCount 0 } | Should -Throw -PassThru
        $failed.Exception.Attempts | Should -Be 1
    }

    It 'refuses an object that is not a web session, and two sessions' {
        { Invoke-ResourcePut "${base}echo" @{ a = 1 } -WebSession 'x' -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidParameter,*' -ExpectedMessage '*WebRequestSession*'
        $both = @{ Session = New-ResourceSession; WebSession = [Microsoft.PowerShell.Commands.WebRequestSession]::new() }
        { Invoke-ResourcePut "${base}echo" @{ a = 1 } @both -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidParameter,*'
    }
}

Describe 'Connections' {
    It 'are reused across calls by default' {
        1..5 | ForEach-Object { (Send @{} "${base}echo").connection } | Select-Object -Unique | Should -HaveCount 1
    }

    It 'are closed when the module is removed' {
        $script = { param($module, $base) Import-Module $module; (Invoke-ResourcePut "${base}echo" @{ a = 1 }).Content.connection; Remove-Module PutTools }
        $two = 1..2 | ForEach-Object { pwsh -NoProfile -Command $script -args (Join-Path $PSScriptRoot '../../PutTools.psd1'), $base }
        $two | Should -HaveCount 2
        $here = (Send @{} "${base}echo").connection
        Remove-Module PutTools
        Import-Module (Join-Path $PSScriptRoot '../../PutTools.psd1')
        (Send @{} "${base}echo").connection | Should -Not -Be $here
    }
}

Describe 'The base url of a session' {
    It 'is a warning if it has a query, which relative urls do not keep' {
        $session = New-ResourceSession "${base}echo/?key=planted" -WarningVariable warned -WarningAction SilentlyContinue
        $warned | Should -BeLike '*has a query, and relative urls do not keep it*-Query*'
        "$warned" | Should -Not -Match 'planted'
        (Invoke-ResourcePut x 1 -Session $session -ContentOnly).url | Should -Be "${base}echo/x"
    }

    It 'is the url for an empty one' {
        (Invoke-ResourcePut '' 1 -Session (New-ResourceSession "${base}echo/x/") -ContentOnly).path | Should -Be '/echo/x/'
    }
}
