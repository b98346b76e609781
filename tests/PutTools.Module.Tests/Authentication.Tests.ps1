BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Support/Services.psm1')
    $missing = Get-MissingTool apache2
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Support/TestServer.psm1')
    Import-Module (Join-Path $PSScriptRoot 'Support/Services.psm1')
    Import-Module (Join-Path $PSScriptRoot '../../PutTools.psd1')
    # Failures here recur each time.
    $PSDefaultParameterValues = @{ 'Invoke-Resource*:MaximumRetryCount' = 0 }
    $server = Start-TestServer --https
    $base = $server.uri
    $secure = @{ SkipCertificateCheck = $true; ErrorAction = 'Stop' }
    $user = New-TestCredential user 'pass word:ä'
}

AfterAll {
    if ($server) { Stop-TestServer $server }
}

Describe 'Credentials' {
    It 'are sent preemptively with -Authentication Basic, otherwise after a challenge' {
        (Invoke-ResourcePut "$($server.secureUri)auth/basic" @{ a = 1 } @secure -Authentication Basic -Credential $user).StatusCode | Should -Be 200
        (Invoke-ResourcePut "$($server.secureUri)auth/basic" @{ a = 1 } @secure -Credential $user).StatusCode | Should -Be 200
        { Invoke-ResourcePut "$($server.secureUri)auth/basic" @{ a = 1 } @secure -Credential (New-TestCredential user wrong) } | Should -Throw -ErrorId 'Unauthorized,*'
    }

    It 'send the user <Name> as <Expected>' -ForEach @(
        @{ Name = 'joe@corp'; Expected = 'joe@corp' }
        @{ Name = 'first.last@corp'; Expected = 'first.last@corp' }
        @{ Name = 'joe@example.com'; Expected = 'joe@example.com' }
        @{ Name = 'CORP\joe'; Expected = 'CORP\joe' }
    ) {
        $sent = (Invoke-ResourcePut "$($server.secureUri)echo" 1 @secure -Authentication Basic -Credential (New-TestCredential $Name x)).Content.headers.Authorization
        $sent | Should -Be "Basic $([Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes("${Expected}:x")))"
    }

    It 'come from the url if -Authentication Basic is given alone' {
        (Invoke-ResourcePut "$($server.secureUri.Replace('//', '//user:pass%20word%3A%C3%A4@'))auth/basic" 1 @secure -Authentication Basic).StatusCode | Should -Be 200
    }

    It 'come from a url with a mail address as user name' {
        $sent = (Invoke-ResourcePut "$($server.secureUri.Replace('//', '//joe@example.com:p@ss@'))echo" 1 @secure).Content.headers.Authorization
        $sent | Should -Be "Basic $([Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes('joe@example.com:p@ss')))"
    }

    It 'accept a token as <kind>' -ForEach @(
        @{ kind = 'a string'; token = { 'abc' } }
        @{ kind = 'a SecureString'; token = { ConvertTo-SecureString abc -AsPlainText -Force } }
        @{ kind = 'a script block'; token = { { 'abc' } } }
        @{ kind = 'a script block with a SecureString'; token = { { ConvertTo-SecureString abc -AsPlainText -Force } } }
    ) {
        (Invoke-ResourcePut "$($server.secureUri)auth/bearer/abc" @{ a = 1 } @secure -Authentication Bearer -Token (& $token)).StatusCode | Should -Be 200
        (Invoke-ResourcePut "$($server.secureUri)auth/bearer/abc" @{ a = 1 } @secure -Token (& $token)).StatusCode | Should -Be 200
    }

    It 'call the script block once for a pipeline, and once more after a 401' {
        $script:requested = 0
        $responses = 1..5 | ForEach-Object { @{ id = $_ } } | Invoke-ResourcePut "$($server.secureUri)auth/bearer/t2" @secure -Token { "t$((++$script:requested))" }
        $responses.StatusCode | Should -Be 200, 200, 200, 200, 200
        $script:requested | Should -Be 2
    }

    It 'accept <Kind> from the script block of -Token' -ForEach @(
        @{ Kind = 'the response of a token endpoint'; Output = { @{ access_token = 'abc'; token_type = 'bearer'; expires_in = 3600 } }; Field = 'Bearer abc' }
        @{ Kind = 'a token endpoint whose tokens do not expire'; Output = { @{ access_token = 'abc'; expires_in = 253000000000 } }; Field = 'Bearer abc' }
        @{ Kind = 'an object with another scheme'; Output = { [pscustomobject]@{ access_token = 'abc'; token_type = 'DPoP'; expires_in = '3600' } }; Field = 'DPoP abc' }
        @{ Kind = 'the output of Get-AzAccessToken'; Output = { [pscustomobject]@{ Token = (ConvertTo-SecureString abc -AsPlainText -Force); ExpiresOn = [DateTimeOffset]::UtcNow.AddHours(1); Type = 'Bearer' } }; Field = 'Bearer abc' }
        @{ Kind = 'the output of az'; Output = { '{"accessToken":"abc","expiresOn":"2030-01-01 10:00:00.000000","expires_on":1893492000,"tokenType":"Bearer"}' | ConvertFrom-Json }; Field = 'Bearer abc' }
        @{ Kind = 'a text with its scheme'; Output = { 'token abc' }; Field = 'token abc' }
        @{ Kind = 'a text that begins with Bearer'; Output = { 'Bearer abc' }; Field = 'Bearer abc' }
        @{ Kind = 'a token for another header'; Output = { @{ token = 'abc'; header = 'X-Auth-Token' } }; Header = 'X-Auth-Token'; Field = 'abc' }
    ) {
        # The object itself is a token as well.
        $objects = @($Output, (& $Output)).Where({ $_ -isnot [string] })
        $headers = $objects | ForEach-Object { (Invoke-ResourcePut "$($server.secureUri)echo" 1 @secure -Token $_ -ContentOnly).headers } | Select-Object -Last 1
        $headers.($Header ?? 'Authorization') | Should -BeExactly $Field
        if ($Header) { $headers.Authorization | Should -BeNullOrEmpty }
    }

    It 'are renewed before the token expires, <_> at once' -ForEach 1, 8 {
        $script:requested = 0
        $responses = 1..30 | ForEach-Object { Start-Sleep -Milliseconds 50; @{ id = $_ } } | Invoke-ResourcePut "$($server.secureUri)echo/{id}" -ThrottleLimit $_ @secure -Token {
            $script:requested++
            Invoke-RestMethod "$($server.secureUri)oauth/token?lifetime=1" -Method Post -Body @{ grant_type = 'client_credentials'; client_id = 'client'; client_secret = 'secret' } -SkipCertificateCheck
        }
        $responses | Should -HaveCount 30
        # The server refuses none of the requests.
        $script:requested | Should -BeGreaterThan 1
    }

    It 'are renewed once after a 403, also in another header' {
        $script:requested = 0
        $token = { @{ token = "t$((++$script:requested))"; header = 'X-Vault-Token' } }
        $responses = 1..5 | ForEach-Object { @{ id = $_ } } | Invoke-ResourcePatch "$($server.secureUri)auth/header/X-Vault-Token/t2?status=403" @secure -Token $token
        $responses.StatusCode | Should -Be 200, 200, 200, 200, 200
        $script:requested | Should -Be 2
        # If a new token does not help, no other one is requested for each object.
        $script:requested = 0
        1..5 | ForEach-Object { @{ id = $_ } } | Invoke-ResourcePatch "$($server.secureUri)auth/header/X-Vault-Token/none?status=403" -SkipCertificateCheck -Token $token -ErrorAction SilentlyContinue -ErrorVariable failed
        $failed.Exception.StatusCode | Should -Be 403, 403, 403, 403, 403
        $script:requested | Should -Be 2
    }

    It 'keep the scheme of a token, and add no second Bearer' {
        (Invoke-ResourcePut "$($server.secureUri)echo" 1 @secure -Token 'Bearer abc' -ContentOnly).headers.Authorization | Should -Be 'Bearer abc'
        (Invoke-ResourcePut "$($server.secureUri)echo" 1 @secure -Token 'token abc' -ContentOnly).headers.Authorization | Should -Be 'token abc'
    }

    It 'are an error after another scheme with -Authentication Bearer, <Kind>' -ForEach @(
        @{ Kind = 'as a text'; Token = 'token abc' }
        @{ Kind = 'from a script block'; Token = { 'token abc' } }
        @{ Kind = 'in an object from a script block'; Token = { @{ access_token = 'token abc' } } }
    ) {
        { Invoke-ResourcePut "$($server.secureUri)never/2" @{ a = 1 } @secure -Authentication Bearer -Token $Token } | Should -Throw -ErrorId 'InvalidParameter,*' -ExpectedMessage '*a bearer token cannot have*'
        (Invoke-RestMethod "${base}journal").path | Should -Not -Contain '/never/2'
    }

    It 'are an error if an object contains no token' {
        { Invoke-ResourcePut "$($server.secureUri)echo" 1 @secure -Token { @{ error = 'invalid_client' } } } | Should -Throw '*without a token*access_token*'
    }

    It 'are an error if a script block fails or outputs nothing, and nothing is written' -ForEach { throw 'no luck' }, { } {
        { Invoke-ResourcePut "$($server.secureUri)never/1" @{ a = 1 } @secure -Token $_ } | Should -Throw -ErrorId 'ScriptBlockFailed,*'
        (Invoke-RestMethod "${base}journal").path | Should -Not -Contain '/never/1'
    }

    It 'are never sent over plain http without permission: <_>' -ForEach 'Basic', 'Credential', 'Token', 'Process', 'Url' {
        $kind = $_
        $with = switch ($kind) {
            Basic { @{ Authentication = 'Basic'; Credential = $user } }
            Credential { @{ Credential = $user } }
            Token { @{ Token = 'abc' } }
            Process { @{ UseDefaultCredentials = $true } }
            Url { @{} }
        }
        $uri = if ($kind -eq 'Url') { $base.Replace('//', '//user:planted@') } else { $base }
        $before = (Invoke-RestMethod "${base}connections").count
        { Invoke-ResourcePut "${uri}echo" @{ a = 1 } @with -ErrorAction Stop } | Should -Throw -ErrorId 'UnencryptedAuthentication,*'
        (Invoke-RestMethod "${base}connections").count | Should -BeIn $before, ($before + 1)
        (Invoke-RestMethod "${base}journal").path | Should -Not -Contain '/echo'
    }

    It 'are sent over plain http with -AllowUnencryptedAuthentication' {
        (Invoke-ResourcePut "${base}echo" @{ a = 1 } -Token abc -AllowUnencryptedAuthentication).Content.headers.Authorization | Should -Be 'Bearer abc'
        (Invoke-ResourcePut "$($base.Replace('//', '//us%65r:p%40@'))echo" @{ a = 1 } -AllowUnencryptedAuthentication).Content.headers.Authorization | Should -Be 'Basic dXNlcjpwQA=='
    }

    It 'refuse parameters that contradict each other' -ForEach @(
        @{ with = { @{ Authentication = 'Basic' } } }
        @{ with = { @{ Authentication = 'Bearer' } } }
        @{ with = { @{ Authentication = 'OAuth'; Credential = $user } } }
        @{ with = { @{ Token = 'abc'; Credential = $user } } }
        @{ with = { @{ UseDefaultCredentials = $true; Credential = $user } } }
        @{ with = { @{ Token = 5 } } }
        @{ with = { @{ Token = '' } } }
    ) {
        $arguments = & $with
        { Invoke-ResourcePut "$($server.secureUri)echo" @{ a = 1 } @secure @arguments } | Should -Throw -ErrorId 'InvalidParameter,*'
    }
}

Describe "Apache$(if ($missing) { " ($missing)" })" -Skip:([bool] $missing) {
    BeforeAll { $apache = Start-Apache }
    AfterAll { Stop-TestService $apache }

    It 'is answered with Digest, and receives the body' {
        $response = Invoke-ResourcePut "$($apache.Uri)digest" @{ a = 1 } -Credential (New-TestCredential user 'pass word') -AllowUnencryptedAuthentication
        $response.Content.user | Should -Be 'user'
        $response.Content.kind | Should -Be 'Digest'
        $response.Content.body.a | Should -Be 1
    }

    It 'refuses a wrong password' {
        { Invoke-ResourcePut "$($apache.Uri)digest" @{ a = 1 } -Credential (New-TestCredential user wrong) -AllowUnencryptedAuthentication -ErrorAction Stop } |
            Should -Throw -ErrorId 'Unauthorized,*'
    }
}
