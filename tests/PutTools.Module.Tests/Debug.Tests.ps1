# Compares the output of -Debug with what the server received and sent.
BeforeAll {
    . (Join-Path $PSScriptRoot 'Support/Initialize.ps1')

    # The texts of -Debug, and the responses.
    function Get-Traffic([scriptblock] $Command) {
        $all = @(& $Command 5>&1)
        [pscustomobject]@{
            Texts     = @($all | Where-Object { $_ -is [System.Management.Automation.DebugRecord] } | ForEach-Object { "$_".Replace("`r`n", "`n") })
            Responses = @($all | Where-Object { $_ -isnot [System.Management.Automation.DebugRecord] })
        }
    }

    # The header fields of a text, by name.
    function Get-Field([string] $Text) {
        $fields = [ordered]@{}
        foreach ($line in (($Text -split "`n`n")[0] -split "`n" | Select-Object -Skip 2)) {
            $name, $value = $line -split ': ', 2
            $fields[$name] = $value
        }
        $fields
    }
}

AfterAll { if ($server) { Stop-TestServer $server } }

Describe '-Debug' {
    It 'shows the request that the server received, and its response' {
        $traffic = Get-Traffic { Invoke-ResourcePut "${base}echo/1?a=b" @{ name = 'Größe' } -Headers @{ 'X-One' = 'a'; 'X-Two' = 'b' } -Debug }
        $received = $traffic.Responses[0].Content
        $traffic.Texts.Count | Should -Be 2
        $traffic.Texts[0] | Should -BeLike "Request 1, attempt 1 of the write:`nPUT /echo/1?a=b HTTP/1.1`n*"
        $fields = Get-Field $traffic.Texts[0]
        $fields.Count | Should -Be @($received.headers.PSObject.Properties).Count
        foreach ($name in $fields.Keys) { $fields[$name] | Should -Be ($received.headers.$name -join ', ') }
        ($traffic.Texts[0] -split "`n`n")[1] | Should -Be '{"name":"Größe"}'
        $traffic.Texts[1] | Should -Match '^Response 1: sent after [\d.]+ ms, answered after [\d.]+ ms, complete after [\d.]+ ms:\nHTTP/1.1 200 OK\n'
        ($traffic.Texts[1] -split "`n`n", 2)[1] | Should -Be $traffic.Responses[0].RawContent
    }

    It 'shows the same with $DebugPreference, and nothing without it' {
        $traffic = Get-Traffic { $DebugPreference = 'Continue'; Invoke-ResourcePut "${base}echo" 1 }
        $traffic.Texts.Count | Should -Be 2
        (Get-Traffic { Invoke-ResourcePut "${base}echo" 1 }).Texts.Count | Should -Be 0
        (Get-Traffic { $DebugPreference = 'Continue'; Invoke-ResourcePut "${base}echo" 1 -Debug:$false }).Texts.Count | Should -Be 0
    }

    It 'does not prompt, even if there is much to show' {
        # With -Debug, PowerShell prompts for each text of -Verbose, and an unattended script can't answer.
        $traffic = Get-Traffic { Invoke-ResourcePut "${base}status/503?times=2&key=$(New-Path)" 1 -Debug @quick }
        $traffic.Responses[0].Attempts | Should -Be 3
        $traffic.Texts[0, 2, 4] -replace '(?s)\n.*' | Should -Be 'Request 1, attempt 1 of the write:', 'Request 2, attempt 2 of the write:', 'Request 3, attempt 3 of the write:'
        $traffic.Texts[1, 3, 5] -split "`n" -match '^HTTP/' | Should -Be 'HTTP/1.1 503 Service Unavailable', 'HTTP/1.1 503 Service Unavailable', 'HTTP/1.1 200 OK'
    }

    It 'shows the reads of -Update, redirects, and polls of an operation' {
        $path = New-Path
        $null = Invoke-ResourcePut "$base$path" @{ count = 1 }
        $update = Get-Traffic { Invoke-ResourcePut "$base$path" -Update { $_.count++ } -Debug }
        $update.Texts.ForEach({ ($_ -split "`n")[1] }) | Should -Be "GET /$path HTTP/1.1", 'HTTP/1.1 200 OK', "PUT /$path HTTP/1.1", 'HTTP/1.1 200 OK'
        $update.Texts[0] | Should -BeLike "Request 1:`n*"
        (Get-Field $update.Texts[2])['If-Match'] | Should -Be $update.Texts[1].Split("`n").Where({ $_ -like 'ETag: *' })[0].Substring(6)

        $redirect = Get-Traffic { Invoke-ResourcePut "${base}redirect/307" 1 -Debug }
        $redirect.Texts.ForEach({ ($_ -split "`n")[1] }) | Should -Be 'PUT /redirect/307 HTTP/1.1', 'HTTP/1.1 307 Temporary Redirect', 'PUT /echo HTTP/1.1', 'HTTP/1.1 200 OK'

        $operation = Get-Traffic { Invoke-ResourcePut "${base}operations/start/$path`?polls=1" @{ a = 1 } -WaitForCompletion -PollIntervalSec 0.01 -Debug }
        $operation.Texts.ForEach({ ($_ -split "`n")[1] }) -match '^GET /operations/' | Should -Not -BeNullOrEmpty
    }

    It 'masks secrets: <Name>' -ForEach @(
        @{ Name = 'a token'; Do = { Invoke-ResourcePut "${base}echo" 1 -Token abc-secret -AllowUnencryptedAuthentication -Debug }; Shown = 'Authorization: Bearer \*\*\*' }
        @{ Name = 'a password'; Do = { Invoke-ResourcePut "${base}auth/basic" 1 -Credential ([pscredential]::new('user', (ConvertTo-SecureString 'pass word:ä' -AsPlainText -Force))) -AllowUnencryptedAuthentication -Debug }; Shown = 'Authorization: Basic \*\*\*' }
        @{ Name = 'a header'; Do = { Invoke-ResourcePut "${base}echo" 1 -Headers @{ 'X-Api-Key' = 'abc-secret' } -Debug }; Shown = 'X-Api-Key: \*\*\*' }
        @{ Name = 'the query'; Do = { Invoke-ResourcePut "${base}sink?sig=abc-secret&a=1" 1 -Debug }; Shown = 'PUT /sink\?sig=\*\*\*&a=1 ' }
        @{ Name = 'a member of the body'; Do = { Invoke-ResourcePut "${base}mirror" @{ user = @{ password = 'abc-secret'; name = 'a' } } -Debug }; Shown = '"password":"\*\*\*"' }
        @{ Name = 'a field of a form'; Do = { Invoke-ResourcePut "${base}sink" @{ client_secret = 'abc-secret'; a = 1 } -ContentType application/x-www-form-urlencoded -Debug }; Shown = 'client_secret=\*\*\*' }
        @{ Name = 'a part of a form'; Do = { Invoke-ResourcePut "${base}sink" -Form @{ password = 'abc-secret'; title = 'Tale' } -Debug }; Shown = '(?s)Tale' }
        @{ Name = 'an element of XML'; Do = { Invoke-ResourcePut "${base}sink" ([xml]'<a><password>abc-secret</password></a>') -Debug }; Shown = '<password>\*\*\*' }
        @{ Name = 'an attribute of XML'; Do = { Invoke-ResourcePut "${base}sink" ([xml]'<a password="abc-secret"><add key="ApiKey" value="abc-secret"/></a>') -Debug }; Shown = '<a password="\*\*\*">\s*<add key="ApiKey" value="\*\*\*"' }
        @{ Name = 'an operation of a JSON Patch'; Do = { Invoke-ResourcePatch "${base}sink" @([ordered]@{ op = 'add'; path = '/password'; value = 'abc-secret' }) -PatchFormat JsonPatch -Debug }; Shown = '"path":"/password","value":"\*\*\*"' }
        @{ Name = 'JSON in a part of a form'; Do = { Invoke-ResourcePut "${base}mirror" -Form @{ user = @{ password = 'abc-secret' } } -Debug }; Shown = '\{"password":"\*\*\*"\}' }
        @{ Name = 'JSON in a text of JSON'; Do = { Invoke-ResourcePut "${base}mirror" @{ body = '{"password":"abc-secret"}' } -Debug }; Shown = 'password\\":\\"\*\*\*' }
        @{ Name = 'YAML'; Do = { Invoke-ResourcePut "${base}mirror" "name: a`npassword: abc-secret" -ContentType application/yaml -Debug }; Shown = '(?m)^password: \*\*\*$' }
        @{ Name = 'the start of long JSON'; Do = { Invoke-ResourcePut "${base}mirror" @(1..400 | ForEach-Object { @{ token = 'abc-secret' } }) -Debug }; Shown = '"token":"\*\*\*"' }
        @{ Name = 'a cookie'; Do = { Invoke-ResourcePut "${base}cookies/set?other=1" 1 -Cookies @{ sid = 'abc-secret' } -Debug }; Shown = 'Cookie: \*\*\*' }
    ) {
        $text = (Get-Traffic $Do).Texts -join "`n"
        $text | Should -Not -Match 'abc-secret|pass word|YWJj|dXNlcjpwYXNz'
        $text | Should -Match $Shown
    }

    It 'cuts long text at 10 KB, and shows bytes by size and hash' {
        $long = 'x' * 30KB
        $traffic = Get-Traffic { Invoke-ResourcePut "${base}sink" $long -ContentType text/plain -Debug }
        $traffic.Texts[0].Length | Should -BeLessThan 11KB
        $traffic.Texts[0] | Should -BeLike '*… (cut here; 30720 bytes in all, SHA-256 *'
        $bytes = [byte[]](0..255)
        $hash = [System.Convert]::ToHexString([System.Security.Cryptography.SHA256]::HashData($bytes)).ToLowerInvariant()
        (Get-Traffic { Invoke-ResourcePut "${base}sink" $bytes -Debug }).Texts[0] | Should -BeLike "*`n`n(256 bytes, SHA-256 $hash)"
    }

    It 'shows compressed text decoded' {
        $traffic = Get-Traffic { Invoke-ResourcePut "${base}gzip" @{ name = 'Frodo' } -ContentEncoding Gzip -Debug }
        $traffic.Texts[0] | Should -BeLike "*Content-Encoding: gzip*`n`n{`"name`":`"Frodo`"}"
        ($traffic.Texts[1] -split "`n`n", 2)[1] | Should -Be $traffic.Responses[0].RawContent
    }

    It 'shows the request if there is no connection' {
        $traffic = Get-Traffic { try { Invoke-ResourcePut "$($server.refusingUri)x" 1 -Debug @once } catch { 'failed' } }
        $traffic.Texts[0] | Should -BeLike "Request 1, attempt 1 of the write, which was not sent completely:`nPUT /x HTTP/1.1`n*"
        $traffic.Texts[1] | Should -Match '^Request 1 failed after [\d.]+ ms: '
    }

    It 'keeps the texts of a write together if several run at once' {
        $traffic = Get-Traffic { 1..12 | ForEach-Object { @{ id = $_ } } | Invoke-ResourcePut "${base}load/debug$(New-Path)/{id}?ms=20" -ThrottleLimit 6 -Debug }
        $traffic.Texts.Count | Should -Be 24
        for ($i = 0; $i -lt 24; $i += 2) {
            $traffic.Texts[$i] | Should -BeLike "Request 1, attempt 1 of the write:*"
            $traffic.Texts[$i] | Should -BeLike "*`n`n{`"id`":$($i / 2 + 1)}"
            $traffic.Texts[$i + 1] | Should -BeLike 'Response 1: *'
        }
    }
}
