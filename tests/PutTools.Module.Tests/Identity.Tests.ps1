BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Support/Services.psm1')
    $missing = Get-MissingTool apache2
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Support/TestServer.psm1')
    Import-Module (Join-Path $PSScriptRoot 'Support/Services.psm1')
    Import-Module (Join-Path $PSScriptRoot '../../PutTools.psd1')
    # What fails here fails each time.
    $PSDefaultParameterValues = @{ 'Invoke-Resource*:MaximumRetryCount' = 0 }
    $server = Start-TestServer --https
    $base = $server.uri
    $secure = @{ SkipCertificateCheck = $true; ErrorAction = 'Stop' }
    $user = New-TestCredential user 'pass word:ä'
}

AfterAll {
    if ($server) { Stop-TestServer $server }
}

Describe 'Identity' {
    It 'is said at once with -Authentication Basic, and when asked without' {
        (Invoke-ResourcePut "$($server.secureUri)auth/basic" @{ a = 1 } @secure -Authentication Basic -Credential $user).StatusCode | Should -Be 200
        (Invoke-ResourcePut "$($server.secureUri)auth/basic" @{ a = 1 } @secure -Credential $user).StatusCode | Should -Be 200
        { Invoke-ResourcePut "$($server.secureUri)auth/basic" @{ a = 1 } @secure -Credential (New-TestCredential user wrong) } | Should -Throw -ErrorId 'Unauthorized,*'
    }

    It 'says the user <Name> as <Said>' -ForEach @(
        @{ Name = 'joe@corp'; Said = 'joe@corp' }
        @{ Name = 'first.last@corp'; Said = 'first.last@corp' }
        @{ Name = 'joe@example.com'; Said = 'joe@example.com' }
        @{ Name = 'CORP\joe'; Said = 'CORP\joe' }
    ) {
        $sent = (Invoke-ResourcePut "$($server.secureUri)echo" 1 @secure -Authentication Basic -Credential (New-TestCredential $Name x)).Content.headers.Authorization
        $sent | Should -Be "Basic $([Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes("${Said}:x")))"
    }

    It 'comes from the url where -Authentication Basic is given alone' {
        (Invoke-ResourcePut "$($server.secureUri.Replace('//', '//user:pass%20word%3A%C3%A4@'))auth/basic" 1 @secure -Authentication Basic).StatusCode | Should -Be 200
    }

    It 'takes a token as <kind>' -ForEach @(
        @{ kind = 'a string'; token = { 'abc' } }
        @{ kind = 'a SecureString'; token = { ConvertTo-SecureString abc -AsPlainText -Force } }
        @{ kind = 'a script block'; token = { { 'abc' } } }
        @{ kind = 'a script block with a SecureString'; token = { { ConvertTo-SecureString abc -AsPlainText -Force } } }
    ) {
        (Invoke-ResourcePut "$($server.secureUri)auth/bearer/abc" @{ a = 1 } @secure -Authentication Bearer -Token (& $token)).StatusCode | Should -Be 200
        (Invoke-ResourcePut "$($server.secureUri)auth/bearer/abc" @{ a = 1 } @secure -Token (& $token)).StatusCode | Should -Be 200
    }

    It 'asks a script block once for a pipeline, and once more after a 401' {
        $script:asked = 0
        $responses = 1..5 | ForEach-Object { @{ id = $_ } } | Invoke-ResourcePut "$($server.secureUri)auth/bearer/t2" @secure -Token { "t$((++$script:asked))" }
        $responses.StatusCode | Should -Be 200, 200, 200, 200, 200
        $script:asked | Should -Be 2
    }

    It 'takes <Kind> of the script block of -Token' -ForEach @(
        @{ Kind = 'the response of a token endpoint'; Output = { @{ access_token = 'abc'; token_type = 'bearer'; expires_in = 3600 } }; Field = 'Bearer abc' }
        @{ Kind = 'an object with another scheme'; Output = { [pscustomobject]@{ access_token = 'abc'; token_type = 'DPoP'; expires_in = '3600' } }; Field = 'DPoP abc' }
        @{ Kind = 'what Get-AzAccessToken outputs'; Output = { [pscustomobject]@{ Token = (ConvertTo-SecureString abc -AsPlainText -Force); ExpiresOn = [DateTimeOffset]::UtcNow.AddHours(1); Type = 'Bearer' } }; Field = 'Bearer abc' }
        @{ Kind = 'what az outputs'; Output = { '{"accessToken":"abc","expiresOn":"2030-01-01 10:00:00.000000","expires_on":1893492000,"tokenType":"Bearer"}' | ConvertFrom-Json }; Field = 'Bearer abc' }
        @{ Kind = 'a text with its scheme'; Output = { 'token abc' }; Field = 'token abc' }
        @{ Kind = 'a text with Bearer before it'; Output = { 'Bearer abc' }; Field = 'Bearer abc' }
        @{ Kind = 'a header of its own'; Output = { @{ token = 'abc'; header = 'X-Auth-Token' } }; Header = 'X-Auth-Token'; Field = 'abc' }
    ) {
        $headers = (Invoke-ResourcePut "$($server.secureUri)echo" 1 @secure -Token $Output -ContentOnly).headers
        $headers.($Header ?? 'Authorization') | Should -BeExactly $Field
        if ($Header) { $headers.Authorization | Should -BeNullOrEmpty }
    }

    It 'is renewed before it expires, <_> at once' -ForEach 1, 8 {
        $script:asked = 0
        $responses = 1..30 | ForEach-Object { Start-Sleep -Milliseconds 50; @{ id = $_ } } | Invoke-ResourcePut "$($server.secureUri)echo/{id}" -ThrottleLimit $_ @secure -Token {
            $script:asked++
            Invoke-RestMethod "$($server.secureUri)oauth/token?lifetime=1" -Method Post -Body @{ grant_type = 'client_credentials'; client_id = 'client'; client_secret = 'secret' } -SkipCertificateCheck
        }
        $responses | Should -HaveCount 30
        # The server refuses none of them.
        $script:asked | Should -BeGreaterThan 1
    }

    It 'is renewed once after a 403, in a header of its own too' {
        $script:asked = 0
        $token = { @{ token = "t$((++$script:asked))"; header = 'X-Vault-Token' } }
        $responses = 1..5 | ForEach-Object { @{ id = $_ } } | Invoke-ResourcePatch "$($server.secureUri)auth/header/X-Vault-Token/t2?status=403" @secure -Token $token
        $responses.StatusCode | Should -Be 200, 200, 200, 200, 200
        $script:asked | Should -Be 2
        # What a new token does not help against is not tried with one for each object.
        $script:asked = 0
        1..5 | ForEach-Object { @{ id = $_ } } | Invoke-ResourcePatch "$($server.secureUri)auth/header/X-Vault-Token/none?status=403" -SkipCertificateCheck -Token $token -ErrorAction SilentlyContinue -ErrorVariable failed
        $failed.Exception.StatusCode | Should -Be 403, 403, 403, 403, 403
        $script:asked | Should -Be 2
    }

    It 'takes the scheme of a token that is known, and no second Bearer' {
        (Invoke-ResourcePut "$($server.secureUri)echo" 1 @secure -Token 'Bearer abc' -ContentOnly).headers.Authorization | Should -Be 'Bearer abc'
        (Invoke-ResourcePut "$($server.secureUri)echo" 1 @secure -Token 'token abc' -ContentOnly).headers.Authorization | Should -Be 'token abc'
    }

    It 'is an error where an object has no token' {
        { Invoke-ResourcePut "$($server.secureUri)echo" 1 @secure -Token { @{ error = 'invalid_client' } } } | Should -Throw '*without a token*access_token*'
    }

    It 'reports a script block that fails or gives nothing, and writes nothing' -ForEach { throw 'no luck' }, { } {
        { Invoke-ResourcePut "$($server.secureUri)never/1" @{ a = 1 } @secure -Token $_ } | Should -Throw -ErrorId 'ScriptBlockFailed,*'
        (Invoke-RestMethod "${base}journal").path | Should -Not -Contain '/never/1'
    }

    It 'never goes over plain http unasked: <_>' -ForEach 'Basic', 'Credential', 'Token', 'Process', 'Url' {
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

    It 'goes over plain http when allowed' {
        (Invoke-ResourcePut "${base}echo" @{ a = 1 } -Token abc -AllowUnencryptedAuthentication).Content.headers.Authorization | Should -Be 'Bearer abc'
        (Invoke-ResourcePut "$($base.Replace('//', '//us%65r:p%40@'))echo" @{ a = 1 } -AllowUnencryptedAuthentication).Content.headers.Authorization | Should -Be 'Basic dXNlcjpwQA=='
    }

    It 'refuses what does not go together' -ForEach @(
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

    It 'is answered with Digest, and gets the body' {
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
