BeforeAll { . (Join-Path $PSScriptRoot 'Support/Initialize.ps1') }

AfterAll { if ($server) { Stop-TestServer $server } }

Describe '-Body' {
    It 'sends <Kind> as <Sent>' -ForEach @(
        @{ Kind = 'a hashtable'; Body = @{ name = 'Zoë' }; Sent = '{"name":"Zoë"}' }
        @{ Kind = 'an ordered dictionary'; Body = [ordered]@{ z = 1; a = @{ n = $null } }; Sent = '{"z":1,"a":{"n":null}}' }
        @{ Kind = 'a custom object'; Body = [pscustomobject]@{ z = 'x'; a = @(1) }; Sent = '{"z":"x","a":[1]}' }
        @{ Kind = 'a list'; Body = @(1, 'two', $null); Sent = '[1,"two",null]' }
        @{ Kind = 'a list of one'; Body = @(, 1); Sent = '[1]' }
        @{ Kind = 'an empty list'; Body = @(); Sent = '[]' }
        @{ Kind = 'an empty hashtable'; Body = @{}; Sent = '{}' }
        @{ Kind = 'a number'; Body = 5; Sent = '5' }
        @{ Kind = 'a decimal'; Body = 1.50d; Sent = '1.50' }
        @{ Kind = 'true'; Body = $true; Sent = 'true' }
        @{ Kind = 'false'; Body = $false; Sent = 'false' }
        @{ Kind = 'a list of brackets in a member'; Body = [ordered]@{ pair = '{', '}'; more = '[', ']' }; Sent = '{"pair":["{","}"],"more":["[","]"]}' }
        @{ Kind = 'JSON text'; Body = ' {"a" : 1.0 } '; Sent = ' {"a" : 1.0 } ' }
        @{ Kind = 'JSON text after a byte order mark'; Body = "$([char] 0xFEFF){}"; Sent = '{}' }
        @{ Kind = 'the text null'; Body = 'null'; Sent = 'null' }
        @{ Kind = 'JSON text in a StringBuilder'; Body = [Text.StringBuilder]::new('{"a":1}'); Sent = '{"a":1}' }
        @{ Kind = 'a dictionary of texts'; Body = & { $words = [Collections.Specialized.StringDictionary]::new(); $words.Add('a', '1'); , $words }; Sent = '{"a":"1"}' }
    ) {
        $echo = Invoke-ResourcePut "${base}echo" -Body $Body -ContentOnly
        $echo.method | Should -Be 'PUT'
        $echo.body | Should -BeExactly $Sent
        $echo.headers.'Content-Type' | Should -Be 'application/json'
        $echo.headers.'Content-Length' | Should -Be ([Text.Encoding]::UTF8.GetByteCount($Sent))
    }

    It 'sends the content of a response unchanged, and none of its headers' {
        $type = 'application/vnd.x+json; charset=utf-8'
        $response = Invoke-ResourcePut "${base}mirror/x" '{ "a" : 1.0, "b" : "Zoë" }' -ContentType $type -Headers @{ 'Response-Set-Cookie' = 'sid=s3cret' }
        $response.Cookies.Value | Should -Be 's3cret'
        $echo = $response | Invoke-ResourcePut "${base}echo" -ContentOnly
        $echo.body | Should -BeExactly '{ "a" : 1.0, "b" : "Zoë" }'
        $echo.headers.'Content-Type' | Should -Be $type
        (Invoke-ResourcePut "${base}echo" $response -ExcludeProperty b -ContentOnly).body | Should -BeExactly '{"a":1.0}'
        Invoke-ResourcePut "${base}status/204" 1 | Invoke-ResourcePut "${base}echo" @quietly | Should -BeNullOrEmpty
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'InvalidPayload,*'
    }

    It 'has the alias -<_>' -ForEach 'Payload', 'Json', 'InputObject' {
        $named = @{ $_ = @{ a = 1 } }
        (Invoke-ResourcePut "${base}echo" @named -ContentOnly).body | Should -Be '{"a":1}'
    }

    It 'sends each object of the pipeline in its own request, in order' {
        $bodies = 1, @{ a = 1 }, '"text"', $true | Invoke-ResourcePut "${base}echo" -ContentOnly | ForEach-Object body
        $bodies | Should -Be '1', '{"a":1}', '"text"', 'true'
    }

    It 'sends a wrapped list from the pipeline as a whole' {
        (, @(1, 2) | Invoke-ResourcePut "${base}echo" -ContentOnly).body | Should -Be '[1,2]'
    }

    It 'sends bytes as they are' {
        $echo = Invoke-ResourcePut "${base}echo" ([byte[]](0, 255, 10)) -ContentOnly
        $echo.bodyBase64 | Should -Be 'AP8K'
        $echo.headers.'Content-Type' | Should -Be 'application/octet-stream'
    }

    It 'sends an XML document as XML' {
        $echo = Invoke-ResourcePut "${base}echo" ([xml]'<a>ü</a>') -ContentOnly
        $echo.body | Should -Be '<a>ü</a>'
        $echo.headers.'Content-Type' | Should -BeLike 'application/xml*'
    }

    It 'may be left out, so that the request has no content' {
        $echo = Invoke-ResourcePut "${base}echo" -ContentOnly
        $echo.headers.'Content-Length' | Should -Be '0'
        $echo.headers.PSObject.Properties.Name | Should -Not -Contain 'Content-Type'
    }

    It 'sends no content and does not warn if it is an empty text' {
        $echo = Invoke-ResourcePut "${base}echo" -Body '' -ContentOnly -WarningAction Stop
        $echo.length | Should -Be 0
        $echo.headers.PSObject.Properties.Name | Should -Not -Contain 'Content-Type'
        (Invoke-ResourcePut "${base}echo" '' -ContentType text/plain -ContentOnly).headers.'Content-Type' | Should -Be 'text/plain'
        '' | Invoke-ResourcePut "${base}refused" @quietly
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'InvalidPayload,*'
    }

    It 'sends nothing and does not fail if the pipeline is empty' {
        Reset-TestServer $server
        @() | Invoke-ResourcePut "${base}users/1" -ErrorAction Stop | Should -BeNullOrEmpty
        Get-TestServerJournal $server | Should -BeNullOrEmpty
    }
}

Describe 'A body that cannot be sent as intended' {
    BeforeEach { Reset-TestServer $server }

    It 'is InvalidPayload if it is <Kind>, and nothing is sent' -ForEach @(
        @{ Kind = 'a text that is not JSON'; Body = 'name=Gandalf'; Words = '*not JSON*' }
        @{ Kind = 'truncated JSON text'; Body = '{"a":'; Words = '*not JSON*' }
        @{ Kind = 'two JSON texts'; Body = '{} {}'; Words = '*not JSON*' }
        @{ Kind = 'an empty line'; Body = ' '; Words = '*not JSON: it is empty*' }
        @{ Kind = 'null'; Body = $null; Words = '*$null*' }
        @{ Kind = 'null of a database'; Body = [DBNull]::Value; Words = '*$null*' }
        @{ Kind = 'a response of .NET'; Body = [Net.Http.HttpResponseMessage]::new(); Words = '*is a response; give its content, such as $response.Content*' }
        @{ Kind = 'a reader of text'; Body = [IO.StringReader]::new('{}'); Words = '*to JSON: it is a *StringReader*give the text*ReadToEnd()' + '. Nothing was sent.' }
        @{ Kind = 'a secure string'; Body = [securestring]::new(); Words = '*' }
        @{ Kind = 'not a number'; Body = @{ x = [double]::NaN }; Words = '*the value at $.x is NaN, a number that JSON does not have*' }
    ) {
        Invoke-ResourcePut "${base}users/1" -Body $Body @quietly
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be 'InvalidPayload,PutTools.Cmdlets.InvokeResourcePutCommand'
        $failed[0].CategoryInfo.Category | Should -Be 'InvalidData'
        $failed[0].Exception.Message | Should -BeLike $Words
        $failed[0].Exception.OutcomeUnknown | Should -BeFalse
        Get-TestServerJournal $server | Should -BeNullOrEmpty
    }

    It 'is InvalidPayload from the pipeline, too, and the next one is sent' {
        $sent = 'no json', $null, 2 | Invoke-ResourcePut "${base}echo" -ContentOnly @quietly
        $sent.body | Should -Be '2'
        $failed.FullyQualifiedErrorId | Should -Be (, 'InvalidPayload,PutTools.Cmdlets.InvokeResourcePutCommand' * 2)
    }
}

Describe '-ContentType' {
    It '<ContentType> sends the text <Body> unchanged' -ForEach @(
        @{ ContentType = 'text/plain'; Body = 'name=Gandalf' }
        @{ ContentType = 'application/x-www-form-urlencoded'; Body = 'a=1&b=2' }
        @{ ContentType = 'application/xml'; Body = '<a/>' }
        @{ ContentType = 'text/plain'; Body = '' }
    ) {
        $echo = Invoke-ResourcePut "${base}echo" $Body -ContentType $ContentType -ContentOnly
        "$($echo.body)" | Should -BeExactly $Body
        $echo.headers.'Content-Type' | Should -Be $ContentType
    }

    It 'encodes the text in its charset' {
        (Invoke-ResourcePut "${base}echo" 'ü' -ContentType 'text/plain; charset=iso-8859-1' -ContentOnly).bodyBase64 | Should -Be '/A=='
    }

    It '<_> is JSON: objects are converted, text is checked' -ForEach 'application/json; charset=utf-8', 'application/vnd.github+json', 'application/merge-patch+json', 'text/json', 'application/x-json', 'application/x-amz-json-1.1', 'application/vnd.things.v1.json' {
        $echo = Invoke-ResourcePut "${base}echo" @{ a = 1 } -ContentType $_ -ContentOnly
        $echo.body | Should -Be '{"a":1}'
        $echo.headers.'Content-Type' | Should -Be $_

        Invoke-ResourcePut "${base}echo" 'no json' -ContentType $_ @quietly
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'InvalidPayload,*'
    }

    It 'may be given in -Headers with the same meaning' {
        $echo = Invoke-ResourcePut "${base}echo" 'plain' -Headers @{ 'Content-Type' = 'text/plain' } -ContentOnly
        $echo.body | Should -Be 'plain'
        $echo.headers.'Content-Type' | Should -Be 'text/plain'
    }

    It 'takes precedence over -Headers' {
        (Invoke-ResourcePut "${base}echo" 'plain' -ContentType 'text/csv' -Headers @{ 'Content-Type' = 'text/plain' } -ContentOnly).headers.'Content-Type' |
            Should -Be 'text/csv'
    }

    It 'is taken from <Kind>' -ForEach @(
        @{ Kind = 'a header of .NET'; Type = [Net.Http.Headers.MediaTypeHeaderValue]::Parse('text/csv; charset=utf-8'); Sent = 'text/csv; charset=utf-8' }
        @{ Kind = 'a media type of .NET'; Type = [Net.Mime.ContentType]::new('text/csv'); Sent = 'text/csv' }
        @{ Kind = 'a list of one, as a header of Invoke-WebRequest is'; Type = @(, 'text/csv'); Sent = 'text/csv' }
    ) {
        (Invoke-ResourcePut "${base}echo" 'a' -ContentType $Type -ContentOnly).headers.'Content-Type' | Should -Be $Sent
    }

    It 'is an error if there are several' {
        { Invoke-ResourcePut "${base}refused" 'a' -ContentType 'text/csv', 'text/plain' } | Should -Throw '-ContentType takes one value, but there are 2. *' -ErrorId 'InvalidParameter,*'
    }

    It 'of JSON Lines sends a line for each element: <Kind>' -ForEach @(
        @{ Kind = 'objects'; Body = @{ a = 1 }, [pscustomobject]@{ b = "x`ny" }; With = @{}; Sent = "{`"a`":1}`n{`"b`":`"x\ny`"}`n" }
        @{ Kind = 'lines'; Body = '{"a":1.0}', '{"a":2}'; With = @{}; Sent = "{`"a`":1.0}`n{`"a`":2}`n" }
        @{ Kind = 'one object'; Body = @{ a = 1 }; With = @{}; Sent = "{`"a`":1}`n" }
        @{ Kind = 'a tree with line breaks'; Body = [Text.Json.JsonDocument]::Parse("[{`n`"a`":1}]"); With = @{}; Sent = "{ `"a`":1}`n" }
        @{ Kind = 'text, unchanged'; Body = "{ }`n"; With = @{}; Sent = "{ }`n" }
        @{ Kind = 'without a property'; Body = '{"a":1,"b":2}', @{ a = 1; c = 3 }; With = @{ ExcludeProperty = 'a' }; Sent = "{`"b`":2}`n{`"c`":3}`n" }
    ) {
        foreach ($type in 'application/x-ndjson', 'application/jsonl') {
            (Invoke-ResourcePut "${base}echo" $Body -ContentType $type @With -ContentOnly).body | Should -BeExactly $Sent
        }
        { Invoke-ResourcePut "${base}refused" ('{}', 'no json') -ContentType 'application/jsonl' } | Should -Throw '*not JSON*' -ErrorId 'InvalidPayload,*'
    }

    It 'of JSON is a warning for bytes that are not: <Kind>' -ForEach @(
        @{ Kind = 'after a byte order mark'; Bytes = [byte[]](0xEF, 0xBB, 0xBF, 0x31); Type = 'application/json'; Count = 1 }
        @{ Kind = 'UTF-16'; Bytes = [Text.Encoding]::Unicode.GetBytes('{}'); Type = 'application/merge-patch+json'; Count = 1 }
        @{ Kind = 'Latin-1'; Bytes = [byte[]](0x22, 0xE4, 0x22); Type = 'application/json'; Count = 1 }
        @{ Kind = 'UTF-8'; Bytes = [Text.Encoding]::UTF8.GetBytes('"ä"'); Type = 'application/json'; Count = 0 }
        @{ Kind = 'in a given charset'; Bytes = [byte[]](0x22, 0xE4, 0x22); Type = 'application/json; charset=iso-8859-1'; Count = 0 }
    ) {
        $echo = Invoke-ResourcePut "${base}echo" $Bytes -ContentType $Type -ContentOnly -WarningVariable warned -WarningAction SilentlyContinue
        $echo.bodyBase64 | Should -Be ([Convert]::ToBase64String($Bytes))
        @($warned -like '*JSON has to be UTF-8*-InFile*').Count | Should -Be $Count
        @($warned).Count | Should -Be $Count
        $echo = Invoke-ResourcePut "${base}echo" ([IO.MemoryStream]::new($Bytes)) -ContentType $Type -ContentOnly -WarningVariable warned -WarningAction SilentlyContinue
        $echo.bodyBase64 | Should -Be ([Convert]::ToBase64String($Bytes))
        @($warned -like '*JSON has to be UTF-8*').Count | Should -Be $Count
    }

    It 'is InvalidHeader if it would add a header' {
        Invoke-ResourcePut "${base}echo" 'x' -ContentType "text/plain`r`nX-Injected: yes" @quietly
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'InvalidHeader,*'
    }
}

Describe '-Headers, -Accept and -UserAgent' {
    It 'sends a header unchanged' {
        (Invoke-ResourcePut "${base}echo" -Headers @{ 'X-One' = 'a, b' } -ContentOnly).headers.'X-One' | Should -Be 'a, b'
    }

    It 'sends <Value> as <Sent>' -ForEach @(
        @{ Value = 5; Sent = '5' }
        @{ Value = $true; Sent = 'true' }
        @{ Value = 'a', 'b'; Sent = 'a, b' }
        @{ Value = ''; Sent = '' }
        @{ Value = [Net.Http.Headers.CacheControlHeaderValue]::Parse('no-cache'); Sent = 'no-cache' }
        @{ Value = [Net.Http.HttpMethod]::Delete; Sent = 'DELETE' }
    ) {
        (Invoke-ResourcePut "${base}echo" -Headers @{ 'X-One' = $Value } -ContentOnly).headers.'X-One' -join ', ' | Should -Be $Sent
    }

    It 'sends names that differ only in letter case, of a dictionary that is no IDictionary' {
        $fields = [Text.Json.JsonDocument]::Parse('{"X-One":"a","x-one":"b","a":"c","A":"d"}')
        (Invoke-ResourcePut "${base}echo" -Headers $fields -ContentOnly).headers.'X-One' | Should -Be 'a, b'
        (Invoke-ResourcePut "${base}echo" -Query $fields).Uri.Query | Should -BeExactly '?X-One=a&x-one=b&a=c&A=d'
    }

    It 'sends a date as HTTP has it in <_>' -ForEach 'If-Modified-Since', 'if-unmodified-since', 'If-Range', 'Date', 'Expires', 'Last-Modified' {
        foreach ($date in [datetime]::new(2024, 2, 3, 10, 0, 0, [DateTimeKind]::Utc), [datetimeoffset]::new(2024, 2, 3, 12, 0, 0, [timespan]::FromHours(2))) {
            (Invoke-ResourcePut "${base}echo" -Headers @{ $_ = $date } -ContentOnly).headers.$_ | Should -Be 'Sat, 03 Feb 2024 10:00:00 GMT'
            (Invoke-ResourcePut "${base}echo" -Headers @{ 'X-Date' = $date } -ContentOnly).headers.'X-Date' | Should -BeLike '2024-02-03T1?:00:00*'
        }
    }

    It 'leaves out a header that is $null' {
        (Invoke-ResourcePut "${base}echo" -Headers @{ 'X-One' = $null } -ContentOnly).headers.PSObject.Properties.Name | Should -Not -Contain 'X-One'
    }

    It 'leaves out a default header that is $null' {
        $session = New-ResourceSession $base -UserAgent 'session'
        (Invoke-ResourcePut 'echo' -Session $session -Headers @{ 'user-agent' = $null; Accept = $null; 'accept-encoding' = $null } -ContentOnly).headers.PSObject.Properties.Name |
            Should -Not -Match '^(User-Agent|Accept|Accept-Encoding)$'
    }

    It 'refuses <Name> <Value>, which is not what would be sent' -ForEach @(
        @{ Name = 'Content-Length'; Value = 3; With = @{}; Match = '*says 3, but the body has 7 bytes. Drop the header*' }
        @{ Name = 'content-length'; Value = 7; With = @{ ContentEncoding = 'Gzip' }; Match = '*says 7, but the body has * bytes. Drop the header*' }
        @{ Name = 'Transfer-Encoding'; Value = 'gzip'; With = @{}; Match = '*only chunked*' }
    ) {
        Invoke-ResourcePut "${base}refused" @{ a = 1 } -Headers @{ $Name = $Value } @With @quietly
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'InvalidHeader,*'
        "$($failed[0])" | Should -BeLike $Match
        (Invoke-RestMethod "${base}journal").Where({ $_.path -eq '/refused' }) | Should -BeNullOrEmpty
    }

    It 'accepts <Name> <Value>, which is what would be sent' -ForEach @(
        @{ Name = 'Content-Length'; Value = 7 }
        @{ Name = 'Transfer-Encoding'; Value = 'chunked' }
    ) {
        (Invoke-ResourcePut "${base}echo" @{ a = 1 } -Headers @{ $Name = $Value } -ContentOnly).headers.$Name | Should -Be $Value
    }

    It 'sends Authorization unchanged' {
        (Invoke-ResourcePut "${base}echo" -Headers @{ Authorization = 'Custom abc=' } -ContentOnly).headers.Authorization | Should -Be 'Custom abc='
    }

    It 'sends headers of the content, too' {
        (Invoke-ResourcePut "${base}echo" 1 -Headers @{ 'Content-Language' = 'de' } -ContentOnly).headers.'Content-Language' | Should -Be 'de'
    }

    It 'accepts anything by default, and identifies the module' {
        $headers = (Invoke-ResourcePut "${base}echo" -ContentOnly).headers
        $headers.Accept | Should -Be '*/*'
        $headers.'User-Agent' | Should -Match '^PutTools/\d+\.\d+\.\d+$'
    }

    It 'sends -Accept and -UserAgent instead of the defaults' {
        $headers = (Invoke-ResourcePut "${base}echo" -Accept 'application/json, text/plain;q=0.5' -UserAgent 'mine/1.0' -ContentOnly).headers
        $headers.Accept | Should -Be 'application/json, text/plain;q=0.5'
        $headers.'User-Agent' | Should -Be 'mine/1.0'
    }

    It 'sends the values of -Headers instead of the defaults' {
        $headers = (Invoke-ResourcePut "${base}echo" -Headers @{ accept = 'text/csv'; 'user-agent' = 'other' } -ContentOnly).headers
        $headers.Accept | Should -Be 'text/csv'
        $headers.'User-Agent' | Should -Be 'other'
    }

    It 'refuses <Kind>, and nothing is sent' -ForEach @(
        @{ Kind = 'a line break in a value'; Splat = @{ Headers = @{ 'X-One' = "a`r`nX-Two: b" } } }
        @{ Kind = 'a space in a name'; Splat = @{ Headers = @{ 'X One' = 'a' } } }
        @{ Kind = 'an empty name'; Splat = @{ Headers = @{ '' = 'a' } } }
        @{ Kind = 'a line break in -Accept'; Splat = @{ Accept = "a`nb" } }
        @{ Kind = 'a line break in -UserAgent'; Splat = @{ UserAgent = "a`nb" } }
    ) {
        Reset-TestServer $server
        Invoke-ResourcePut "${base}users/1" 1 @Splat @quietly
        $failed[0].FullyQualifiedErrorId | Should -Be 'InvalidHeader,PutTools.Cmdlets.InvokeResourcePutCommand'
        $failed[0].CategoryInfo.Category | Should -Be 'InvalidArgument'
        Get-TestServerJournal $server | Should -BeNullOrEmpty
    }
}

Describe 'An unintended payload' {
    It 'is a warning if an object is printed in it: <Kind>' -ForEach @(
        @{ Kind = 'ConvertTo-Json and a hashtable'; Body = { @{ a = @{ b = @{ c = @{ d = 1 } } } } | ConvertTo-Json -Depth 2 -WarningAction Ignore }; Text = 'System.Collections.Hashtable' }
        @{ Kind = 'ConvertTo-Json and an object'; Body = { @{ a = @{ b = [pscustomobject]@{ password = 's3cret' } } } | ConvertTo-Json -Depth 1 -WarningAction Ignore }; Text = '@{password=…}' }
        @{ Kind = 'a list in a CSV'; Body = { [pscustomobject]@{ a = @(1, 2) } | ConvertTo-Csv | ConvertFrom-Csv }; Text = 'System.Object[]' }
        @{ Kind = 'a secure string in quotes'; Body = { $password = ConvertTo-SecureString abc -AsPlainText -Force; @{ password = "$password" } }; Text = 'System.Security.SecureString' }
        @{ Kind = 'an object in quotes'; Body = { $user = [pscustomobject]@{ a = 1 }; @{ user = "$user" } }; Text = '@{a=…}' }
        @{ Kind = 'a property of it in quotes'; Body = { $user = [pscustomobject]@{ a = 1 }; "{ `"user`": `"$user.a`" }" }; Text = '@{a=…}' }
        @{ Kind = 'ConvertTo-Json and a list of lists'; Body = { @{ a = @{ b = (1, 2), @(3) } } | ConvertTo-Json -Depth 1 -WarningAction Ignore }; Text = 'System.Object[] System.Object[]' }
        @{ Kind = 'an element in quotes'; Body = { $user = @{ a = 1 }; @{ user = "$user['a']" } }; Text = "System.Collections.Hashtable['a']" }
    ) {
        $null = Invoke-ResourcePut "${base}echo" (& $Body) -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -BeLike "The payload has the text '$($Text.Replace('[', '`[').Replace(']', '`]'))' in the place of an object. *"
    }

    It 'is a warning if an object is printed in <What>' -ForEach @(
        @{ What = 'an element of a list'; With = @{ Body = '@{a=1}', 'b' } }
        @{ What = 'a line of JSON Lines'; With = @{ Body = @(@{ user = '@{a=1}' }); ContentType = 'application/jsonl' } }
        @{ What = 'a line of JSON'; With = @{ Body = '{', '"user": "@{a=1}"', '}' } }
        @{ What = 'the state of -Update'; With = @{ Update = { @{ user = "$([pscustomobject] @{ a = 1 })" } } } }
    ) {
        $null = Invoke-ResourcePut "${base}printed" @With -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -BeLike "The payload has the text '@{a=…}' in the place of an object. *"
    }

    It 'is a warning if an object is printed in a field of a form, or as text: <Kind>' -ForEach @(
        @{ Kind = 'text'; Given = { @{ Body = "$password"; ContentType = 'text/plain' } } }
        @{ Kind = '-Form'; Given = { @{ Form = @{ password = "$password" } } } }
        @{ Kind = 'form fields'; Given = { @{ Body = @{ password = "$password" }; ContentType = 'application/x-www-form-urlencoded' } } }
    ) {
        $password = ConvertTo-SecureString abc -AsPlainText -Force
        $given = & $Given
        $null = Invoke-ResourcePut "${base}echo" @given -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -BeLike "The payload has the text 'System.Security.SecureString' in the place of an object. *"
    }

    It 'is a warning if ConvertTo-Json of Windows PowerShell has made an object of <Kind>' -ForEach @(
        @{ Kind = 'a list'; Body = '{"a":[{"b":{"value":[1,2],"Count":2}}]}'; Name = 'Count' }
        @{ Kind = 'a date'; Body = '{ "value": "\/Date(1704164645000)\/", "DisplayHint": 2, "DateTime": "Tuesday, January 2, 2024 3:04:05 AM" }'; Name = 'DisplayHint' }
        @{ Kind = 'a line of a file'; Body = '[{"value":"x","PSPath":"C:\\x","PSParentPath":"C:\\","PSChildName":"x","PSDrive":{},"PSProvider":{},"ReadCount":1}]'; Name = 'PSPath' }
    ) {
        (Invoke-ResourcePut "${base}echo" $Body -ContentOnly -WarningVariable warned -WarningAction SilentlyContinue).body | Should -BeExactly $Body
        "$warned" | Should -BeLike "*'value' and '$Name'*Windows PowerShell*"
    }

    It 'is no warning for such an object of a server: <_>' -ForEach '{"value":[1,2],"count":2}', '{"value":[1],"Count":2}', '{"Count":1,"value":[1]}', '{"value":1,"PSPath":"x"}' {
        $null = Invoke-ResourcePut "${base}echo" $_ -WarningVariable warned -WarningAction SilentlyContinue
        $warned | Should -BeNullOrEmpty
    }

    It 'is no warning for names and texts that only look like that' {
        $body = @{ 'System.Title' = 'System.Title'; a = '@{user}'; b = 'as "@{a=1}" shows'; c = 'System.Object[] is a type'; d = 'System.Object[] System.Object'; e = '@{a=1}, for example' }
        $null = Invoke-ResourcePut "${base}echo" $body -WarningVariable warned -WarningAction SilentlyContinue
        $warned | Should -BeNullOrEmpty
    }

    It 'is refused: <Kind>' -ForEach @(
        @{ Kind = 'one byte of a file'; Body = [byte] 111; Words = '*-InFile*' }
        @{ Kind = 'a stream at its end'; Body = & { $stream = [IO.MemoryStream]::new(); $stream.WriteByte(1); $stream }; Words = '*Position to 0*' }
        @{ Kind = 'content of a stream at its end'; Body = & { $stream = [IO.MemoryStream]::new(); $stream.WriteByte(1); [Net.Http.StreamContent]::new($stream) }; Words = '*Position to 0*' }
        @{ Kind = 'a part of one'; Body = & { $stream = [IO.MemoryStream]::new(); $stream.WriteByte(1); $form = [Net.Http.MultipartFormDataContent]::new(); $form.Add([Net.Http.StreamContent]::new($stream), 'f'); , $form }; Words = '*Position to 0*' }
        @{ Kind = 'lines that are each JSON'; Body = '{"a":1}', '{"a":2}'; Words = '*-Raw*' }
        @{ Kind = 'lines of truncated JSON'; Body = '{', '"a": 1,', '}'; Words = '*-Raw*' }
        @{ Kind = 'a list of texts with a media type'; Body = 'a', 'b'; Type = @{ ContentType = 'text/plain' }; Words = '*-Raw*' }
        @{ Kind = 'an invalid media type'; Body = 1; Type = @{ ContentType = 'json' }; Words = '*not a media type*application/json*' }
        @{ Kind = 'XML that is not in its declared encoding'; Body = '<?xml version="1.0" encoding="utf-16"?><a/>'; Type = @{ ContentType = 'text/xml; charset=utf-8' }; Words = "*'utf-16'*'utf-8'*" }
    ) {
        $type = if ($Type) { $Type } else { @{} }
        { Invoke-ResourcePut "${base}refused" -Body $Body @type -ErrorAction Stop } | Should -Throw $Words
    }

    It 'is a warning for a file that was read as text: <Kind>' -ForEach @(
        @{ Kind = 'a part as Latin-1'; Body = "--b`r`n`r`né`r`n--b--"; Type = 'multipart/form-data; boundary=b'; Character = 'U+00E9' }
        @{ Kind = 'a part as UTF-8'; Body = "--b`r`n`r`n$([char]0xFFFD)PNG`r`n--b--"; Type = 'multipart/form-data; boundary=b'; Character = 'U+FFFD' }
        @{ Kind = 'an archive as Latin-1'; Body = "PK$([char]3)$([char]4)$([char]0)$([char]200)"; Type = 'application/zip'; Character = 'U+00C8' }
        @{ Kind = 'an archive as UTF-8'; Body = "PK$([char]3)$([char]4)$([char]0xFFFD)"; Type = 'application/zip'; Character = 'U+FFFD' }
        @{ Kind = 'bytes without zeros'; Body = "$([char]0x8B)$([char]0xC8)"; Type = 'application/octet-stream'; Character = 'U+008B' }
    ) {
        $null = Invoke-ResourcePut "${base}echo" $Body -ContentType $Type -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -BeLike "The text has the character $Character*Use -InFile*charset=iso-8859-1*"
    }

    It 'is no warning for text in any language, with any control characters or with its charset: <Type>' -ForEach @(
        @{ Body = 'Grüße, 日本語'; Type = 'application/octet-stream' }
        @{ Body = "$([char]0x1E){`"a`":1}`n8=FIX.4.4$([char]1)$([char]0)"; Type = 'application/json-seq' }
        @{ Body = "--b`r`n`r`né$([char]0)`r`n--b--"; Type = 'multipart/form-data; boundary=b; charset=iso-8859-1' }
    ) {
        $null = Invoke-ResourcePut "${base}echo" $Body -ContentType $Type -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings | Should -BeNullOrEmpty
    }
}

Describe 'The lines of a JSON file' {
    BeforeAll {
        $path = Join-Path $TestDrive 'pretty.json'
        $text = "{`n  `"a`": 1,`n  `"b`": [`n    1,`n    2`n  ]`n}"
        [IO.File]::WriteAllText($path, $text)
        $cut = Join-Path $TestDrive 'cut.json'
        [IO.File]::WriteAllText($cut, "{`n  `"a`": 1,")
    }

    It 'are sent as that JSON, read by <Reader>' -ForEach @(
        @{ Reader = 'Get-Content'; Read = { Get-Content $path } }
        @{ Reader = 'Get-Content -ReadCount 2'; Read = { Get-Content $path -ReadCount 2 } }
        @{ Reader = 'Get-Content -ReadCount 0'; Read = { Get-Content $path -ReadCount 0 } }
        @{ Reader = '[IO.File]::ReadAllLines'; Read = { [IO.File]::ReadAllLines($path) } }
        @{ Reader = '[IO.File]::ReadLines'; Read = { , [IO.File]::ReadLines($path) } }
    ) {
        (Invoke-ResourcePut "${base}echo" -Body (& $Read) -ContentOnly).body | Should -BeExactly $text
        (Invoke-ResourcePatch "${base}echo" @{ a = 2; b = 1, 2 } -Original (& $Read) -PatchFormat Merge -ContentOnly).body | Should -BeExactly '{"a":2}'
    }

    It 'are refused if they are only a part of it: <What>' -ForEach @(
        @{ What = 'cut'; Send = { Invoke-ResourcePut "${base}refused" -Body (Get-Content $cut) @quietly } }
        @{ What = 'one by one'; Send = { Get-Content $path | Invoke-ResourcePut "${base}refused" @quietly } }
        @{ What = 'cut, from a program'; Send = { Invoke-ResourcePut "${base}refused" -Body '{', '"a": 1,' @quietly } }
        @{ What = 'after a message of a program'; Send = { Invoke-ResourcePut "${base}refused" -Body 'Reading...', '{', '"a": 1', '}' @quietly } }
        @{ What = 'three at once'; Send = { Get-Content $path -ReadCount 3 | Invoke-ResourcePut "${base}refused" @quietly } }
    ) {
        $failed = $null
        . $Send
        $failed.Count | Should -BeGreaterThan 0
        $failed | ForEach-Object { $_.FullyQualifiedErrorId | Should -BeLike 'InvalidPayload,*' }
        Get-Writes 'refused' | Should -BeNullOrEmpty
    }

    It 'are refused as the value of <What>, where they would be a list of texts' -ForEach @(
        @{ What = 'a member'; Message = '*$.policy*lines of a JSON text*ConvertFrom-Json*'; Send = { Invoke-ResourcePut "${base}refused" -Body @{ policy = Get-Content $path } } }
        @{ What = 'a member, all lines at once'; Message = '*$.policy*lines of a JSON text*'; Send = { Invoke-ResourcePut "${base}refused" -Body @{ policy = [IO.File]::ReadAllLines($path) } } }
        @{ What = 'a part of a form'; Message = '*lines of a JSON text*Get-Item*'; Send = { Invoke-ResourcePut "${base}refused" -Form @{ policy = Get-Content $path } } }
        @{
            What = 'a form field'
            Message = '*lines of a JSON text*'
            Send = { Invoke-ResourcePut "${base}refused" @{ policy = Get-Content $path } -ContentType application/x-www-form-urlencoded }
        }
    ) {
        $Send | Should -Throw $Message -ErrorId 'InvalidPayload,*'
        Get-Writes 'refused' | Should -BeNullOrEmpty
    }

    It 'are refused as a value of -<_>' -ForEach 'Query', 'Headers', 'Cookies' {
        $arguments = @{ $_ = @{ filter = Get-Content $path } }
        { Invoke-ResourcePut "${base}refused" 1 @arguments } | Should -Throw '*lines of a JSON text*Get-Content -Raw*' -ErrorId 'InvalidParameter,*'
    }

    It 'are a list of texts as a member if each is JSON, or they are not JSON together' {
        (Invoke-ResourcePut "${base}echo" -Body @{ a = '[1]', '[2]' } -ContentOnly).body | Should -BeExactly '{"a":["[1]","[2]"]}'
        (Invoke-ResourcePut "${base}echo" -Body @{ a = '{', 'x', '}' } -ContentOnly).body | Should -BeExactly '{"a":["{","x","}"]}'
    }

    It 'are refused if they are an XML document: <_>' -ForEach '<?xml version="1.0"?>', '<!DOCTYPE a>', '<!-- a -->' {
        $xml = Join-Path $TestDrive 'x.xml'
        "$_`n<a>`n  <b/>`n</a>`n" | Set-Content $xml
        { Invoke-ResourcePut "${base}refused" -Body (Get-Content $xml) } | Should -Throw '*one text*Get-Content -Raw*' -ErrorId 'InvalidPayload,*'
        (Invoke-ResourcePut "${base}echo" -Body '<b/>', '<i/>' -ContentOnly).body | Should -BeExactly '["<b/>","<i/>"]'
    }

    It 'are refused if they are a page' {
        $page = Join-Path $TestDrive 'x.html'
        "<!DOCTYPE html>`n<html>`n<body>x<br></body>`n</html>`n" | Set-Content $page
        { Invoke-ResourcePut "${base}refused" -Body (Get-Content $page) } | Should -Throw "*'text/html' is one text*Get-Content -Raw*" -ErrorId 'InvalidPayload,*'
    }

    It 'are a list of texts if they are not JSON' {
        $csv = Join-Path $TestDrive 'x.csv'
        "a,b`n1,2" | Set-Content $csv
        (Invoke-ResourcePut "${base}echo" -Body (Get-Content $csv) -ContentOnly).body | Should -BeExactly '["a,b","1,2"]'
    }
}

Describe 'A number of another JSON library' {
    It 'is sent by itself, in a hashtable and in a typed dictionary' {
        $tokens = [Newtonsoft.Json.Linq.JArray]::new([double] 1.5, [decimal] 2.5, [float] 0.1, [double] 2)
        $typed = [Collections.Generic.Dictionary[string, Newtonsoft.Json.Linq.JToken]]::new()
        $typed.a = $tokens[0]
        $body = [ordered]@{ a = $tokens[0]; b = $tokens[1]; c = $tokens[2]; d = $tokens[3]; e = $typed }
        (Invoke-ResourcePut "${base}echo" $tokens[0] -ContentOnly).body | Should -BeExactly '1.5'
        (Invoke-ResourcePut "${base}echo" $body -ContentOnly).body | Should -BeExactly '{"a":1.5,"b":2.5,"c":0.1,"d":2.0,"e":{"a":1.5}}'
    }

    It 'is refused if JSON does not have it' {
        { Invoke-ResourcePut "${base}refused" @{ a = [Newtonsoft.Json.Linq.JValue]::new([double]::NaN) } } | Should -Throw '*$.a is NaN*' -ErrorId 'InvalidPayload,*'
    }
}

Describe 'An object that a pipeline unrolls' {
    It 'is refused, because its members are not the intended body: <Kind>' -ForEach @(
        @{ Kind = 'JObject'; Value = { , [Newtonsoft.Json.Linq.JObject]::Parse('{"a":1}') } }
        @{ Kind = 'JsonObject'; Value = { , [Text.Json.Nodes.JsonNode]::Parse('{"a":1}') } }
        @{ Kind = 'ExpandoObject'; Value = { $value = [Dynamic.ExpandoObject]::new(); $value.a = 1; , $value } }
    ) {
        $object = & $Value
        $object | Invoke-ResourcePut "${base}refused" @quietly
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'InvalidPayload,*'
        "$failed" | Should -BeLike '*a pipeline unrolls the object*'
        Get-Writes 'refused' | Should -BeNullOrEmpty
        (Invoke-ResourcePut "${base}echo" -Body $object -ContentOnly).body | Should -BeExactly '{"a":1}'
    }

    It 'is refused if it is a hashtable whose entries are piped' {
        @{ a = 1 }.GetEnumerator() | Invoke-ResourcePut "${base}refused/{Key}" @quietly
        "$failed" | Should -BeLike '*a pipeline unrolls the object*-Body { $_.Value }*'
        Get-Writes 'refused/a' | Should -BeNullOrEmpty
    }

    It 'is refused if a function or a script block outputs it without a comma: <_>' -ForEach @(
        { $value = [Dynamic.ExpandoObject]::new(); $value.a = 1; $value.b = 2; $value }
        { [Text.Json.Nodes.JsonNode]::Parse('{"a":1,"b":2}') }
        { [Newtonsoft.Json.Linq.JObject]::Parse('{"a":1,"b":2}') }
        { @{ a = 1; b = 2 }.GetEnumerator() | Sort-Object Key }
    ) {
        { Invoke-ResourcePut "${base}refused" (& $_) } | Should -Throw '*unrolls*' -ErrorId 'InvalidPayload,*'
        { Invoke-ResourcePut "${base}refused" -InputObject 1 -Body $_ } | Should -Throw '*unrolls*comma*' -ErrorId 'InvalidPayload,*'
        { New-ResourcePatch (& $_) @{ a = 1 } } | Should -Throw '*unrolls*'
        Get-Writes 'refused' | Should -BeNullOrEmpty
    }

    It 'is sent if a script block outputs it with a comma' {
        $block = { $value = [Dynamic.ExpandoObject]::new(); $value.a = 1; $value.b = 2; , $value }
        (Invoke-ResourcePut "${base}echo" -InputObject 1 -Body $block -ContentOnly).body | Should -BeExactly '{"a":1,"b":2}'
    }

    It 'may specify what to send of each member' {
        $rows = @{ a = 1; b = 2 }
        $rows.GetEnumerator() | Sort-Object Key | Invoke-ResourcePut "${base}echo/{Key}" -Body { $_.Value } | ForEach-Object { $_.Content.path + '=' + $_.Content.body } |
            Should -Be '/echo/a=1', '/echo/b=2'
    }
}

Describe 'JSON of a disposed document' {
    It 'is an error as <Place>' -Tag 'net8.0' -ForEach @(
        @{ Place = 'a body'; Send = { Invoke-ResourcePut "${base}refused" -Body $json } }
        @{ Place = 'a value of -Query'; Send = { Invoke-ResourcePut "${base}refused" 1 -Query @{ a = $json } } }
        @{ Place = 'a value of the url'; Send = { Invoke-ResourcePut "${base}refused/{a}" -InputObject $json } }
    ) {
        $document = [Text.Json.JsonDocument]::Parse('{"a":1}')
        $json = $document.RootElement
        $document.Dispose()
        $Send | Should -Throw '*JsonDocument*disposed*Clone()*' -ErrorId 'InvalidPayload,*'
    }
}

Describe 'A file of text' {
    It 'is sent as UTF-8 if it is JSON in <Name>' -ForEach @(
        @{ Name = 'utf-8'; Mark = $true }, @{ Name = 'utf-16'; Mark = $true }, @{ Name = 'utf-16BE'; Mark = $true }, @{ Name = 'utf-32'; Mark = $true }, @{ Name = 'utf-32BE'; Mark = $true }
        @{ Name = 'utf-16'; Mark = $false }, @{ Name = 'utf-32'; Mark = $false }
    ) {
        $path = Join-Path $TestDrive 'coded.json'
        $encoding = [Text.Encoding]::GetEncoding($Name)
        [IO.File]::WriteAllBytes($path, [byte[]] ($(if ($Mark) { $encoding.GetPreamble() }) + $encoding.GetBytes('{"a":"ä"}')))
        $sent = Invoke-ResourcePut "${base}echo" -InFile $path -ContentOnly -WarningAction Stop
        [Convert]::FromBase64String($sent.bodyBase64) | Should -Be ([Text.Encoding]::UTF8.GetBytes('{"a":"ä"}'))
        $sent.headers.'Content-Type' | Should -Be 'application/json'
    }

    It 'has no byte order mark if it is JSON of the type <_>' -ForEach 'application/json', 'application/json; charset=utf-8', 'application/json; charset=Utf-8', 'application/json; charset=UTF8' {
        $path = Join-Path $TestDrive 'marked.json'
        [IO.File]::WriteAllBytes($path, [byte[]] (0xEF, 0xBB, 0xBF) + [Text.Encoding]::UTF8.GetBytes('{"a":1}'))
        (Invoke-ResourcePut "${base}echo" -InFile $path -ContentType $_ -ContentOnly).body | Should -BeExactly '{"a":1}'
    }

    It 'is sent as UTF-8 if it is JSON Lines in <_>' -ForEach 'utf-8', 'utf-16' {
        $path = Join-Path $TestDrive 'coded.jsonl'
        [IO.File]::WriteAllText($path, "{`"a`":`"ä`"}`n2`n", [Text.Encoding]::GetEncoding($_))
        (Invoke-ResourcePut "${base}echo" -InFile $path -ContentOnly -WarningAction Stop).body | Should -BeExactly "{`"a`":`"ä`"}`n2`n"
        $bytes = [IO.File]::ReadAllBytes($path)
        $null = Invoke-ResourcePut "${base}echo" $bytes -ContentType application/x-ndjson -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -BeLike 'The body is bytes that are not UTF-8*'
    }

    It 'is no JSON, and no warning, if it is bytes without a type' {
        (Invoke-ResourcePut "${base}echo" ([byte[]] (0x89, 0xFF, 0)) -Headers @{ 'Content-Type' = $null } -ContentOnly -WarningAction Stop).length | Should -Be 3
    }

    It 'is sent unchanged with a warning if it is JSON in another encoding' {
        $path = Join-Path $TestDrive 'latin.json'
        [IO.File]::WriteAllBytes($path, [Text.Encoding]::Latin1.GetBytes('{"a":"ä"}'))
        $sent = Invoke-ResourcePut "${base}echo" -InFile $path -ContentOnly -WarningVariable warnings -WarningAction SilentlyContinue
        $sent.length | Should -Be 9
        "$warnings" | Should -BeLike '*latin.json*is not UTF-8*'
        (Invoke-ResourcePut "${base}echo" -InFile $path -ContentType 'application/json; charset=iso-8859-1' -ContentOnly -WarningAction Stop).length | Should -Be 9
    }

    It 'is refused if it is not in its declared charset: <What>' -ForEach @(
        @{ What = 'declared UTF-16'; Text = '<?xml version="1.0" encoding="utf-16"?><a/>'; Type = $null }
        @{ What = 'declared and typed'; Text = '<?xml version="1.0" encoding="iso-8859-1"?><a/>'; Type = 'application/xml; charset=utf-8' }
        @{ What = 'marked and typed'; Text = "$([char]0xFEFF)<a/>"; Type = 'application/xml; charset=iso-8859-1' }
    ) {
        $path = Join-Path $TestDrive 'declared.xml'
        [IO.File]::WriteAllText($path, $Text)
        Invoke-ResourcePut "${base}refused" -InFile $path -ContentType $Type @quietly
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'InvalidPayload,*'
        Get-Writes 'refused' | Should -BeNullOrEmpty
    }
}

Describe 'An invalid content type' {
    It 'is an error in <In>: <Type>' -ForEach @(
        foreach ($type in 'json', 'application/', '/json', 'a/b/c', '*/*', 'text/*', 'text/plain; charset', 'application/json, text/plain') {
            foreach ($in in '-ContentType', '-Headers', 'a session') { @{ Type = $type; In = $in } }
        }
    ) {
        $given = switch ($In) {
            '-ContentType' { @{ ContentType = $Type } }
            '-Headers' { @{ Headers = @{ 'content-type' = $Type } } }
            'a session' { @{ Session = New-ResourceSession $base -Headers @{ 'Content-Type' = $Type } } }
        }
        Invoke-ResourcePut "${base}refused" 1 @given @quietly
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'InvalidHeader,*'
        Get-Writes 'refused' | Should -BeNullOrEmpty
    }

    It 'may be removed with $null for <Kind>' -ForEach @(
        @{ Kind = 'an object'; Given = @{ Body = @{ a = 1 } } }
        @{ Kind = 'XML'; Given = @{ Body = [xml] '<a/>' } }
        @{ Kind = 'bytes'; Given = @{ Body = [byte[]] (1, 2) } }
        @{ Kind = 'an HttpContent'; Given = @{ Body = [Net.Http.StringContent]::new('x') } }
        @{ Kind = 'a file'; Given = @{ InFile = $PSCommandPath } }
    ) {
        (Invoke-ResourcePut "${base}echo" @Given -Headers @{ 'Content-Type' = $null } -ContentOnly).headers.PSObject.Properties.Name | Should -Not -Contain 'Content-Type'
    }
}

Describe 'A response of Invoke-WebRequest' {
    It 'is refused, because its content is meant' {
        { Invoke-ResourcePut "${base}refused" (Invoke-WebRequest "${base}echo") } | Should -Throw '*is a response; give its content, such as $response.Content*' -ErrorId 'InvalidPayload,*'
    }
}

Describe 'An HttpContent that cannot be read' {
    It 'is FileReadFailed, and nothing is applied or repeated' {
        $path = New-Path
        $stream = [IO.MemoryStream]::new([byte[]] (1, 2))
        $content = [Net.Http.StreamContent]::new($stream)
        $stream.Dispose()
        Invoke-ResourcePut "$base$path" $content @quietly
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'FileReadFailed,*'
        $failed[0].Exception.Message | Should -BeLike 'The payload could not be read to its end: *closed Stream*'
        $failed[0].Exception.OutcomeUnknown | Should -BeFalse
        $failed[0].Exception.Attempts | Should -BeLessOrEqual 1
        Get-Writes $path | Should -BeNullOrEmpty
    }

    It 'refuses an HttpContent whose type is no media type, which .NET would leave out' {
        $content = [Net.Http.StringContent]::new('x')
        $content.Headers.ContentType = $null
        $null = $content.Headers.TryAddWithoutValidation('Content-Type', 'json')
        { Invoke-ResourcePut "${base}refused" $content } | Should -Throw "'json' is not a media type.*" -ErrorId 'InvalidHeader,*'
        { Invoke-ResourcePut "${base}refused" -Form @{ a = $content } } | Should -Throw "'json' is not a media type.*" -ErrorId 'InvalidHeader,*'
        (Invoke-ResourcePut "${base}echo" $content -ContentType text/plain -ContentOnly).headers.'Content-Type' | Should -Be 'text/plain'
    }

    It 'is InvalidPayload if it is disposed' {
        $content = [Net.Http.StringContent]::new('{"a":1}')
        $content.Dispose()
        { Invoke-ResourcePut "${base}refused" $content } | Should -Throw 'The StringContent is disposed, so its content is gone.*' -ErrorId 'InvalidPayload,*'
        { Invoke-ResourcePut "${base}refused" -Form @{ a = $content } } | Should -Throw 'The StringContent is disposed, so its content is gone.*' -ErrorId 'InvalidPayload,*'
    }

    It 'ends with -DeadlineSeconds if it gives nothing' {
        $pipe = [IO.Pipes.AnonymousPipeServerStream]::new('In')
        try {
            { Invoke-ResourcePut "${base}echo" ([Net.Http.StreamContent]::new($pipe)) -DeadlineSeconds 0.5 -MaximumRetryCount 0 } | Should -Throw -ErrorId 'DeadlineExceeded,*'
        }
        finally { $pipe.Dispose() }
    }
}

Describe 'JSON of another library' -Tag net8.0 {
    It 'that <Kind> is refused in each place' -ForEach @(
        @{ Kind = 'has too many levels'; Text = '[' * 1200 + ']' * 1200 }
        @{ Kind = 'has NaN'; Text = 'NaN' }
    ) {
        $options = [Text.Json.JsonDocumentOptions]@{ MaxDepth = 3000 }
        $node = $Text -eq 'NaN' ? [Text.Json.Nodes.JsonArray]::new([Text.Json.Nodes.JsonValue]::Create([double]::NaN)) : [Text.Json.Nodes.JsonNode]::Parse($Text, $null, $options)
        foreach ($with in @{ Body = $node }, @{ Body = 1; Query = @{ a = $node } }, @{ Form = @{ a = $node } }, @{ Body = 1; Headers = @{ a = $node } }) {
            { Invoke-ResourcePut "${base}refused" @with } | Should -Throw '*Nothing was sent.' -ErrorId 'Invalid*'
        }
    }
}

Describe '-ExcludeProperty' {
    It 'leaves properties out of <Kind>' -ForEach @(
        @{ Kind = 'JSON text'; Body = ' {"id":1,"a":{"id":2},"n":1.10} '; Sent = '{"a":{"id":2},"n":1.10}' }
        @{ Kind = 'JSON text of a list'; Body = '[{"id":1,"a":2},{"id":3}]'; Sent = '[{"a":2},{}]' }
        @{ Kind = 'lines of a JSON text'; Body = @('{', '"id": 1,', '"a": 2', '}'); Sent = '{"a":2}' }
        @{ Kind = 'JSON text with halves of surrogate pairs'; Body = '{"id":1,"a":"\ud800"}'; Sent = '{"a":"\ud800"}' }
    ) {
        (Invoke-ResourcePut "${base}echo" $Body -ExcludeProperty id -ContentOnly).body | Should -BeExactly $Sent
    }

    It 'takes a name with brackets literally, too: <Name>' -ForEach @(
        @{ Name = 'tags[]' }
        @{ Name = 'TAGS[0]' }
        @{ Name = 'tags[0' }
        @{ Name = '[tag]s' }
        @{ Name = 'tags`[0`]'; Member = 'tags[0]' }
    ) {
        $body = @{ id = 1; ($Member ? $Member : $Name.ToLowerInvariant()) = 2 }
        (Invoke-ResourcePut "${base}echo" $body -ExcludeProperty $Name -ContentOnly).body | Should -BeExactly '{"id":1}'
        (Invoke-ResourcePut "${base}echo" $body -ExcludeProperty $Name -ContentType application/x-www-form-urlencoded -ContentOnly).body | Should -BeExactly 'id=1'
    }

    It 'refuses JSON text with more levels than can be read, which is sent whole without it' {
        $deep = '[' * 1001 + ']' * 1001
        { Invoke-ResourcePut "${base}refused" $deep -ExcludeProperty a } | Should -Throw '*depth of 1000*Nothing was sent.' -ErrorId 'InvalidPayload*'
    }

    It 'leaves properties out of lines from the pipeline, which fill in the url' {
        $echo = '{"id":1,"a":1.0}', '{"id":2}' | Invoke-ResourcePut "${base}echo/{id}" -ExcludeProperty id -ContentOnly
        $echo.path | Should -Be '/echo/1', '/echo/2'
        $echo.body | Should -Be '{"a":1.0}', '{}'
    }

    It 'leaves properties out of an original state, as <Kind>' -ForEach @(
        @{ Kind = 'text'; State = { '{"id":1,"a":1}' } }
        @{ Kind = 'a file'; State = { Set-Content TestDrive:/state.json '{"id":1,"a":1}'; Get-Item TestDrive:/state.json } }
        @{ Kind = 'an object'; State = { @{ id = 1; a = 1 } } }
    ) {
        (Invoke-ResourcePatch "${base}echo" @{ a = 2 } -Original (& $State) -ExcludeProperty id -ContentOnly).body | Should -Be '{"a":2}'
    }

    It 'is refused for what is sent as it is: <Kind>' -ForEach @(
        @{ Kind = 'bytes'; With = @{ Body = [byte[]] (1, 2) } }
        @{ Kind = 'a stream'; With = @{ Body = [IO.MemoryStream]::new([byte[]] (1, 2)) } }
        @{ Kind = 'a file'; With = @{ Body = [IO.FileInfo] $PSCommandPath } }
        @{ Kind = 'text that is not JSON'; With = @{ Body = 'a: 1'; ContentType = 'application/yaml' } }
        @{ Kind = 'XML'; With = @{ Body = [xml] '<a/>' } }
        @{ Kind = '-InFile'; With = @{ InFile = $PSCommandPath } }
        @{ Kind = '-Form'; With = @{ Form = @{ a = 1 } } }
    ) {
        { Invoke-ResourcePut "${base}refused" @With -ExcludeProperty a } | Should -Throw '*-ExcludeProperty*Nothing was sent.' -ErrorId 'Invalid*'
        (Invoke-RestMethod "${base}journal").Where({ $_.path -eq '/refused' }) | Should -BeNullOrEmpty
    }
}
