BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Support/TestServer.psm1')
    Import-Module (Join-Path $PSScriptRoot '../../PutTools.psd1')
    $server = Start-TestServer
    $base = $server.uri
    $isOlderBuild = $env:PUTTOOLS_BUILD -eq 'netstandard2.0'

    function New-TestFile([string] $Name, [string] $Text = 'inhält') {
        $path = Join-Path $TestDrive $Name
        [IO.File]::WriteAllText($path, $Text)
        $path
    }

    function ConvertFrom-Base64([string] $Text) { [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($Text)) }

    function Get-Digest([byte[]] $Bytes) {
        "sha-256=:$([Convert]::ToBase64String([Security.Cryptography.SHA256]::Create().ComputeHash($Bytes))):"
    }

    # A stream that can be read only once, like a network stream.
    function New-OneWayStream([string] $Text) {
        $coded = [IO.MemoryStream]::new()
        $gzip = [IO.Compression.GZipStream]::new($coded, [IO.Compression.CompressionMode]::Compress, $true)
        $bytes = [Text.Encoding]::UTF8.GetBytes($Text)
        $gzip.Write($bytes, 0, $bytes.Length)
        $gzip.Dispose()
        $coded.Position = 0
        [IO.Compression.GZipStream]::new($coded, [IO.Compression.CompressionMode]::Decompress)
    }
}

AfterAll {
    if ($server) { Stop-TestServer $server }
}

Describe '-InFile and file bodies' {
    It 'sends the bytes with the media type of the extension <Ending>' -ForEach @(
        @{ Ending = 'png'; Type = 'image/png' }
        @{ Ending = 'JSON'; Type = 'application/json' }
        @{ Ending = 'unknown'; Type = 'application/octet-stream' }
    ) {
        $sent = (Invoke-ResourcePut "${base}echo" -InFile (New-TestFile "x.$Ending")).Content
        $sent.headers.'Content-Type' | Should -BeExactly $Type
        $sent.headers.'Content-Length' | Should -Be 7
        $sent.body | Should -BeExactly 'inhält'
    }

    It 'prefers -ContentType' {
        (Invoke-ResourcePut "${base}echo" -InFile (New-TestFile 'x.png') -ContentType 'image/x-own').Content.headers.'Content-Type' | Should -Be 'image/x-own'
    }

    It 'resolves paths as PowerShell does, without expanding wildcards' {
        $null = New-TestFile 'a[1].txt' 'literal'
        Push-Location $TestDrive
        try { (Invoke-ResourcePut "${base}echo" -InFile './a[1].txt').Content.body | Should -Be 'literal' }
        finally { Pop-Location }
        (Invoke-ResourcePut "${base}echo" -InFile 'TestDrive:/a[1].txt').Content.body | Should -Be 'literal'
    }

    It 'takes a path as Tab completes it, with backticks before brackets' {
        $null = New-TestFile 'tab[1].txt' 'found'
        $typed = "Invoke-ResourcePut $base -InFile $TestDrive/tab"
        $path = (TabExpansion2 $typed $typed.Length).CompletionMatches[0].CompletionText.Trim("'")
        $path | Should -BeLike '*tab``[[]1``].txt'
        (Invoke-ResourcePut "${base}echo" -InFile $path).Content.body | Should -BeExactly 'found'

        # A file that has the backticks itself.
        $null = New-TestFile 'tab`[1`].txt' 'with backticks'
        (Invoke-ResourcePut "${base}echo" -InFile $path).Content.body | Should -BeExactly 'with backticks'

        # A new file in such a folder.
        $null = [IO.Directory]::CreateDirectory((Join-Path $TestDrive 'out[1]'))
        Invoke-ResourcePut "${base}echo" @{ a = 1 } -OutFile (Join-Path $TestDrive 'out`[1`]/new.json')
        [IO.File]::Exists((Join-Path $TestDrive 'out[1]/new.json')) | Should -BeTrue
    }

    It 'sends each file of the pipeline to its own url' {
        $folder = New-Item (Join-Path $TestDrive 'many') -ItemType Directory
        'a.png', 'b c.png' | ForEach-Object { [IO.File]::WriteAllText((Join-Path $folder $_), $_) }
        $responses = Get-ChildItem $folder -Filter *.png | Invoke-ResourcePut "${base}mirror/{Name}"
        $responses.Uri.AbsolutePath | Should -Be '/mirror/a.png', '/mirror/b%20c.png'
        $responses.ForEach({ [Text.Encoding]::UTF8.GetString($_.Content) }) | Should -Be 'a.png', 'b c.png'
    }

    It 'takes the path and the url from columns of a CSV, by script blocks' {
        $path = New-TestFile 'column.txt' 'from the column'
        $response = ConvertFrom-Csv "Url,File`n${base}echo/1,$path" | Invoke-ResourcePut { $_.Url } -InFile { $_.File }
        $response.Content.body | Should -Be 'from the column'
    }

    It 'sends the whole file that a symbolic link leads to: <What>' -Tag Linux -ForEach @(
        @{ What = 'with -InFile'; Do = { Invoke-ResourcePut "${base}echo" -InFile $link } }
        @{ What = 'as -Body'; Do = { Invoke-ResourcePut "${base}echo" (Get-Item $link) } }
        @{ What = 'with a digest'; Do = { Invoke-ResourcePut "${base}echo" -InFile $link -ContentDigest } }
        @{ What = 'in a form'; Do = { Invoke-ResourcePut "${base}echo" -Form @{ file = Get-Item $link } } }
    ) {
        $text = 'The text is longer than the name of its file. ' * 99
        $null = New-TestFile target.txt $text
        $null = New-Item -ItemType SymbolicLink -Path "$TestDrive/inner.txt" -Target target.txt -Force
        $link = (New-Item -ItemType SymbolicLink -Path "$TestDrive/link.txt" -Target "$TestDrive/inner.txt" -Force).FullName
        $sent = & $Do
        $sent.IsSuccess | Should -BeTrue
        $sent.Content.body | Should -BeLike "*$text*"
    }

    It 'is an error for a symbolic link without a target, and nothing is sent' -Tag Linux {
        $null = New-Item -ItemType SymbolicLink -Path "$TestDrive/broken.txt" -Target "$TestDrive/missing.txt" -Force
        Invoke-ResourcePut "${base}echo" -InFile "$TestDrive/broken.txt" -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'FileNotFound,*'
    }

    It 'sends an empty file' {
        (Invoke-ResourcePut "${base}echo" -InFile (New-TestFile 'empty.txt' '')).Content.headers.'Content-Length' | Should -Be 0
    }

    It 'refuses <What>, and nothing is sent' -ForEach @(
        @{ What = 'a file that does not exist'; Splat = @{ InFile = 'TestDrive:/none.txt' }; Match = '*none.txt*' }
        @{ What = 'a drive that does not exist'; Splat = @{ InFile = 'nodrive:/x' }; Match = '*nodrive*' }
        @{ What = 'another provider'; Splat = @{ InFile = 'env:PATH' }; Match = '*Environment*' }
        @{ What = 'a null character'; Splat = @{ InFile = "TestDrive:/a`0b" }; Match = '*null character*' }
        @{ What = 'a folder'; Splat = @{ InFile = 'TestDrive:/' }; Match = '*folder*' }
        @{ What = 'a folder as the body'; Splat = @{ Body = [IO.DirectoryInfo]::new('/') }; Match = '*folder*' }
    ) {
        Invoke-ResourcePut "${base}refused" @Splat -ErrorAction SilentlyContinue -ErrorVariable failed
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'FileNotFound,*'
        $failed[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
        "$($failed[0])" | Should -BeLike $Match
        (Invoke-RestMethod "${base}journal").Where({ $_.path -eq '/refused' }) | Should -BeNullOrEmpty
    }

    It 'advises about a path with <Kind>' -ForEach @(
        @{ Kind = 'quotes'; Path = '"./x.csv"'; Advice = 'The path has quotes in it' }
        @{ Kind = 'a line break'; Path = "./x.csv`n"; Advice = 'The path has a line break' }
        @{ Kind = 'an invisible character'; Path = "$([char] 0x202A)/x.csv"; Advice = 'The path has a line break or an invisible character' }
    ) {
        { Invoke-ResourcePut "${base}echo" -InFile $Path } | Should -Throw "*$Advice*" -ErrorId 'FileNotFound,*'
    }

    It 'warns of an empty file that is to be JSON, and of no other' {
        $null = Invoke-ResourcePut "${base}echo" -InFile (New-TestFile 'empty.json' '') -WarningVariable warned 3>$null
        $warned | Should -BeLike "*empty.json' is empty, and JSON is at least a value*"
        foreach ($encoding in 'utf8BOM', 'unicode', 'utf32') {
            $file = Join-Path $TestDrive "$encoding.json"
            [IO.File]::WriteAllText($file, '', @{ utf8BOM = [Text.UTF8Encoding]::new($true); unicode = [Text.Encoding]::Unicode; utf32 = [Text.Encoding]::UTF32 }[$encoding])
            (Get-Item $file).Length | Should -BeGreaterThan 0
            $null = Invoke-ResourcePut "${base}echo" -InFile $file -WarningVariable warned 3>$null
            $warned | Should -BeLike "*$encoding.json' is empty*"
        }
        $null = (New-TestFile 'empty.jsonl' ''), (New-TestFile 'empty.txt' '') | Invoke-ResourcePut -Uri { "${base}echo/$([IO.Path]::GetExtension($_))" } -InFile { $_ } -WarningVariable warned
        $warned | Should -BeNullOrEmpty
    }

    It 'does not take what a named pipe has, and does not call it empty: <_>' -Tag Linux -ForEach 'InFile', 'Form', 'WhatIf' {
        $pipe = Join-Path $TestDrive "$_.json"
        mkfifo $pipe
        $writer = Start-Process sh '-c', "`"echo 1 > '$pipe'`"" -PassThru
        $call = switch ($_) {
            Form { @{ Form = @{ file = Get-Item $pipe } } }
            WhatIf { @{ InFile = $pipe; WhatIf = $true } }
            default { @{ InFile = $pipe } }
        }
        { Invoke-ResourcePut "${base}refused" @call -WarningVariable warned } | Should -Throw 'The length of * is unknown: *stream*' -ErrorId 'FileReadFailed,*'
        $warned | Should -BeNullOrEmpty
        timeout 5 cat $pipe | Should -Be 1
        $writer.WaitForExit()
    }

    It 'does not send a file of unknown length as an empty one' -Tag Linux {
        { Invoke-ResourcePut "${base}refused" -InFile /proc/version -ErrorAction Stop } | Should -Throw '*stream*' -ErrorId 'FileReadFailed,*'
        (Invoke-RestMethod "${base}journal").Where({ $_.path -eq '/refused' }) | Should -BeNullOrEmpty
    }

    It 'sends a stream of unknown length whole, and again after a failure' -Tag Linux {
        $stream = [IO.File]::OpenRead('/proc/version')
        (Invoke-ResourcePut "${base}status/503/$(New-Guid)?times=1" $stream -ContentType text/plain -RetryIntervalSec 0.01 -ContentOnly).body |
            Should -Be ([IO.File]::ReadAllText('/proc/version'))
        $stream.Dispose()
    }

    It 'is FileReadFailed, and nothing is sent, if a file can be opened and not read' -Tag Linux {
        Invoke-ResourcePut "${base}unread" -InFile /proc/self/mem -ErrorAction SilentlyContinue -ErrorVariable failed
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'FileReadFailed,*'
        $failed[0].Exception.OutcomeUnknown | Should -BeFalse
        Get-TestServerJournal $server /unread | Should -BeNullOrEmpty
    }

    It 'applies no coding to empty content' {
        (Invoke-ResourcePut "${base}echo" -InFile (New-TestFile 'empty.txt' '') -ContentEncoding Gzip).Content.headers.PSObject.Properties.Name |
            Should -Not -Contain 'Content-Encoding'
        (Invoke-ResourcePut "${base}echo" -ContentEncoding Gzip).Content.headers.PSObject.Properties.Name | Should -Not -Contain 'Content-Encoding'
    }

    It 'is in no parameter set with -Body' {
        { Invoke-ResourcePut $base -Body @{ a = 1 } -InFile x } | Should -Throw -ErrorId 'ParameterBindingFailed,*'
        { Invoke-ResourcePut $base @{ a = 1 } -InFile x } | Should -Throw -ErrorId 'ParameterArgumentTransformationError,*'
    }
}

Describe 'A stream as the body' {
    It 'is sent from its current position, and stays open' {
        $stream = [IO.MemoryStream]::new([Text.Encoding]::UTF8.GetBytes('skipped, sent'))
        $stream.Position = 9
        $sent = (Invoke-ResourcePut "${base}echo" $stream).Content
        $sent.body | Should -Be 'sent'
        $sent.headers.'Content-Length' | Should -Be 4
        $stream.CanRead | Should -BeTrue
    }

    It 'is chunked if its length is unknown' {
        $sent = (Invoke-ResourcePut "${base}echo" (New-OneWayStream 'once')).Content
        $sent.body | Should -Be 'once'
        $sent.headers.'Transfer-Encoding' | Should -Be 'chunked'
    }

    It 'is not retried if it can be read only once, and the error names the reason' {
        Invoke-ResourcePut "${base}status/503" (New-OneWayStream 'once') -ErrorAction SilentlyContinue -ErrorVariable failed
        "$($failed[0])" | Should -BeLike '*not retried*only once*'
        $failed[0].Exception.Attempts | Should -Be 1
    }

    It 'is refused if it is closed' {
        $stream = [IO.MemoryStream]::new()
        $stream.Dispose()
        { Invoke-ResourcePut "${base}echo" $stream -ErrorAction Stop } | Should -Throw '*closed*' -ErrorId 'InvalidPayload,*'
    }
}

Describe 'A retry' {
    It 'sends <What> completely again' -ForEach @(
        @{ What = 'a file'; Splat = @{ InFile = 'TestDrive:/again.txt' } }
        @{ What = 'a compressed file with its digest'; Splat = @{ InFile = 'TestDrive:/again.txt'; ContentEncoding = 'Gzip'; ContentDigest = $true } }
        @{ What = 'a form'; Splat = @{ Form = @{ a = 'b'; f = [byte[]](1, 2) } } }
        @{ What = 'a stream that can seek'; Splat = @{ Body = [IO.MemoryStream]::new([byte[]](1, 2, 3)) } }
    ) {
        $null = New-TestFile 'again.txt'
        $response = Invoke-ResourcePut "${base}status/503?times=2&key=$([guid]::NewGuid())" @Splat -RetryIntervalSec 0.01
        $response.Attempts | Should -Be 3
        $response.Content.length | Should -BeGreaterThan 2
        if ($Splat.ContentDigest) {
            $response.Content.headers.'Content-Digest' | Should -BeExactly (Get-Digest ([Convert]::FromBase64String($response.Content.bodyBase64)))
        }
    }
}

Describe 'The content and its headers' {
    It 'is compressed in memory with <_>, with a length' -ForEach 'Gzip', 'Deflate', 'Brotli' {
        $arguments = @{ Uri = "${base}mirror"; Body = @{ text = 'x' * 10000 }; ContentEncoding = $_ }
        if ($isOlderBuild -and $_ -ne 'Gzip') {
            { Invoke-ResourcePut @arguments -ErrorAction Stop } | Should -Throw -ErrorId 'NotSupported,*'
            return
        }

        $coding = @{ Gzip = 'gzip'; Deflate = 'deflate'; Brotli = 'br' }[$_]
        # The server declares the coding of what it returns, so the text is right if it was encoded correctly.
        (Invoke-ResourcePut @arguments -Headers @{ 'Response-Content-Encoding' = $coding }).Content.text.Length | Should -Be 10000
        $arguments.Uri = "${base}echo"
        $sent = (Invoke-ResourcePut @arguments).Content
        $sent.headers.'Content-Encoding' | Should -Be $coding
        [int] $sent.headers.'Content-Length'[0] | Should -BeLessThan 500
        $sent.headers.'Content-Type' | Should -Be 'application/json'
    }

    It 'is compressed while it is sent, for a file' {
        $path = New-TestFile 'big.txt' ('y' * 1000000)
        $arguments = @{ InFile = $path; ContentEncoding = 'Gzip' }
        $sent = (Invoke-ResourcePut "${base}echo" @arguments).Content
        $sent.headers.'Transfer-Encoding' | Should -Be 'chunked'
        (Invoke-ResourcePut "${base}mirror" @arguments -Headers @{ 'Response-Content-Encoding' = 'gzip' }).Content | Should -BeExactly ('y' * 1000000)
    }

    It 'has the digest of what is sent, <What>' -ForEach @(
        @{ What = 'of JSON'; Splat = @{ Body = @{ a = 1 } } }
        @{ What = 'of a file'; Splat = @{ InFile = 'TestDrive:/digest.txt' } }
        @{ What = 'after compression'; Splat = @{ InFile = 'TestDrive:/digest.txt'; ContentEncoding = 'Gzip' } }
        @{ What = 'of a form'; Splat = @{ Form = @{ a = 'b'; f = [byte[]](1, 2, 3) } } }
        @{ What = 'of a stream that can seek'; Splat = @{ Body = [IO.MemoryStream]::new([byte[]](1, 2, 3)) } }
    ) {
        $null = New-TestFile 'digest.txt'
        $sent = (Invoke-ResourcePut "${base}echo" @Splat -ContentDigest).Content
        $sent.headers.'Content-Digest' | Should -BeExactly (Get-Digest ([Convert]::FromBase64String($sent.bodyBase64)))
    }

    It 'is an error with -ContentDigest if it is a stream that can be read only once' {
        { Invoke-ResourcePut "${base}echo" (New-OneWayStream 'x') -ContentDigest -ErrorAction Stop } | Should -Throw '*only once*' -ErrorId 'InvalidPayload,*'
    }

    It 'has the given Content-Length if it is a stream that does not know its own' {
        $sent = (Invoke-ResourcePut "${base}echo" (New-OneWayStream 'once') -Headers @{ 'Content-Length' = 4 }).Content
        $sent.headers.'Content-Length' | Should -Be 4
        $sent.body | Should -BeExactly 'once'
    }

    It 'is FileReadFailed, and not applied, if the given Content-Length is <_> instead of 4' -ForEach 3, 5 {
        $path = "lengths/$([guid]::NewGuid())"
        { Invoke-ResourcePut "$base$path" (New-OneWayStream 'once') -Headers @{ 'Content-Length' = $_ } } | Should -Throw -ErrorId 'FileReadFailed,*'
        { Invoke-RestMethod "$base$path" } | Should -Throw '*404*'
    }

    It 'is sent in chunks on demand, and other transfer codings are refused' {
        $sent = (Invoke-ResourcePut "${base}echo" @{ a = 1 } -TransferEncoding chunked).Content
        $sent.headers.'Transfer-Encoding' | Should -Be 'chunked'
        $sent.headers.PSObject.Properties.Name | Should -Not -Contain 'Content-Length'
        $sent.body | Should -BeExactly '{"a":1}'
        { Invoke-ResourcePut "${base}echo" @{ a = 1 } -TransferEncoding gzip } | Should -Throw '*-ContentEncoding*' -ErrorId 'InvalidParameter,*'
    }
}

Describe 'Memory' {
    It 'adds less than 32 MiB for an upload of 256 MiB, signed or not, and for its download' {
        $measured = pwsh -NoProfile -File (Join-Path $PSScriptRoot '../../benchmarks/Memory.ps1') -SizeMiB 256 -Uri $base | ConvertFrom-Csv
        $measured.Count | Should -Be 3
        foreach ($transfer in $measured) { [double] $transfer.AddedMiB | Should -BeLessThan 32 -Because $transfer.Transfer }
    }

    It 'adds less than 32 MiB for an upload of 4 GiB, signed or not' -Tag Long {
        $measured = pwsh -NoProfile -File (Join-Path $PSScriptRoot '../../benchmarks/Memory.ps1') -SizeMiB 4096 -Uri $base | ConvertFrom-Csv
        foreach ($transfer in $measured) { [double] $transfer.AddedMiB | Should -BeLessThan 32 -Because $transfer.Transfer }
    }
}
