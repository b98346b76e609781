BeforeAll { . (Join-Path $PSScriptRoot 'Support/Initialize.ps1') }

AfterAll { if ($server) { Stop-TestServer $server } }

Describe '-IfChanged' {
    It 'creates, then does nothing, then updates' {
        $path = New-Path
        (Invoke-ResourcePut "$base$path" @{ a = 1; b = @(1, 2) } -IfChanged).Outcome | Should -Be 'Created'
        (Invoke-ResourcePut "$base$path" @{ a = 1; b = @(1, 2) } -IfChanged).Outcome | Should -Be 'Unchanged'
        (Invoke-ResourcePut "$base$path" @{ a = 2; b = @(1, 2) } -IfChanged).Outcome | Should -Be 'Updated'
        Get-Writes $path | Should -HaveCount 2
    }

    It 'waits for a date that can protect the write, unless there is nothing to write' {
        $url = "${base}no-tag/$(New-Path)"
        $null = Invoke-ResourcePut $url @{ a = 1 }
        $same = Invoke-ResourcePut $url @{ a = 1 } -IfChanged -Verbose 4>&1
        $same[-1].Outcome | Should -Be Unchanged
        $same -join ' ' | Should -Not -Match 'changed a moment ago'
        $other = Invoke-ResourcePut $url @{ a = 2 } -IfChanged -Verbose 4>&1
        $other[-1].Outcome | Should -Be Updated
        $other -join ' ' | Should -Match 'changed a moment ago'
    }

    It 'treats <given> as equal to <there>' -ForEach @(
        @{ there = '{"a":1,"b":2}'; given = '{"b":2,"a":1}' }
        @{ there = '{"a":1.50}'; given = '{"a":1.5}' }
        @{ there = '{"a":100}'; given = '{"a":1e2}' }
        @{ there = '{"at":"2024-01-02T03:04:05.120Z"}'; given = '{"at":"2024-01-02T03:04:05.120Z"}' | ConvertFrom-Json }
        @{ there = '{"at":"2024-01-02T03:04:05.000Z"}'; given = @{ at = [datetime]::SpecifyKind('2024-01-02T03:04:05', 'Utc') } }
    ) {
        $path = New-Path
        $null = Invoke-ResourcePut "$base$path" $there
        (Invoke-ResourcePut "$base$path" $given -IfChanged).Outcome | Should -Be 'Unchanged'
    }

    It 'treats <given> as different from <there>' -ForEach @(
        @{ there = '[1,2]'; given = '[2,1]' }
        @{ there = '{"a":1}'; given = '{"a":"1"}' }
        @{ there = '{"at":"2024-01-02T03:04:05Z"}'; given = '{"at":"2024-01-02T04:04:05+01:00"}' }
        @{ there = '{"a":1,"b":null}'; given = '{"a":1}' }
    ) {
        $path = New-Path
        $null = Invoke-ResourcePut "$base$path" $there
        (Invoke-ResourcePut "$base$path" $given -IfChanged).Outcome | Should -Be 'Updated'
    }

    It 'patches only if the patch changes something' {
        $path = New-Path
        $null = Invoke-ResourcePut "$base$path" @{ a = 1; b = 2 }
        (Invoke-ResourcePatch "$base$path" @{ a = 1 } -IfChanged).Outcome | Should -Be 'Unchanged'
        (Invoke-ResourcePatch "$base$path" @{ a = 3 } -IfChanged).Outcome | Should -Be 'Updated'
        Get-Writes $path | Should -HaveCount 2
    }

    It 'counts one write if its response is lost' {
        $path = New-Path
        $null = Invoke-ResourcePut "$base$path" @{ a = 1 }
        $response = Invoke-ResourcePatch "${faults}reset-after-apply/${path}?times=1&on=PATCH&key=$path" @{ a = 2 } -IfChanged @quick
        $response.Outcome | Should -Be 'Updated'
        Get-Writes $path | Should -HaveCount 2
    }

    It 'also compares a <what>' -ForEach @(
        @{ what = 'file of JSON'; name = 'a.json'; there = '{ "a": 1, "b": 2 }'; same = "{`"b`":2.0,`n`"a`":1}"; other = '{"a":2}' }
        @{ what = 'file of bytes'; name = 'a.bin'; there = 'one'; same = 'one'; other = 'two' }
    ) {
        $path = New-Path
        $file = Join-Path $TestDrive $name
        Set-Content $file $there -NoNewline
        (Invoke-ResourcePut "$base$path" -InFile $file -IfChanged).Outcome | Should -Be 'Created'
        Set-Content $file $same -NoNewline
        (Invoke-ResourcePut "$base$path" -InFile $file -IfChanged).Outcome | Should -Be 'Unchanged'
        (Get-Item $file | Invoke-ResourcePut "$base$path" -IfChanged).Outcome | Should -Be 'Unchanged'
        Set-Content $file $other -NoNewline
        (Invoke-ResourcePut "$base$path" -InFile $file -IfChanged -ContentEncoding Gzip).Outcome | Should -Be 'Updated'
        (Invoke-ResourcePut "$base$path" -InFile $file -IfChanged -ContentEncoding Gzip).Outcome | Should -Be 'Unchanged'
        Get-Writes $path | Should -HaveCount 2
    }

    It 'also compares the patch of a file' {
        $path = New-Path
        $null = Invoke-ResourcePut "$base$path" @{ a = 1; b = 2 }
        Set-Content (Join-Path $TestDrive patch.json) '{"a":1}'
        (Invoke-ResourcePatch "$base$path" -InFile (Join-Path $TestDrive patch.json) -IfChanged).Outcome | Should -Be 'Unchanged'
    }

    It 'compares the bytes of JSON that is not UTF-8, and writes over them' {
        $path = New-Path
        $state = @{ ContentType = 'application/json'; Body = [Text.Encoding]::Latin1.GetBytes('{"b":"é"}'); WarningAction = 'Ignore' }
        $null = Invoke-ResourcePut "$base$path" @state
        (Invoke-ResourcePut "$base$path" @state -IfChanged).Outcome | Should -Be 'Unchanged'
        (Invoke-ResourcePut "$base$path" @{ b = 'e' } -IfChanged).Outcome | Should -Be 'Updated'
        (Get-State $path).b | Should -Be 'e'
    }

    It 'writes nothing with -WhatIf' {
        $path = New-Path
        $null = Invoke-ResourcePut "$base$path" @{ a = 1 }
        Invoke-ResourcePut "$base$path" @{ a = 2 } -IfChanged -WhatIf | Should -BeNullOrEmpty
        (Invoke-ResourcePut "$base$path" @{ a = 1 } -IfChanged -WhatIf).Outcome | Should -Be 'Unchanged'
        Get-Writes $path | Should -HaveCount 1
    }

    It 'compares only members of the body with -IgnoreExtraMembers' {
        $path = New-Path
        $null = Invoke-ResourcePut "$base$path" @{ a = 1; list = @(@{ b = 2; id = 7 }); _rev = '1-x' }
        (Invoke-ResourcePut "$base$path" @{ a = 1.0; list = @(@{ b = 2 }) } -IfChanged -IgnoreExtraMembers).Outcome | Should -Be 'Unchanged'
        (Invoke-ResourcePut "$base$path" @{ a = 2; list = @(@{ b = 2 }) } -IfChanged -IgnoreExtraMembers).Outcome | Should -Be 'Updated'
        Get-Writes $path | Should -HaveCount 2
    }

    It 'requires -IfChanged with -IgnoreExtraMembers' {
        { Invoke-ResourcePut "$base$(New-Path)" @{ a = 1 } -IgnoreExtraMembers -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidParameter,*' -ExpectedMessage '*Add -IfChanged*'
    }
}
