BeforeAll {
    $root = Convert-Path (Join-Path $PSScriptRoot '../..')
    Import-Module (Join-Path $PSScriptRoot 'Support/TestServer.psm1')

    # Runs a script in a new PowerShell, and emits its exit code and what it printed.
    function Invoke-Script([string] $Path, [string[]] $ArgumentList) {
        $pwsh = Join-Path $PSHOME ($IsWindows ? 'pwsh.exe' : 'pwsh')
        $command = (Test-Path $pwsh) ? @($pwsh) : @('dotnet', (Join-Path $PSHOME 'pwsh.dll'))
        $command += @('-NoProfile', '-NonInteractive', '-File', $Path) + $ArgumentList
        $text = & $command[0] $command[1..$command.Count] 2>&1 | Out-String
        [pscustomobject]@{ ExitCode = $LASTEXITCODE; Text = $text }
    }
}

# Without building: the module under test must stay as it is.
Describe 'build.ps1 -Task Package' {
    BeforeAll {
        $run = Invoke-Script "$root/build.ps1" '-Task', 'Package', '-NoBuild', '-OutputPath', $TestDrive
        $version = (Import-PowerShellDataFile "$root/PutTools.psd1").ModuleVersion
        $package = Join-Path $TestDrive "PutTools/$version"
    }

    It 'succeeds' { $run.ExitCode | Should -Be 0 -Because $run.Text }

    It 'makes a valid manifest' { (Test-ModuleManifest "$package/PutTools.psd1").Version | Should -Be $version }

    It 'takes nothing along that the module does not need' {
        $files = Get-ChildItem $package -Recurse -File
        $files.Extension | Sort-Object -Unique | Should -BeIn '', '.dll', '.md', '.ps1xml', '.psd1', '.psm1', '.xml', '.txt'
        Get-ChildItem "$package/bin" -Recurse -File -Exclude *.dll | Should -BeNullOrEmpty
        $files.Name | Should -Not -Contain 'System.Management.Automation.dll'
    }

    It 'ships no third-party assembly for PowerShell 7.4 and later' {
        (Get-ChildItem "$package/bin/net8.0").Name | Should -Be 'PutTools.Cmdlets.dll', 'PutTools.Core.dll'
    }

    It 'takes licence and README along' {
        "$package/LICENSE", "$package/README.md" | Should -Exist
    }

    It 'can be imported by its name and used from a folder of PSModulePath' {
        $server = Start-TestServer
        try {
            Start-Job -ArgumentList $TestDrive, $server.uri {
                param($Folder, $Uri)
                $env:PSModulePath = "$Folder$([System.IO.Path]::PathSeparator)$env:PSModulePath"
                (Invoke-ResourcePut "${Uri}package" @{ a = 1 } -ErrorAction Stop).StatusCode
                (Get-Module PutTools).ModuleBase
            } | Receive-Job -Wait -AutoRemoveJob -ErrorAction Stop | Should -Be 201, (Convert-Path $package)
        }
        finally { Stop-TestServer $server }
    }
}

Describe 'build.ps1 -Task Demo' {
    It 'ends well, by itself' {
        $demo = Invoke-Script "$root/build.ps1" '-Task', 'Demo', '-NoBuild'
        $demo.ExitCode | Should -Be 0 -Because $demo.Text
        $demo.Text | Should -Match '29\.99'
        $demo.Text | Should -Match '405 Method Not Allowed'
        $demo.Text | Should -Match 'That was it'
    }

    It 'fails, and stops its server, where a step does not do what it shows' {
        $broken = (Get-Content "$root/docs/Demo.ps1" -Raw).Replace('$root = Split-Path $PSScriptRoot', "`$root = '$root'").
            Replace('$api/status/405', '$api/status/410').Replace('Stop-TestServer $server', "Stop-TestServer `$server; 'stopped'")
        Set-Content "$TestDrive/Broken.ps1" $broken
        $demo = Invoke-Script "$TestDrive/Broken.ps1"
        $demo.ExitCode | Should -Not -Be 0
        $demo.Text | Should -Match 'stopped'
        $demo.Text | Should -Not -Match 'That was it'
    }
}
