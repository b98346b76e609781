BeforeDiscovery {
    $names = 'päth.txt', '文件 名.txt', 'Ελλάδα.txt', 'قلم.txt', 'emoji 🎉.txt', "o'brien (1)*.txt", 'per%20cent;semi=x.txt'
    if (-not $IsWindows -and $PSEdition -eq 'Core') { $names += 'quo"te.txt' }
    $python = (Get-Command python3 -All -CommandType Application -ErrorAction Ignore |
        Where-Object { & $_ -c 'import werkzeug' 2>$null; $LASTEXITCODE -eq 0 } | Select-Object -First 1).Source
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Support/TestServer.psm1')
    Import-Module (Join-Path $PSScriptRoot '../../PutTools.psd1')
    $server = Start-TestServer
    $base = $server.uri
    function ConvertFrom-Base64([string] $Text) { [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($Text)) }
}

AfterAll {
    if ($server) { Stop-TestServer $server }
}

Describe '-Form' {
    It 'sends texts, numbers, booleans and lists as fields' {
        $read = (Invoke-ResourcePut "${base}form" -Form @{ text = 'Zoë "x"'; number = 1.5; flag = $true; list = 'a', 'b'; none = $null; empty = & { } }).Content
        $read.fields.text | Should -Be 'Zoë "x"'
        $read.fields.number | Should -Be '1.5'
        $read.fields.flag | Should -Be 'true'
        $read.fields.list | Should -Be 'a', 'b'
        $read.fields.PSObject.Properties.Name | Sort-Object | Should -Be 'flag', 'list', 'number', 'text'
        $read.files | Should -BeNullOrEmpty
    }

    It 'is a warning without any field, as of commands without output: <Kind>' -ForEach @(
        @{ Kind = 'a form'; Given = @{ Form = @{ file = & { }; list = @() } } }
        @{ Kind = 'form fields'; Given = @{ Body = @{ a = $null }; ContentType = 'application/x-www-form-urlencoded' } }
    ) {
        $null = Invoke-ResourcePut "${base}echo" @Given -WarningVariable warned 3>$null
        $warned | Should -BeLike 'The form has no fields*'
    }

    It 'keeps the order of an ordered dictionary' {
        $body = (Invoke-ResourcePut "${base}echo" -Form ([ordered]@{ z = 1; a = 2; m = 3 })).Content.body
        [regex]::Matches($body, 'name="(.)"').ForEach({ $_.Groups[1].Value }) -join '' | Should -BeExactly 'zam'
    }

    It 'sends the files of a hashtable, which has no order, after its fields' {
        foreach ($set in 'abcd', 'dcba', 'bdac') {
            $form = @{}
            foreach ($name in $set.ToCharArray()) { $form["$name"] = "$name" -in 'a', 'c' ? [byte[]](1, 2) : 'text' }
            $body = (Invoke-ResourcePut "${base}echo" -Form $form).Content.body
            [regex]::Matches($body, ' name="(.)"').ForEach({ $_.Groups[1].Value }) -join '' | Should -Match '^[bd]{2}[ac]{2}$'
        }
    }

    It 'sends a file under its name <_>' -ForEach $names {
        $path = Join-Path $TestDrive $_
        [IO.File]::WriteAllText($path, 'inhält')
        $file = (Invoke-ResourcePut "${base}form" -Form @{ upload = [IO.FileInfo]::new($path) }).Content.files
        $file.name | Should -BeExactly 'upload'
        $file.fileName | Should -BeExactly $_
        $file.contentType | Should -BeExactly 'text/plain'
        ConvertFrom-Base64 $file.base64 | Should -BeExactly 'inhält'
    }

    It 'accepts files from Get-Item, and several with one name' {
        'a.json', 'b.png' | ForEach-Object { Set-Content (Join-Path $TestDrive $_) $_ }
        $files = (Invoke-ResourcePut "${base}form" -Form @{ f = Get-Item (Join-Path $TestDrive 'a.json'), (Join-Path $TestDrive 'b.png') }).Content.files
        $files.fileName | Should -Be 'a.json', 'b.png'
        $files.contentType | Should -Be 'application/json', 'image/png'
    }

    It 'sends bytes and streams as files, with names and types from a description' {
        $files = (Invoke-ResourcePut "${base}form" -Form ([ordered]@{
                    bytes  = [byte[]](1, 2)
                    named  = @{ Content = [byte[]](3, 4); FileName = 'q.pdf' }
                    typed  = @{ Content = '<a/>'; FileName = 'a.bin'; ContentType = 'application/xml' }
                    stream = [IO.MemoryStream]::new([byte[]](5, 6))
                })).Content.files
        $files.fileName | Should -Be 'bytes', 'q.pdf', 'a.bin', 'stream'
        $files.contentType | Should -Be 'application/octet-stream', 'application/pdf', 'application/xml', 'application/octet-stream'
        $files.base64 | Should -Be 'AQI=', 'AwQ=', 'PGEvPg==', 'BQY='
    }

    It 'sends an object as a JSON part' {
        $body = (Invoke-ResourcePut "${base}echo" -Form @{ meta = [pscustomobject]@{ title = 'Zoë'; tags = 1, 2 } }).Content.body
        $body.Replace("`r`n", '|') | Should -BeLike '*name="meta"|Content-Type: application/json||{"title":"Zoë","tags":`[1,2`]}|--*'
    }

    It 'warns if a text looks like the path of a file, as curl takes it' {
        Set-Content (Join-Path $TestDrive curl.txt) x
        Push-Location $TestDrive
        try { $fields = (Invoke-ResourcePut "${base}form" -Form @{ a = '@curl.txt'; b = '@nobody'; c = '@' } -ContentOnly -WarningVariable warnings -WarningAction SilentlyContinue).fields }
        finally { Pop-Location }
        $fields.a, $fields.b, $fields.c | Should -Be '@curl.txt', '@nobody', '@'
        $warnings | Should -HaveCount 1
        $warnings | Should -BeLike "*'@curl.txt'*(Get-Item 'curl.txt')*"
    }

    It 'has a Content-Length if all lengths are known, otherwise it is chunked' {
        $known = (Invoke-ResourcePut "${base}echo" -Form @{ f = [byte[]]::new(100000) }).Content
        $known.headers.'Content-Length' | Should -Be $known.length
        $pipe = [IO.Compression.GZipStream]::new([IO.MemoryStream]::new([Convert]::FromBase64String('H4sIAAAAAAAAA8tIzcnJBwCGphA2BQAAAA==')), [IO.Compression.CompressionMode]::Decompress)
        $open = (Invoke-ResourcePut "${base}form" -Form @{ f = $pipe }).Content
        $open.contentLength | Should -BeNullOrEmpty
        ConvertFrom-Base64 $open.files.base64 | Should -BeExactly 'hello'
    }

    It 'takes precedence over a Content-Type header, and accepts another multipart type' {
        $headers = @{ 'Content-Type' = 'application/json' }
        (Invoke-ResourcePut "${base}form" -Form @{ a = 1 } -Headers $headers).Content.fields.a | Should -Be '1'
        $sent = (Invoke-ResourcePut "${base}echo" -Form @{ a = 1 } -ContentType 'multipart/mixed').Content
        $sent.headers.'Content-Type' | Should -BeLike 'multipart/mixed; boundary=*'
    }

    It 'fills in the url from the objects of the pipeline' {
        $responses = [pscustomobject]@{ id = 7 }, [pscustomobject]@{ id = 8 } | Invoke-ResourcePut "${base}form/{id}" -Form @{ a = 1 }
        $responses.Uri.AbsolutePath | Should -Be '/form/7', '/form/8'
    }

    It 'is accepted by PATCH, too' {
        (Invoke-ResourcePatch "${base}form" -Form @{ a = 1 }).Content.fields.a | Should -Be '1'
    }

    It 'refuses <What>, and nothing is sent' -ForEach @(
        @{ What = 'a type that is not multipart'; Splat = @{ Form = @{ a = 1 }; ContentType = 'application/json' }; Id = 'InvalidParameter' }
        @{ What = 'a boundary of the caller'; Splat = @{ Form = @{ a = 1 }; ContentType = 'multipart/form-data; boundary=x' }; Id = 'InvalidParameter' }
        @{ What = 'a secret'; Splat = @{ Form = @{ a = [securestring]::new() } }; Id = 'InvalidPayload' }
        @{ What = 'a description without content'; Splat = @{ Form = @{ a = @{ Content = @(1, 2); FileName = 'x' } } }; Id = 'InvalidPayload' }
        @{ What = 'a line break in a type'; Splat = @{ Form = @{ a = @{ Content = 'x'; ContentType = "a/b`r`nX: y" } } }; Id = 'InvalidHeader' }
        @{ What = 'a file that does not exist'; Splat = @{ Form = @{ a = [IO.FileInfo]::new('/nowhere/at/all') } }; Id = 'FileNotFound' }
        @{ What = '-Body beside it'; Splat = @{ Form = @{ a = 1 }; Body = @{ b = 1 } }; Id = 'InvalidParameter' }
        @{ What = '-InFile beside it'; Splat = @{ Form = @{ a = 1 }; InFile = 'x' }; Id = 'ParameterBindingFailed' }
    ) {
        { Invoke-ResourcePut "${base}refused" @Splat -ErrorAction Stop } | Should -Throw -ErrorId "$Id,*"
        (Invoke-RestMethod "${base}journal").Where({ $_.path -eq '/refused' }) | Should -BeNullOrEmpty
    }

    It 'reports a file that cannot be read before anything is sent' -Tag Linux {
        Invoke-ResourcePut "${base}form" -Form ([ordered]@{ a = 1; f = Get-Item /proc/version }) -ErrorAction SilentlyContinue -ErrorVariable failed
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'FileReadFailed,*'
        $failed[0].ErrorDetails.Message | Should -BeLike '*Nothing was sent.'
        $failed[0].Exception.OutcomeUnknown | Should -BeFalse
    }

    It 'names the field that it refuses: <_>' -ForEach 'a secret', 'code' {
        $value = if ($_ -eq 'code') { { 1 } } else { [securestring]::new() }
        { Invoke-ResourcePut "${base}refused" -Form @{ first = 1; second = $value } -ErrorAction Stop } | Should -Throw "*field 'second'*" -ErrorId 'InvalidPayload,*'
    }

    It 'selects the type of a file by its given name' {
        $path = Join-Path $TestDrive 'upload.tmp'
        Set-Content $path 'x'
        $body = (Invoke-ResourcePut "${base}echo" -Form @{ a = @{ Content = Get-Item $path; FileName = 'photo.png' } }).Content.body
        $body | Should -BeLike '*filename="photo.png"*Content-Type: image/png*'
    }

    It 'is read correctly by werkzeug, a parser in another language' -Skip:(-not $python) -ForEach @{ Python = $python } {
        $path = Join-Path $TestDrive '文件 ä.txt'
        [IO.File]::WriteAllText($path, 'inhält')
        $raw = Join-Path $TestDrive 'raw.bin'
        $sent = (Invoke-ResourcePut "${base}echo" -Form ([ordered]@{ 'fïeld' = 'Zoë'; list = 1, 2; file = Get-Item $path; bytes = [byte[]](0, 13, 10, 255) })).Content
        [IO.File]::WriteAllBytes($raw, [Convert]::FromBase64String($sent.bodyBase64))
        $read = & $Python (Join-Path $PSScriptRoot 'Support/read-form.py') $raw $sent.headers.'Content-Type'[0] | ConvertFrom-Json
        $read.fields.fïeld | Should -Be 'Zoë'
        $read.fields.list | Should -Be '1', '2'
        $read.files.file.fileName | Should -BeExactly '文件 ä.txt'
        $read.files.file.text | Should -BeExactly 'inhält'
        $read.files.bytes.hex | Should -BeExactly '000d0aff'
    }
}

Describe 'A MultipartFormDataContent' {
    It 'is sent with its parts, also a second time' {
        $form = [Net.Http.MultipartFormDataContent]::new('b')
        $form.Add([Net.Http.StringContent]::new('x'), 'text')
        $form.Add([Net.Http.StreamContent]::new([IO.MemoryStream]::new([byte[]] (65, 66))), 'file', 'a.txt')
        $form.Add([Net.Http.StreamContent]::new([IO.MemoryStream]::new()), 'empty')
        foreach ($time in 1, 2) {
            $sent = Invoke-ResourcePut "${base}echo" $form -ContentOnly
            $sent.headers.'Content-Type' | Should -Be 'multipart/form-data; boundary="b"'
            $sent.body | Should -BeLike "--b*name=text`r`n`r`nx`r`n--b*filename=a.txt*`r`n`r`nAB`r`n--b*name=empty`r`n`r`n`r`n--b--`r`n"
        }
    }
}

Describe 'A multipart content type' {
    It 'of all calls, in headers or a session, does not replace that of a MultipartFormDataContent' {
        $form = [Net.Http.MultipartFormDataContent]::new('b')
        $form.Add([Net.Http.StringContent]::new('x'), 'text')
        $json = @{ 'Content-Type' = 'application/json' }
        foreach ($with in @{ Headers = $json }, @{ Session = New-ResourceSession -Headers $json }, @{ ContentType = 'multipart/form-data' }) {
            (Invoke-ResourcePut "${base}echo" $form @with -ContentOnly).headers.'Content-Type' | Should -Be 'multipart/form-data; boundary="b"'
        }
        { Invoke-ResourcePut "${base}refused" $form -ContentType application/json } | Should -Throw '*Leave -ContentType out*' -ErrorId 'InvalidParameter,*'
    }

    It 'is refused without a boundary, and the error names -Form: <What>' -ForEach @(
        @{ What = 'a file'; Splat = { @{ InFile = $PSCommandPath; ContentType = 'multipart/form-data' } } }
        @{ What = 'text'; Splat = { @{ Body = "--b`r`n`r`nx`r`n--b--`r`n"; ContentType = 'multipart/mixed; boundary=""' } } }
        @{ What = 'bytes'; Splat = { @{ Body = [byte[]] (1, 2); Headers = @{ 'Content-Type' = 'Multipart/Form-Data; charset=utf-8' } } } }
    ) {
        $with = & $Splat
        { Invoke-ResourcePut "${base}refused" @with } | Should -Throw '*has no boundary*-Form @{ file*Nothing was sent.' -ErrorId 'InvalidHeader,*'
        (Invoke-RestMethod "${base}journal").Where({ $_.path -eq '/refused' }) | Should -BeNullOrEmpty
        (Invoke-ResourcePut "${base}echo" @with -SkipHeaderValidation).StatusCode | Should -Be 200
    }

    It 'is refused for a text without its boundary' {
        { Invoke-ResourcePut "${base}refused" "--b`r`n`r`nx`r`n--b--`r`n" -ContentType 'multipart/form-data; boundary=--b' } |
            Should -Throw "*no line '----b'*Nothing was sent." -ErrorId 'InvalidPayload,*'
        (Invoke-RestMethod "${base}journal").Where({ $_.path -eq '/refused' }) | Should -BeNullOrEmpty
    }

    It 'warns of a text whose lines end with a line feed alone' {
        $type = @{ ContentType = 'multipart/form-data; boundary="b"'; ContentOnly = $true; WarningVariable = 'warnings'; WarningAction = 'SilentlyContinue' }
        $text = "--b`nContent-Disposition: form-data; name=a`n`nx`n--b--`n"
        (Invoke-ResourcePut "${base}echo" $text @type).body | Should -BeExactly $text
        "$warnings" | Should -BeLike '*line feed alone*-Form.'
        $null = Invoke-ResourcePut "${base}echo" $text.Replace("`n", "`r`n") @type
        $warnings | Should -BeNullOrEmpty
    }
}

Describe 'An HttpContent in -Form' {
    It 'is sent with its type: <Kind>' -ForEach @(
        @{ Kind = 'StringContent'; Content = { [Net.Http.StringContent]::new('ä') }; Part = "name=`"p`"`r`nContent-Type: text/plain; charset=utf-8`r`n`r`nä`r`n" }
        @{ Kind = 'ByteArrayContent'; Content = { [Net.Http.ByteArrayContent]::new([byte[]] (65, 66)) }; Part = "name=`"p`"`r`n`r`nAB`r`n" }
        @{ Kind = 'StreamContent'; Content = { [Net.Http.StreamContent]::new([IO.MemoryStream]::new([byte[]] (65, 66))) }; Part = "name=`"p`"`r`n`r`nAB`r`n" }
        @{ Kind = 'JsonContent'; Content = { [Net.Http.Json.JsonContent]::Create([int[]] (1, 2), [int[]]) }; Part = "name=`"p`"`r`nContent-Type: application/json; charset=utf-8`r`n`r`n``[1,2``]`r`n" }
        @{ Kind = 'a file'; Content = { $c = [Net.Http.StringContent]::new('x'); $c.Headers.ContentDisposition = 'form-data; name=p; filename="a.txt"'; $c }; Part = "name=`"p`"; filename=`"a.txt`"`r`nContent-Type: text/plain; charset=utf-8`r`n`r`nx`r`n" }
    ) {
        (Invoke-ResourcePut "${base}echo" -Form @{ p = & $Content } -ContentOnly).body.Replace("`r`n", "`n") | Should -BeLike "*form-data; $($Part.Replace("`r`n", "`n"))--*"
    }

    It 'is refused if it has a header of its own, which would be lost' {
        $content = [Net.Http.StringContent]::new('x')
        $content.Headers.Add('Content-Language', 'de')
        { Invoke-ResourcePut "${base}refused" -Form @{ p = $content } } | Should -Throw '*Content-Language*' -ErrorId 'InvalidPayload,*'
    }
}
