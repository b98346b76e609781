# Puts secrets in every place that a user may use, and searches for them in every place that is displayed, logged or stored.

BeforeAll {
    . (Join-Path $PSScriptRoot 'Support/Initialize.ps1')
    Import-Module (Join-Path $PSScriptRoot 'Support/Services.psm1')
    $folder = New-TestFolder
    $canaries = [ordered]@{}

    # A secret that names its place.
    function New-Canary([string] $Place) { $canaries[$Place] = "canary$($canaries.Count)x$([guid]::NewGuid().ToString('N'))"; $canaries[$Place] }
    function Get-Secure([string] $Text) { ConvertTo-SecureString $Text -AsPlainText -Force }
    function Get-QueryText([string[]] $Name) { ($Name.ForEach({ "$_=$(New-Canary "query $_")" })) -join '&' }

    # Each place for a secret, as arguments of one write. {0} is the target.
    $authority = $server.secureUri -replace '^https://'
    $ways = [ordered]@{
        url         = @{ Uri = "https://user:$(New-Canary 'url password')@$authority{0}" }
        query       = @{ Uri = "$($server.secureUri){0}?$(Get-QueryText token, access_token, sig, api_key, code, password, X-Amz-Signature, client_secret, sid, jwt)" }
        parts       = @{ Uri = "$($server.secureUri){0};jsessionid=$(New-Canary 'path parameter')?next=https%3A%2F%2Fh%2F%3Ftoken%3D$(New-Canary 'url in a query')#access_token=$(New-Canary 'fragment')" }
        queryTable  = @{ Query = @{} }
        headers     = @{ Headers = @{} }
        cookies     = @{ Cookies = @{ id = New-Canary 'cookie' }; Headers = @{ Cookie = "sid=$(New-Canary 'Cookie header')" } }
        basic       = @{ Authentication = 'Basic'; Credential = New-TestCredential user (New-Canary 'Basic password') }
        challenge   = @{ Credential = New-TestCredential user (New-Canary 'challenge password') }
        token       = @{ Token = New-Canary 'token' }
        secureToken = @{ Token = Get-Secure (New-Canary 'secure token') }
        scriptToken = @{ Token = [scriptblock]::Create('$' + "canaries['script token']") }
        proxyUrl    = @{ Proxy = $server.refusingUri.Replace('//', "//user:$(New-Canary 'proxy password')@") }
        proxyLogin  = @{ Proxy = $server.refusingUri; ProxyCredential = New-TestCredential user (New-Canary 'proxy credential') }
        json        = @{ Body = @{ user = 'a'; password = New-Canary 'member'; nested = @{ list = @(@{ client_secret = New-Canary 'nested member' }) } } }
        jsonText    = @{ Body = "{`"api_key`":`"$(New-Canary 'JSON text')`"}" }
        form        = @{ Body = @{ grant_type = 'password'; password = New-Canary 'form field' }; ContentType = 'application/x-www-form-urlencoded' }
        multipart   = @{ Form = @{ title = 'x'; access_token = New-Canary 'multipart field' } }
        xml         = @{ Body = [xml] "<login><password>$(New-Canary 'XML element')</password></login>" }
    }
    $null = New-Canary 'script token'
    foreach ($name in 'key', 'otp', 'pin', 'ticket', 'assertion', 'session_id', 'refresh_token', 'auth') { $ways.queryTable.Query[$name] = New-Canary "-Query $name" }
    foreach ($name in 'Authorization', 'X-Api-Key', 'X-Auth', 'X-Session-Id', 'X-JWT', 'DPoP', 'X-OTP', 'X-Pass', 'Proxy-Authorization', 'X-Vault-Token',
        'X-CSRF-Token', 'X-Amz-Security-Token', 'Ocp-Apim-Subscription-Key', 'Private-Token') { $ways.headers.Headers[$name] = New-Canary "header $name" }

    $null = Invoke-RestMethod "${base}echo" -SessionVariable web
    $web.Headers['X-Auth-Token'] = New-Canary 'header of a web session'
    $web.Credentials = [Net.NetworkCredential]::new('user', (New-Canary 'password of a web session'))
    $web.Cookies.Add([uri] $server.secureUri, [Net.Cookie]::new('w', (New-Canary 'cookie of a web session')))
    $ways.webSession = @{ WebSession = $web }
    $session = New-ResourceSession "https://user:$(New-Canary 'base password')@$authority`?token=$(New-Canary 'base query')" -Headers @{ 'X-Api-Key' = New-Canary 'header of a session' } `
        -Cookies @{ c = New-Canary 'cookie of a session' } -SkipCertificateCheck
    $null = Invoke-ResourcePut "cookies/set?kept=$(New-Canary 'kept cookie')" 1 -Session $session
    $ways.session = @{ Uri = '{0}'; Session = $session }
    $ways.sessionToken = @{ Uri = '{0}'; Session = New-ResourceSession $server.secureUri -Token (New-Canary 'token of a session') -SkipCertificateCheck }

    function Send([hashtable] $Way, [string] $Target, [hashtable] $More = @{}) {
        $arguments = @{ MaximumRetryCount = 0; SkipCertificateCheck = $true; Body = @{ a = 1 } }
        foreach ($table in $Way, $More) { foreach ($name in $table.Keys) { $arguments[$name] = $table[$name] } }
        if ($arguments.Form) { $arguments.Remove('Body') }
        $arguments.Uri = ($Way.Uri ?? "$($server.secureUri){0}") -f $Target
        # The input object of a write, which its error and its response contain, differs from the payload.
        $body = $arguments.Body
        if ($body) { $arguments.Body = { $body }.GetNewClosure() }
        1 | Invoke-ResourcePut @arguments
    }

    # What a person, a log or a file gets of objects.
    function Show-Views([object[]] $Object) {
        foreach ($one in $Object) {
            "$one"
            $one | Out-String -Width 500
            # A message consists only of its text.
            if ($one -is [System.Management.Automation.InformationalRecord]) { continue }
            foreach ($format in 'Format-Table', 'Format-List', 'Format-Wide', 'Format-Custom') { $one | & $format | Out-String -Width 500 }
            if ($one -is [System.Management.Automation.ErrorRecord]) {
                foreach ($ErrorView in 'NormalView', 'ConciseView', 'DetailedView') { $one | Out-String -Width 500 }
                for ($link = $one.Exception; $link; $link = $link.InnerException) { "$link"; $link | Format-List * -Force | Out-String -Width 500 }
                $one.InvocationInfo | Format-List * | Out-String -Width 500
                $one.ErrorDetails | Format-List * | Out-String -Width 500
                Get-Error -InputObject $one | Out-String -Width 500
            }
            else {
                $one | Format-List * -Force | Out-String -Width 500
                $one | ConvertTo-Json -Depth 2 -WarningAction Ignore
                $one | ConvertTo-Csv
                $one | ConvertTo-Html
            }
            [System.Management.Automation.PSSerializer]::Serialize($one, 2)
        }
    }

    # The same in a tenth of the time, if the objects are of the same kinds.
    function Show-Text([object[]] $Object) {
        foreach ($one in $Object) {
            "$one"
            $one | Out-String -Width 500
            for ($link = $one.Exception; $link; $link = $link.InnerException) { "$link" }
            if ($one.ErrorDetails) { $one.ErrorDetails.Message }
        }
    }

    function Find-Canary([string] $Text) {
        foreach ($canary in $canaries.GetEnumerator()) {
            $encoded = [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($canary.Value)).Substring(4, 24)
            if ($Text.Contains($canary.Value) -or $Text.Contains($encoded)) {
                $at = [Math]::Max(0, $Text.IndexOf($canary.Value) - 120)
                "$($canary.Key): …$($Text.Substring($at, [Math]::Min(160, $Text.Length - $at)))"
            }
        }
    }
}

AfterAll {
    if ($server) { Stop-TestServer $server }
    Remove-Item $folder -Recurse
}

Describe 'Fifty secrets' {
    It 'are put in each place that a user may use' {
        $canaries.Count | Should -BeGreaterOrEqual 50
    }

    It 'are not displayed by a write with <_>' -ForEach 'url', 'query', 'parts', 'queryTable', 'headers', 'cookies', 'basic', 'challenge', 'token', 'secureToken', 'scriptToken',
        'proxyUrl', 'proxyLogin', 'json', 'jsonText', 'form', 'multipart', 'xml', 'webSession', 'session', 'sessionToken' {
        $way = $ways[$_]
        $global:Error.Clear()
        $transcript = Join-Path $folder "$_.txt"
        $null = Start-Transcript $transcript
        try {
            # Neither server repeats the request, because a secret in a server's own message is not masked.
            $streams = foreach ($target in 'sink/1', 'status/422') {
                Send $way $target @{ Verbose = $true; Debug = $true; ErrorAction = 'Continue' } *>&1
            }
            $streams += Send $way 'sink/1' @{ WhatIf = $true; Verbose = $true } *>&1
            # Plain http, and no server.
            $gone = $way.Clone()
            $gone.Uri = ($way.Uri ?? "$($server.secureUri){0}") -replace '^https://', 'http://' -replace ':\d+/', ':1/'
            if ($way.Uri -ne '{0}') { $unsent = Send $gone 'sink/1' @{ ErrorAction = 'Continue'; Verbose = $true } *>&1 }
            $unsent | Out-Default
            $streams | Out-Default
        }
        finally { $null = Stop-Transcript }
        $text = ($_ -in 'query', 'parts', 'headers', 'json', 'session' ? (Show-Views @($streams)) : (Show-Text @($streams))) + $global:Error.ForEach({ "$_$($_.Exception)$($_.ErrorDetails)" }) + (Get-Content $transcript -Raw) -join "`n"
        # The text contains the write, so the search is meaningful.
        $text | Should -BeLike '*sink/1*'
        Find-Canary $text | Should -BeNullOrEmpty
    }

    It 'are not displayed by a session' {
        Find-Canary ((Show-Views @($session), @($ways.sessionToken.Session)) -join "`n") | Should -BeNullOrEmpty
    }

    It 'are not displayed for a text that is not a url: <_>' -ForEach 'https://u:{0}#x@host/', 'https://u:p#{0}@host/', 'https:/u:{0}@host/', 'u:{0}@host/x', 'https://u:{0}/x@host/', 'htps://u:{0}@host/',
        'https://u:{0}@ho st/', 'https://host/{{a?token={0}', 'https://u:{0}@[::1/' {
        $uri = $_ -f (New-Canary "broken url $_")
        $global:Error.Clear()
        $streams = Invoke-ResourcePut $uri 1 -MaximumRetryCount 0 -Verbose -ErrorAction SilentlyContinue *>&1
        $session = try { New-ResourceSession $uri } catch { $_ }
        $proxied = try { Invoke-ResourcePut "${base}echo" 1 -Proxy $uri -MaximumRetryCount 0 } catch { $_ }
        $global:Error.Count | Should -BeGreaterThan 0
        # The position of an error is the line of the caller's script.
        Find-Canary ((Show-Text (@($streams) + @($session) + @($proxied) + @($global:Error))) -join "`n") | Should -BeNullOrEmpty
    }

    It 'are in no process list, file, log or standard stream of another process' -Tag Linux {
        $log = Join-Path $folder 'files'
        $null = New-Item -ItemType Directory $log
        $canary = New-Canary 'another process'
        $script = Join-Path $folder 'child.ps1'
        Set-Content $script @'
            param([string] $Module, [string] $Base, [string] $Out)
            $secret = [Console]::In.ReadLine()
            Import-Module $Module
            Set-Location $Out
            $given = @{ Headers = @{ 'X-Auth' = $secret }; Token = $secret; Query = @{ token = $secret }; Cookies = @{ a = $secret }; SkipCertificateCheck = $true; MaximumRetryCount = 0 }
            Start-Transcript (Join-Path $Out 'transcript.txt')
            $VerbosePreference = $DebugPreference = 'Continue'
            # The target of an error is the input object, and not the payload.
            $payload = { @{ password = $secret } }
            $one = 9 | Invoke-ResourcePut "${Base}sink/9" -Body $payload @given
            $one | Export-Clixml (Join-Path $Out 'response.xml')
            $one | Export-Csv (Join-Path $Out 'response.csv')
            $one | Out-File (Join-Path $Out 'response.txt')
            Invoke-ResourcePut "${Base}sink/9" 1 @given -OutFile (Join-Path $Out 'saved.json')
            'begun'
            try { 9 | Invoke-ResourcePut "${Base}status/500" -Body $payload @given -ErrorAction Stop } catch { $_ | Export-Clixml (Join-Path $Out 'error.xml'); $_; Get-Error }
            $Error | Out-File (Join-Path $Out 'errors.txt')
            Stop-Transcript
            'listen'
            [void] [Console]::In.ReadLine()
'@
        $start = [Diagnostics.ProcessStartInfo]::new([Environment]::ProcessPath)
        if ((Split-Path ([Environment]::ProcessPath) -LeafBase) -eq 'dotnet') { $start.ArgumentList.Add([Environment]::GetCommandLineArgs()[0]) }
        foreach ($argument in '-NoProfile', '-NonInteractive', '-File', $script, (Resolve-Path (Join-Path $PSScriptRoot '../../PutTools.psd1')).Path, $server.secureUri, $log) { $start.ArgumentList.Add($argument) }
        $start.RedirectStandardInput = $start.RedirectStandardOutput = $start.RedirectStandardError = $true
        $start.Environment['TMPDIR'] = $log
        $process = [Diagnostics.Process]::Start($start)
        try {
            $errors = $process.StandardError.ReadToEndAsync()
            $process.StandardInput.WriteLine($canary)
            $output = [Text.StringBuilder]::new()
            while (($line = $process.StandardOutput.ReadLine()) -ne $null -and $line -ne 'listen') { $null = $output.AppendLine($line) }
            $line | Should -Be 'listen' -Because "the child printed: $output"
            $processes = foreach ($file in Get-Item '/proc/[0-9]*/cmdline' -ErrorAction Ignore) { try { [IO.File]::ReadAllText($file.FullName) } catch { '' } }
            $environment = [IO.File]::ReadAllText("/proc/$($process.Id)/environ")
            $process.StandardInput.WriteLine()
            $process.WaitForExit(30000) | Should -BeTrue
            $null = $output.AppendLine($process.StandardOutput.ReadToEnd())
        }
        finally {
            if (-not $process.HasExited) { $process.Kill() }
        }
        "$output" | Should -BeLike '*begun*500*'
        Find-Canary "$output`n$($errors.Result)`n$($processes -join "`n")`n$environment" | Should -BeNullOrEmpty
        $files = Get-ChildItem $log -Recurse -File -Force
        $files.Name | Should -Contain 'transcript.txt'
        $files.Name | Should -Contain 'error.xml'
        $files.Name | Should -Contain 'saved.json'
        foreach ($file in $files) { Find-Canary ([IO.File]::ReadAllText($file.FullName)) | Should -BeNullOrEmpty -Because $file.Name }
    }
}

# PowerShell's logs go to /dev/log, so the process gets a /dev of its own. Only root may make one.
$ownDevices = if ($IsLinux -and (id -u) -eq 0) { unshare -m true; $LASTEXITCODE -eq 0 }
if (-not $ownDevices) { Write-Host 'No mount namespace can be made, so the logs of script blocks and modules are not read.' }

Describe 'PowerShell''s log of script blocks and modules' -Tag Linux {
    if ($ownDevices) {
        It 'has the call, and no secret that is given as a secure string, a credential, a hashtable or a script block' {
            $canary = New-Canary 'PowerShell''s log'
            $place = (New-Item -ItemType Directory (Join-Path $folder 'syslog')).FullName
            Set-Content "$place/settings.json" (@{
                    'Microsoft.PowerShell:ExecutionPolicy' = 'Bypass'; LogLevel = 'Verbose'; LogIdentity = 'puttools'
                    PowerShellPolicies = @{ ScriptBlockLogging = @{ EnableScriptBlockLogging = $true }; ModuleLogging = @{ EnableModuleLogging = $true; ModuleNames = @('*') } }
                } | ConvertTo-Json -Depth 4)
            Set-Content "$place/child.ps1" @'
                param([string] $Module, [string] $Base)
                # A parameter of a command would be logged.
                $secret = [Console]::In.ReadLine()
                $secure = [securestring]::new()
                foreach ($character in $secret.ToCharArray()) { $secure.AppendChar($character) }
                Import-Module $Module
                $common = @{ SkipCertificateCheck = $true; MaximumRetryCount = 0; ErrorAction = 'SilentlyContinue'; Verbose = $true; Debug = $true }
                foreach ($target in 'sink/1', 'status/500', 'status/401') {
                    $null = Invoke-ResourcePut "$Base$target" @{ password = $secret } -Headers @{ 'X-Auth' = $secret } -Cookies @{ sid = $secret } -Query @{ token = $secret } -Token $secure @common *>&1
                    $null = 1 | Invoke-ResourcePatch "$Base$target" { @{ password = $secret } } -Credential ([pscredential]::new('user', $secure)) @common *>&1
                    $null = Invoke-ResourcePut "$Base$target" @{ a = 1 } -Token { $secret } -Signer { $_.Headers['X-Signature'] = $secret } @common *>&1
                }
                $session = New-ResourceSession $Base -Token { $secret } -Headers @{ 'X-Auth' = $secret } -SkipCertificateCheck
                $null = Invoke-ResourcePut sink/1 @{ a = 1 } -Session $session *>&1
'@
            $socket = [Net.Sockets.Socket]::new([Net.Sockets.AddressFamily]::Unix, [Net.Sockets.SocketType]::Dgram, [Net.Sockets.ProtocolType]::Unspecified)
            $socket.Bind([Net.Sockets.UnixDomainSocketEndPoint]::new("$place/log"))
            # Reads meanwhile: a full queue stops the process.
            $reading = [powershell]::Create().AddScript({
                    param($Socket)
                    $buffer = [byte[]]::new(1MB)
                    $text = [Text.StringBuilder]::new()
                    while (($count = $Socket.Receive($buffer)) -gt 0) { $null = $text.Append([Text.Encoding]::UTF8.GetString($buffer, 0, $count)).Append("`n") }
                    $text.ToString()
                }).AddArgument($socket)
            $pending = $reading.BeginInvoke()
            try {
                $devices = 'mount -t tmpfs none /dev && mknod -m 666 /dev/null c 1 3 && mknod -m 666 /dev/zero c 1 5 && mknod -m 666 /dev/random c 1 8 &&
                    mknod -m 666 /dev/urandom c 1 9 && mkdir -m 777 /dev/shm && ln -s "$0" /dev/log && exec "$@"'
                $command = @([Environment]::ProcessPath) + $(if ((Split-Path ([Environment]::ProcessPath) -LeafBase) -eq 'dotnet') { [Environment]::GetCommandLineArgs()[0] })
                $module = (Resolve-Path (Join-Path $PSScriptRoot '../../PutTools.psd1')).Path
                $canary | unshare -m sh -c $devices "$place/log" @command -SettingsFile "$place/settings.json" -NoProfile -NonInteractive -File "$place/child.ps1" $module $server.secureUri
                $LASTEXITCODE | Should -Be 0
            }
            finally {
                # An empty datagram ends the reading.
                $end = [Net.Sockets.Socket]::new([Net.Sockets.AddressFamily]::Unix, [Net.Sockets.SocketType]::Dgram, [Net.Sockets.ProtocolType]::Unspecified)
                $null = $end.SendTo([byte[]]::new(0), [Net.Sockets.UnixDomainSocketEndPoint]::new("$place/log"))
                $log = $reading.EndInvoke($pending) -join ''
                $end, $socket, $reading | ForEach-Object Dispose
            }
            $log | Should -BeLike '*Creating Scriptblock text*Invoke-ResourcePut*'
            $log | Should -BeLike '*CommandInvocation(Invoke-ResourcePatch)*'
            Find-Canary $log | Should -BeNullOrEmpty
        }
    }
}

Describe 'Control characters of a server' {
    BeforeAll {
        # Escape sequences, C1, bidi overrides, a carriage return that overwrites the line, a null.
        $evil = "$([char]27)[31mred$([char]0x9B)2J$([char]0x202E)evil$([char]0x2066)$([char]7)$([char]0xAD)"
        $octets = [Text.Encoding]::Latin1.GetBytes("$([char]27)[31mred$([char]0x9B)2J$([char]7)")
        $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $listener.Start()
        $port = $listener.LocalEndpoint.Port
        $answer = [powershell]::Create().AddScript({
            param($Listener, $Octets, $Evil)
            $wild = [Text.Encoding]::Latin1.GetString($Octets)
            while ($true) {
                $client = $Listener.AcceptTcpClient()
                $stream = $client.GetStream()
                $buffer = [byte[]]::new(65536)
                $head = [Text.Encoding]::Latin1.GetString($buffer, 0, $stream.Read($buffer, 0, $buffer.Length))
                $status, $fields, $body = switch -Wildcard ($head) {
                    '* /status*' { "422 Bad$wild", "Content-Type: application/problem+json", "{`"title`":`"$Evil`",`"detail`":`"$Evil`rover`"}" }
                    '* /method*' { "405 No", "Allow: GET, $wild", '' }
                    '* /type*' { '200 OK', "Content-Type: application/json; x=$wild", '{' }
                    '* /coding*' { '200 OK', "Content-Encoding: x$wild", 'abc' }
                    '* /text*' { "200 Fine$wild", "Content-Type: text/plain`r`nETag: `"$wild`"`r`nX-A: $wild", "a$Evil`nb" }
                    '* /location*' { '307 Go', "Location: /text/$wild", '' }
                    '* /line*' { "$wild", '', '' }
                    default { "200 OK", "Content-Type: text/plain; charset=$wild", $Evil }
                }
                $bytes = [Text.Encoding]::UTF8.GetBytes($body)
                $text = if ($head -like '* /line*') { "HTTP/1.1$wild garbage$wild`r`n`r`n" } else { "HTTP/1.1 $status`r`n$fields`r`nContent-Length: $($bytes.Length)`r`nConnection: close`r`n`r`n" }
                $stream.Write([byte[]] ([Text.Encoding]::Latin1.GetBytes($text) + $bytes))
                $client.Dispose()
            }
        }).AddArgument($listener).AddArgument($octets).AddArgument($evil)
        $running = $answer.BeginInvoke()
    }

    AfterAll {
        $listener.Stop()
        $answer.Dispose()
    }

    It 'do not reach a terminal or a log: <_>' -ForEach 'status', 'method', 'type', 'coding', 'text', 'location', 'line', 'charset' {
        $global:Error.Clear()
        # -Debug would prompt at each warning.
        $DebugPreference = 'Continue'
        $streams = 1 | Invoke-ResourcePut "http://127.0.0.1:$port/$_" -MaximumRetryCount 0 -Verbose -ErrorAction Continue *>&1
        @($streams).Count | Should -BeGreaterThan 1
        # PowerShell leaves its own colours out if it does not write to a terminal.
        $PSStyle.OutputRendering = 'PlainText'
        $text = foreach ($one in $streams) { "$one"; $one | Out-String; if ($one -isnot [PutTools.ResourceResponse]) { continue }; $one | Format-List | Out-String; $one.Headers | Out-String }
        foreach ($record in $global:Error) {
            $text += "$record", $record.Exception.Message, ("$($record.Exception.InnerException)" -replace '\r?\n'), (Get-Error -InputObject $record | Out-String)
        }
        $found = ($text -join "`n") -replace '\r\n|[\n\t]' | Select-String '[\p{Cc}\p{Cf}]' -AllMatches | ForEach-Object { $_.Matches.ForEach({ 'U+{0:X4}' -f [int][char]$_.Value }) } | Sort-Object -Unique
        $found | Should -BeNullOrEmpty
    }
}
