BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Support/TestServer.psm1')
    Import-Module (Join-Path $PSScriptRoot '../../PutTools.psd1')
    # Failures here recur each time.
    $PSDefaultParameterValues = @{ 'Invoke-Resource*:MaximumRetryCount' = 0 }
    $server = Start-TestServer --https
    $base = $server.uri
}

AfterAll {
    if ($server) { Stop-TestServer $server }
}

Describe 'Redirects' {
    It 'keep verb and body with <_>' -ForEach 301, 302, 307, 308 {
        $echo = (Invoke-ResourcePatch "${base}redirect/$_" @{ a = 1 }).Content
        $echo.method | Should -Be 'PATCH'
        $echo.body | Should -Be '{"a":1}'
    }

    It 'are followed with GET after 303' {
        (Invoke-ResourcePut "${base}redirect/303" @{ a = 1 }).Content.method | Should -Be 'GET'
    }

    It 'are in the history, oldest first' {
        $response = Invoke-ResourcePut "${base}redirect/307?times=2" @{ a = 1 }
        $response.History.StatusCode | Should -Be 307, 307
        $response.History.Uri.Query | Should -Be '?times=2', '?times=1&to=%2Fecho'
        (Invoke-ResourcePut "${base}echo" @{ a = 1 }).History | Should -HaveCount 0
    }

    It 'are limited: <id> with at most <maximum>' -ForEach @(
        @{ maximum = 5; id = 'TooManyRedirects' }
        @{ maximum = 1; id = 'TooManyRedirects' }
        @{ maximum = 0; id = 'Http307' }
    ) {
        Invoke-ResourcePut "${base}redirect/307?loop=yes" @{ a = 1 } -MaximumRedirection $maximum -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed[0].FullyQualifiedErrorId | Should -Be "$id,PutTools.Cmdlets.InvokeResourcePutCommand"
    }

    It 'are the response with -MaximumRedirection 0 and -SkipHttpErrorCheck' {
        $response = Invoke-ResourcePut "${base}redirect/307" @{ a = 1 } -MaximumRedirection 0 -SkipHttpErrorCheck
        $response.StatusCode | Should -Be 307
        $response.Location | Should -Be "${base}echo"
    }

    It 'are named in the error if they lead to a failure: <Code>' -ForEach @(
        @{ Code = 307; Match = '*failed: 409 Conflict. It was redirected to *status/409.*' }
        @{ Code = 303; Match = '*failed: 409 Conflict. The write itself was answered with 303; the GET of its target *status/409 failed.*' }
    ) {
        Invoke-ResourcePut "${base}redirect/${Code}?to=/status/409" @{ a = 1 } -ErrorVariable failed -ErrorAction SilentlyContinue
        "$($failed[0])" | Should -BeLike $Match
    }

    It 'say that no credentials went to another origin, which therefore refused: <_>' -ForEach 401, 403 {
        $other = $base.Replace('127.0.0.1', 'localhost')
        $call = @{ Uri = "${base}redirect/307?to=$([uri]::EscapeDataString("${other}status/$_"))"; Body = 1; ErrorVariable = 'failed'; ErrorAction = 'SilentlyContinue' }
        Invoke-ResourcePut @call -Token abc -AllowUnencryptedAuthentication
        "$($failed[0])" | Should -BeLike "*It was redirected to *localhost*. No credentials are sent to another origin: write to that url itself, or add -PreserveAuthorizationOnRedirect.*"
        "$($failed[0])" | Should -Not -BeLike '*give -Token*'
        Invoke-ResourcePut @call -Headers @{ 'X-Api-Key' = 'abc' } -PreserveAuthorizationOnRedirect
        "$($failed[0])" | Should -Not -BeLike '*No credentials*'
    }

    It 'are reported with their url if they are not followed' {
        Invoke-ResourcePut "${base}redirect/307?to=ftp://h.example/" @{ a = 1 } -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'Http307,*'
        $failed[0].ErrorDetails.RecommendedAction | Should -BeLike '*Location header*'
        "$($failed[0])" | Should -BeLike '*Its Location is not a single http or https url, so it cannot be followed.*'
    }

    It 'say that there is no Location: <_>' -ForEach 301, 308 {
        Invoke-ResourcePut "${base}status/$_" @{ a = 1 } -ErrorVariable failed -ErrorAction SilentlyContinue
        "$($failed[0])" | Should -BeLike "*failed: $_ * It has no Location that could be followed.*"
        $failed[0].ErrorDetails.RecommendedAction | Should -Not -BeLike '*Location*'
    }

    It 'are an error from https to http unless they are allowed' {
        $uri = "$($server.secureUri)redirect/307?to=$([uri]::EscapeDataString("${base}echo"))"
        { Invoke-ResourcePut $uri @{ a = 1 } -SkipCertificateCheck -ErrorAction Stop } | Should -Throw -ErrorId 'InsecureRedirect,*'
        (Invoke-ResourcePut $uri @{ a = 1 } -SkipCertificateCheck -AllowInsecureRedirect).StatusCode | Should -Be 200
    }

    It 'carry a specified Host header only to the same origin' {
        $other = [uri]::EscapeDataString($base.Replace('127.0.0.1', 'localhost') + 'echo')
        $with = @{ Headers = @{ Host = 'virtual.example' }; ContentOnly = $true }
        (Invoke-ResourcePut "${base}redirect/307" @{ a = 1 } @with).headers.Host | Should -Be 'virtual.example'
        (Invoke-ResourcePut "${base}redirect/307?to=$other" @{ a = 1 } @with).headers.Host | Should -BeLike 'localhost:*'
    }

    It 'carry no secret to another origin without permission' {
        $uri = "${base}redirect/307?to=$([uri]::EscapeDataString("$($server.secureUri)echo"))"
        $with = @{ SkipCertificateCheck = $true; Token = 'abc'; AllowUnencryptedAuthentication = $true; Cookies = @{ c = 1 }; Headers = @{ 'X-Api-Key' = 'k'; 'X-Other' = 'o'; Prefer = 'p' } }
        $names = (Invoke-ResourcePut $uri @{ a = 1 } @with).Content.headers.PSObject.Properties.Name
        $names | Should -Contain 'Prefer'
        # Nobody knows all names of secrets.
        'Authorization', 'Cookie', 'X-Api-Key', 'X-Other' | ForEach-Object { $names | Should -Not -Contain $_ }
        $headers = (Invoke-ResourcePut $uri @{ a = 1 } @with -PreserveAuthorizationOnRedirect).Content.headers
        $headers.Authorization, $headers.Cookie, $headers.'X-Api-Key' | Should -Be 'Bearer abc', 'c=1', 'k'
    }
}
