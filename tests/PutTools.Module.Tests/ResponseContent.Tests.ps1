BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Support/TestServer.psm1')
    Import-Module (Join-Path $PSScriptRoot '../../PutTools.psd1')
    $server = Start-TestServer
    $base = $server.uri

    # Emits the response of a server that sends this text, and the warnings.
    function Get-Response([string] $Text, [string] $ContentType = 'application/json', [hashtable] $Headers = @{}) {
        $response = Invoke-ResourcePut "${base}mirror/a/b" ([Text.Encoding]::UTF8.GetBytes($Text)) -ContentType $ContentType -Headers $Headers -WarningVariable warnings -WarningAction SilentlyContinue
        $response | Add-Member -NotePropertyName Warnings -NotePropertyValue "$warnings" -PassThru
    }
}

AfterAll {
    if ($server) { Stop-TestServer $server }
}

Describe 'The body of a response' {
    It 'is text with a warning, and the write a success, if JSON <What>' -ForEach @(
        @{ What = 'is not JSON'; Text = '{"a":' }
        @{ What = 'has NaN'; Text = '{"a":NaN}' }
        @{ What = 'is nested 5,000 deep'; Text = '[' * 5000 + ']' * 5000 }
        @{ What = 'is nested a million deep'; Text = '[' * 1000000 }
        @{ What = 'is an HTML page'; Text = '<html>Error</html>' }
    ) {
        $response = Get-Response $Text
        $response.Outcome | Should -Be 'Updated'
        $response.Content | Should -BeExactly $Text
        $response.Warnings | Should -BeLike '*application/json*as text*200*'
    }

    It 'is read as JSON if its type is <_>' -ForEach 'application/x-amz-json-1.1', 'application/json+fhir' {
        (Get-Response '{"a":"ä"}' -ContentType $_).Content.a | Should -Be 'ä'
    }

    It 'is read as JSON after the line that keeps browsers from running it: <_>' -ForEach ")]}'`n", ")]}',`r`n" {
        $response = Get-Response "$_{`"a`":[1]}"
        $response.Content.a | Should -Be 1
        $response.Warnings | Should -BeNullOrEmpty
        $response.RawContent | Should -BeExactly "$_{`"a`":[1]}"
        (Get-Response "$_`"x`"").Content | Should -Be 'x'
    }

    It 'is inspected if its type is malformed: <_>' -ForEach 'json', 'application/json, text/html' {
        $response = Get-Response '{"a":"ä"}' -Headers @{ 'Response-Content-Type' = $_ }
        $response.Content.a | Should -Be 'ä'
        $response.RawContent | Should -Be '{"a":"ä"}'
        $response.Warnings | Should -BeNullOrEmpty
    }

    It 'is read as JSON if an object or list is declared as <_>' -ForEach 'text/plain', 'text/html; charset=utf-8', 'text/javascript' {
        $response = Get-Response '{"a":"ä"}' -ContentType $_
        $response.Content.a | Should -Be 'ä'
        $response.RawContent | Should -Be '{"a":"ä"}'
        $response.Warnings | Should -BeNullOrEmpty
    }

    It 'stays text if <Text> is declared as <Type>' -ForEach @(
        @{ Type = 'text/plain'; Text = '007' }
        @{ Type = 'text/plain'; Text = 'true' }
        @{ Type = 'text/plain'; Text = '[draft]' }
        @{ Type = 'text/html'; Text = '{"a":' }
        @{ Type = 'text/csv'; Text = '[1,2]' }
    ) {
        $response = Get-Response $Text -ContentType $Type
        $response.Content | Should -BeExactly $Text
        $response.Warnings | Should -BeNullOrEmpty
    }

    It 'keeps the last of duplicate names, with a warning' {
        $response = Get-Response '{"a":1,"a":2}'
        $response.Content.a | Should -Be 2
        $response.Warnings | Should -BeLike "*'a'*"
    }

    It 'keeps an escaped half of a surrogate pair, and can be sent again' {
        $response = Get-Response '{"a":"\ud800"}'
        $response.Content.a | Should -BeExactly ([string][char]0xD800)
        (Invoke-ResourcePut "${base}echo" $response.Content).Content.body | Should -BeExactly '{"a":"\ud800"}'
    }

    It 'is text with a warning if JSON is not UTF-8' {
        $response = Invoke-ResourcePut "${base}mirror" ([byte[]](0x22, 0xED, 0xA0, 0x80, 0x22)) -ContentType 'application/json' -WarningVariable warnings -WarningAction SilentlyContinue
        $response.Content | Should -BeOfType string
        "$warnings" | Should -BeLike '*as text*'
    }

    It 'is text with a warning if XML <What>' -ForEach @(
        @{ What = 'is truncated'; Text = '<a><b>' }
        @{ What = 'has an entity, which could fetch files'; Text = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>' }
    ) {
        $response = Get-Response $Text 'application/xml'
        $response.Content | Should -BeExactly $Text
        $response.Warnings | Should -BeLike '*as text*'
    }

    It 'is an XmlDocument without its document type' {
        $response = Get-Response '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://127.0.0.1:1/plist.dtd" [<!ENTITY x "y">]><plist><n>1</n></plist>' 'application/xml'
        $response.Content.plist.n | Should -Be 1
        $response.Content.OuterXml | Should -BeExactly '<plist><n>1</n></plist>'
        $response.Warnings | Should -BeNullOrEmpty
    }

    It 'is an XmlDocument, but text with a warning if its depth would end the process' {
        (Get-Response ('<a>' * 900 + '</a>' * 900) 'application/xml').Content.OuterXml.Length | Should -BeGreaterThan 6000
        $response = Get-Response ('<a>' * 100000 + '</a>' * 100000) 'application/xml'
        $response.Content | Should -BeOfType string
        $response.Warnings | Should -BeLike '*1000 levels*'
    }

    It 'is bytes for <_>' -ForEach 'image/png', 'application/octet-stream', 'application/pdf' {
        $response = Invoke-ResourcePut "${base}mirror" ([byte[]](0, 1, 255)) -ContentType $_
        , $response.Content | Should -BeOfType byte[]
        $response.Content | Should -Be 0, 1, 255
        $response.RawContent | Should -BeNullOrEmpty
    }

    It 'is left out with a warning above -MaximumResponseBytes, with and without an announced length: <_>' -ForEach 'bytes/200000', 'trickle/1' {
        $response = Invoke-ResourcePut "${base}$_" @{ a = 1 } -MaximumResponseBytes 3 -WarningVariable warnings -WarningAction SilentlyContinue
        $response.IsSuccess | Should -BeTrue
        $response.Content | Should -BeNullOrEmpty
        "$warnings" | Should -BeLike '*longer than 3 bytes*'
    }

    It 'is complete at exactly -MaximumResponseBytes' {
        (Invoke-ResourcePut "${base}bytes/100000" @{ a = 1 } -MaximumResponseBytes 100000).Content.Length | Should -Be 100000
    }

    It 'is left out with a warning if it is larger than an array' {
        $response = Invoke-ResourcePut "${base}bytes/3000000000" @{ a = 1 } -MaximumResponseBytes 4GB -WarningVariable warnings -WarningAction SilentlyContinue
        $response.IsSuccess | Should -BeTrue
        "$warnings" | Should -BeLike '*-OutFile*'
    }

    It 'is read if it is 300 MB of JSON' -Tag Long {
        $path = Join-Path $TestDrive 'large.json'
        $writer = [IO.StreamWriter]::new($path)
        $writer.Write('[0')
        $line = ',{"id":123456,"name":"Gandalf the Grey","tags":["a","b","c"]}' * 1000
        while ($writer.BaseStream.Length -lt 300MB) { $writer.Write($line); $writer.Flush() }
        $writer.Write(']')
        $writer.Dispose()
        (Invoke-ResourcePut "${base}mirror" -InFile $path).Content.Count | Should -BeGreaterThan 4000000
    }
}

Describe 'The fields of a response' {
    It 'provide absolute links by relation' {
        $response = Get-Response '1' -Headers @{ 'Response-Link' = '<../p?page=2>; rel="next"; title="a, b", <https://h.example/>; rel="first start"' }
        $response.Links['next'] | Should -BeExactly "${base}mirror/p?page=2"
        $response.Links['START'] | Should -BeExactly 'https://h.example/'
        $response.Links.Count | Should -Be 3
    }

    It 'provide cookies' {
        $cookie = (Get-Response '1' -Headers @{ 'Response-Set-Cookie' = 'sid=a=b; Path=/x; Secure; HttpOnly; Expires=Wed, 21 Oct 2065 07:28:00 GMT' }).Cookies
        $cookie | Should -BeOfType System.Net.Cookie
        $cookie.Name, $cookie.Value, $cookie.Path, $cookie.Secure, $cookie.HttpOnly, $cookie.Domain | Should -Be 'sid', 'a=b', '/x', $true, $true, '127.0.0.1'
        $cookie.Expires.ToUniversalTime() | Should -Be ([datetime]::new(2065, 10, 21, 7, 28, 0))
    }

    It 'provide the pause of Retry-After: <Value>' -ForEach @(
        @{ Value = '120'; Seconds = 120 }
        @{ Value = 'Sun, 06 Nov 1994 08:49:37 GMT'; Seconds = 0 }
    ) {
        (Get-Response '1' -Headers @{ 'Response-Retry-After' = $Value }).RetryAfter.TotalSeconds | Should -Be $Seconds
    }

    It 'provide LastModified as a time, and nothing for missing fields' {
        (Get-Response '1' -Headers @{ 'Response-Last-Modified' = 'Sun, 06 Nov 1994 08:49:37 GMT' }).LastModified | Should -Be ([DateTimeOffset]::new(1994, 11, 6, 8, 49, 37, [timespan]::Zero))
        $response = Get-Response '1'
        $response.LastModified, $response.RetryAfter, $response.Location, $response.ETag | Should -Be $null, $null, $null, $null
        $response.Links.Count | Should -Be 0
        $response.Cookies.Count | Should -Be 0
    }

    It 'are shown without secrets, but return them by name' {
        $response = Get-Response '1' -Headers @{ 'Response-Set-Cookie' = 'sid=s3cret; Path=/'; 'Response-Location' = '/x?sig=s3cret' }
        $response.Headers | Out-String | Should -Not -BeLike '*s3cret*'
        $response | Out-String | Should -Not -BeLike '*s3cret*'
        $response.Headers['set-cookie'] | Should -Be 'sid=s3cret; Path=/'
    }
}

Describe 'Header values that are sent' {
    It 'become several lines for a list' {
        (Invoke-ResourcePut "${base}echo" 1 -Headers @{ 'X-A' = 'one', 2 }).Content.headers.'X-A' -join ', ' | Should -Be 'one, 2'
    }

    It 'can set Content-Type' {
        (Invoke-ResourcePut "${base}echo" 'text' -Headers @{ 'Content-Type' = 'text/markdown' }).Content.headers.'Content-Type' | Should -Be 'text/markdown'
    }

    It 'are refused outside ASCII, but sent as UTF-8 with -SkipHeaderValidation' {
        $arguments = @{ Uri = "${base}echo"; Body = 1; Headers = @{ 'X-A' = 'Zoë' } }
        { Invoke-ResourcePut @arguments -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidHeader,*'
        if ($env:PUTTOOLS_BUILD -eq 'netstandard2.0') {
            { Invoke-ResourcePut @arguments -SkipHeaderValidation -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidHeader,*'
        }
        else {
            (Invoke-ResourcePut @arguments -SkipHeaderValidation).Content.headers.'X-A' | Should -BeExactly 'Zoë'
        }
    }

    It 'may be a content type that is not a media type with -SkipHeaderValidation, as in <Given.Keys>' -ForEach @(
        @{ Given = @{ ContentType = 'json' } }
        @{ Given = @{ Headers = @{ 'Content-Type' = 'json' } } }
    ) {
        $arguments = @{ Uri = "${base}echo"; Body = 'text' } + $Given
        { Invoke-ResourcePut @arguments -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidHeader,*'
        $echo = Invoke-ResourcePut @arguments -SkipHeaderValidation -ContentOnly
        $echo.headers.'Content-Type', $echo.body | Should -BeExactly 'json', 'text'
        { Invoke-ResourcePut @arguments -SkipHeaderValidation -Body @{ a = 1 } -ErrorAction Stop } | Should -Throw
    }

    It 'never contain a line break, not even with -SkipHeaderValidation' {
        { Invoke-ResourcePut "${base}echo" 1 -Headers @{ 'X-A' = "a`r`nX-B: c" } -SkipHeaderValidation -ErrorAction Stop } |
            Should -Throw -ErrorId 'InvalidHeader,*'
    }
}

Describe 'JSON that is sent' {
    It 'has enums by name with -EnumsAsStrings' {
        (Invoke-ResourcePut "${base}echo" @{ day = [DayOfWeek]::Friday } -EnumsAsStrings).Content.body | Should -BeExactly '{"day":"Friday"}'
        (Invoke-ResourcePut "${base}echo" @{ day = [DayOfWeek]::Friday }).Content.body | Should -BeExactly '{"day":5}'
    }

    It 'leaves out the names of -ExcludeProperty, with wildcards and in any letter case' {
        $body = [pscustomobject]@{ id = 1; PSComputerName = 'x'; pathOdd = 2; inner = @{ id = 3 } }
        (Invoke-ResourcePut "${base}echo/{id}" $body -ExcludeProperty ID, PS*, *odd).Content.body | Should -BeExactly '{"inner":{"id":3}}'
    }
}

Describe 'Progress' {
    It 'is shown for an upload that takes longer than a second, and ends' {
        $path = Join-Path $TestDrive 'slow.bin'
        $file = [IO.File]::OpenWrite($path)
        $file.SetLength(64MB)
        $file.Dispose()
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript({
                    param($Module, $Uri, $Path)
                    Import-Module $Module
                    $ProgressPreference = 'Continue'
                    Invoke-ResourcePut "${Uri}slow-read/3" -InFile $Path | Out-Null
                }).AddArgument((Join-Path $PSScriptRoot '../../PutTools.psd1')).AddArgument($base).AddArgument($path)
            $null = $shell.Invoke()
            $shell.Streams.Error | Should -BeNullOrEmpty
            $records = $shell.Streams.Progress.Where({ $_.Activity -like 'PUT *sending' })
            $records.Count | Should -BeGreaterThan 1
            $records[0].StatusDescription | Should -BeLike '* of 64.0 MiB, */s'
            $records[0].SecondsRemaining | Should -BeGreaterOrEqual 0
            $records[-1].RecordType | Should -Be 'Completed'
        }
        finally { $shell.Dispose() }
    }
}
