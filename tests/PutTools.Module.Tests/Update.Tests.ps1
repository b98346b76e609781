BeforeAll { . (Join-Path $PSScriptRoot 'Support/Initialize.ps1') }

AfterAll { if ($server) { Stop-TestServer $server } }

Describe 'Invoke-ResourcePut -Update' {
    BeforeEach {
        $path = New-Path
        $null = Invoke-ResourcePut "$base$path" @{ n = 1; tags = @('a'); inner = @{ x = 1 } }
    }

    It 'writes the state that the block edited in $_' {
        $response = Invoke-ResourcePut "$base$path" -Update { $_.n++; $_.inner.x = 5 }
        $response.Outcome | Should -Be 'Updated'
        (Get-State $path).n | Should -Be 2
        (Get-State $path).inner.x | Should -Be 5
    }

    It 'writes the state that the block returned' {
        $null = Invoke-ResourcePut "$base$path" -Update { @{ n = $_.n + 10 } }
        Get-State $path | ConvertTo-Json -Compress | Should -Be '{"n":11}'
    }

    It 'writes what Add-Member added to a state that is a dictionary' {
        $null = Invoke-ResourcePut "$base$path" -AsHashtable -Update { $_ | Add-Member price 5 }
        (Get-State $path).price | Should -Be 5
    }

    It 'passes the input object as $args[0], and gives access to the caller''s variables' {
        $step = 3
        $response = [pscustomobject]@{ id = $path; add = 4 } | Invoke-ResourcePut "$base{id}" -Update { $_.n += $args[0].add + $step }
        $response.Content.n | Should -Be 8
        $response.InputObject.add | Should -Be 4
    }

    It 'writes nothing if nothing changed, and reports Unchanged' {
        $response = Invoke-ResourcePut "$base$path" -Update { $_.n = 1 }
        $response.Outcome | Should -Be 'Unchanged'
        $response.IsSuccess | Should -BeTrue
        $response.Attempts | Should -Be 0
        Get-Writes $path | Should -HaveCount 1
    }

    It 'sends nothing if the state is JSON in another charset than it declares' {
        $null = Invoke-ResourcePut "$base$path" ([Text.Encoding]::Latin1.GetBytes('{"n":"é"}')) -ContentType application/json -WarningAction Ignore
        Invoke-ResourcePut "$base$path" -Update { $_.n = 2 } -MaximumRetryCount 0 @quietly
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'ProtocolError,*'
        $failed[0].Exception.Message | Should -BeLike '*was not sent*application/json*bytes that are not in its charset.*'
        $failed[0].Exception.OutcomeUnknown | Should -BeFalse
        Get-Writes $path | Should -HaveCount 2
    }

    It 'starts over with a new read if another writer was faster' {
        $tries = [Collections.Generic.List[int]]::new()
        $response = Invoke-ResourcePut "$base$path" -Update {
            $tries.Add($_.n)
            if ($tries.Count -le 2) { $null = Invoke-ResourcePut "$base$path" @{ n = $_.n * 10 } }
            $_.n++
        }
        $tries | Should -Be 1, 10, 100
        $response.Content.n | Should -Be 101
    }

    It 'gives up after -MaximumConflictRetryCount' {
        Invoke-ResourcePut "$base$path" -MaximumConflictRetryCount 2 @quietly -Update {
            $null = Invoke-ResourcePut "$base$path" @{ n = $_.n + 100 }
            $_.n++
        }
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'ConflictRetriesExceeded,*'
        $failed[0].Exception.OutcomeUnknown | Should -BeFalse
        $failed[0].CategoryInfo.Category | Should -Be 'ResourceBusy'
        (Get-State $path).n | Should -Be 301
    }

    It 'starts over with -SkipHttpErrorCheck, too, and with another key of Auto' {
        $script:times = 0
        $response = Invoke-ResourcePut "$base$path" -SkipHttpErrorCheck -IdempotencyKey Auto -Update {
            if (-not $script:times++) { $null = Invoke-ResourcePut "$base$path" @{ n = 50 } }
            $_.n++
        }
        $response.StatusCode | Should -Be 200
        (Get-State $path).n | Should -Be 51
    }

    It 'never starts over with an unknown outcome' {
        # The response is lost after the write was applied, and another writer changes the resource before the repeat.
        Invoke-ResourcePut "${faults}reset-after-apply/${path}?times=1&on=PUT&key=$path" -RetryIntervalSec 3 -DisableKeepAlive @quietly -Verbose 4>&1 -Update { $_.n++ } |
            Where-Object { "$_" -like '*Attempt 2 of*' } | ForEach-Object { $null = Invoke-ResourcePut "$base$path" @{ n = 7 } }
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'PreconditionFailed,*'
        $failed[0].Exception.OutcomeUnknown | Should -BeTrue
        (Get-State $path).n | Should -Be 7
    }

    It 'creates with If-None-Match: * if the block gets $null' {
        $path = New-Path
        $response = Invoke-ResourcePut "$base$path" -Update { if ($null -eq $_) { @{ n = 0 } } else { throw 'It is there.' } }
        $response.Outcome | Should -Be 'Created'
        $none = Invoke-ResourcePut "$base$(New-Path)" -Update { }
        $none.Outcome | Should -Be 'Unchanged'
        $none.IsSuccess | Should -BeTrue
    }

    It 'writes nothing for an object whose block fails, and continues with the next' {
        $other = New-Path
        $null = Invoke-ResourcePut "$base$other" @{ n = 1 }
        $responses = $path, $other | ForEach-Object { [pscustomobject]@{ id = $_ } } |
            Invoke-ResourcePut "$base{id}" @quietly -Update { if ($args[0].id -eq $path) { throw 'No coffee.' }; $_.n++ }
        @($responses) | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'ScriptBlockFailed,*'
        $failed[0].Exception.Message | Should -BeLike '*No coffee*Nothing was written.'
        $failed[0].TargetObject.id | Should -Be $path
        Get-Writes $path | Should -HaveCount 1
    }

    It 'ends the block at <name>' -ForEach @(
        @{ name = 'return'; block = { $_.n = 5; return; $_.n = 6 } }
        @{ name = 'break'; block = { $_.n = 5; break; $_.n = 6 } }
        @{ name = 'continue'; block = { $_.n = 5; continue; $_.n = 6 } }
    ) {
        $rounds = 0
        foreach ($round in 1..2) {
            $null = Invoke-ResourcePut "$base$path" -Update $block
            $rounds++
        }
        $rounds | Should -Be 2
        (Get-State $path).n | Should -Be 5
    }

    It 'changes arrays, text and single values' {
        $null = Invoke-ResourcePut "$base$path" '[1,2,3]'
        $null = Invoke-ResourcePut "$base$path" -Update { $_ | Where-Object { $_ -gt 2 } }
        (Invoke-WebRequest "$base$path").Content | Should -Be '[3]'
        $null = Invoke-ResourcePut "$base$path" '41'
        (Invoke-ResourcePut "$base$path" -Update { $_ + 1 }).Content | Should -Be 42
        $null = Invoke-ResourcePut "$base$path" '"abc"'
        (Invoke-ResourcePut "$base$path" -Update { $_.ToUpper() }).Content | Should -BeExactly 'ABC'
        $null = Invoke-ResourcePut "$base$path" 'some text' -ContentType 'text/plain; charset=utf-8'
        $response = Invoke-ResourcePut "$base$path" -Update { $_ + ' more' }
        $response.Content | Should -Be 'some text more'
        $response.ContentType | Should -BeLike 'text/plain*'
    }

    It 'gets text that looks like JSON as text, and as an object if JSON is sent' {
        $path = "items/$([guid]::NewGuid())"
        $null = Invoke-ResourcePut "$base$path" '{"a": 1}' -ContentType 'text/plain'
        (Invoke-ResourcePut "$base$path" -Update { $_ -replace '1', '2' }).RawContent | Should -BeExactly '{"a": 2}'
        (Invoke-ResourcePut "$base$path" -Update { $_.a++; $_ } -ContentType 'application/json').RawContent | Should -BeExactly '{"a":3}'
    }

    It 'gets bytes of an unknown kind as an object if JSON is sent, and otherwise says that they are bytes' {
        $path = "items/$([guid]::NewGuid())"
        $null = Invoke-ResourcePut "$base$path" ([Text.Encoding]::UTF8.GetBytes('{"a": 1}')) -ContentType 'application/octet-stream'
        { Invoke-ResourcePut "$base$path" -Update { $_.a++ } } | Should -Throw '*$_ is bytes, because*Give -ContentType application/json*'
        (Invoke-ResourcePut "$base$path" -Update { $_.a++ } -ContentType 'application/json').RawContent | Should -BeExactly '{"a":2}'
        $null = Invoke-ResourcePut "$base$path" ([byte[]] (0, 1, 2)) -ContentType 'application/octet-stream'
        { Invoke-ResourcePut "$base$path" -Update { $_.a++ } -ContentType 'application/json' } | Should -Throw '*$_ is bytes, because*'
    }

    It 'writes with the media type of the read' {
        $null = Invoke-ResourcePut "$base$path" @{ n = 1 } -ContentType 'application/vnd.x+json'
        (Invoke-ResourcePut "$base$path" -Update { $_.n++ }).ContentType | Should -Be 'application/vnd.x+json'
    }

    It 'changes nothing if it cannot parse the resource' {
        Invoke-ResourcePut "${faults}html-as-json/${path}?on=GET" @quietly -Update { @{ n = 9 } }
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'ProtocolError,*'
        # The read of the fault is not a write.
        Get-Writes $path | Should -HaveCount 1
    }

    It 'changes nothing if the resource is longer than -MaximumResponseBytes' {
        $path = New-Path
        $null = Invoke-ResourcePut "$base$path" @{ n = 1 }
        Invoke-ResourcePut "$base$path" -Update { $_.n++ } -MaximumResponseBytes 3 @quietly
        $failed[0].Exception.Message | Should -BeLike '*was not sent: its current state*longer than 3 bytes*'
        $failed[0].Exception.Message | Should -Not -BeLike '*was answered*'
        Get-Writes $path | Should -HaveCount 1
    }

    It 'requires a validator, unless -Force is given' {
        Invoke-ResourcePut "${base}echo" @quietly -Update { @{ a = 1 } }
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'NoValidator,*'
        (Invoke-ResourcePut "${base}echo" -Force -Update { @{ a = 1 } }).Content.method | Should -Be 'PUT'
    }

    It 'reads, shows the changes and writes nothing with -WhatIf' {
        $ran = [Collections.Generic.List[int]]::new()
        Invoke-ResourcePut "$base$path" -WhatIf -Update { $ran.Add($_.n); $_.n++ } | Should -BeNullOrEmpty
        $ran | Should -Be 1
        Get-Writes $path | Should -HaveCount 1
        $text = pwsh -NoProfile -NonInteractive -Command "Import-Module '$PSScriptRoot/../../PutTools.psd1'; Invoke-ResourcePut '$base$path' -WhatIf -Update { `$_.n++ }" | Out-String
        $text | Should -BeLike "*What if:*PUT*replace the resource $base$path*/n: 1 -> 2*If-Match: *`"n`":2*"
    }

    It 'starts over after a 409 with the version that -VersionProperty names' {
        $path = "dialect/version/$(New-Path)"
        $null = Invoke-RestMethod "$base$path" -Method Put -Body '{"n":1,"meta":{}}' -ContentType application/json
        $script:tries = 0
        $response = Invoke-ResourcePut "$base$path" -VersionProperty meta.version -Update {
            if (-not $script:tries++) {
                $other = Invoke-RestMethod "$base$path"
                $other.n = 10
                $null = Invoke-RestMethod "$base$path" -Method Put -Body ($other | ConvertTo-Json) -ContentType application/json
            }
            $_.n++
        }
        $response.Content.n | Should -Be 11
        Invoke-ResourcePut "$base$path" -Update { $_.n++ } @quietly
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'NoValidator,*'
        { Invoke-ResourcePut "$base$path" @{ n = 1 } -VersionProperty meta.version } | Should -Throw -ErrorId 'InvalidParameter,*'
    }

    It 'warns if a list became a single value: <name>' -ForEach @(
        @{ name = '-Update'; with = { @{ Update = { $_.a.tags = $_.a.tags | Where-Object { $_ -eq 'x' } } } }; path = '/a/tags' }
        @{ name = '-IfChanged'; with = { @{ IfChanged = $true; Body = @{ a = @{ tags = 'x' } } } }; path = '/a/tags' }
        @{ name = 'one object instead of a list'; state = '[{"id":1},{"id":2}]'; with = { @{ IfChanged = $true; Body = @{ id = 1 } } } }
        @{ name = 'a list of one element'; with = { @{ Update = { $_.a.tags = @($_.a.tags | Where-Object { $_ -eq 'x' }) } } }; quiet = $true }
        @{ name = 'null'; with = { @{ Update = { $_.a.tags = $null } } }; quiet = $true }
    ) {
        $path = New-Path
        $null = Invoke-RestMethod "$base$path" -Method Put -Body ($state ?? '{"a":{"tags":["x","y"]}}') -ContentType application/json
        $with = & $with
        $null = Invoke-ResourcePut "$base$path" @with -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -BeLike ($quiet ? '' : "*: the resource has a list$(if ($_.path) { " at '$($_.path)'" }), and the new state a single value. *@( )*")
    }

    It 'warns if a list became a single value: -Original' {
        $null = Invoke-ResourcePatch "${base}echo" @{ tags = 'x' } -Original @{ tags = @('x', 'y') } -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -BeLike "*the resource has a list at '/tags', and the new state a single value. *"
    }

    It 'refuses <name> with -Update' -ForEach @(
        @{ name = '-IfMatch'; with = @{ IfMatch = '"1"' }; id = 'InvalidParameter' }
        @{ name = '-IfMatch for each object'; with = @{ IfMatch = { '"1"' } }; id = 'InvalidParameter' }
        @{ name = 'an If-None-Match header'; with = @{ Headers = @{ 'If-None-Match' = '*' } }; id = 'InvalidParameter' }
        # They are in no parameter set with -Update.
        @{ name = '-Body'; with = @{ Body = @{ n = 1 } }; id = 'ParameterBindingFailed' }
        @{ name = '-IfChanged'; with = @{ IfChanged = $true }; id = 'ParameterBindingFailed' }
        @{ name = '-Form'; with = @{ Form = @{ n = 1 } }; id = 'ParameterBindingFailed' }
        @{ name = '-InFile'; with = @{ InFile = $PSCommandPath }; id = 'ParameterBindingFailed' }
    ) {
        { Invoke-ResourcePut "$base$path" @with -Update { $_.n++ } } | Should -Throw -ErrorId "$id,*"
        Get-Writes $path | Should -HaveCount 1
    }
}

Describe 'Invoke-ResourcePatch -Update' {
    BeforeEach {
        $path = New-Path
        $null = Invoke-ResourcePut "$base$path" @{ n = 1; other = 'x' }
    }

    It 'sends only the difference as <format>' -ForEach @(
        @{ format = 'Json'; type = 'application/json'; size = 7 }
        @{ format = 'Merge'; type = 'application/merge-patch+json'; size = 7 }
    ) {
        $output = Invoke-ResourcePatch "$base$path" -PatchFormat $format -Confirm:$false -Verbose 4>&1 -Update { $_.n = 2 }
        "$output" | Should -BeLike "*PATCH ($size bytes of $type)*"
        (Get-State $path).n | Should -Be 2
        (Get-State $path).other | Should -Be 'x'
    }

    It 'also creates a JSON Patch' {
        $text = pwsh -NoProfile -NonInteractive -Command "Import-Module '$PSScriptRoot/../../PutTools.psd1'; Invoke-ResourcePatch '$base$path' -WhatIf -PatchFormat JsonPatch -Update { `$_.n++ }" | Out-String
        $text | Should -BeLike '*PATCH (* bytes of application/json-patch+json)*'
    }

    It 'is an error if the resource does not exist' {
        Invoke-ResourcePatch "$base$(New-Path)" @quietly -Update { $_.n++ }
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'NotFound,*'
    }

    It 'writes nothing after <what> in the block' -ForEach @(
        @{ what = 'a missing member'; block = { $_.n = 7; $_.misspelt = 2; $_.m = 3 } }
        @{ what = 'a cast that fails'; block = { $_.n = [int]'abc'; $_.m = 3 } }
        @{ what = 'a cmdlet that fails'; block = { Get-Item (Join-Path $TestDrive missing); $_.n = 7 } }
        @{ what = 'an error of a script module'; block = { Write-ModuleError; $_.n = 7 } }
        @{ what = 'Write-Error'; block = { $_.n = 7; Write-Error 'no' } }
    ) {
        $module = New-Module { function Write-ModuleError { [CmdletBinding()] param() Write-Error 'from a module' } } | Import-Module -PassThru
        try {
            $path = New-Path
            $null = Invoke-ResourcePut "$base$path" @{ n = 1; m = 1 }
            Invoke-ResourcePut "$base$path" -Update $block @quietly | Should -BeNullOrEmpty
            $failed[0].FullyQualifiedErrorId | Should -BeLike 'ScriptBlockFailed,*'
            Get-Writes $path | Should -HaveCount 1
        }
        finally { $module | Remove-Module }
    }

    It 'continues after an error that the block handles' {
        $path = New-Path
        $null = Invoke-ResourcePut "$base$path" @{ n = 1 }
        $response = Invoke-ResourcePut "$base$path" -Update {
            $state = $_
            try { $state.missing = 2 } catch { $state.n++ }
            $null = Get-Item (Join-Path $TestDrive missing) -ErrorAction SilentlyContinue
            $state.n++
        }
        $response.Content.n | Should -Be 3
    }
}
