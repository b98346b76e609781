BeforeDiscovery {
    $missing = if (-not (Get-Module PSScriptAnalyzer -ListAvailable)) { ' (PSScriptAnalyzer is not installed)' }
}

Describe "PSScriptAnalyzer$missing" -Skip:([bool] $missing) {
    BeforeAll {
        $root = Convert-Path (Join-Path $PSScriptRoot '../..')
        $scripts = git -C $root ls-files -- '*.ps1' '*.psm1' '*.psd1' | ForEach-Object { Join-Path $root $_ }
        $tests = Join-Path $root tests

        function Get-Finding([string[]] $Path, [string] $Settings) {
            $Path | ForEach-Object { Invoke-ScriptAnalyzer -Path $_ -Settings $Settings } |
                ForEach-Object { "$($_.ScriptPath):$($_.Line) $($_.RuleName): $($_.Message)" }
        }
    }

    It 'finds nothing in the module and its scripts' {
        $files = @($scripts | Where-Object { -not $_.StartsWith($tests) })
        $files.Count | Should -BeGreaterThan 5
        Get-Finding $files "$root/PSScriptAnalyzerSettings.psd1" | Should -BeNullOrEmpty
    }

    It 'finds nothing in the tests' {
        $files = @($scripts | Where-Object { $_.StartsWith($tests) })
        $files.Count | Should -BeGreaterThan 20
        Get-Finding $files "$tests/PSScriptAnalyzerSettings.psd1" | Should -BeNullOrEmpty
    }

    It 'finds what is wrong' {
        Set-Content "$TestDrive/wrong.ps1" 'gci'
        Get-Finding "$TestDrive/wrong.ps1" "$root/PSScriptAnalyzerSettings.psd1" | Should -Match 'PSAvoidUsingCmdletAliases'
    }

    It 'reads what Windows PowerShell does as ASCII' {
        $read = Get-ChildItem "$root/src/module" -File | ForEach-Object FullName
        @($read) + "$root/PutTools.psd1" | Where-Object { [IO.File]::ReadAllText($_) -match '[^\x00-\x7F]' } | Should -BeNullOrEmpty
    }
}
