# An OpenID provider: tokens that expire in the middle of a run, tokens bound to a key (DPoP), a JWT in place of a secret.
BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Support/RealServers.psm1')
    $npm = 'oidc-provider@9.13.3', 'oauth4webapi@3.8.8'
    $missing = Install-ServerPackage -Npm $npm
}

Describe "oidc$(if ($missing) { " ($missing)" })" -Skip:([bool] $missing) {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Support/Initialize.ps1')
        # The functions of the page, and a key of the test.
        . (Get-CookbookBlock signed-requests 'A proof of possession' -Before '$session')
        $jwk = Get-Jwk $key
        $jwk.alg = 'ES256'
        $jwk.use = 'sig'
        $provider = Start-NodeServer oidc.mjs -Npm 'oidc-provider@9.13.3', 'oauth4webapi@3.8.8' -ArgumentList (@{ keys = @($jwk) } | ConvertTo-Json -Compress -Depth 5)
        $origin = "$($provider.Uri)".TrimEnd('/')
        $replace = @{ 'https://login.example.com' = $origin; 'https://api.example.com/orders/' = "$origin/api/" }
        $PSDefaultParameterValues['*-Resource*:AllowUnencryptedAuthentication'] = $true
        $PSDefaultParameterValues['Invoke-RestMethod:NoProxy'] = $true
        function Get-Log { Invoke-Curl "$origin/log" | ConvertFrom-Json }
    }

    AfterAll { Stop-TestService $provider }

    It 'issues tokens that expire in the middle of a run' {
        . (Get-CookbookBlock tokens-that-expire 'A token that expires in the middle of a run' -Before '#')
        $before = (Get-Log).tokens.Count
        # Each token is valid for ten seconds.
        $responses = 1..24 | ForEach-Object { Start-Sleep -Milliseconds 500; [pscustomobject]@{ id = $_ } } |
            Invoke-ResourcePut "$origin/api/run/{id}" -Token { Get-ClientToken "$origin/token" service secret } -ThrottleLimit 4
        $responses.Count | Should -Be 24
        $log = Get-Log
        ($log.tokens.Count - $before) | Should -BeGreaterThan 1
        $log.refused | Should -BeNullOrEmpty
        $log.written.'/api/run/24'.id | Should -Be 24
    }

    It 'renews a token that expires earlier than its provider promised, once it is refused' {
        . (Get-CookbookBlock tokens-that-expire 'A token that expires in the middle of a run' -Before '#')
        $script:calls = 0
        $before = (Get-Log).refused.Count
        $responses = 1..10 | ForEach-Object { Start-Sleep -Milliseconds 500; [pscustomobject]@{ id = $_ } } |
            Invoke-ResourcePut "$origin/api/late/{id}" -Token {
                $script:calls++
                @{ access_token = (Get-ClientToken "$origin/token" brief secret).access_token; expires_in = 3600 }
            }
        $responses.Count | Should -Be 10
        $script:calls | Should -BeGreaterThan 1
        ($responses.Attempts | Measure-Object -Maximum).Maximum | Should -Be 2
        (Get-Log).refused.Count - $before | Should -Be ($script:calls - 1)
    }

    It 'binds a token to a key, and checks each proof' {
        $before = (Get-Log).proofs.Count
        . (Get-CookbookBlock signed-requests 'A token bound to a key' $replace)
        $responses.Count | Should -Be 10
        (Get-Log).proofs.Count - $before | Should -Be 10
        (Get-Log).written.'/api/10'.id | Should -Be 10
        # The next write comes after the token has expired.
        Start-Sleep -Seconds 4
        (Invoke-ResourcePut late @{ id = 11 } -Session $session).Attempts | Should -Be 1
    }

    It 'refuses a bound token <why>, with its own message' -ForEach @(
        @{ why = 'with no proof'; words = '*no DPoP HTTP Header*'; sign = { } }
        @{ why = 'with the proof of another key'; words = '*confirmation mismatch*'; sign = { Add-DPoPProof $_ ([Security.Cryptography.ECDsa]::Create($key.ExportParameters($false).Curve)) } }
        @{ why = 'with the proof of another url'; words = '*htu mismatch*'; sign = { $_.Headers['DPoP'] = New-DPoPProof PUT "$origin/api/other" $key ($_.Headers['Authorization'] -replace '^DPoP ') } }
    ) {
        . (Get-CookbookBlock signed-requests 'A token bound to a key' $replace -Before '$session')
        $failed = Get-WriteError { Invoke-ResourcePut "$origin/api/none" @{ id = 1 } -Signer $sign -Token { Get-BoundToken "$origin/token" bound secret $key } }
        Get-ErrorKind $failed | Should -Be Unauthorized
        $failed.ErrorDetails.Message | Should -BeLike $words
        ($failed | Format-List * -Force | Out-String) + ($failed.Exception | Format-List * -Force | Out-String) | Should -Not -Match 'eyJ'
    }

    It 'requires its nonce in the proof, which the error contains' {
        . (Get-CookbookBlock signed-requests 'A token bound to a key' $replace -Before '$session')
        $nonce = ''
        $write = {
            Invoke-ResourcePut "$origin/api/nonce/1" @{ id = 1 } -Token { Get-BoundToken "$origin/token" bound secret $key } -Signer {
                $_.Headers['DPoP'] = New-DPoPProof $_.Method $_.Uri $key ($_.Headers['Authorization'] -replace '^DPoP ') $nonce
            }
        }
        $failed = Get-WriteError $write
        Get-ErrorKind $failed | Should -Be Unauthorized
        $nonce = $failed.Exception.Response.Headers['DPoP-Nonce']
        (& $write).StatusCode | Should -Be 200
    }

    It 'accepts a signed JWT instead of a secret' {
        . (Get-CookbookBlock signed-requests 'A signed JWT instead of a secret' $replace)
        $response.StatusCode | Should -Be 200
        (Get-Log).written.'/api/7'.id | Should -Be 7
    }

    It 'refuses the JWT of another key, which is the error of the write' {
        . (Get-CookbookBlock signed-requests 'A signed JWT instead of a secret' $replace)
        $other = [Security.Cryptography.ECDsa]::Create($key.ExportParameters($false).Curve)
        $failed = Get-WriteError { Invoke-ResourcePut "$origin/api/none" @{ id = 1 } -Token { Get-TokenByKey "$origin/token" $origin signed $other } }
        Get-ErrorKind $failed | Should -Be ScriptBlockFailed
        $failed.Exception.Message | Should -BeLike '*invalid_client*'
        $failed.Exception.Attempts | Should -Be 0
    }

    It 'has the registration of a client replaced, and gives a new token for the next time' {
        $client = Invoke-RestMethod "$origin/reg" -Method Post -ContentType application/json -Body '{"client_name":"one","redirect_uris":["https://app.example/back"]}'
        $change = $client | Select-Object client_id, client_secret, redirect_uris, @{ Name = 'client_name'; Expression = { 'two' } }
        $response = Invoke-ResourcePut $client.registration_client_uri $change -Token $client.registration_access_token
        $response.Content.client_name | Should -Be two
        $failed = Get-WriteError { Invoke-ResourcePut $client.registration_client_uri $change -Token $client.registration_access_token }
        Get-ErrorKind $failed | Should -Be Unauthorized
        $next = $response.Content.registration_access_token
        (Invoke-Curl -H "Authorization: Bearer $next" $client.registration_client_uri | ConvertFrom-Json).client_name | Should -Be two
    }
}
