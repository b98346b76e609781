# Runs once, because the package contains both builds. It is installed from a repository into the home folder of a new user.
BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Support/TestServer.psm1')
    $root = Convert-Path (Join-Path $PSScriptRoot '../..')

    # Runs a script as that user, in a PowerShell that finds the module by its name, and emits its output.
    function Invoke-AsUser([string] $Script) {
        $before = $env:HOME, $env:XDG_DATA_HOME, $env:PUTTOOLS_BUILD, $env:PSModulePath
        $env:HOME = "$TestDrive/home"
        $env:XDG_DATA_HOME = $env:PUTTOOLS_BUILD = $env:PSModulePath = [NullString]::Value
        try { $text = pwsh -NoProfile -NonInteractive -Command "`$ErrorActionPreference = 'Stop'; `$ProgressPreference = 'SilentlyContinue'; $Script" 2>&1 }
        finally { $env:HOME, $env:XDG_DATA_HOME, $env:PUTTOOLS_BUILD, $env:PSModulePath = $before }
        $LASTEXITCODE | Should -Be 0 -Because "$text"
        $text
    }

    $null = New-Item "$TestDrive/home", "$TestDrive/repository" -ItemType Directory
    pwsh -NoProfile -NonInteractive -File "$root/build.ps1" -Task Package -NoBuild -OutputPath "$TestDrive/out" | Out-Null
    $version = [version] (Import-PowerShellDataFile "$root/PutTools.psd1").ModuleVersion
    $package = "$TestDrive/out/PutTools/$version"
    $server = Start-TestServer
}

AfterAll { if ($server) { Stop-TestServer $server } }

# On Windows the home folder does not depend on the environment.
Describe 'The package' -Tag Unix {
    It 'is published to a repository' {
        Invoke-AsUser "Register-PSResourceRepository Local -Uri '$TestDrive/repository' -Trusted; Publish-PSResource -Path '$package' -Repository Local"
        "$TestDrive/repository/PutTools.$version.nupkg" | Should -Exist
    }

    It 'is installed by its name' {
        Invoke-AsUser "Install-PSResource PutTools -Repository Local; (Get-InstalledPSResource PutTools).Version.ToString()" | Should -Be "$version"
    }

    It 'is imported, shows help and writes in a new process' {
        Invoke-AsUser "
            Import-Module PutTools
            (Get-Module PutTools).ModuleBase.StartsWith('$TestDrive/home')
            (Get-Help Invoke-ResourcePut).Synopsis -match 'resource over HTTP'
            (Get-Help about_PutTools) -match 'about_PutTools'
            (Invoke-ResourcePut '$($server.uri)package/1' @{ a = 1 }).StatusCode" | Should -Be True, True, True, 201
    }

    It 'is updated to the next version' {
        $next = [version]::new($version.Major, $version.Minor + 1, 0)
        $folder = "$TestDrive/next/PutTools"
        Copy-Item $package $folder -Recurse
        (Get-Content "$folder/PutTools.psd1" -Raw).Replace("ModuleVersion          = '$version'", "ModuleVersion          = '$next'") | Set-Content "$folder/PutTools.psd1"
        Invoke-AsUser "
            Publish-PSResource -Path '$folder' -Repository Local
            Update-PSResource PutTools -Repository Local
            Import-Module PutTools
            (Get-Module PutTools).Version.ToString()" | Should -Be "$next"
    }

    It 'is uninstalled without a trace' {
        Invoke-AsUser "Uninstall-PSResource PutTools -Version '*'; @(Get-Module PutTools -ListAvailable).Count" | Should -Be 0
        Get-ChildItem "$TestDrive/home" -Recurse -Filter 'PutTools*' | Should -BeNullOrEmpty
    }
}
