# Runs once: it checks both builds.
BeforeAll {
    $root = Convert-Path (Join-Path $PSScriptRoot '../..')
    Import-Module (Join-Path $PSScriptRoot 'Support/TestServer.psm1')

    # Runs a script in a new PowerShell, and emits its exit code and output.
    function Invoke-Script([string] $Path, [string[]] $ArgumentList) {
        $text = pwsh -NoProfile -NonInteractive -File $Path @ArgumentList 2>&1 | Out-String
        [pscustomobject]@{ ExitCode = $LASTEXITCODE; Text = $text }
    }

    # Runs a task of build.ps1 in this process, without a new PowerShell. A failure is an error.
    function Invoke-Task([hashtable] $Argument) { & "$root/build.ps1" -NoBuild @Argument 6> $null }
}

# Without building, because the module under test must not change.
Describe 'build.ps1 -Task Package' {
    BeforeAll {
        $run = Invoke-Script "$root/build.ps1" '-Task', 'Package', '-NoBuild', '-OutputPath', $TestDrive
        $version = (Import-PowerShellDataFile "$root/PutTools.psd1").ModuleVersion
        $package = Join-Path $TestDrive "PutTools/$version"
    }

    It 'succeeds' { $run.ExitCode | Should -Be 0 -Because $run.Text }

    It 'creates a valid manifest' { (Test-ModuleManifest "$package/PutTools.psd1").Version | Should -Be $version }

    It 'packs only what the module needs' {
        $files = Get-ChildItem $package -Recurse -File
        $files.Extension | Sort-Object -Unique | Should -BeIn '', '.dll', '.md', '.ps1xml', '.psd1', '.psm1', '.xml', '.txt'
        Get-ChildItem "$package/bin" -Recurse -File -Exclude *.dll | Should -BeNullOrEmpty
        $files.Name | Should -Not -Contain 'System.Management.Automation.dll'
    }

    It 'ships no third-party assembly for PowerShell 7.4 and later' {
        (Get-ChildItem "$package/bin/net8.0").Name | Should -Be 'PutTools.Cmdlets.dll', 'PutTools.Core.dll'
    }

    It 'lists the changes, and has links only if they are specified' {
        $data = (Import-PowerShellDataFile "$package/PutTools.psd1").PrivateData.PSData
        $data.ReleaseNotes | Should -Match '(?s)^The first version.*Invoke-ResourcePut'
        $data.Tags | Should -Contain 'PSEdition_Desktop'
        $data.Keys | Should -Not -Contain 'ProjectUri'
    }

    It 'links to the project and its licence' {
        $null = Invoke-Task @{ Task = 'Package'; OutputPath = "$TestDrive/linked"; ProjectUri = 'https://git.example.com/puttools/' }
        $manifest = Test-ModuleManifest "$TestDrive/linked/PutTools/$version/PutTools.psd1" -WarningVariable warnings
        $warnings | Should -BeNullOrEmpty
        $manifest.ProjectUri | Should -Be 'https://git.example.com/puttools'
        $manifest.LicenseUri | Should -Be 'https://git.example.com/puttools/blob/HEAD/LICENSE'
    }

    It 'opens the page of a command with Get-Help -Online' -Tag Linux {
        $null = New-Item "$TestDrive/browser" -ItemType Directory
        # PowerShell opens a url with xdg-open.
        Set-Content "$TestDrive/browser/xdg-open" "#!/bin/sh`necho `"`$1`" > '$TestDrive/browser/opened'"
        chmod +x "$TestDrive/browser/xdg-open"
        Set-Content "$TestDrive/Online.ps1" @"
            Import-Module '$TestDrive/linked/PutTools/$version/PutTools.psd1'
            `$env:PATH = '$TestDrive/browser:' + `$env:PATH
            Get-Help Invoke-ResourcePatch -Online
            for (`$i = 0; `$i -lt 100 -and -not (Test-Path '$TestDrive/browser/opened'); `$i++) { Start-Sleep -Milliseconds 50 }
"@
        $run = Invoke-Script "$TestDrive/Online.ps1"
        "$TestDrive/browser/opened" | Should -Exist -Because $run.Text
        Get-Content "$TestDrive/browser/opened" | Should -Be 'https://git.example.com/puttools/blob/HEAD/docs/help/Invoke-ResourcePatch.md'
        "$root/docs/help/Invoke-ResourcePatch.md" | Should -Exist
    }

    It 'reports that signing is not possible here' -Tag Unix {
        { Invoke-Task @{ Task = 'Package'; OutputPath = "$TestDrive/signed"; CertificateThumbprint = '00' } } | Should -Throw '*needs Windows*'
    }

    It 'packs the licence and the README' {
        "$package/LICENSE", "$package/README.md" | Should -Exist
    }

    It 'passes the check of Windows PowerShell in this PowerShell, too' {
        $check = Invoke-Script "$root/tests/DesktopCheck.ps1" '-ModuleFolder', $TestDrive
        $check.ExitCode | Should -Be 0 -Because $check.Text
        $check.Text | Should -Match 'ok: an error'
    }

    It 'can be imported by its name and used from a folder of PSModulePath' {
        $server = Start-TestServer
        try {
            Start-Job -ArgumentList $TestDrive, $server.uri {
                param($Folder, $Uri)
                $env:PSModulePath = "$Folder$([System.IO.Path]::PathSeparator)$env:PSModulePath"
                (Invoke-ResourcePut "${Uri}package" @{ a = 1 } -ErrorAction Stop).StatusCode
                (Get-Module PutTools).ModuleBase
                (Get-Help Invoke-ResourcePut).Synopsis
                (Get-Help about_PutTools_Retries) -match 'about_PutTools_Retries'
            } | Receive-Job -Wait -ErrorAction Stop |
                Should -Be 201, (Convert-Path $package), 'Replaces a resource over HTTP, or creates it if the server allows that.', $true
        }
        finally { Stop-TestServer $server }
    }
}

Describe 'build.ps1 -Task Publish' {
    BeforeAll {
        # -WhatIf writes to the host, so only another PowerShell can capture it.
        function Publish-Nothing([hashtable] $Environment, [switch] $Here) {
            foreach ($name in $Environment.Keys) { [Environment]::SetEnvironmentVariable($name, $Environment[$name]) }
            try {
                if ($Here) { Invoke-Task @{ Task = 'Publish'; OutputPath = "$TestDrive"; Repository = 'Nowhere'; WhatIf = $true } }
                else { Invoke-Script "$root/build.ps1" '-Task', 'Publish', '-NoBuild', '-OutputPath', $TestDrive, '-Repository', 'Nowhere', '-WhatIf' }
            }
            finally { foreach ($name in $Environment.Keys) { [Environment]::SetEnvironmentVariable($name, [NullString]::Value) } }
        }
    }

    It 'refuses to run without <Missing>' -ForEach @(
        @{ Missing = 'PUTTOOLS_GALLERY_KEY'; Environment = @{ PUTTOOLS_PROJECT_URI = 'https://git.example.com/puttools' } }
        @{ Missing = 'PUTTOOLS_PROJECT_URI'; Environment = @{ PUTTOOLS_GALLERY_KEY = 'planted' } }
    ) {
        { Publish-Nothing $Environment -Here } | Should -Throw "*$Missing*"
    }

    It 'creates the package and reports its destination, without the key' {
        $run = Publish-Nothing @{ PUTTOOLS_GALLERY_KEY = 'planted'; PUTTOOLS_PROJECT_URI = 'https://git.example.com/puttools' }
        $run.ExitCode | Should -Be 0 -Because $run.Text
        $run.Text | Should -Match 'What if.*publish.*Nowhere'
        $run.Text | Should -Not -Match 'planted'
    }
}

Describe 'build.ps1 -Task Demo' {
    It 'ends successfully by itself' {
        $demo = Invoke-Script "$root/build.ps1" '-Task', 'Demo', '-NoBuild'
        $demo.ExitCode | Should -Be 0 -Because $demo.Text
        $demo.Text | Should -Match '29\.99'
        $demo.Text | Should -Match '405 Method Not Allowed'
        $demo.Text | Should -Match 'The demo is done'
    }

    It 'leaves a prompt with an empty server, at which a pipeline continues after an error' {
        # As demo.cs starts it, but with a command at the end in the place of the prompt.
        $typed = '"at the prompt: $ErrorActionPreference $($null.nothing), $((Invoke-ResourcePut $api/users/123 1).Outcome)."'
        $text = pwsh -NoProfile -Command "& '$root/build.ps1' -Task Demo -Stay -NoBuild; $typed" *>&1 | Out-String
        $text | Should -Match 'at the prompt: Continue , Created\.'
        (Get-Content "$root/demo.cs" -Raw) | Should -Match '"-NoExit", "-Command", "& ./build.ps1 -Task Demo -Stay"'
    }

    It 'fails and stops its server if a step differs from its text' {
        $broken = (Get-Content "$root/docs/Demo.ps1" -Raw).Replace('$root = Split-Path $PSScriptRoot', "`$root = '$root'").
            Replace('$api/status/405', '$api/status/410').Replace('Stop-TestServer $server', "Stop-TestServer `$server; 'stopped'")
        Set-Content "$TestDrive/Broken.ps1" $broken
        $demo = Invoke-Script "$TestDrive/Broken.ps1"
        $demo.ExitCode | Should -Not -Be 0
        $demo.Text | Should -Match 'stopped'
        $demo.Text | Should -Not -Match 'The demo is done'
    }
}
