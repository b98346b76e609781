BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Support/TestServer.psm1')
    Import-Module (Join-Path $PSScriptRoot 'Support/Services.psm1')
    Import-Module (Join-Path $PSScriptRoot '../../PutTools.psd1')
    Add-Type -Path (Join-Path $PSScriptRoot 'Support/HostileServer.cs')
    $hostile = [PutTools.Testing.HostileServer]::new()
    # Failures here recur each time.
    $PSDefaultParameterValues = @{ 'Invoke-Resource*:MaximumRetryCount' = 0 }
    $folder = New-TestFolder
    $server = Start-TestServer --https, --client-certificates
    Set-Content $folder/server.pem $server.certificate
    $authority = New-TestCertificate 'Test authority'
    $client = New-TestCertificate client $authority
    Set-Content $folder/client.pem $client.Certificate
    Set-Content $folder/client.key $client.EncryptedKey
    $keyText = ($client.Key -split "`n")[1]

    # Each parameter for a secret, with the arguments that it needs. The secret contains the planted word, or is the key.
    $ways = [ordered]@{
        password    = @{ Authentication = 'Basic'; Credential = New-TestCredential user planted-password }
        challenge   = @{ Credential = New-TestCredential user planted-password }
        token       = @{ Token = 'planted-token' }
        secureToken = @{ Token = ConvertTo-SecureString 'planted-token' -AsPlainText -Force }
        scriptToken = @{ Token = { -join ('plant', 'ed-token') } }
        header      = @{ Headers = @{ Authorization = 'planted-header'; 'X-Api-Key' = 'planted-key' } }
        cookie      = @{ Cookies = @{ id = 'planted-cookie' } }
        query       = @{ Query = @{ access_token = 'planted-query'; 'x-sig' = 'planted-query'; code = 'planted-query'; subscription_key = 'planted-query' } }
        url         = @{ Uri = 'user:planted-url@' }
        proxy       = @{ Proxy = "$($server.refusingUri.Replace('//', '//user:planted-proxy@'))" }
        proxyLogin  = @{ Proxy = $server.refusingUri; ProxyCredential = New-TestCredential user planted-proxy }
    }
    if ($env:PUTTOOLS_BUILD -ne 'netstandard2.0') {
        $ways.certificate = @{ CertificatePath = "$folder/client.pem"; CertificateKeyPath = "$folder/client.key"; CertificatePassword = ConvertTo-SecureString 'key password' -AsPlainText -Force }
    }

    # Everything that is visible of objects and their members, as text.
    function Show-All([object[]] $Object) {
        $seen = $Object + @(foreach ($one in $Object) {
            if ($one -is [System.Management.Automation.ErrorRecord]) {
                $one.InvocationInfo, $one.ErrorDetails, $one.CategoryInfo
                for ($link = $one.Exception; $link; $link = $link.InnerException) { $link; $link.Response; $link.Response.History; $link.Problem }
            }
            elseif ($one.History) { $one.History }
        })
        $seen | Format-List * -Force | Out-String -Width 500
        $Object | Out-String -Width 500
        $seen | ForEach-Object { "$_" }
        [System.Management.Automation.PSSerializer]::Serialize($Object, 3)
    }

    # Everything that is visible of a write: all streams, errors, responses.
    function Show-Write([hashtable] $Way, [string] $Uri, [hashtable] $More = @{}) {
        $arguments = $Way.Clone()
        $arguments.Uri = if ($Way.Uri) { $Uri.Replace('//', "//$($Way.Uri)") } else { $Uri }
        $global:Error.Clear()
        # From the pipeline, so that a failure does not end the statement and all streams are captured.
        $all = @{ a = 1 } | Invoke-ResourcePut @arguments @More -CACertificatePath $folder/server.pem -Debug -Verbose -ErrorAction Continue *>&1
        Show-All @($all)
        Show-All @($global:Error)
    }

    # -WhatIf writes to the host, which a transcript captures.
    function Show-WhatIf([hashtable] $Way) {
        $transcript = "$folder/$([guid]::NewGuid()).txt"
        $null = Start-Transcript $transcript
        try { $null = Show-Write $Way "$($server.secureUri)users/1" @{ WhatIf = $true } } finally { $null = Stop-Transcript }
        Get-Content $transcript -Raw
    }

    function Find-Secret([string[]] $Text) {
        foreach ($line in $Text -split "`n") { if ($line -like '*planted*' -or $line.Contains($keyText) -or $line -like '*cGxhbnRlZ*' -or $line -like '*key password*') { $line.Trim() } }
    }
}

AfterAll {
    if ($server) { Stop-TestServer $server }
    if ($hostile) { $hostile.Dispose() }
    Remove-Item $folder -Recurse
}

Describe 'A secret given as <kind>' -ForEach @(
    'password', 'challenge', 'token', 'secureToken', 'scriptToken', 'header', 'cookie', 'query', 'url', 'proxy', 'proxyLogin'
    if ($env:PUTTOOLS_BUILD -ne 'netstandard2.0') { 'certificate' }
).ForEach({ @{ kind = $_ } }) {
    BeforeAll { $way = $ways[$kind] }

    It 'is not visible in a write to <_>' -ForEach 'users/1', 'redirect/307?to=/status/422' {
        $text = Show-Write $way "$($server.secureUri)$_"
        # The text contains the write, so the search is meaningful.
        $text -join '' | Should -BeLike '*: replace the resource*'
        Find-Secret $text | Should -BeNullOrEmpty
    }

    It 'is not visible without a connection, or if only plain http is possible' {
        foreach ($uri in $server.refusingUri, $server.refusingUri.Replace('http:', 'https:')) {
            $text = Show-Write $way $uri
            $global:Error.Count | Should -BeGreaterThan 0
            Find-Secret $text | Should -BeNullOrEmpty
        }
    }

    It 'is not visible in -WhatIf' {
        $text = Show-WhatIf $way
        $text | Should -BeLike '*What if:*'
        Find-Secret $text | Should -BeNullOrEmpty
    }

    It 'is not visible in a session, nor in what is sent with it' {
        $arguments = $way.Clone()
        $arguments.Remove('Uri')
        $arguments.Remove('Query')
        $session = New-ResourceSession @arguments "https://$($way.Uri)127.0.0.1:$(([uri] $server.secureUri).Port)/?token=planted" -CACertificatePath $folder/server.pem
        $global:Error.Clear()
        $null = @{ a = 1 } | Invoke-ResourcePut status/422 -Session $session -ErrorAction Continue 2>&1
        $global:Error.Count | Should -BeGreaterThan 0
        # Once per parameter, because it takes a second.
        $text = (Show-All @($session)), (Show-All @($global:Error)), (Get-Error -InputObject $global:Error[0] | Out-String -Width 500)
        Find-Secret $text.ForEach({ $_ }) | Should -BeNullOrEmpty
    }
}

Describe 'A secret in a response' {
    It 'is not displayed: <Name>' -ForEach @(
        @{ Name = 'a cookie'; Fields = 'Set-Cookie: id=planted; Path=/' }
        @{ Name = 'a cookie without a name'; Fields = 'Set-Cookie: planted' }
        @{ Name = 'a field with the name of a secret'; Fields = "X-Auth-Token: planted`r`nX-Amz-Security-Token: planted" }
        @{ Name = 'Location'; Status = '201 C'; Fields = 'Location: https://user:planted@h/x?token=planted' }
        @{ Name = 'Location without a scheme'; Status = '201 C'; Fields = 'Location: //user:planted@h/x' }
        @{ Name = 'Location that is no url'; Status = '201 C'; Fields = 'Location: https://user:planted@h inv/x' }
        @{ Name = 'Link'; Fields = 'Link: <https://u:planted@h/>; rel=next, </y?sig=planted>; rel=prev' }
        @{ Name = 'Refresh'; Fields = 'Refresh: 0; url=https://u:planted@h/?token=planted' }
        @{ Name = 'WWW-Authenticate'; Status = '401 X'; Fields = 'WWW-Authenticate: Bearer authorization_uri="https://u:planted@h/?code=planted", error_description="see https://u:planted@h/?token=planted"' }
        @{ Name = 'JSON in a field'; Fields = 'Report-To: {"url":"https://u:planted@h/?token=planted"}' }
        @{ Name = 'a url in an error'; Status = '400 X'; Fields = 'Content-Type: application/json'; Body = '{"message":"no https://u:planted@h/?token=planted"}' }
        @{ Name = 'JSON in an error'; Status = '400 X'; Fields = 'Content-Type: application/json'; Body = '{"message":"{\"password\":\"planted\"}"}' }
        @{ Name = 'a pair in an error'; Status = '400 X'; Fields = 'Content-Type: text/plain'; Body = 'No: Server=a;Password=planted;User=b' }
        @{ Name = 'an attribute in an error'; Status = '400 X'; Fields = 'Content-Type: application/xml'; Body = '<e><Message>no</Message><a token="planted"/></e>' }
        @{ Name = 'a signed url in the content'; Fields = 'Content-Type: application/json'; Body = '{"upload":"https://h/?X-Amz-Signature=planted"}' }
        @{ Name = 'the token, in the reason phrase'; Status = '400 Bad planted'; With = @{ Token = 'planted' } }
        @{ Name = 'the token, in Allow'; Status = '405 X'; Fields = 'Allow: planted'; With = @{ Token = 'planted' } }
        @{ Name = 'the token, in a problem'; Status = '400 X'; Fields = 'Content-Type: application/problem+json'; Body = '{"title":"planted","detail":"no planted","more":"planted"}'; With = @{ Token = 'planted' } }
        @{ Name = 'the token, in a page'; Status = '400 X'; Fields = 'Content-Type: text/html'; Body = '<title>x</title><p>Bearer <b>planted</b></p>'; With = @{ Token = 'planted' } }
        @{ Name = 'the token, in a line that is no field'; Fields = 'Bearer planted'; With = @{ Token = 'planted' } }
        @{ Name = 'the token, in a line that is no status'; Status = 'no planted'; With = @{ Token = 'planted'; MaximumRetryCount = 0 } }
        @{ Name = 'YAML that is sent'; With = @{ Body = "kind: Secret`npassword: planted`ntoken: |`n  planted`n`n  planted`n"; ContentType = 'application/yaml' } }
        @{ Name = 'JSON in a form that is sent'; With = @{ Body = @{ payload = '{"password":"planted"}' }; ContentType = 'application/x-www-form-urlencoded' } }
        @{ Name = 'XML that is sent'; With = @{ Body = '<a password="planted"><token><v>planted</v></token></a>'; ContentType = 'application/xml' } }
    ) {
        $hostile.Set('x', ($Status ?? '200 OK'), "$Fields", [string] $Body)
        $arguments = @{ Body = 1; AllowUnencryptedAuthentication = $true } + @{}
        foreach ($key in $With.Keys) { $arguments[$key] = $With[$key] }
        $global:Error.Clear()
        $DebugPreference = 'Continue'
        $text = foreach ($one in @(try { Invoke-ResourcePut "$($hostile.Uri)x" @arguments -Verbose *>&1 } catch { $_ })) {
            "$one"
            $one | Out-String -Width 300
            if ($one -is [PutTools.ResourceResponse]) { $one | Format-List | Out-String -Width 300; $one.Headers | Out-String -Width 300; "$($one.Location)" }
            if ($one -is [System.Management.Automation.ErrorRecord]) { "$($one.Exception)"; "$($one.ErrorDetails)"; "$($one.Exception.Response)"; $one.Exception.Problem | Format-List | Out-String -Width 300 }
        }
        $text -join '' | Should -BeLike '*HTTP/1.1*'
        Find-Secret $text | Should -BeNullOrEmpty
    }
}

Describe 'Masking' {
    It 'changes what is shown, and not what is sent' {
        $response = Invoke-ResourcePut "$($server.uri)echo?Token=abc&page=2" @{ a = 1 }
        "$($response.Uri)" | Should -Be "$($server.uri)echo?Token=***&page=2"
        # The older build is for Windows PowerShell, whose -f calls ToString.
        if ($env:PUTTOOLS_BUILD -ne 'netstandard2.0') { '{0}' -f $response.Uri | Should -Be "$($server.uri)echo?Token=***&page=2" }
        $response.Uri.AbsoluteUri | Should -Be "$($server.uri)echo?Token=abc&page=2"
        $response.Content.url | Should -Be "$($server.uri)echo?Token=abc&page=2"
    }

    It 'is of the reason why a script block failed' {
        try { Invoke-ResourcePut "$($server.uri)echo" -Body { throw 'no login with password=planted at https://user:planted@host/' } } catch { $failed = $_ }
        "$($failed.ErrorDetails)" | Should -BeLike 'The script block of -Body failed: no login with password=`*`*`* at https://host/*'
    }

    It 'is of a secret of the body that the server repeats: <What>' -ForEach @(
        @{ What = 'in a success that reports a failure'; Status = '200 OK'; Fields = ''; Content = '{"success":false,"message":"planted-1 was used before"}' }
        @{ What = 'in a warning'; Status = '200 OK'; Fields = 'Warning: 199 - "planted-1 is weak"'; Content = '{"warnings":["planted-1 is weak"]}' }
        @{ What = 'in the error of an operation'; Status = '202 Accepted'; Fields = 'Operation-Location: /operation'; Content = '' }
        @{ What = 'in an error'; Status = '422 X'; Fields = ''; Content = '{"detail":[{"loc":["body","password"],"msg":"planted-1 is weak","input":"planted-1"}]}' }
    ) {
        $hostile.Set('weak', $Status, $Fields, $Content)
        $hostile.Set('operation', '200 OK', 'Content-Type: application/json', '{"status":"Failed","error":{"message":"planted-1 is weak"}}')
        $text = foreach ($patch in @{ op = 'add'; path = '/password'; value = 'planted-1' }, @{ value = 'planted-1'; op = 'add'; path = '/password' }) {
            try { Invoke-ResourcePatch "$($hostile.Uri)weak" $patch -PatchFormat JsonPatch -WaitForCompletion -PollIntervalSec 0.01 3>&1 | ForEach-Object { "$_"; $_.ErrorMessage } }
            catch { "$($_.ErrorDetails)"; "$($_.Exception)" }
        }
        $text -join "`n" | Should -BeLike '*`*`*`**'
        $text -join "`n" | Should -Not -BeLike '*planted*'
    }

    It 'is of the content in the views: <Type>' -ForEach @(
        @{ Type = 'application/json'; Body = '{"a":1,"password":"planted","list":[{"access_token":"planted"}]}' }
        @{ Type = 'application/x-www-form-urlencoded'; Body = 'a=1&password=planted' }
        @{ Type = 'application/xml'; Body = '<a><a>1</a><password>planted</password></a>' }
        @{ Type = 'text/plain'; Body = '{"a":1,"client_secret":"planted"}' }
        @{ Type = 'application/json'; Body = '{"a":1,"password":"' + 'planted' * 1000 + '"}' }
    ) {
        $response = Invoke-ResourcePut "$($server.uri)mirror" $Body -ContentType $Type
        foreach ($text in ($response | Format-Table | Out-String -Width 200), ($response | Format-List | Out-String -Width 200)) {
            $text | Should -BeLike '*`*`*`**'
            $text | Should -Not -BeLike '*planted*'
        }
        $response.RawContent | Should -Be $Body
    }

    It 'is of a masked url that is escaped, and it is not sent: <_>' -ForEach '?token=***', '?token=%2A%2A%2A&a=1', '?a={masked}' {
        Invoke-ResourcePut -InputObject ([pscustomobject]@{ masked = '***' }) "$($server.uri)masked$_" -ErrorAction SilentlyContinue -ErrorVariable failed
        $failed.Exception.Kind | Should -Be InvalidUri
        "$failed" | Should -BeLike '*masked*'
        Get-TestServerJournal $server /masked | Should -BeNullOrEmpty
    }

    It 'is of serialized responses, however the module is imported: <_>' -ForEach 'PutTools.psd1', 'src/module/PutTools.psm1', "src/module/bin/$($env:PUTTOOLS_BUILD)/PutTools.Cmdlets.dll" {
        $module = Convert-Path (Join-Path $PSScriptRoot "../../$_")
        $file = "$folder/$([guid]::NewGuid()).xml"
        pwsh -NoProfile -NonInteractive -Command "Import-Module '$module'; Invoke-ResourcePut '$($server.uri)status/200?token=planted' 1 -Cookies @{ a = 'planted' } | Tee-Object -Variable r | Export-Clixml '$file'; `$r" | Out-String | Should -BeLike '*Outcome*Method*Uri*Content*'
        $text = Get-Content $file -Raw
        $text | Should -BeLike '*token=`*`*`**'
        $text | Should -Not -BeLike '*planted*'
    }
}
