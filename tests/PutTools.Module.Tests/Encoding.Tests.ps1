BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Support/TestServer.psm1')
    Import-Module (Join-Path $PSScriptRoot '../../PutTools.psd1')
    $server = Start-TestServer
    $base = $server.uri

    # Returns what is read if a server sends these bytes with this type.
    function Read-Response([byte[]] $Bytes, [string] $ContentType, [hashtable] $Headers = @{}) {
        (Invoke-ResourcePut "${base}mirror" $Bytes -ContentType $ContentType -Headers $Headers).Content
    }

    function ConvertTo-ByteArray([string] $Charset, [string] $Text) { [Text.Encoding]::GetEncoding($Charset).GetBytes($Text) }

    function Get-SentBody($Body, [string] $ContentType) {
        [Convert]::FromBase64String((Invoke-ResourcePut "${base}echo" $Body -ContentType $ContentType).Content.bodyBase64)
    }
}

AfterAll {
    if ($server) { Stop-TestServer $server }
}

Describe 'Text that is sent' {
    It 'is in the charset <Charset> of its content type' -ForEach @(
        @{ Charset = 'utf-8'; Hex = 'C3-A4-E2-82-AC' }
        @{ Charset = 'utf8'; Hex = 'C3-A4-E2-82-AC' }
        @{ Charset = 'windows-1252'; Hex = 'E4-80' }
        @{ Charset = 'CP1252'; Hex = 'E4-80' }
        @{ Charset = 'cp1250'; Hex = 'E4-80' }
        @{ Charset = 'cp65001'; Hex = 'C3-A4-E2-82-AC' }
        @{ Charset = 'iso-8859-15'; Hex = 'E4-A4' }
        @{ Charset = 'ISO8859-15'; Hex = 'E4-A4' }
        @{ Charset = 'utf-16'; Hex = 'FF-FE-E4-00-AC-20' }
        @{ Charset = 'utf-16be'; Hex = '00-E4-20-AC' }
        @{ Charset = '"utf-16LE"'; Hex = 'E4-00-AC-20' }
    ) {
        [BitConverter]::ToString((Get-SentBody 'ä€' "text/plain; charset=$Charset")) | Should -Be $Hex
    }

    It 'is UTF-8 if the type has no charset' {
        [BitConverter]::ToString((Get-SentBody 'ä' 'text/plain')) | Should -Be 'C3-A4'
    }

    It 'is refused if <What>' -ForEach @(
        @{ What = 'the charset lacks a character'; Body = 'a€'; Charset = 'iso-8859-1'; Match = '*iso-8859-1*' }
        @{ What = 'the charset lacks a character of an object'; Body = @{ a = '€' }; Charset = 'us-ascii'; Match = '*us-ascii*' }
        @{ What = 'it has half a surrogate pair'; Body = [string][char]0xD800; Charset = 'utf-8'; Match = '*half a surrogate pair*' }
        @{ What = 'the charset is unknown'; Body = 'a'; Charset = 'klingon'; Match = '*klingon*not known*' }
        @{ What = 'the code page is unknown'; Body = 'a'; Charset = 'cp99999'; Match = '*cp99999*not known*' }
    ) {
        $type = if ($Body -is [string]) { 'text/plain' } else { 'application/json' }
        { Invoke-ResourcePut "${base}refused" $Body -ContentType "$type; charset=$Charset" -ErrorAction Stop } |
            Should -Throw $Match -ErrorId 'InvalidPayload,*'
        (Invoke-RestMethod "${base}journal").Where({ $_.path -eq '/refused' }) | Should -BeNullOrEmpty
    }
}

Describe 'Half a surrogate pair' {
    BeforeAll { $half = [string][char]0xD800 }

    It 'is an error in <Place>, and nothing is sent' -ForEach @(
        @{ Place = 'text'; Given = { @{ Body = "`"$half`"" } } }
        @{ Place = 'JSON text with -ExcludeProperty'; Given = { @{ Body = "{`"a`":`"$half`",`"b`":1}"; ExcludeProperty = 'b' } } }
        @{ Place = 'a form'; Given = { @{ Body = @{ a = $half }; ContentType = 'application/x-www-form-urlencoded' } } }
        @{ Place = 'a multipart field'; Given = { @{ Form = @{ a = $half } } } }
        @{ Place = 'the name of a field'; Given = { @{ Form = @{ "a$half" = 'x' } } } }
        @{ Place = 'a file name'; Given = { @{ Form = @{ a = @{ Content = 'x'; FileName = "$half.txt" } } } } }
        @{ Place = 'XML'; Given = { $xml = [xml] '<a/>'; $xml.DocumentElement.InnerText = $half; @{ Body = $xml } } }
        @{ Place = 'a query'; Given = { @{ Body = 1; Query = @{ a = $half } } } }
        @{ Place = 'the url'; Given = { @{ Body = 1; Uri = "${base}refused/$half" } } }
        @{ Place = 'a value of the url'; Given = { @{ Body = @{ a = $half }; Uri = "${base}refused/{a}" } } }
        @{ Place = 'a value of the url from a line of JSON'; Given = { @{ InputObject = '{"a":"x\ud800"}'; Uri = "${base}refused/{a}" } } }
        @{ Place = 'a value of the url from parsed JSON'; Given = { @{ InputObject = [Text.Json.JsonDocument]::Parse('{"a":"x\ud800"}').RootElement; Uri = "${base}refused/{a}" } } }
        @{ Place = 'a header'; Given = { @{ Body = 1; Headers = @{ 'X-A' = $half }; SkipHeaderValidation = $true } } }
        @{ Place = 'a cookie'; Given = { @{ Body = 1; Cookies = @{ a = $half }; SkipHeaderValidation = $true } } }
    ) {
        $arguments = @{ Uri = "${base}refused" } + @{}
        $given = & $Given
        foreach ($name in $given.Keys) { $arguments[$name] = $given[$name] }
        { Invoke-ResourcePut @arguments } | Should -Throw -ErrorId 'Invalid*'
        (Invoke-RestMethod "${base}journal").Where({ $_.path -like '/refused*' }) | Should -BeNullOrEmpty
    }

    It 'stays as it is in an operation that is a line of JSON' {
        $sent = "{`"op`":`"add`",`"path`":`"/a`",`"value`":`"$half`"}", '{"op":"add","path":"/b","value":"\ud800"}' |
            Invoke-ResourcePatch "${base}echo" -PatchFormat JsonPatch -ContentOnly
        $sent.body | Should -BeExactly '[{"op":"add","path":"/a","value":"\ud800"},{"op":"add","path":"/b","value":"\ud800"}]'
    }

    It 'stays as it is in the name of a member beside one that fills in the url' {
        $line = '{"a\ud800":1,"id":2,"b":3}'
        $echo = $line, [Text.Json.JsonDocument]::Parse($line).RootElement | Invoke-ResourcePut "${base}echo/{id}" -ExcludeProperty b -ContentOnly
        $echo.path | Should -Be '/echo/2', '/echo/2'
        $echo.body | Should -BeExactly '{"a\ud800":1,"id":2}', '{"a\ud800":1,"id":2}'
    }

    It 'is sent as an escape in JSON, and comes back' {
        $response = Invoke-ResourcePut "${base}mirror" @{ "a$half" = "x$half" }
        $response.RawContent | Should -BeExactly '{"a\ud800":"x\ud800"}'
        (Invoke-ResourcePut "${base}echo" $response.Content -ContentOnly).body | Should -BeExactly '{"a\ud800":"x\ud800"}'
    }
}

Describe 'XML that is sent' {
    It 'is in the encoding that it declares' {
        $sent = (Invoke-ResourcePut "${base}echo" ([xml] '<?xml version="1.0" encoding="iso-8859-1"?><a>ä</a>')).Content
        $sent.headers.'Content-Type' | Should -Be 'application/xml; charset=iso-8859-1'
        [Text.Encoding]::GetEncoding('iso-8859-1').GetString([Convert]::FromBase64String($sent.bodyBase64)) |
            Should -BeExactly '<?xml version="1.0" encoding="iso-8859-1"?><a>ä</a>'
    }

    It 'is UTF-8 without a declaration' {
        $sent = (Invoke-ResourcePut "${base}echo" ([xml] '<a>ä</a>') -ContentType 'application/vnd.own+xml').Content
        $sent.headers.'Content-Type' | Should -Be 'application/vnd.own+xml; charset=utf-8'
        $sent.body | Should -BeExactly '<a>ä</a>'
    }

    It 'has a byte order mark in UTF-16, and comes back the same' {
        $document = [xml] '<?xml version="1.0" encoding="utf-16"?><a>ä</a>'
        (Invoke-ResourcePut "${base}mirror" $document).Content.OuterXml | Should -BeExactly $document.OuterXml
    }

    It 'is refused if its declaration contradicts -ContentType' {
        { Invoke-ResourcePut "${base}echo" ([xml] '<?xml version="1.0" encoding="utf-8"?><a/>') -ContentType 'text/xml; charset=utf-16' -ErrorAction Stop } |
            Should -Throw "*'utf-8'*'utf-16'*" -ErrorId 'InvalidPayload,*'
    }

    It 'accepts another name of the same charset' {
        (Invoke-ResourcePut "${base}echo" ([xml] '<?xml version="1.0" encoding="UTF-8"?><a/>') -ContentType 'text/xml; charset=utf-8').StatusCode | Should -Be 200
    }
}

Describe 'Text that is received' {
    It 'is read by its charset parameter: <_>' -ForEach 'utf-8', 'iso-8859-1', 'windows-1252', 'utf-16', 'shift_jis', 'koi8-r' {
        $text = @{ shift_jis = '日本語'; 'koi8-r' = 'Привет' }[$_] ?? 'Grüße, naïve'
        Read-Response (ConvertTo-ByteArray $_ $text) "text/plain; charset=$_" | Should -BeExactly $text
    }

    It 'is read by its byte order mark, regardless of the parameter: <_>' -ForEach 'utf-8', 'utf-16', 'utf-16BE', 'utf-32' {
        $encoding = [Text.Encoding]::GetEncoding($_)
        Read-Response ($encoding.GetPreamble() + $encoding.GetBytes('Grüße')) 'text/plain; charset=iso-8859-1' | Should -BeExactly 'Grüße'
    }

    It 'is read without a mark if it is JSON or XML, in <_>' -ForEach 'utf-16', 'utf-16BE', 'utf-32', 'utf-32BE' {
        (Read-Response (ConvertTo-ByteArray $_ '{"a":"ä日"}') 'application/json').a | Should -BeExactly 'ä日'
        Read-Response (ConvertTo-ByteArray $_ '["日"]') 'application/problem+json; charset=utf-8' | Should -BeExactly '日'
        Read-Response (ConvertTo-ByteArray $_ '5') 'application/json' | Should -Be 5
        (Read-Response (ConvertTo-ByteArray $_ '<a>日</a>') 'text/xml').a | Should -BeExactly '日'
    }

    It 'is read by the declaration of HTML: <Html>' -ForEach @(
        @{ Html = '<!doctype html><meta charset="iso-8859-1"><p>ä</p>' }
        @{ Html = '<html><head><META http-equiv="Content-Type" content="text/html; charset=iso-8859-1"></head>ä</html>' }
    ) {
        Read-Response (ConvertTo-ByteArray 'iso-8859-1' $Html) 'text/html' | Should -BeExactly $Html
    }

    It 'is read by the declaration of XML' {
        (Read-Response (ConvertTo-ByteArray 'iso-8859-1' '<?xml version="1.0" encoding="iso-8859-1"?><a>ä</a>') 'application/xml').a | Should -BeExactly 'ä'
        (Invoke-ResourcePut "${base}mirror" ([byte[]] (ConvertTo-ByteArray 'iso-8859-1' '<?xml version="1.0" encoding="iso-8859-1"?><a>ä</a>')) -ContentType 'application/xml').RawContent |
            Should -BeLike '*<a>ä</a>'
    }

    It 'is read by the charset parameter rather than the XML declaration' {
        (Read-Response (ConvertTo-ByteArray 'iso-8859-1' '<?xml version="1.0" encoding="utf-8"?><a>ä</a>') 'application/xml; charset=iso-8859-1').a | Should -BeExactly 'ä'
    }

    It 'is UTF-8 if it can be read as ASCII and declares <_>' -ForEach 'utf-16', 'unicode', 'ISO-10646-UCS-2', 'utf-32', 'klingon' {
        (Read-Response (ConvertTo-ByteArray 'utf-8' "<?xml version=`"1.0`" encoding=`"$_`"?><a>ä</a>") 'application/xml').a | Should -BeExactly 'ä'
        (Read-Response (ConvertTo-ByteArray 'utf-8' '<a>ä</a>') "text/xml; charset=$_").a | Should -BeExactly 'ä'
        (Read-Response (ConvertTo-ByteArray 'utf-8' '{"a":"ä"}') "application/json; charset=$_").a | Should -BeExactly 'ä'
        Read-Response (ConvertTo-ByteArray 'utf-8' "<meta charset=$_>ä") 'text/html' | Should -BeExactly "<meta charset=$_>ä"
    }

    It 'is UTF-8 without a declaration, or with an unknown charset' {
        Read-Response (ConvertTo-ByteArray 'utf-8' 'Grüße') 'text/plain' | Should -BeExactly 'Grüße'
        Read-Response (ConvertTo-ByteArray 'utf-8' 'Grüße') 'text/plain; charset=klingon' | Should -BeExactly 'Grüße'
    }

    It 'is UTF-8 if the server names ASCII: <_>' -ForEach 'us-ascii', 'ASCII', 'ansi_x3.4-1968' {
        Read-Response (ConvertTo-ByteArray 'utf-8' 'Grüße') "text/plain; charset=$_" | Should -BeExactly 'Grüße'
        (Read-Response (ConvertTo-ByteArray 'utf-8' '{"a":"Grüße"}') "application/json; charset=$_").a | Should -BeExactly 'Grüße'
    }

    It 'has U+FFFD in place of invalid bytes of the charset <Charset>' -ForEach @(
        @{ Charset = 'utf-8'; Bytes = 0x61, 0xFF, 0x62 }, @{ Charset = 'us-ascii'; Bytes = 0x61, 0xFF, 0x62 }, @{ Charset = 'utf-16'; Bytes = 0x61, 0x00, 0x00, 0xD8, 0x62, 0x00 }
    ) {
        Read-Response $Bytes "text/plain; charset=$Charset" | Should -BeExactly "a$([char]0xFFFD)b"
    }

    It 'is JSON in the charset that the server names' {
        (Read-Response (ConvertTo-ByteArray 'iso-8859-1' '{"a":"ä"}') 'application/json; charset=iso-8859-1').a | Should -BeExactly 'ä'
    }

    It 'is JSON after the byte order mark of <_>, also without a usable content type' -ForEach 'utf-8', 'utf-16', 'utf-16BE', 'utf-32' {
        $encoding = [Text.Encoding]::GetEncoding($_)
        $bytes = $encoding.GetPreamble() + $encoding.GetBytes('{"a":"ä"}')
        (Read-Response $bytes 'application/json').a | Should -BeExactly 'ä'
        (Invoke-ResourcePut "${base}mirror" ([byte[]] $bytes) -ContentType application/json -Headers @{ 'Response-Content-Type' = 'json' }).Content.a | Should -BeExactly 'ä'
    }
}

Describe 'Content codings of responses' {
    It 'are decoded: <_>' -ForEach 'gzip', 'deflate' {
        (Invoke-ResourcePut "${base}$_" @{ a = 1 }).Content.body | Should -BeExactly '{"a":1}'
    }

    It 'are ignored if the server names <_>: JSON stays JSON' -ForEach 'utf-8', 'UTF-8', 'aws-chunked', 'identity', 'iso-8859-1', 'binary' {
        $response = Invoke-ResourcePut "${base}mirror" '{"a":1}' -Headers @{ 'Response-Content-Encoding' = $_ } -WarningAction Stop
        $response.Content.a | Should -Be 1
        $response.RawContent | Should -BeExactly '{"a":1}'
    }

    It 'are decoded beside a name that is not a coding' {
        $coded = [IO.MemoryStream]::new()
        $gzip = [IO.Compression.GZipStream]::new($coded, [IO.Compression.CompressionMode]::Compress, $true)
        $gzip.Write((ConvertTo-ByteArray 'utf-8' '{"a":1}'), 0, 7)
        $gzip.Dispose()
        (Read-Response $coded.ToArray() 'application/json' @{ 'Response-Content-Encoding' = 'gzip, aws-chunked' }).a | Should -Be 1
        (Read-Response $coded.ToArray() 'application/json' @{ 'Response-Content-Encoding' = 'x-gzip' }).a | Should -Be 1
    }

    It 'are decoded if several are applied' {
        $once = [IO.MemoryStream]::new()
        $deflate = [IO.Compression.DeflateStream]::new($once, [IO.Compression.CompressionMode]::Compress, $true)
        $deflate.Write((ConvertTo-ByteArray 'utf-8' 'hello'), 0, 5)
        $deflate.Dispose()
        $twice = [IO.MemoryStream]::new()
        $gzip = [IO.Compression.GZipStream]::new($twice, [IO.Compression.CompressionMode]::Compress, $true)
        $gzip.Write($once.ToArray(), 0, $once.Length)
        $gzip.Dispose()
        Read-Response $twice.ToArray() 'text/plain' @{ 'Response-Content-Encoding' = 'deflate, identity, gzip' } | Should -BeExactly 'hello'
    }

    It 'leave the bytes as received, with a warning, if they are <What>' -ForEach @(
        @{ What = 'unknown'; Coding = 'zstd' }
        @{ What = 'not the declared ones'; Coding = 'gzip' }
    ) {
        $response = Invoke-ResourcePut "${base}mirror" 'plain' -ContentType 'text/plain' -Headers @{ 'Response-Content-Encoding' = $Coding } -WarningVariable warnings -WarningAction SilentlyContinue
        $response.IsSuccess | Should -BeTrue
        [Text.Encoding]::UTF8.GetString($response.Content) | Should -Be 'plain'
        "$warnings" | Should -BeLike "*'$Coding'*"
    }

    It 'are cut off at the limit for a decompression bomb, and the write is a success' {
        $coded = [IO.MemoryStream]::new()
        $gzip = [IO.Compression.GZipStream]::new($coded, [IO.Compression.CompressionMode]::Compress, $true)
        $zeros = [byte[]]::new(1MB)
        1..64 | ForEach-Object { $gzip.Write($zeros, 0, $zeros.Length) }
        $gzip.Dispose()
        $response = Invoke-ResourcePut "${base}mirror" $coded.ToArray() -Headers @{ 'Response-Content-Encoding' = 'gzip' } -MaximumResponseBytes 1MB -WarningVariable warnings -WarningAction SilentlyContinue
        $response.Outcome | Should -Be 'Updated'
        $response.Content | Should -BeNullOrEmpty
        "$warnings" | Should -BeLike '*1048576*-MaximumResponseBytes*'
    }
}
