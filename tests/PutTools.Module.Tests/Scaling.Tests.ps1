# Runs once: pages are written for both builds, whose features have tests of their own.
# Each example of docs/scaling-out.md runs, and prints what the page says.
BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Support/MarkdownExamples.psm1')
    $examples = @(Get-MarkdownExample (Join-Path $PSScriptRoot '../../docs/scaling-out.md'))
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Support/TestServer.psm1')
    Import-Module (Join-Path $PSScriptRoot 'Support/MarkdownExamples.psm1')
    $page = Join-Path $PSScriptRoot '../../docs/scaling-out.md'
    $root = Convert-Path (Join-Path $PSScriptRoot '../..')
    # Jobs find the module as an installed one, and put their files where the tests may.
    # Outside of TestDrive, from which Pester deletes what is new, behind links too.
    $folder = (New-Item (Join-Path ([IO.Path]::GetTempPath()) "puttools-$([guid]::NewGuid().ToString('N'))") -ItemType Directory).FullName
    $null = New-Item (Join-Path $folder PutTools) -ItemType ($IsWindows ? 'Junction' : 'SymbolicLink') -Target $root
    $before = @{ PSModulePath = $env:PSModulePath; TMPDIR = $env:TMPDIR; TMP = $env:TMP }
    $env:PSModulePath = $folder + [System.IO.Path]::PathSeparator + $env:PSModulePath
    $env:TMPDIR = $env:TMP = "$TestDrive"
    $server = Start-TestServer
    $results = @(Invoke-MarkdownExample $page -Module (Join-Path $root PutTools.psd1) -Uri $server.uri)
}

AfterAll {
    if ($server) { Stop-TestServer $server }
    foreach ($name in $before.Keys) { [Environment]::SetEnvironmentVariable($name, $before[$name]) }
    # Only the link goes, not what it leads to.
    if ($folder) {
        [IO.Directory]::Delete((Join-Path $folder PutTools))
        [IO.Directory]::Delete($folder)
    }
}

Describe 'Scaling out' {
    It 'has a working example at line <Line>' -ForEach $examples {
        ($results | Where-Object Line -EQ $Line).Problems | Should -BeNullOrEmpty
    }

    It 'says what its examples print' {
        ($results.Checked | Measure-Object -Sum).Sum | Should -BeGreaterThan 15
    }
}
