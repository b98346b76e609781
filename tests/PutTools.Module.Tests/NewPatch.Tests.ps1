BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../PutTools.psd1')
    $before = [pscustomobject]@{ name = 'Gandalf'; rank = 1; tags = 'grey', 'wizard'; home = [pscustomobject]@{ city = 'Bree' } }
    $after = [ordered]@{ name = 'Gandalf'; tags = 'white', 'wizard'; home = @{ city = 'Bree'; street = 'Main' } }

    function ConvertTo-Text($value) { ConvertTo-Json -InputObject $value -Depth 10 -Compress }
}

Describe 'New-ResourcePatch' {
    Context 'Merge' {
        It 'takes the format by the name that it has in Invoke-ResourcePatch, too' {
        (New-ResourcePatch @{ a = 1 } @{ a = 2 } -PatchFormat JsonPatch).op | Should -Be 'replace'
    }

    It 'is the default, and emits one object with the changes' {
            $patch = New-ResourcePatch -Original $before -Desired $after
            ConvertTo-Text $patch | Should -Be '{"rank":null,"tags":["white","wizard"],"home":{"street":"Main"}}'
        }

        It 'emits an empty object for equal states' {
            $patch = New-ResourcePatch $before $before
            ConvertTo-Text $patch | Should -Be '{}'
        }

        It 'emits a list that replaces a list as one object' {
            $patch = New-ResourcePatch '[1]' '[1,2]' | ForEach-Object { , $_ }
            ConvertTo-Text $patch | Should -Be '[1,2]'
        }

        It 'suggests JsonPatch if a value must become null' {
            New-ResourcePatch @{ a = @{ b = 1 } } @{ a = @{ b = $null } } -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $failed[0].FullyQualifiedErrorId | Should -Be 'InvalidPayload,PutTools.Cmdlets.NewResourcePatchCommand'
            $failed[0].ToString() | Should -Match "'/a/b'.*JsonPatch"
        }

        It 'has no tests' {
            { New-ResourcePatch @{ a = 1 } @{ a = 2 } -IncludeTest -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidParameter,*' -ExpectedMessage '*-IncludeTest*JsonPatch*'
        }
    }

    Context 'JsonPatch' {
        It 'emits one object per operation, with ordered members' {
            $operations = New-ResourcePatch $before $after -Format JsonPatch
            ConvertTo-Text $operations | Should -Be ('[{"op":"remove","path":"/rank"},{"op":"replace","path":"/tags/0","value":"white"},' +
                '{"op":"add","path":"/home/street","value":"Main"}]')
        }

        It 'can be filtered in the pipeline' {
            $removals = New-ResourcePatch $before $after -Format JsonPatch | Where-Object op -EQ remove
            $removals.path | Should -Be '/rank'
        }

        It 'puts a test before the replacement or removal of a value' {
            $operations = New-ResourcePatch @{ a = 1 } ([ordered]@{ a = 2; b = 3 }) -Format JsonPatch -IncludeTest
            $operations.op | Should -Be 'test', 'replace', 'add'
            $operations[0].value | Should -Be 1
        }

        It 'emits nothing for equal states' {
            New-ResourcePatch $before $before -Format JsonPatch -IncludeTest | Should -BeNullOrEmpty
        }

        It 'keeps null values' {
            $operation = New-ResourcePatch @{ a = 1 } @{ a = $null } -Format JsonPatch
            ConvertTo-Text $operation | Should -Be '{"op":"replace","path":"/a","value":null}'
        }

        It 'shows all columns even if the first operation has no value' {
            New-ResourcePatch $before $after -Format JsonPatch | Out-String | Should -Match 'op\s+path\s+value'
        }
    }

    Context 'states' {
        BeforeAll {
            $file = Join-Path $TestDrive 'state.json'
            # With a byte order mark, as the editors of Windows PowerShell write it.
            [IO.File]::WriteAllText($file, '{"a":1,"text":"grün"}', [Text.UTF8Encoding]::new($true))
        }

        It 'accepts <Name>' -ForEach @(
            @{ Name = 'a hashtable'; State = { @{ a = 1; text = 'grün' } } }
            @{ Name = 'an object'; State = { [pscustomobject]@{ a = 1; text = 'grün' } } }
            @{ Name = 'JSON text'; State = { '{"a":1,"text":"gr\u00fcn"}' } }
            @{ Name = 'bytes'; State = { , [Text.Encoding]::UTF8.GetBytes('{"a":1,"text":"grün"}') } }
            @{ Name = 'a file'; State = { Get-Item -LiteralPath $file } }
        ) {
            $state = & $State
            $operation = New-ResourcePatch -Original $state -Desired @{ text = 'grün' } -Format JsonPatch
            ConvertTo-Text $operation | Should -Be '{"op":"remove","path":"/a"}'
            $operation = New-ResourcePatch -Original @{ text = 'grün' } -Desired $state -Format JsonPatch
            ConvertTo-Text $operation | Should -Be '{"op":"add","path":"/a","value":1}'
        }

        It 'accepts lists, including empty ones' {
            (New-ResourcePatch @() @(1, $null) -Format JsonPatch).op | Should -Be 'add', 'add'
        }

        It 'accepts originals from the pipeline' {
            $patches = [pscustomobject]@{ a = 1 }, [pscustomobject]@{ a = 2 } | New-ResourcePatch -Desired @{ a = 2 }
            $patches | ForEach-Object { ConvertTo-Text $_ } | Should -Be '{"a":2}', '{}'
        }

        It 'keeps text unchanged' {
            $text = "é $([char]::ConvertFromUtf32(0x1F600)) $([char]0xD83D)!"
            (New-ResourcePatch @{} @{ $text = $text } -Format JsonPatch).value | Should -BeExactly $text
            (New-ResourcePatch @{} @{ $text = $text } -Format JsonPatch).path | Should -BeExactly "/$text"
        }

        It 'writes enums by name with -EnumsAsStrings' {
            (New-ResourcePatch @{} @{ day = [DayOfWeek]::Monday } -EnumsAsStrings).day | Should -Be 'Monday'
        }

        It 'limits the levels with -Depth' {
            New-ResourcePatch @{} @{ a = @{ b = 1 } } -Depth 1 -ErrorVariable failed -ErrorAction SilentlyContinue
            $failed[0].FullyQualifiedErrorId | Should -BeLike 'InvalidPayload,*'
        }

        It 'names a value that is not a state' {
            { New-ResourcePatch 'no json' @{} -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidPayload,*' -ExpectedMessage '*not JSON*'
            $missing = [IO.FileInfo]::new((Join-Path $TestDrive 'missing.json'))
            { New-ResourcePatch $missing @{} -ErrorAction Stop } | Should -Throw -ErrorId 'FileNotFound,*' -ExpectedMessage '*missing.json*'
        }
    }
}

Describe 'A state' {
    It 'may be a list that contains $null' {
        (New-ResourcePatch @(1, $null) @(1, $null, 2) -Format JsonPatch).path | Should -Be '/2'
    }

    It 'cannot be $null: -<_>' -ForEach 'Original', 'Desired' {
        $given = @{ Original = 1; Desired = 1 }
        $given[$_] = $null
        { New-ResourcePatch @given } | Should -Throw "*The state is `$null*"
    }

    It 'may be the lines of a file, a stream or an HttpContent' {
        $lines = '{', '"a": 1', '}'
        (New-ResourcePatch $lines @{ a = 2 }).a | Should -Be 2
        (New-ResourcePatch ([IO.MemoryStream]::new([Text.Encoding]::UTF8.GetBytes('{"a":1}'))) @{ a = 2 }).a | Should -Be 2
        (New-ResourcePatch @{ a = 2 } ([Net.Http.StringContent]::new('{"a":1}', [Text.Encoding]::Unicode))).a | Should -Be 1
    }
}
