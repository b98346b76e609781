BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Support/TestServer.psm1')
    Import-Module (Join-Path $PSScriptRoot '../../PutTools.psd1')
    $server = Start-TestServer
    $base = $server.uri

    function Get-Debris([string] $Folder) { Get-ChildItem $Folder -Force -Filter '*.part' }
}

AfterAll {
    if ($server) { Stop-TestServer $server }
}

Describe '-OutFile' {
    BeforeEach {
        $folder = (New-Item (Join-Path $TestDrive ([guid]::NewGuid())) -ItemType Directory).FullName
        $path = Join-Path $folder 'response.bin'
    }

    AfterEach {
        Get-Debris $folder | Should -BeNullOrEmpty
    }

    It 'saves the body and emits nothing' {
        Invoke-ResourcePut "${base}bytes/300000" @{ a = 1 } -OutFile $path | Should -BeNullOrEmpty
        (Get-Item $path).Length | Should -Be 300000
    }

    It 'writes one of many concurrent responses to one new file, and no write fails' {
        foreach ($round in 1..15) {
            1..16 | ForEach-Object { @{ id = $_ } } | Invoke-ResourcePut "${base}bytes/5000?{id}" -OutFile "$path$round" -ThrottleLimit 16 -WarningAction Ignore -ErrorAction Stop
            (Get-Item "$path$round").Length | Should -Be 5000
        }
    }

    It 'replaces an existing file, even a longer one' {
        Set-Content $path ('old' * 1000)
        Invoke-ResourcePut "${base}mirror" '"new"' -OutFile $path
        Get-Content $path -Raw | Should -BeExactly '"new"'
    }

    It 'resolves paths as PowerShell does' {
        Push-Location $folder
        try { Invoke-ResourcePut "${base}mirror" '1' -OutFile './[a].json' }
        finally { Pop-Location }
        [IO.File]::ReadAllText((Join-Path $folder '[a].json')) | Should -Be '1'
    }

    It 'decodes <_>' -ForEach 'gzip', 'deflate' {
        Invoke-ResourcePut "${base}$_" @{ a = 1 } -OutFile $path
        (Get-Content $path -Raw | ConvertFrom-Json).body | Should -BeExactly '{"a":1}'
    }

    It 'saves the bytes as received with a warning if the coding is unknown' {
        Invoke-ResourcePut "${base}mirror" '1' -Headers @{ 'Response-Content-Encoding' = 'zstd' } -OutFile $path -PassThru -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -BeLike "*'zstd'*"
        [IO.File]::ReadAllText($path) | Should -Be '1'
    }

    It 'emits the response without its content with -PassThru' {
        $response = Invoke-ResourcePut "${base}mirror" '{"a":1}' -OutFile $path -PassThru
        $response.StatusCode | Should -Be 200
        $response.ContentType | Should -Be 'application/json'
        $response.Content | Should -BeNullOrEmpty
        $response.RawContent | Should -BeNullOrEmpty
        $response.OutFile | Should -Be $path
        Invoke-ResourcePut "${base}mirror" '{"a":1}' -OutFile $path -PassThru -ContentOnly | Should -BeNullOrEmpty
    }

    It 'leaves the outcome open if what it saves reports a failure' {
        $uri = "$base$([guid]::NewGuid())"
        $null = Invoke-ResourcePut $uri @{ success = $false; message = 'No.' }
        $response = Invoke-ResourcePatch $uri @{ a = 1 } -OutFile $path -PassThru -WarningVariable warned -WarningAction SilentlyContinue
        $response.Outcome | Should -Be Unknown
        $response.Content | Should -BeNullOrEmpty
        "$warned" | Should -BeLike '*the response reports a failure*'
        (Get-Content $path -Raw | ConvertFrom-Json).message | Should -Be 'No.'
    }

    It 'creates an empty file for a response without a body' {
        Invoke-ResourcePut "${base}status/204" @{ a = 1 } -OutFile $path
        (Get-Item $path).Length | Should -Be 0
    }

    It 'reports the path in the verbose stream' {
        Invoke-ResourcePut "${base}mirror" '1' -OutFile $path -Verbose 4>&1 | Out-String | Should -BeLike "*'$path'*"
    }

    It 'saves the response to the write, and not to the read of -IfChanged' {
        $null = Invoke-ResourcePut "${base}items/1" @{ a = 1 }
        Invoke-ResourcePut "${base}items/1" @{ a = 2 } -IfChanged -OutFile $path
        Get-Content $path -Raw | Should -BeExactly '{"a":2}'
        (Invoke-ResourcePut "${base}items/1" @{ a = 2 } -IfChanged -OutFile $path).Outcome | Should -Be 'Unchanged'
        Get-Content $path -Raw | Should -BeExactly '{"a":2}'
    }

    It 'takes its path from each object of the pipeline' {
        1, 2 | ForEach-Object { [pscustomobject]@{ id = $_ } } |
            Invoke-ResourcePut "${base}mirror/{id}" -OutFile { Join-Path $folder "$($_.id).json" } -WarningVariable warnings
        $warnings | Should -BeNullOrEmpty
        Get-Content (Join-Path $folder '2.json') | Should -Be '{"id":2}'
    }

    It 'warns once if several responses go to one file, but not for a folder' {
        1..3 | Invoke-ResourcePut { "${base}mirror/$_" } -OutFile (Join-Path $folder '{id}.json') -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings.Message | Should -BeLike '*same file*{id}.json*folder*script*'
        $warnings.Count | Should -Be 1
        1, 2 | ForEach-Object { [pscustomobject]@{ id = $_ } } | Invoke-ResourcePut "${base}mirror/{id}" -OutFile $folder -WarningVariable warnings
        $warnings | Should -BeNullOrEmpty
    }

    It 'leaves the old file unchanged if <What>' -ForEach @(
        @{ What = 'the status means failure'; From = 'status/500'; Id = 'InternalServerError'; Splat = @{} }
        @{ What = 'the response is truncated'; From = 'cut'; Id = 'ProtocolError'; Splat = @{} }
        @{ What = 'the coding is broken'; From = 'mirror'; Id = 'ProtocolError'; Splat = @{ Headers = @{ 'Response-Content-Encoding' = 'gzip' } } }
        @{ What = 'it is longer than -MaximumResponseBytes'; From = 'bytes/300000'; Id = 'FileWriteFailed'; Splat = @{ MaximumResponseBytes = 100000 } }
    ) {
        Set-Content $path 'old' -NoNewline
        $uri = if ($From -eq 'cut') { "$($server.faultUri)cut-body/items/1" } else { "$base$From" }
        Invoke-ResourcePut $uri @{ a = 1 } -OutFile $path @Splat -MaximumRetryCount 0 -ErrorAction SilentlyContinue -ErrorVariable failed
        $failed[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
        # A 2xx confirms the write, even if its body is lost.
        $failed[0].Exception.OutcomeUnknown | Should -Be ($What -eq 'the status means failure')
        $failed[0].ErrorDetails.RecommendedAction -match 'read the resource' | Should -Be $failed[0].Exception.OutcomeUnknown
        Get-Content $path -Raw | Should -BeExactly 'old'
    }

    It 'emits a response whose status means failure with -SkipHttpErrorCheck, and saves nothing' {
        $response = Invoke-ResourcePut "${base}status/404" @{ a = 1 } -OutFile $path -SkipHttpErrorCheck
        $response.StatusCode | Should -Be 404
        $response.Content.status | Should -Be 404
        Test-Path $path | Should -BeFalse
    }

    It 'sends nothing if its folder does not exist' {
        { Invoke-ResourcePut "${base}refused" @{ a = 1 } -OutFile (Join-Path $folder 'none/x') -ErrorAction Stop } | Should -Throw '*folder*' -ErrorId 'FileNotFound,*'
        (Invoke-RestMethod "${base}journal").Where({ $_.path -eq '/refused' }) | Should -BeNullOrEmpty
    }

    It 'sends nothing if its path is <what>' -ForEach @(
        @{ what = 'too long'; make = { Join-Path $folder ('ä' * 260) }; id = 'InvalidParameter,*' }
        @{ what = 'a link to a folder that does not exist'; make = { $link = Join-Path $folder link; ln -s (Join-Path $folder none x) $link; $link }; id = 'FileNotFound,*' }
    ) -Tag Unix {
        $place = & $make
        { Invoke-ResourcePut "${base}refused" @{ a = 1 } -OutFile $place } | Should -Throw '*Nothing was sent*' -ErrorId $id
        (Invoke-RestMethod "${base}journal").Where({ $_.path -eq '/refused' }) | Should -BeNullOrEmpty
    }

    It 'sends nothing if its path has a null character' {
        { Invoke-ResourcePut "${base}refused" @{ a = 1 } -OutFile (Join-Path $folder "a`0b") } | Should -Throw '*null character*' -ErrorId 'FileNotFound,*'
        (Invoke-RestMethod "${base}journal").Where({ $_.path -eq '/refused' }) | Should -BeNullOrEmpty
    }

    # A folder in which no user, not even root, can write.
    It 'sends nothing if no file can be created in its folder: <_>' -Tag Linux -ForEach '/proc/x', '/proc' {
        { Invoke-ResourcePut "${base}refused" '1' -OutFile $_ } | Should -Throw "-OutFile '$_' cannot be used: *Nothing was sent." -ErrorId 'InvalidParameter,*'
        (Invoke-RestMethod "${base}journal").Where({ $_.path -eq '/refused' }) | Should -BeNullOrEmpty
    }

    It 'is the error FileWriteFailed if the response cannot be written' -Tag Linux {
        { Invoke-ResourcePut "${base}mirror" '1' -OutFile /dev/full } | Should -Throw -ErrorId 'FileWriteFailed,*'
    }

    It 'is written into a folder that the user cannot list' -Tag Linux {
        $script = "Import-Module '$PSScriptRoot/../../PutTools.psd1'; Invoke-ResourcePut '${base}mirror' '1' -OutFile '$path'"
        $command = 'pwsh', '-NoProfile', '-NonInteractive', '-EncodedCommand', [Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes($script))
        # Root without these two capabilities is a user like others.
        if ((id -u) -eq 0) { $command = @('setpriv', '--inh-caps=-all', '--bounding-set=-dac_override,-dac_read_search') + $command }
        chmod 300 $folder
        try { & $command[0] $command[1..($command.Count - 1)] 2>&1 | Should -BeNullOrEmpty }
        finally { chmod 700 $folder }
        Get-Content $path | Should -Be 1
    }

    It 'keeps mode and symbolic links of the old file' -Tag Linux {
        $target = Join-Path $folder target.json
        Set-Content $target old
        chmod 640 $target
        $null = New-Item -ItemType SymbolicLink -Path $path -Target target.json
        Invoke-ResourcePut "${base}mirror" '"new"' -OutFile $path
        (Get-Item $path).LinkType | Should -Be SymbolicLink
        Get-Content $target -Raw | Should -BeExactly '"new"'
        (Get-Item $target).UnixMode | Should -Be '-rw-r-----'
    }

    It 'follows a link in a folder that is a link itself' -Tag Linux {
        $null = New-Item -ItemType Directory "$folder/real/inner" -Force
        $null = New-Item -ItemType SymbolicLink "$folder/way" -Target real/inner
        $null = New-Item -ItemType SymbolicLink "$folder/real/inner/link.json" -Target ../target.json
        Set-Content "$folder/real/target.json" old
        Invoke-ResourcePut "${base}mirror" '"new"' -OutFile "$folder/way/link.json"
        Get-Content "$folder/real/target.json" -Raw | Should -BeExactly '"new"'
        "$folder/target.json" | Should -Not -Exist
    }

    It 'keeps hard links, and the owner if this user cannot set it' -Tag Linux {
        Set-Content $path old
        $null = New-Item -ItemType HardLink -Path (Join-Path $folder other) -Target $path
        Invoke-ResourcePut "${base}mirror" '"new"' -OutFile $path
        Get-Content (Join-Path $folder other) -Raw | Should -BeExactly '"new"'
        if ((id -u) -eq 0) {
            chown nobody $path
            Invoke-ResourcePut "${base}mirror" '"newer"' -OutFile $path
            (Get-Item $path).User | Should -Be nobody
            Remove-Item (Join-Path $folder other) -Force
            Invoke-ResourcePut "${base}mirror" '"newest"' -OutFile $path
            (Get-Item $path).User | Should -Be nobody
        }
    }

    It 'gives a new file the usual mode' -Tag Linux {
        Set-Content (Join-Path $folder usual) x
        Invoke-ResourcePut "${base}mirror" '1' -OutFile $path
        (Get-Item $path).UnixMode | Should -Be (Get-Item (Join-Path $folder usual)).UnixMode
    }

    It 'creates the target of a dangling link' -Tag Linux {
        $null = New-Item -ItemType SymbolicLink -Path $path -Target missing.json
        Invoke-ResourcePut "${base}mirror" '1' -OutFile $path
        Get-Content (Join-Path $folder missing.json) | Should -Be 1
    }

    It 'deletes its private temporary file after <Signal>' -Tag Linux -ForEach @(
        if ($env:PUTTOOLS_BUILD -ne 'netstandard2.0') { @{ Signal = 'SIGTERM'; Number = 15; IsLeft = $false } }
        @{ Signal = 'SIGKILL and the next write to the folder'; Number = 9; IsLeft = $true }
    ) {
        $script = "Import-Module '$PSScriptRoot/../../PutTools.psd1'; Invoke-ResourcePut '$($server.faultUri)stall-mid-response/items/1' @{ a = 1 } -OutFile '$path'"
        $process = Start-Process pwsh '-NoProfile', '-NonInteractive', '-EncodedCommand', ([Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes($script))) -PassThru -RedirectStandardOutput (Join-Path $TestDrive out) -RedirectStandardError (Join-Path $TestDrive err)
        $until = [datetime]::UtcNow.AddSeconds(60)
        while (-not ($part = Get-Debris $folder) -or $part.Length -eq 0) {
            if ([datetime]::UtcNow -gt $until) { throw 'No temporary file appeared.' }
            Start-Sleep -Milliseconds 50
        }
        $part.UnixMode | Should -Be '-rw-------'
        /bin/kill "-$Number" $process.Id
        $process.WaitForExit(20000) | Should -BeTrue
        @(Get-Debris $folder).Count | Should -Be ([int] $IsLeft)
        Test-Path $path | Should -BeFalse
        if ($IsLeft) {
            # A young file may belong to another process that has not locked it yet.
            (Get-Debris $folder).LastWriteTime = (Get-Date).AddMinutes(-2)
            Invoke-ResourcePut "${base}mirror" '1' -OutFile $path
        }
    }

    It 'never has a temporary file or a journal that another user can have opened' -Tag Linux {
        Add-Type -TypeDefinition '
            using System; using System.Collections.Generic; using System.IO; using System.Linq; using System.Runtime.InteropServices; using System.Threading; using Microsoft.Win32.SafeHandles;
            namespace PutTools.Testing {
                // Opens each file that others may read as soon as it is there, as another user could.
                public sealed class Reader {
                    [DllImport("libc", EntryPoint = "open")] static extern int Open(string path, int flags);
                    const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.OtherRead;
                    readonly List<SafeFileHandle> opened = new();
                    readonly Thread thread;
                    volatile bool ends;
                    public Reader(string folder) { thread = new Thread(() => { while (!ends) foreach (var path in Directory.EnumerateFiles(folder)) Add(path); }); thread.Start(); }
                    void Add(string path) {
                        if (path.EndsWith("response.bin")) return;
                        var handle = new SafeFileHandle((IntPtr)Open(path, 0), true);
                        if (!handle.IsInvalid && (File.GetUnixFileMode(handle) & Others) != 0 && opened.Count < 900) opened.Add(handle); else handle.Dispose();
                    }
                    public long[] End() { ends = true; thread.Join(); var lengths = opened.Select(RandomAccess.GetLength).Where(length => length > 0).ToArray(); opened.ForEach(handle => handle.Dispose()); return lengths; }
                }
            }'
        # A new file would get the mode of the old one, or the usual one.
        Set-Content $path old
        chmod 600 $path
        $reader = [PutTools.Testing.Reader]::new($folder)
        try {
            foreach ($n in 1..200) { Invoke-ResourcePut "${base}bytes/5000" 1 -OutFile $path -JournalPath (Join-Path $folder "$n.jsonl") }
        }
        finally { $lengths = $reader.End() }
        $lengths | Should -BeNullOrEmpty
        (Get-Item (Join-Path $folder 200.jsonl)).UnixMode | Should -Be '-rw-------'
        (Get-ChildItem $folder -Force).Count | Should -Be 201
    }

    It 'keeps the temporary file of another process that writes to it' -Tag Linux {
        $other = Join-Path $folder '.puttools-other.part'
        Set-Content $other x
        [IO.File]::SetLastWriteTime($other, (Get-Date).AddMinutes(-2))
        $stream = [IO.File]::Open($other, 'Open', 'Write', 'None')
        try {
            Invoke-ResourcePut "${base}mirror" '1' -OutFile $path
            $other | Should -Exist
        }
        finally {
            $stream.Dispose()
            Remove-Item $other -Force
        }
    }

    It 'ends by the deadline if nobody opens its pipe, or reads from it: <Reader>' -Tag Unix -ForEach @{ Reader = 'nobody' }, @{ Reader = 'sleep 6' } {
        mkfifo $path
        if ($Reader -ne 'nobody') { $process = Start-Process sh '-c', "`"$Reader < '$path'`"" -PassThru }
        $time = Measure-Command { Invoke-ResourcePut "${base}bytes/300000" 1 -OutFile $path -DeadlineSeconds 3 -MaximumRetryCount 0 -ErrorAction SilentlyContinue -ErrorVariable failed }
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'DeadlineExceeded,*'
        $failed[0].Exception.OutcomeUnknown | Should -BeFalse
        $time.TotalSeconds | Should -BeLessThan 10
        # Ends the abandoned wait.
        if ($process) { $process.WaitForExit() } else { timeout 1 cat $path | Out-Null }
    }

    It 'writes to a device, which stays one' -Tag Unix {
        Invoke-ResourcePut "${base}mirror" '1' -OutFile /dev/null
        (Get-Item /dev/null).UnixMode | Should -BeLike 'c*'
    }

    It 'writes nothing with -WhatIf, not even for a moment' {
        $folder = New-Item (Join-Path $TestDrive ([guid]::NewGuid())) -ItemType Directory
        $folder.LastWriteTimeUtc = '2020-01-01'
        Invoke-ResourcePut "${base}mirror" '1' -OutFile (Join-Path $folder x.json) -WhatIf
        Get-ChildItem $folder -Force | Should -BeNullOrEmpty
        (Get-Item $folder).LastWriteTimeUtc | Should -Be ([datetime] '2020-01-01')
    }
}

Describe '-OutFile with a folder' {
    It 'uses the name <Name> from <From>' -ForEach @(
        @{ Name = 'a.json'; From = 'the url'; Path = 'mirror/x/a.json'; Field = $null }
        @{ Name = 'zoë 1.json'; From = 'an escaped url'; Path = 'mirror/zo%C3%AB%201.json'; Field = $null }
        @{ Name = 'b.json'; From = 'Content-Disposition'; Path = 'mirror/a.json'; Field = 'attachment; filename="b.json"' }
        @{ Name = '文件.json'; From = 'filename*, which wins'; Path = 'mirror/a.json'; Field = "attachment; filename=b.json; filename*=UTF-8''%E6%96%87%E4%BB%B6.json" }
        @{ Name = 'evil.json'; From = 'a name with a path, cleaned'; Path = 'mirror/a.json'; Field = 'attachment; filename="../../evil.json"' }
        @{ Name = 'evil.json'; From = 'a name with a Windows path, cleaned'; Path = 'mirror/a.json'; Field = 'attachment; filename="..\\..\\evil.json"' }
        @{ Name = '_NUL.txt'; From = 'the name of a device, cleaned'; Path = 'mirror/a.json'; Field = 'attachment; filename=NUL.txt' }
        @{ Name = 'profile'; From = 'a hidden name, cleaned'; Path = 'mirror/a.json'; Field = 'attachment; filename=.profile' }
        @{ Name = 'a.json'; From = 'the url if the name has only dots'; Path = 'mirror/a.json'; Field = 'attachment; filename=".."' }
    ) {
        $folder = New-Item (Join-Path $TestDrive ([guid]::NewGuid())) -ItemType Directory
        $headers = if ($Field) { @{ 'Response-Content-Disposition' = $Field } } else { @{} }
        Invoke-ResourcePut "$base$Path" '1' -Headers $headers -OutFile $folder
        (Get-ChildItem $folder -Force).Name | Should -BeExactly $Name
    }

    It 'never overwrites a file with the server''s name' {
        $folder = New-Item (Join-Path $TestDrive ([guid]::NewGuid())) -ItemType Directory
        Set-Content (Join-Path $folder profile.ps1) mine
        foreach ($n in 1, 2) {
            Invoke-ResourcePut "${base}mirror" $n -Headers @{ 'Response-Content-Disposition' = 'attachment; filename="profile.ps1"' } -OutFile $folder -Verbose 4>&1 |
                Where-Object { "$_" -like '*saved as*' } | Should -BeLike "*profile ($n).ps1*"
        }
        Get-Content (Join-Path $folder profile.ps1) | Should -Be mine
        Get-Content (Join-Path $folder 'profile (2).ps1') | Should -Be 2
    }

    It 'loses no file if many responses get one name at the same time' {
        $folder = New-Item (Join-Path $TestDrive ([guid]::NewGuid())) -ItemType Directory
        1..400 | Invoke-ResourcePut { "${base}mirror/$_/same.json" } -OutFile $folder -ThrottleLimit 8
        (Get-ChildItem $folder -Filter 'same*' | Get-Content | Sort-Object { [int] $_ }) -join ' ' | Should -Be (1..400 -join ' ')
    }
}
