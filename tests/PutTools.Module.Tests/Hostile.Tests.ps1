# Hostile text in each place that is read of a response. Each write has one response, or one error with a documented id, the
# others are written, and nothing shows a control character. PUTTOOLS_LONG=1 tries each value in each field and with each status.
BeforeDiscovery {
    # Each field that the module reads.
    $fields = 'Accept', 'Accept-Patch', 'Age', 'Allow', 'Azure-AsyncOperation', 'Content-Disposition', 'Content-Encoding', 'Content-Length', 'Content-Type', 'Date', 'ETag', 'Last-Modified', 'Link',
        'Location', 'Operation-Location', 'Proxy-Authenticate', 'RateLimit', 'RateLimit-Remaining', 'RateLimit-Reset', 'Retry-After', 'retry-after-ms', 'Server', 'Set-Cookie', 'x-envoy-upstream-service-time',
        'Transfer-Encoding', 'Via', 'WWW-Authenticate', 'X-RateLimit-Remaining', 'X-RateLimit-Reset', 'X-Rate-Limit-Reset', 'X-Varnish', 'Warning', 'x-amzn-ErrorType', 'x-ms-error-code',
        'x-ms-retry-after-ms', 'Connection', 'Trailer', 'Upgrade'
}

BeforeAll {
    . (Join-Path $PSScriptRoot 'Support/Initialize.ps1')
    Add-Type -Path (Join-Path $PSScriptRoot 'Support/HostileServer.cs')
    $hostile = [PutTools.Testing.HostileServer]::new()
    $isLong = $env:PUTTOOLS_LONG -eq '1'
    $latin = [Text.Encoding]::Latin1
    $statuses = '200 OK', '201 Created', '202 Accepted', '204 No', '303 See', '307 Go', '401 X', '405 X', '407 X', '409 X', '412 X', '417 X', '429 X', '503 X'

    # One character for each byte.
    $values = @(
        '', ' ', ',', ';', '=', '"', '\"', '<', '<>', '%', "'", '*', '@', '/', '//', '?', '#', ':', '0', '-1', '1', '1e999', ('9' * 400), '0x10', 'NaN', 'null', '[]', '{}'
        ('?' * 60000), ('"' * 30000), ('\"' * 30000), ('<' * 60000), ('a=b;' * 15000), ('<a>;rel=x,' * 6000), ('%C3' * 20000), ('gzip,' * 12000), ('&#x;' * 10000), ('W/"",' * 12000), ('x,' * 30000)
        "$([char] 27)[31mred$([char] 0x9B)2J", "a`tb", "$([char] 0)", "$([char] 0xC3)", "$([char] 0xED)$([char] 0xA0)$([char] 0x80)", ($latin.GetString([byte[]] (0x80..0xFF)))
        'Sun, 06 Nov 9999 23:59:59 GMT', 'Mon, 01 Jan 0001 00:00:00 GMT', 'Sun, 31 Feb 2026 25:61:61 GMT', 'http://', 'http://[::1%25', 'http://a:99999999/', 'http://xn--/', 'https://h/%', 'file:///etc/passwd',
        'javascript:alert(1)', '\\h\c$', "filename*=utf-8''%ff%00", "attachment; filename=`"../../../x`"", 'text/plain; charset=utf-7', 'application/json; charset=""', 'application/x-www-form-urlencoded',
        'gzip', 'br', 'deflate', 'zstd', 'identity', 'chunked', 'a=1; Domain=com', 'a=1; Max-Age=99999999999999999999', 'a=1; Expires=Thu, 99 Foo 99999', 'Bearer error="', 'Negotiate x', 'NTLM TlRMTVNTUAAC', 'Digest nonce="'
    )

    # Everything that a user may read of these.
    function Show-All([object[]] $Object) {
        $PSStyle.OutputRendering = 'PlainText'
        foreach ($one in $Object) {
            $one | Out-String -Width 200
            if ($one -is [Management.Automation.ErrorRecord]) { "$one"; "$($one.Exception)" -replace '\r?\n'; $one = $one.Exception.Response }
            if ($one) { foreach ($property in 'Links', 'Cookies', 'Location', 'RetryAfter', 'LastModified', 'Content', 'RawContent', 'ErrorMessage') { $null = $one.$property } }
        }
    }

    # Writes each row, and returns what contradicts the promises.
    function Test-Row($Rows, [hashtable] $With, [int] $Limit) {
        $responses = @($Rows | Invoke-ResourcePut "$($hostile.Uri){path}" @With @once @quietly -TimeoutSec 2 -DeadlineSeconds 2 -ThrottleLimit $Limit -WarningAction SilentlyContinue -WarningVariable warned)
        $ends = @{}
        foreach ($id in @($responses.InputObject.id) + @($failed.TargetObject.id)) { if ($id) { $ends[[string] $id]++ } }
        foreach ($row in $Rows) { if ($ends[[string] $row.id] -ne 1) { "$($row.what) has $([int] $ends[[string] $row.id]) ends" } }
        foreach ($record in $failed) {
            if ($record.Exception -isnot [PutTools.ResourceException] -or "$($record.Exception.Kind)" -in 'None', 'UnexpectedFailure') { "$($record.TargetObject.what): $($record.FullyQualifiedErrorId) $record" }
        }
        $text = (Show-All (@($responses) + @($failed))) + @($warned | ForEach-Object Message) -join "`n"
        $signs = $text -replace '[\r\n\t]' | Select-String '[\p{Cc}\p{Cf}]' -AllMatches | ForEach-Object { $_.Matches.ForEach({ 'U+{0:X4}' -f [int] [char] $_.Value }) } | Sort-Object -Unique
        if ($signs) { "shown: $signs" }
    }
}

AfterAll {
    if ($server) { Stop-TestServer $server }
    if ($hostile) { $hostile.Dispose() }
}

Describe 'The table of fields' {
    It 'has each one that is read' -ForEach @{ Names = $fields } {
        $read = Get-ChildItem (Join-Path $PSScriptRoot '../../src') -Recurse -Filter *.cs | Where-Object FullName -NotMatch '[/\\]obj[/\\]' |
            Select-String 'Headers\.(?:Single|ContainsKey|TryGetValue)\("([^"]+)"|SetCookie\.All.*"(Set-Cookie)"' -AllMatches | ForEach-Object { $_.Matches.ForEach({ $_.Groups[1].Value + $_.Groups[2].Value }) } | Sort-Object -Unique
        $read.Count | Should -BeGreaterThan 10
        $read | Where-Object { $_ -notin $Names } | Should -BeNullOrEmpty
    }
}

Describe 'A hostile <Field>' -ForEach $fields.ForEach({ @{ Field = $_ } }) {
    It 'is a response or an error, <Limit> at once' -ForEach @{ Limit = 1 }, @{ Limit = 16 } {
        $rows = for ($n = 0; $n -lt $values.Count; $n++) {
            if (-not $isLong -and ($n + $Field.Length + $Limit) % 6) { continue }
            foreach ($status in ($isLong ? $statuses : $statuses[($n + $Limit) % $statuses.Count])) {
                $path = "$Field-$n-$($status.Substring(0, 3))"
                $hostile.Set($path, $status, "${Field}: $($values[$n])", '{"a":1}')
                [pscustomobject]@{ id = $path; path = $path; what = "$status with ${Field}: $($values[$n].Substring(0, [Math]::Min(40, $values[$n].Length)))" }
            }
        }
        Test-Row $rows @{ MaximumRetryAfterSec = 0.01; WaitForCompletion = $true; PollIntervalSec = 0.01 } $Limit | Should -BeNullOrEmpty
    }
}

Describe 'A hostile body' {
    BeforeAll {
        function ConvertTo-Coded([byte[]] $Bytes, [string] $Coding = 'GZip') {
            $target = [IO.MemoryStream]::new()
            $coder = "IO.Compression.${Coding}Stream" -as [type]
            $coder = $coder::new($target, [IO.Compression.CompressionLevel]::Fastest)
            $coder.Write($Bytes)
            $coder.Dispose()
            , $target.ToArray()
        }
        $utf8 = [Text.Encoding]::UTF8
        $json, $xml, $html, $text = 'application/json', 'application/xml', 'text/html', 'text/plain'
        $small = $utf8.GetBytes('{"a":1,"status":"Running","message":"no"}')
        $zipped = ConvertTo-Coded $small
        $bomb = ConvertTo-Coded ([byte[]]::new(50MB))
        $bodies = @(
            @($json, ('[' * 200000)), @($json, ('[' * 990 + ']' * 990)), @($json, ('{"a":' * 990 + '1' + '}' * 990)), @($json, ('{"error":' * 100000)), @($json, ('"' * 1MB)), @($json, ('{"a":' + '9' * 1MB + '}'))
            @($json, '{"a":1e999999999,"b":-1e-999999999}'), @($json, ('{' + (('"a":1,' * 100000) -replace ',$') + '}')), @($json, '{"\ud800":"\udc00","message":"\ud83d"}'), @($json, "`u{EF}`u{BB}`u{BF}{}"), @($json, '[{},{"":1,"PSObject":2}]')
            @($json, (' ' * 1MB)), @($json, "{`u{0}}"), @($json, "{`"message`":`"Gr`u{F6}`u{DF}e`"}"), @('application/json; charset=utf-16', '{"a":1}x'), @('application/json; charset=utf-7', '+AAA-'), @('application/problem+json', '{"title":[{}],"status":"x","type":9,"errors":{"a":[[[1]]]}}')
            @($xml, ('<a>' * 100000)), @($xml, ('<a>' * 990 + '</a>' * 990)), @($xml, ('<a ' + ((1..20000).ForEach({ "b$_='1'" }) -join ' ') + '/>')), @($xml, '<!DOCTYPE a [<!ENTITY b "xxxxxxxxxx"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'), @($xml, '<?xml version="1.0" encoding="utf-99"?><a/>'), @($xml, "<a>`u{0}</a>"), @($xml, '<!--'), @($xml, '<?xml version="1.0" encoding="utf-16"?><Error><Message>x</Message></Error>')
            @($html, ('<script>' * 100000)), @($html, ('&#x41;' * 100000)), @($html, ('<' * 1MB)), @($html, '<html><title>'), @($text, ("`r" * 1MB)), @($text, "$([char] 27)[2J`u{9B}31m`u{7}"), @($text, ('x' * 5MB)), @('application/x-www-form-urlencoded', ('error=%zz&' * 100000)), @('multipart/mixed; boundary=x', ('--x' * 100000))
            @('', ''), @('', '{'), @('', "`u{FF}`u{FE}a"), @('', "`u{FF}`u{FE}`u{0}`u{0}a"), @('application/octet-stream', "`u{0}`u{1}")
            @($json, $zipped, 'gzip'), @($json, $zipped[0..20], 'gzip'), @($json, $small, 'gzip'), @($json, $small, 'br'), @($json, $small, 'deflate'), @($json, $zipped, 'gzip, gzip'), @($json, (ConvertTo-Coded $bomb), 'gzip, gzip'), @($json, $bomb, 'gzip')
            @($text, $zipped, 'gzip, gzip, gzip, gzip, gzip'), @($json, $zipped, 'zstd'), @($json, $zipped, 'x-gzip, identity, utf-8'), @($json, (ConvertTo-Coded $small Brotli), 'br'), @($json, (ConvertTo-Coded $small ZLib), 'deflate'), @($json, [byte[]]::new(0), 'gzip')
        )
    }

    It 'is a response or an error, read as <Reader>, <Limit> at once' -ForEach @(
        foreach ($limit in 1, 16) {
            @{ Limit = $limit; Reader = 'the result'; Status = '200 OK'; With = @{} }
            @{ Limit = $limit; Reader = 'the result for a condition'; Status = '200 OK'; With = @{ SuccessCondition = { $null = $_.Content, $_.RawContent; $true } } }
            @{ Limit = $limit; Reader = 'the result with a name for its file'; Status = '200 OK'; With = @{ OutFile = $true; PassThru = $true } }
            @{ Limit = $limit; Reader = 'an error'; Status = '422 X'; With = @{} }
            @{ Limit = $limit; Reader = 'an error of a gateway'; Status = '502 X'; With = @{ SkipHttpErrorCheck = $true } }
            @{ Limit = $limit; Reader = 'a conflict'; Status = '409 X'; With = @{ IfMatch = '"1"' } }
            @{ Limit = $limit; Reader = 'the state to compare'; Status = '200 OK'; With = @{ IfChanged = $true; Body = @{ a = 2 } } }
            @{ Limit = $limit; Reader = 'the state to change'; Status = '200 OK'; With = @{ Update = { $_ } } }
            @{ Limit = $limit; Reader = 'a step of an operation'; Status = '200 OK'; With = @{ WaitForCompletion = $true; PollIntervalSec = 0.01 } }
        }
    ) {
        $kind = $Reader.Replace(' ', '-')
        $rows = for ($n = 0; $n -lt $bodies.Count; $n++) {
            if (-not $isLong -and ($n + $kind.Length + $Limit) % 4) { continue }
            $type, $body, $coding = $bodies[$n]
            $path = "$kind-$n"
            $fields = "ETag: `"1`"$(if ($type) { "`r`nContent-Type: $type" })$(if ($coding) { "`r`nContent-Encoding: $coding" })"
            if ($With.WaitForCompletion) {
                $hostile.Set($path, '202 X', "Operation-Location: /$path", '')
                $hostile.Set("GET $path", $Status, $fields, $body)
            }
            else { $hostile.Set($path, $Status, $fields, $body) }
            [pscustomobject]@{ id = $path; path = $path; what = "body $n, $type $coding" }
        }
        $given = $With.Clone()
        if ($given.OutFile) { $given.OutFile = "$(New-Item -ItemType Directory (Join-Path $TestDrive "files$Limit"))" }
        $time = Measure-Command { $script:wrong = Test-Row $rows $given $Limit }
        $wrong | Should -BeNullOrEmpty
        $time.TotalSeconds | Should -BeLessThan 120
    }
}

Describe 'A redirect to a host that cannot be encoded for DNS' {
    BeforeAll {
        foreach ($code in 303, 307) { $hostile.Set("to$code", "$code X", "Location: http://$([char] 0xB4)$([char] 0xD2)/", '') }
    }

    It 'is not followed' {
        Invoke-ResourcePatch "$($hostile.Uri)to307" @{ a = 1 } @quietly
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'Http307,*'
        "$($failed[0])" | Should -BeLike '*Its Location is not a single http or https url*'
    }

    It 'is the success of a write after 303' {
        (Invoke-ResourcePatch "$($hostile.Uri)to303" @{ a = 1 } -ErrorAction Stop).StatusCode | Should -Be 303
    }
}
