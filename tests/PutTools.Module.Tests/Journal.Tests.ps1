# Continues a run after it was stopped: -JournalPath and -Resume.
BeforeDiscovery {
    # A small file system, for a full disk.
    $noMount = -not ($IsLinux -and $(unshare -rm true 2>$null; $LASTEXITCODE -eq 0))
}

BeforeAll {
    . (Join-Path $PSScriptRoot 'Support/Initialize.ps1')

    function New-Journal { Join-Path $TestDrive "$([guid]::NewGuid().ToString('N')).jsonl" }
    # The lines of the writes; the first line describes the run.
    function Get-Line($Journal, $Name = '*') { @(Get-Content $Journal | Select-Object -Skip 1 | ConvertFrom-Json | Where-Object event -Like $Name) }
    function New-Row([int] $Count) { 1..$Count | ForEach-Object { [pscustomobject]@{ id = $_; a = "row $_" } } }
    # Cuts the journal as a process leaves it that ends before it knows the outcome of its last write.
    function Remove-LastLine($Journal) {
        $lines = @(Get-Content $Journal)
        Set-Content $Journal $lines[0..($lines.Count - 2)]
    }
}

AfterAll { if ($server) { Stop-TestServer $server } }

Describe '-JournalPath' {
    It 'gets a line for each write, without body, header or secret' {
        $path = New-Path
        $journal = New-Journal
        $rows = New-Row 3
        $rows | Invoke-ResourcePut "$base$path/{id}?sig=geheim1" -Headers @{ 'X-Key' = 'geheim2' } -Body { @{ a = 'geheim3' } } -JournalPath $journal | Should -HaveCount 3
        $lines = Get-Content $journal
        $lines | Should -HaveCount 4
        $lines -match 'geheim' | Should -BeNullOrEmpty
        $ended = Get-Line $journal ended
        $ended.uri | Should -Be @(1..3 | ForEach-Object { "$base$path/${_}?sig=***" })
        $ended.statusCode | Should -Be 201, 201, 201
        $ended.outcome | Should -Be Created, Created, Created
        $ended.attempts | Should -Be 1, 1, 1
        $ended.errorId | Should -Be $null, $null, $null
        $ended[0].etag | Should -Be '"1"'
        $hash = [Convert]::ToHexString([Security.Cryptography.SHA256]::HashData([Text.Encoding]::UTF8.GetBytes('{"a":"geheim3"}')))
        $ended[0].sha256 | Should -Be $hash
        ([datetime]::UtcNow - $ended[0].time.ToUniversalTime()).TotalMinutes | Should -BeLessThan 5
    }

    It 'has the line of each response that the script has seen, <limit> at once' -Tag Unix -ForEach @{ limit = 1 }, @{ limit = 8 } {
        $path = New-Path
        $journal = New-Journal
        # A shell can read the file while it is locked.
        $isThere = New-Row 40 | Invoke-ResourcePut "$base$path/{id}" -JournalPath $journal -ThrottleLimit $limit | ForEach-Object { @(sh -c 'cat "$1"' sh $journal) -match "/$($_.Uri.Segments[-1])""" -match '"ended"' }
        $isThere | Should -HaveCount 40
    }

    It 'has the line of each error that the script has seen' -Tag Unix {
        $path = New-Path
        $journal = New-Journal
        $lines = New-Row 3 | Invoke-ResourcePut "${base}status/400/$path/{id}" -JournalPath $journal -ErrorAction Continue @once 2>&1 | ForEach-Object { @(sh -c 'cat "$1"' sh $journal).Count }
        $lines | Should -Be 2, 3, 4
    }

    It 'records failures, and if they may have been applied' {
        $path = New-Path
        $journal = New-Journal
        @{ s = 400 }, @{ s = 500 } | Invoke-ResourcePut "${base}status/{s}/$path" -JournalPath $journal @quietly @once
        $ended = Get-Line $journal ended
        $ended.errorId | Should -Be BadRequest, InternalServerError
        $ended.outcome | Should -Be Failed, Unknown
        $ended.outcomeUnknown | Should -Be $false, $true
    }

    It 'is readable only by its owner' -Tag Unix {
        $journal = New-Journal
        $null = Invoke-ResourcePut "$base$(New-Path)" @{ a = 1 } -JournalPath $journal
        [int][IO.File]::GetUnixFileMode($journal) | Should -Be 0x180
    }

    It 'refuses a file that exists' {
        $path = New-Path
        $journal = New-Journal
        $null = Invoke-ResourcePut "$base$path" @{ a = 1 } -JournalPath $journal
        { New-Row 2 | Invoke-ResourcePut "$base$path/{id}" -JournalPath $journal -ErrorAction SilentlyContinue } | Should -Throw -ErrorId 'JournalExists,*'
        Get-Writes $path | Should -HaveCount 1
        Get-Content $journal | Should -HaveCount 2
    }

    It 'refuses a folder, -Resume:<Resume>' -ForEach @{ Resume = $false }, @{ Resume = $true } {
        { Invoke-ResourcePut "$base$(New-Path)" @{ a = 1 } -JournalPath $TestDrive -Resume:$Resume } | Should -Throw '*is a folder*' -ErrorId 'JournalFailed,*'
    }

    It 'refuses a folder that does not exist, and a body that can be read only once' {
        { Invoke-ResourcePut "$base$(New-Path)" @{ a = 1 } -JournalPath (Join-Path $TestDrive none run.jsonl) } | Should -Throw -ErrorId 'JournalFailed,*'
        $pipe = [IO.Pipes.AnonymousPipeServerStream]::new('Out')
        $stream = [IO.Pipes.AnonymousPipeClientStream]::new('In', $pipe.ClientSafePipeHandle)
        $path = New-Path
        { Invoke-ResourcePut "$base$path" $stream -JournalPath (New-Journal) } | Should -Throw -ErrorId 'InvalidPayload,*'
        $pipe.Dispose()
        Get-Writes $path | Should -BeNullOrEmpty
    }

    It 'cannot be the file of a response<how>' -ForEach @(
        @{ how = ''; file = { $journal } }
        @{ how = ', which a link leads to'; file = { (New-Item "$journal.link" -ItemType SymbolicLink -Target $journal).FullName } }
        @{ how = ', from a script block'; file = { { $journal } } }
    ) {
        $path = New-Path
        $journal = New-Journal
        $file = & $file
        { @{ a = 2 } | Invoke-ResourcePut "$base$path" -JournalPath $journal -OutFile $file -ErrorAction Stop } | Should -Throw '*is the file of -JournalPath*Nothing was sent*' -ErrorId 'InvalidParameter,*'
        (Invoke-RestMethod "${base}journal") | ForEach-Object { $_ } | Where-Object path -EQ "/$path" | Should -BeNullOrEmpty
    }

    It 'is not created with -WhatIf' {
        $journal = New-Journal
        New-Row 2 | Invoke-ResourcePut "$base$(New-Path)/{id}" -JournalPath $journal -WhatIf
        Test-Path $journal | Should -BeFalse
    }

    It 'is required by -Resume' {
        { Invoke-ResourcePut "$base$(New-Path)" @{ a = 1 } -Resume } | Should -Throw -ErrorId 'InvalidParameter,*'
    }

    It 'gets a line for a response that -SuccessCondition rejects, which is sent again' {
        $path = New-Path
        $journal = New-Journal
        New-Row 4 | Invoke-ResourcePut "$base$path/{id}" -SuccessCondition { $_.Content.id % 2 -eq 0 } -JournalPath $journal -ThrottleLimit 4 @quietly | ForEach-Object { $_.Content.id } | Should -Be 2, 4
        @(Get-Line $journal ended | Where-Object errorId -EQ ResponseRejected) | Should -HaveCount 2
        (New-Row 4 | Invoke-ResourcePut "$base$path/{id}" -JournalPath $journal -Resume -ThrottleLimit 4).Outcome | Should -Be Updated, Journaled, Updated, Journaled
    }
}

Describe '-Resume' {
    It 'begins a journal that does not exist' {
        $journal = New-Journal
        (Invoke-ResourcePut "$base$(New-Path)" @{ a = 1 } -JournalPath $journal -Resume).Outcome | Should -Be Created
        Get-Line $journal ended | Should -HaveCount 1
    }

    It 'sends failed and new writes, in the order of the input, <limit> at once' -ForEach @(@{ limit = 1 }, @{ limit = 16 }) {
        $path = New-Path
        $journal = New-Journal
        $uri = "${base}status/503/$path/{id}?times=1&key=$path{id}"
        $rows = New-Row 40
        $rows[0..9] | Invoke-ResourcePut "$base$path/{id}" -JournalPath $journal -ThrottleLimit $limit | Should -HaveCount 10
        $rows[10..19] | Invoke-ResourcePut $uri -JournalPath $journal -Resume -ThrottleLimit $limit @once @quietly -WarningAction SilentlyContinue
        $failed | Should -HaveCount 10
        $responses = $rows | Invoke-ResourcePut -Uri { $_.id -gt 10 -and $_.id -le 20 ? $uri.Replace('{id}', $_.id) : "$base$path/$($_.id)" } -JournalPath $journal -Resume -ThrottleLimit $limit
        $responses.InputObject.id | Should -Be (1..40)
        $responses[0..9].Outcome | Select-Object -Unique | Should -Be Journaled
        $responses[10..39].Outcome -eq 'Journaled' | Should -BeNullOrEmpty
        # All writes are finished now.
        ($rows | Invoke-ResourcePut -Uri { $_.id -gt 10 -and $_.id -le 20 ? $uri.Replace('{id}', $_.id) : "$base$path/$($_.id)" } -JournalPath $journal -Resume -ThrottleLimit $limit).Outcome | Select-Object -Unique | Should -Be Journaled
    }

    It 'does not count a write as done whose response reports a failure' {
        $path = New-Path
        $null = Invoke-ResourcePut "$base$path" @{ success = $false; message = 'No.' }
        $given = @{ Uri = "$base$path"; Body = @{ a = 1 }; JournalPath = New-Journal; WarningAction = 'SilentlyContinue' }
        (Invoke-ResourcePatch @given).Outcome | Should -Be Unknown
        Invoke-ResourcePatch @given -Resume @quietly
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'WriteInterrupted,*'
        $failed[0].Exception.OutcomeUnknown | Should -BeTrue
        Get-Writes $path | Should -HaveCount 2
    }

    It 'identifies a row by verb, url and body' {
        $path = New-Path
        $journal = New-Journal
        $null = Invoke-ResourcePut "$base$path" @{ a = 1 } -JournalPath $journal
        (Invoke-ResourcePut "$base$path" @{ a = 2 } -JournalPath $journal -Resume -WarningAction SilentlyContinue).Outcome | Should -Be Updated
        (Invoke-ResourcePut "$base$path" @{ a = 1 } -JournalPath $journal -Resume).Outcome | Should -Be Journaled
        (Invoke-ResourcePut "$base$path" @{ a = 2 } -Headers @{ 'X-A' = '1' } -JournalPath $journal -Resume).Outcome | Should -Be Journaled
    }

    It 'distinguishes urls that are masked alike' {
        $path = New-Path
        $journal = New-Journal
        $null = Invoke-ResourcePut "$base${path}?sig=a" @{ a = 1 } -JournalPath $journal
        (Invoke-ResourcePut "$base${path}?sig=b" @{ a = 1 } -JournalPath $journal -Resume -WarningAction SilentlyContinue).Outcome | Should -Be Updated
    }

    It 'counts equal rows, so that none is lost' {
        $path = New-Path
        $journal = New-Journal
        $null = Invoke-ResourcePut "$base$path" @{ n = 0 }
        $add = @{ op = 'add'; path = '/list/-'; value = 1 }
        $null = Invoke-ResourcePut "$base$path" @{ list = @() }
        1..2 | Invoke-ResourcePatch "$base$path" -Body { , @($add) } -PatchFormat JsonPatch -JournalPath $journal -ThrottleLimit 4 | Should -HaveCount 2
        (1..3 | Invoke-ResourcePatch "$base$path" -Body { , @($add) } -PatchFormat JsonPatch -JournalPath $journal -Resume).Outcome | Should -Be Journaled, Journaled, Updated
        (Get-State $path).list | Should -Be 1, 1, 1
    }

    It 'recognizes <what>' -ForEach @(
        @{ what = 'a file'; arguments = { @{ InFile = $file } } }
        @{ what = 'a form'; arguments = { @{ Form = @{ name = 'a'; file = Get-Item $file } } } }
        @{ what = 'a stream that can seek'; arguments = { @{ Body = [IO.MemoryStream]::new([byte[]] (1, 2, 3)) } } }
        @{ what = 'a compressed body'; arguments = { @{ Body = @{ a = 1 }; ContentEncoding = 'Gzip' } } }
        @{ what = 'text in another charset'; arguments = { @{ Body = 'äöü'; ContentType = 'text/plain; charset=iso-8859-1' } } }
        @{ what = 'no body'; arguments = { @{ WarningAction = 'SilentlyContinue' } } }
        @{ what = 'a line of JSON'; arguments = { @{ InputObject = '{"id":1}' } } }
    ) {
        $file = Join-Path $TestDrive journaled.txt
        Set-Content $file text
        $uri = "${base}sink/$(New-Path)"
        $journal = New-Journal
        $given = & $arguments
        (Invoke-ResourcePut $uri @given -JournalPath $journal).IsSuccess | Should -BeTrue
        $given = & $arguments
        (Invoke-ResourcePut $uri @given -JournalPath $journal -Resume).Outcome | Should -Be Journaled
    }

    It 'recognizes <what> of another process, whose members have another order' -ForEach @(
        @{ what = 'a hashtable'; body = '-Body { @{ a = $_.id; b = 1; c = @{ d = 2; e = 3 } } } -Query @{ q = 1; r = 2; s = 3 }' }
        @{ what = 'an object of New-Object'; body = '-Body { New-Object psobject -Property @{ a = $_.id; b = 1; c = @{ d = 2; e = 3 } } }' }
        @{ what = 'a long object of New-Object'; body = '-Body { New-Object psobject -Property @{ a = "x" * 100000; b = $_.id; c = 1; d = 2 } }' }
        @{ what = 'a hashtable that became an object'; body = '-Body { $h = @{ a = $_.id; b = 1; list = 1, @{ d = 2; e = [pscustomobject] @{ f = 1; g = 2 } } }; [pscustomobject] $h } -ContentEncoding gzip' }
        @{ what = 'a hashtable that became a text'; body = '-Body { @{ a = $_.id; b = 1 } | ConvertTo-Json }' }
        @{ what = 'JSON Lines'; body = '-Body { @{ a = $_.id; b = 1; c = 2 }, @{ d = 2; e = 3; f = 4 } } -ContentType application/jsonl' }
        @{ what = 'a JSON Patch'; body = '-Body { New-ResourcePatch @{ a = 1 } @{ a = 2; b = 3; c = $_.id; d = @{ e = 1 } } -Format JsonPatch }' }
        @{ what = 'form fields'; body = '-Body { @{ a = $_.id; b = 1; c = 2 } } -ContentType application/x-www-form-urlencoded' }
        @{ what = 'form fields of New-Object'; body = '-Body { New-Object psobject -Property @{ a = $_.id; b = 1; c = 2; d = 3; e = 4 } } -ContentType application/x-www-form-urlencoded' }
        @{ what = 'a multipart form'; body = '-Form { @{ a = $_.id; b = 1; c = @{ d = 2; e = 3; f = 4 } } }' }
    ) {
        $path = New-Path
        $journal = New-Journal
        $null = New-Row 5 | Invoke-ResourcePut "$base$path/{id}"
        $command = "1..5 | ForEach-Object { [pscustomobject]@{ id = `$_ } } | Invoke-ResourcePut '$base$path/{id}' $body -WarningAction Ignore -JournalPath '$journal' -Resume | ForEach-Object Outcome"
        Invoke-Expression $command | Should -Be (@('Updated') * 5)
        $import = "Import-Module '$((Get-Module PutTools).Path -replace 'src.*', 'PutTools.psd1')'"
        pwsh -NoProfile -NonInteractive -Command "$import; $command" | Should -Be (@('Journaled') * 5)
    }

    It 'does not take a long content for another one' {
        $uri = "$base$(New-Path)"
        $journal = New-Journal
        $null = Invoke-ResourcePut $uri @{ text = 'x' * 100000 } -JournalPath $journal
        (Invoke-ResourcePut $uri @{ text = ('x' * 99999) + 'y' } -JournalPath $journal -Resume -WarningAction Ignore).Outcome | Should -Be Updated
    }

    It 'recognizes the patch from one object of New-Object to another, in another process: <_>' -ForEach JsonPatch, Merge {
        $path = New-Path
        $journal = New-Journal
        $null = New-Row 5 | Invoke-ResourcePut "$base$path/{id}"
        $command = "1..5 | ForEach-Object { [pscustomobject]@{ id = `$_ } } | Invoke-ResourcePatch '$base$path/{id}' -Body { New-Object psobject -Property @{ id = `$_.id; b = 1; c = 2; d = 3; e = 4; list = 1, 2 } } " +
            "-Original { New-Object psobject -Property @{ id = `$_.id; a = 'row 1' } } -PatchFormat $_ -JournalPath '$journal' -Resume | ForEach-Object Outcome"
        $import = "Import-Module '$((Get-Module PutTools).Path -replace 'src.*', 'PutTools.psd1')'"
        pwsh -NoProfile -NonInteractive -Command "$import; $command" | Should -Be (@('Updated') * 5)
        pwsh -NoProfile -NonInteractive -Command "$import; $command" | Should -Be (@('Journaled') * 5)
    }

    It 'shows with -WhatIf only the writes that would be sent' {
        $path = New-Path
        $journal = New-Journal
        $null = New-Row 2 | Invoke-ResourcePut "$base$path/{id}" -JournalPath $journal
        (New-Row 3 | Invoke-ResourcePut "$base$path/{id}" -JournalPath $journal -Resume -WhatIf).Outcome | Should -Be Journaled, Journaled
        Get-Content $journal | Should -HaveCount 3
    }

    It 'distinguishes the updates of one resource by their objects' {
        $path = New-Path
        $journal = New-Journal
        $null = Invoke-ResourcePut "$base$path" @{ n = 0 }
        $update = { param($item) $_.n += $item.by }
        $null = @{ by = 1 }, @{ by = 10 } | Invoke-ResourcePatch "$base$path" -Update $update -JournalPath $journal
        (@{ by = 10 }, @{ by = 100 }, @{ by = 1 } | Invoke-ResourcePatch "$base$path" -Update $update -JournalPath $journal -Resume).Outcome | Should -Be Journaled, Updated, Journaled
        (Get-State $path).n | Should -Be 111
    }

    It 'does not read a finished write of -IfChanged' {
        $path = New-Path
        $journal = New-Journal
        (1..2 | ForEach-Object { @{ a = 1 } } | Invoke-ResourcePut "$base$path" -IfChanged -JournalPath $journal -WarningAction SilentlyContinue).Outcome | Should -Be Created, Unchanged
        $before = (Invoke-RestMethod "${base}connections")
        (1..2 | ForEach-Object { @{ a = 1 } } | Invoke-ResourcePut "$base$path" -IfChanged -JournalPath $journal -Resume -WarningAction SilentlyContinue).Outcome | Should -Be Journaled, Journaled
        Get-Writes $path | Should -HaveCount 1
    }
}

Describe 'A write that was started' {
    It 'is an error if a repeat could apply it twice: <name>' -ForEach @(
        @{ name = 'PATCH'; command = { param($uri, $journal) Invoke-ResourcePatch $uri @{ a = 2 } @journal } }
        @{ name = 'PATCH with a new key'; command = { param($uri, $journal) Invoke-ResourcePatch $uri @{ a = 2 } -IdempotencyKey Auto @journal } }
        @{ name = 'PUT that adds'; command = { param($uri, $journal) Invoke-ResourcePut $uri @{ a = 2 } -NotIdempotent @journal } }
        @{ name = '-Update'; command = { param($uri, $journal) Invoke-ResourcePut $uri -Update { $_.a++ } @journal } }
    ) {
        $path = New-Path
        $null = Invoke-ResourcePut "$base$path" @{ a = 1 }
        $journal = New-Journal
        $null = & $command "$base$path" @{ JournalPath = $journal }
        (Get-Line $journal).event | Should -Be begun, ended
        Remove-LastLine $journal
        foreach ($again in 1..2) {
            $failed = { & $command "$base$path" @{ JournalPath = $journal; Resume = $true } } | Should -Throw -ErrorId 'WriteInterrupted,*' -PassThru
            $failed.Exception.OutcomeUnknown | Should -BeTrue
        }
        Get-Writes $path | Should -HaveCount 2
    }

    It 'is sent with the entity tag of a read, once it is known that it was not applied' {
        $path = New-Path
        $tag = (Invoke-ResourcePut "$base$path" @{ a = 1 }).ETag
        $journal = New-Journal
        $null = Invoke-ResourcePatch "${base}status/400/$path" @{ a = 2 } -JournalPath $journal -SkipHttpErrorCheck
        Remove-LastLine $journal
        { Invoke-ResourcePatch "${base}status/400/$path" @{ a = 2 } -JournalPath $journal -Resume } | Should -Throw -ErrorId 'WriteInterrupted,*'
        { Invoke-ResourcePatch "${base}status/400/$path" @{ a = 2 } -IfMatch $tag -JournalPath $journal -Resume } | Should -Throw -ErrorId 'BadRequest,*'
    }

    It 'is sent if it failed and was not applied' {
        $path = New-Path
        $null = Invoke-ResourcePut "$base$path" @{ a = 1 }
        $journal = New-Journal
        $uri = "${base}status/400/${path}?times=1&key=$path"
        { Invoke-ResourcePatch $uri @{ a = 2 } -JournalPath $journal } | Should -Throw -ErrorId 'BadRequest,*'
        (Invoke-ResourcePatch $uri @{ a = 2 } -JournalPath $journal -Resume).Outcome | Should -Be Updated
    }

    It 'is an error if it failed and may have been applied, with -SkipHttpErrorCheck too' {
        $path = New-Path
        $journal = New-Journal
        (Invoke-ResourcePatch "${base}status/500/$path" @{ a = 2 } -JournalPath $journal -SkipHttpErrorCheck @once).Outcome | Should -Be Unknown
        { Invoke-ResourcePatch "${base}status/500/$path" @{ a = 2 } -JournalPath $journal -Resume -SkipHttpErrorCheck @once } | Should -Throw -ErrorId 'WriteInterrupted,*'
    }

    It 'is an error if it was applied and then failed: <what>' -ForEach @(
        @{ what = 'an incomplete response for a file'; site = 'fault'; arguments = { @{ OutFile = Join-Path $TestDrive cut.json } }; id = 'ProtocolError,*' }
        @{ what = 'a file that cannot be written'; site = 'base'; arguments = { @{ OutFile = '/dev/full' } }; id = 'FileWriteFailed,*' }
        @{ what = 'a response that is too long for a file'; site = 'base'; arguments = { @{ OutFile = (Join-Path $TestDrive long.json); MaximumResponseBytes = 1 } }; id = 'FileWriteFailed,*' }
        @{ what = 'a condition that throws'; site = 'base'; arguments = { @{ SuccessCondition = { throw 'x' } } }; id = 'ScriptBlockFailed,*' }
    ) {
        if ($what -like '*cannot be written' -and -not $IsLinux) { Set-ItResult -Skipped -Because '/dev/full is of Linux'; return }
        $path = New-Path
        $null = Invoke-ResourcePut "$base$path" @{ a = 1 }
        $journal = New-Journal
        $uri = $site -eq 'base' ? "$base$path" : "${faults}cut-body/$path"
        $given = & $arguments
        { Invoke-ResourcePatch $uri @{ a = 2 } @given -JournalPath $journal } | Should -Throw -ErrorId $id
        { Invoke-ResourcePatch $uri @{ a = 2 } @given -JournalPath $journal -Resume } | Should -Throw -ErrorId 'WriteInterrupted,*'
        Get-Writes $path | Should -HaveCount 2
    }

    It 'is an error if it failed and may have been applied' {
        $path = New-Path
        $null = Invoke-ResourcePut "$base$path" @{ a = 1 }
        $journal = New-Journal
        { Invoke-ResourcePatch "${faults}apply-then-500/$path" @{ a = 2 } -JournalPath $journal } | Should -Throw -ErrorId 'InternalServerError,*'
        { Invoke-ResourcePatch "${faults}apply-then-500/$path" @{ a = 2 } -JournalPath $journal -Resume } | Should -Throw -ErrorId 'WriteInterrupted,*'
        Get-Writes $path | Should -HaveCount 2
    }

    It 'is reported as applied if its own condition would refuse it: <name>' -ForEach @(
        @{ name = 'PATCH with a tag'; command = { param($uri, $tag, $journal) Invoke-ResourcePatch $uri @{ a = 2 } -IfMatch $tag @journal } }
        @{ name = 'PUT with a tag'; command = { param($uri, $tag, $journal) Invoke-ResourcePut $uri @{ a = 2 } -IfMatch $tag @journal } }
    ) {
        $path = New-Path
        $tag = (Invoke-ResourcePut "$base$path" @{ a = 1 }).ETag
        $journal = New-Journal
        $null = & $command "$base$path" $tag @{ JournalPath = $journal }
        Remove-LastLine $journal
        (& $command "$base$path" $tag @{ JournalPath = $journal; Resume = $true }).Outcome | Should -Be Updated
        Get-Writes $path | Should -HaveCount 2
        (& $command "$base$path" $tag @{ JournalPath = $journal; Resume = $true }).Outcome | Should -Be Journaled
    }

    It 'is sent again with its own key, which the server recognizes' {
        $path = New-Path
        $null = Invoke-ResourcePut "$base$path" @{ a = 1 }
        $journal = New-Journal
        $null = Invoke-ResourcePatch "$base$path" @{ a = 2 } -IdempotencyKey "run-$path" -JournalPath $journal
        (Get-Line $journal).event | Should -Be ended
        Remove-LastLine $journal
        (Invoke-ResourcePatch "$base$path" @{ a = 2 } -IdempotencyKey "run-$path" -JournalPath $journal -Resume).IsSuccess | Should -BeTrue
        Get-Writes $path | Should -HaveCount 2
    }

    It 'is followed to its end if the server had accepted it: <style>' -ForEach @(
        @{ style = 'operation-location' }, @{ style = 'location' }
    ) {
        $path = New-Path
        $journal = New-Journal
        $uri = "${base}operations/start/${path}?style=$style&polls=2"
        $null = Invoke-ResourcePut $uri @{ a = 2 } -WaitForCompletion -PollIntervalSec 0.02 -JournalPath $journal
        (Get-Line $journal).event | Should -Be accepted, ended
        Remove-LastLine $journal
        $response = Invoke-ResourcePut $uri @{ a = 2 } -WaitForCompletion -PollIntervalSec 0.02 -JournalPath $journal -Resume
        $response.Outcome | Should -Be Updated
        $response.Content.a | Should -Be 2
        Get-Writes $path | Should -HaveCount 1
        (Invoke-ResourcePut $uri @{ a = 2 } -WaitForCompletion -JournalPath $journal -Resume).Outcome | Should -Be Journaled
    }

    It 'is not polled with -WhatIf if the server had accepted it' {
        $path = New-Path
        $journal = New-Journal
        $uri = "${base}operations/start/${path}?polls=2"
        $null = Invoke-ResourcePut $uri @{ a = 2 } -WaitForCompletion -PollIntervalSec 0.02 -JournalPath $journal
        $operation = (Get-Line $journal accepted).operation
        Remove-LastLine $journal
        $polls = Invoke-RestMethod "$operation/polls"
        $response = Invoke-ResourcePut $uri @{ a = 2 } -WaitForCompletion -JournalPath $journal -Resume -WhatIf
        $response.Outcome | Should -Be Accepted
        $response.StatusCode | Should -Be 0
        Invoke-RestMethod "$operation/polls" | Should -Be $polls
        Get-Line $journal | Should -HaveCount 1
    }

    It 'is followed even if following it had failed' {
        $path = New-Path
        $null = Invoke-ResourcePut "$base$path" @{ a = 1 }
        $journal = New-Journal
        $uri = "${base}operations/start/${path}?polls=20"
        { Invoke-ResourcePatch $uri @{ a = 2 } -WaitForCompletion -PollIntervalSec 0.1 -DeadlineSeconds 0.3 -JournalPath $journal } | Should -Throw -ErrorId 'DeadlineExceeded,*'
        (Get-Line $journal).event | Should -Be begun, accepted, ended
        (Invoke-ResourcePatch $uri @{ a = 2 } -WaitForCompletion -PollIntervalSec 0.01 -JournalPath $journal -Resume).IsSuccess | Should -BeTrue
        (Invoke-ResourcePatch $uri @{ a = 2 } -WaitForCompletion -PollIntervalSec 0.01 -JournalPath $journal -Resume).Outcome | Should -Be Journaled
    }
}

Describe 'A damaged or foreign journal' {
    It 'is continued if its last line is cut' {
        $path = New-Path
        $journal = New-Journal
        $null = New-Row 3 | Invoke-ResourcePut "$base$path/{id}" -JournalPath $journal
        $text = [IO.File]::ReadAllText($journal)
        [IO.File]::WriteAllText($journal, $text.Substring(0, $text.Length - 20))
        (New-Row 3 | Invoke-ResourcePut "$base$path/{id}" -JournalPath $journal -Resume).Outcome | Should -Be Journaled, Journaled, Updated
        Get-Line $journal ended | Should -HaveCount 3
    }

    It 'is refused: <what>' -ForEach @(
        @{ what = 'not a journal'; text = "id,name`n1,a`n"; message = '*is not a journal of PutTools*' }
        @{ what = 'not a journal, in one line'; text = 'precious'; message = '*is not a journal of PutTools*' }
        @{ what = 'other JSON'; text = "{`"a`":1}`n"; message = '*is not a journal of PutTools*' }
        @{ what = 'another version'; text = "{`"journal`":`"PutTools`",`"version`":2,`"secret`":1}`n"; message = '*has version 2*' }
        @{ what = 'another verb'; text = "{`"journal`":`"PutTools`",`"version`":1,`"method`":`"PATCH`",`"key`":`"AAAA`"}`n"; message = '*belongs to a run of PATCH, and this is a run of PUT*' }
        @{ what = 'a damaged line'; text = "{`"journal`":`"PutTools`",`"version`":1,`"method`":`"PUT`",`"key`":`"AAAA`"}`n{`"event`":`n"; message = 'Line 2 of the journal*is damaged*' }
    ) {
        $path = New-Path
        $journal = New-Journal
        [IO.File]::WriteAllText($journal, $text)
        { New-Row 2 | Invoke-ResourcePut "$base$path/{id}" -JournalPath $journal -Resume } | Should -Throw -ErrorId 'InvalidJournal,*' -ExpectedMessage $message
        [IO.File]::ReadAllText($journal) | Should -Be $text
        Get-Writes "$path/1" | Should -BeNullOrEmpty
    }

    It 'is a warning if it has none of the writes' {
        $path = New-Path
        $journal = New-Journal
        $null = New-Row 2 | Invoke-ResourcePut "$base$path/{id}" -JournalPath $journal
        $null = New-Row 2 | Invoke-ResourcePut "$base$path/other/{id}" -JournalPath $journal -Resume -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -BeLike '*has 2 finished writes, and none of them was among these objects*'
    }

    It 'is refused if another process has it open' {
        $path = New-Path
        $journal = New-Journal
        $null = Invoke-ResourcePut "$base$path" @{ a = 1 } -JournalPath $journal
        $command = "Import-Module '$((Get-Module PutTools).Path -replace 'src.*', 'PutTools.psd1')'
            1..2 | ForEach-Object { if (`$_ -eq 2) { [Console]::Out.WriteLine('open'); `$null = [Console]::In.ReadLine() }; @{ a = 1 } } | Invoke-ResourcePut '$base$path' -JournalPath '$journal' -Resume -WarningAction SilentlyContinue | ForEach-Object Outcome"
        $start = [Diagnostics.ProcessStartInfo]::new((Get-Command pwsh -CommandType Application | Select-Object -First 1).Source)
        '-NoProfile', '-NonInteractive', '-Command', $command | ForEach-Object { $start.ArgumentList.Add($_) }
        $start.RedirectStandardInput = $start.RedirectStandardOutput = $true
        $other = [Diagnostics.Process]::Start($start)
        try {
            # The second object is being processed, so the journal is open.
            while (($line = $other.StandardOutput.ReadLine()) -ne 'open') { if ($null -eq $line) { throw 'The other process has ended.' } }
            { Invoke-ResourcePut "$base$path" @{ a = 1 } -JournalPath $journal -Resume } | Should -Throw -ErrorId 'JournalInUse,*'
            $other.StandardInput.WriteLine()
            $other.StandardInput.Close()
            $other.WaitForExit(60000) | Should -BeTrue
        }
        finally {
            if (-not $other.HasExited) { $other.Kill() }
            $other.Dispose()
        }
        (Invoke-ResourcePut "$base$path" @{ a = 1 } -JournalPath $journal -Resume).Outcome | Should -Be Journaled
    }

    It 'sends nothing if it cannot be written' -Tag Linux {
        $path = New-Path
        { New-Row 3 | Invoke-ResourcePut "$base$path/{id}" -JournalPath /dev/full -Resume -ErrorAction SilentlyContinue } | Should -Throw -ErrorId 'JournalFailed,*'
        (Invoke-RestMethod "${base}journal") | ForEach-Object { $_ } | Where-Object path -Like "/$path/*" | Should -BeNullOrEmpty
    }

    It 'is an error at the end of the run if it was deleted meanwhile' -Tag Unix {
        $journal = New-Journal
        $outcomes = [Collections.Generic.List[object]]::new()
        { 1..3 | ForEach-Object { if ($_ -eq 2) { Remove-Item $journal }; @{ id = $_ } } | Invoke-ResourcePut "$base$(New-Path)/{id}" -JournalPath $journal | ForEach-Object { $outcomes.Add($_.Outcome) } } |
            Should -Throw '*was deleted, replaced or changed during the run*' -ErrorId 'JournalFailed,*'
        $outcomes | Should -HaveCount 3
    }

    It 'ends the pipeline soon after it was deleted' -Tag Unix {
        $journal = New-Journal
        $sent = 0
        $limit = [Diagnostics.Stopwatch]::StartNew()
        { & { while ($limit.Elapsed.TotalSeconds -lt 30) { @{ id = ++$script:sent }; if ($script:sent -eq 3) { Remove-Item $journal }; Start-Sleep -Milliseconds 20 } } |
                Invoke-ResourcePut "$base$(New-Path)/{id}" -JournalPath $journal -ErrorAction SilentlyContinue } | Should -Throw '*was deleted, replaced or changed during the run*Nothing more is sent*' -ErrorId 'JournalFailed,*'
        $limit.Elapsed.TotalSeconds | Should -BeLessThan 15
    }

    It 'is an error if another program has <what>' -Tag Linux -ForEach @(
        @{ what = 'replaced it'; change = { sh -c 'cp "$1" "$1.new" && mv "$1.new" "$1"' sh $journal }; isRefused = $false }
        @{ what = 'emptied it'; change = { truncate -s 0 $journal }; isRefused = $true }
        @{ what = 'cut it'; change = { truncate -s -100 $journal }; isRefused = $true }
    ) {
        $path = New-Path
        $journal = New-Journal
        { 1..5 | ForEach-Object { if ($_ -eq 2) { & $change }; @{ id = $_ } } | Invoke-ResourcePut "$base$path/{id}" -JournalPath $journal -ErrorAction SilentlyContinue } |
            Should -Throw -ErrorId 'JournalFailed,*'
        # After a gap it is damaged, so no later run can continue without the lost lines.
        if ($isRefused) { { New-Row 5 | Invoke-ResourcePut "$base$path/{id}" -JournalPath $journal -Resume } | Should -Throw -ErrorId 'InvalidJournal,*' }
    }

    It 'ends the pipeline if the disk is full, before anything more is sent' -Tag Linux -Skip:$noMount {
        $path = New-Path
        # 16 KiB are full after some forty lines.
        $script = Join-Path $TestDrive full.ps1
        Set-Content $script @"
`$ErrorActionPreference = 'SilentlyContinue'
Import-Module '$((Get-Module PutTools).Path -replace 'src.*', 'PutTools.psd1')'
try {
    1..2000 | ForEach-Object { @{ id = `$_ } } | Invoke-ResourcePut '$base$path/{id}' -JournalPath "`$(`$args[0])/run.jsonl" -ThrottleLimit 4 -WarningAction Ignore | Out-Null
    'no error'
}
catch { `$_.FullyQualifiedErrorId }
@(Get-Content "`$(`$args[0])/run.jsonl").Count
Copy-Item "`$(`$args[0])/run.jsonl" `$args[1]
"@
        $journal = New-Journal
        $folder = (New-Item (Join-Path $TestDrive small) -ItemType Directory).FullName
        $pwsh = (Get-Command pwsh -CommandType Application | Select-Object -First 1).Source
        $output = @(unshare -rm sh -c 'mount -t tmpfs -o size=16k none "$1" && exec "$2" -NoProfile -NonInteractive -File "$3" "$1" "$4"' sh $folder $pwsh $script $journal)
        $output[0] | Should -BeLike 'JournalFailed,*'
        $applied = @((Invoke-RestMethod "${base}journal") | ForEach-Object { $_ } | Where-Object path -Like "/$path/*").Count
        # Only the writes that were running at that moment, as many as the limit, and those whose lines waited for another line: at most 16.
        $lines = [int] $output[1] - 1
        $applied | Should -BeGreaterThan 10
        $applied | Should -BeLessOrEqual ($lines + 4 + 16)
        # With free space the run continues, and no row is lost.
        $responses = 1..100 | ForEach-Object { @{ id = $_ } } | Invoke-ResourcePut "$base$path/{id}" -JournalPath $journal -Resume -ThrottleLimit 4
        $responses | Should -HaveCount 100
        @($responses.Outcome -eq 'Journaled').Count | Should -BeIn ($lines - 1), $lines
    }

    It 'does not make a failure of a write that was applied when the disk became full' -Tag Linux -Skip:$noMount {
        $path = New-Path
        $script = Join-Path $TestDrive full-one.ps1
        Set-Content $script @"
Import-Module '$((Get-Module PutTools).Path -replace 'src.*', 'PutTools.psd1')'
`$count = 0
try { 1..2000 | ForEach-Object { @{ id = `$_ } } | Invoke-ResourcePut '$base$path/{id}' -JournalPath "`$(`$args[0])/run.jsonl" | ForEach-Object { `$count++ } }
catch { `$_.FullyQualifiedErrorId; `$_.TargetObject.id; `$_.Exception.OutcomeUnknown }
`$count
"@
        $folder = (New-Item (Join-Path $TestDrive small-one) -ItemType Directory).FullName
        $pwsh = (Get-Command pwsh -CommandType Application | Select-Object -First 1).Source
        $output = @(unshare -rm sh -c 'mount -t tmpfs -o size=16k none "$1" && exec "$2" -NoProfile -NonInteractive -File "$3" "$1"' sh $folder $pwsh $script)
        $applied = @((Invoke-RestMethod "${base}journal") | ForEach-Object { $_ } | Where-Object path -Like "/$path/*").Count
        $output | Should -Be 'JournalFailed,PutTools.Cmdlets.InvokeResourcePutCommand', "$($applied + 1)", 'False', "$applied"
    }

    It 'is joined with others by concatenation, even with cut lines' {
        $path = New-Path
        $journals = 1..3 | ForEach-Object { New-Journal }
        foreach ($i in 0..2) { $null = (New-Row 9)[(3 * $i)..(3 * $i + 2)] | Invoke-ResourcePut "$base$path/{id}" -JournalPath $journals[$i] }
        $text = [IO.File]::ReadAllText($journals[0])
        [IO.File]::WriteAllText($journals[0], $text.Substring(0, $text.Length - 30))
        $whole = New-Journal
        [IO.File]::WriteAllText($whole, -join ($journals | ForEach-Object { [IO.File]::ReadAllText($_) }))
        $responses = New-Row 9 | Invoke-ResourcePut "$base$path/{id}" -JournalPath $whole -Resume -ThrottleLimit 4
        $responses.Outcome | Should -Be (@('Journaled', 'Journaled', 'Updated') + @('Journaled') * 6)
    }
}
