BeforeAll {
    . (Join-Path $PSScriptRoot 'Support/Initialize.ps1')
    $manifest = Convert-Path (Join-Path $PSScriptRoot '../../PutTools.psd1')

    # The output of a new PowerShell, redirected, with the given environment variables.
    function Get-Print([string] $Command, [hashtable] $Environment = @{}) {
        $before = @{ NO_COLOR = $env:NO_COLOR; TERM = $env:TERM }
        $env:NO_COLOR = $Environment.NO_COLOR
        $env:TERM = 'xterm-256color'
        try { (pwsh -NoProfile -NonInteractive -Command "Import-Module '$manifest'; $Command" 2>&1 | Out-String) }
        finally { foreach ($name in $before.Keys) { [Environment]::SetEnvironmentVariable($name, $before[$name]) } }
    }

    # An error as the concise view shows it at a width: the lines of its text.
    function Get-ErrorLine([string] $Command, [int] $Width) {
        $text = Get-Print "`$ErrorView = 'ConciseView'; `$PSStyle.OutputRendering = 'PlainText'; `$ErrorActionPreference = 'Stop'; try { $Command } catch { `$failed = `$_ }; `$failed | Out-String -Width $Width"
        ($text -split '\r?\n').Where({ $_ -match '\S' }).ForEach({ $_ -replace '^\s+\| ' })
    }
}

AfterAll { if ($server) { Stop-TestServer $server } }

Describe 'The colour of a response' {
    It 'depends on its outcome if the host shows colours: <Status>' -ForEach @(
        @{ Status = 200; Colour = 'BrightGreen' }
        @{ Status = 202; Colour = 'BrightYellow' }
        @{ Status = 404; Colour = 'BrightRed' }
        @{ Status = 500; Colour = 'BrightRed' }
    ) {
        $wanted = $PSStyle.Foreground.$Colour
        $command = "`$PSStyle.OutputRendering = 'Ansi'; Invoke-ResourcePut ${base}status/$Status @{ a = 1 } -SkipHttpErrorCheck"
        (Get-Print $command).Contains($wanted) | Should -BeTrue
        (Get-Print "$command | Format-List").Contains($wanted) | Should -BeTrue
    }

    It 'is missing if <Where>' -ForEach @(
        @{ Where = 'the output is redirected'; Before = ''; Environment = @{} }
        @{ Where = '$PSStyle.OutputRendering is PlainText'; Before = '$PSStyle.OutputRendering = ''PlainText'';'; Environment = @{} }
        @{ Where = 'NO_COLOR is set'; Before = ''; Environment = @{ NO_COLOR = '1' } }
    ) {
        $text = Get-Print "$Before Invoke-ResourcePut ${base}status/200 @{ a = 1 }" $Environment
        $text | Should -Match 'Updated'
        $text.Contains($PSStyle.Foreground.BrightGreen) | Should -BeFalse
    }

    It 'is missing if NO_COLOR is set, regardless of the rendering' {
        $text = Get-Print "`$PSStyle.OutputRendering = 'Ansi'; Invoke-ResourcePut ${base}status/404 @{ a = 1 } -SkipHttpErrorCheck" @{ NO_COLOR = '1' }
        $text.Contains($PSStyle.Foreground.BrightRed) | Should -BeFalse
    }

    It 'does not move the columns' {
        $text = Get-Print "`$PSStyle.OutputRendering = 'Ansi'; Invoke-ResourcePut ${base}status/200 @{ a = 1 }"
        $lines = ($text -replace '\e\[[\d;]*m') -split '\r?\n' | Where-Object { $_ -match 'PUT|Method' }
        $lines[1].IndexOf('PUT') | Should -Be $lines[0].IndexOf('Method')
    }
}

Describe 'The views in a session with a constrained language' {
    It 'say that the content is not shown, because it could not be masked' {
        $state = [initialsessionstate]::CreateDefault()
        $state.LanguageMode = 'ConstrainedLanguage'
        $state.ImportPSModule($manifest)
        $shell = [powershell]::Create($state)
        try {
            $text = "$($shell.AddScript("`$response = Invoke-ResourcePut ${base}constrained/1 @{ a = 1 }; `$response, (`$response | Format-List) | Out-String -Width 200").Invoke())"
            [regex]::Matches($text, 'not shown in a constrained language').Count | Should -Be 2
            $text | Should -Match 'Created +PUT +http://'
        }
        finally { $shell.Dispose() }
    }
}

# A terminal reports its width.
Describe 'The responses in <_> columns' -ForEach 80, 120, 200 -Tag Linux {
    BeforeAll {
        $width = $_
        $file = Join-Path $TestDrive "view$width.ps1"
        Set-Content $file @"
Import-Module '$manifest'
`$PSStyle.OutputRendering = 'Ansi'
`$env:NO_COLOR = `$null
`$responses = 'users/1', 'status/422?body=errors', 'a/path/that/goes/on/and/on/until/it/needs/more/than/any/terminal/is/wide/and/then/on/and/on/for/ever/and/ends/with/4711' |
    ForEach-Object { [pscustomobject]@{ place = `$_; text = 'x' * 300 } } | Invoke-ResourcePut '$base{+place}' -SkipHttpErrorCheck
`$responses | Out-Host
'WIDE'
`$responses | Format-Wide -Column 3 | Out-Host
"@
        $text = script -qec "stty rows 50 cols $width; pwsh -NoProfile -NonInteractive -File '$file'" /dev/null
        $lines = @($text | ForEach-Object { ($_ -replace '\e\[[\d;?]*[A-Za-z]|\e[=>]').TrimEnd() } | Where-Object { $_ -and $_ -notmatch '\[\d+ done' })
        $table = $lines[0..([array]::IndexOf($lines, 'WIDE') - 1)]
        $wide = $lines[([array]::IndexOf($lines, 'WIDE') + 1)..($lines.Count - 1)]
    }

    It 'take one line each, no wider than the terminal' {
        $table.Count | Should -Be 5
        $lines.Where({ $_.Length -gt $width }) | Should -BeNullOrEmpty
    }

    It 'keep both ends of a url' {
        $table[-1] | Should -Match '(http://)?127\S+…\S+4711 '
    }

    It 'show the cause of a failure first' {
        $table[3] | Should -Match '422 Failed +PUT +\S+body=errors +[\d.]+ m?s name: must not be empty$'
        $text -join "`n" | Should -Match ([regex]::Escape("$($PSStyle.Foreground.BrightRed)name: must not be empty"))
    }

    It 'show status and end of the url with Format-Wide' {
        $wide -join ' ' | Should -Match '20\d \S*users/1 +422 \S*body=errors +20\d \S+4711$'
    }
}

Describe 'The list of a response' {
    It 'shows a date in the same form in every culture' {
        $culture = [cultureinfo]::CurrentCulture
        [cultureinfo]::CurrentCulture = 'de-DE'
        try { Invoke-ResourcePut "${base}views/date" @{ a = 1 } | Format-List | Out-String | Should -Match 'LastModified : \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ' }
        finally { [cultureinfo]::CurrentCulture = $culture }
    }
}

Describe 'An error' {
    It 'shows in three lines what failed, the server''s message and the remedy: <Name>' -ForEach @(
        @{ Name = 'a resource that does not exist'; Command = 'Invoke-ResourcePatch @@products/404 @{ a = 1 }'; Expected = 'failed: 404 Not Found', 'There is no such resource', 'PATCH needs a resource that exists' }
        @{ Name = 'no connection'; Command = 'Invoke-ResourcePut http://127.0.0.1:1/x @{ a = 1 } -MaximumRetryCount 0'; Expected = 'no connection to 127.0.0.1:1', 'refused', 'Check host and port' }
        @{ Name = 'invalid JSON'; Command = 'Invoke-ResourcePut @@x ''{"a":1,}'''; Expected = 'not JSON', 'line 1, byte 8', 'Correct the text' }
    ) {
        $lines = @(Get-ErrorLine $Command.Replace('@@', $base) 200)
        $text = $lines -join ' '
        foreach ($words in $Expected) { $text | Should -BeLike "*$words*" }
        $lines.Count | Should -BeLessOrEqual 3
    }

    It 'reports only once that nothing was sent: <_>' -ForEach @(
        'Invoke-ResourcePut no.scheme/x @{ a = 1 }'
        'Invoke-ResourcePut https://127.0.0.1/x ''{'''
        'Invoke-ResourcePut https://127.0.0.1/x $null'
        '@{ a = 1 } | Invoke-ResourcePut ''https://127.0.0.1/{id}'''
        'Invoke-ResourcePut https://127.0.0.1/x 1 -Headers @{ ''a b'' = 1 }'
        'Invoke-ResourcePut https://127.0.0.1/x -InFile /no/such/file'
        'Invoke-ResourcePut https://127.0.0.1/x -IfMatch 1 -Update { }'
    ) {
        try { & ([scriptblock]::Create($_)) -ErrorAction Stop; $record = $null } catch { $record = $_ }
        if (-not $record) { $record = $Error[0] }
        $text = "$record $($record.ErrorDetails.RecommendedAction)"
        [regex]::Matches($text, 'othing was sent').Count | Should -Be 1 -Because $text
    }
}

Describe 'Parameters that contradict each other' {
    It 'end the pipeline once, before its first object, and the error names one to drop: <Name>' -ForEach @(
        @{ Name = 'IfMatch and IfChanged'; With = @{ IfMatch = '"1"'; IfChanged = $true }; Expected = 'Drop it, or drop them' }
        @{ Name = 'Proxy and NoProxy'; With = @{ Proxy = 'http://p'; NoProxy = $true }; Expected = 'Drop -NoProxy' }
        @{ Name = 'Token and Credential'; With = @{ Token = 'a'; Credential = [pscredential]::new('u', (ConvertTo-SecureString p -AsPlainText -Force)) }; Expected = 'drop the one' }
        @{ Name = 'CertificateKeyPath alone'; With = @{ CertificateKeyPath = 'a' }; Expected = 'Drop it, or give -CertificatePath' }
    ) {
        $before = @(Get-TestServerJournal $server).Count
        { @{ id = 1 }, @{ id = 2 } | Invoke-ResourcePut "${base}together/{id}" @With -ErrorAction SilentlyContinue } |
            Should -Throw -ErrorId 'InvalidParameter,*' -ExpectedMessage "*$Expected*"
        @(Get-TestServerJournal $server).Count | Should -Be $before
    }

    It 'are in no common parameter set: <Name>' -ForEach @(
        @{ Name = 'Update and IfChanged'; With = @{ Update = { }; IfChanged = $true } }
        @{ Name = 'Update and Original'; With = @{ Update = { }; Original = @{ a = 1 } } }
        @{ Name = 'InFile and Form'; With = @{ InFile = 'a'; Form = @{ a = 1 } } }
    ) {
        { 1, 2 | Invoke-ResourcePatch "${base}x" @With } | Should -Throw -ErrorId 'ParameterBindingFailed,*'
    }

    It 'end New-ResourcePatch too: IncludeTest in a merge patch' {
        { New-ResourcePatch 1 2 -IncludeTest -ErrorAction SilentlyContinue } | Should -Throw '*Drop -IncludeTest*'
    }
}
