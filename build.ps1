<#
.SYNOPSIS
    Builds PutTools, tests it, shows it, cleans up after it, and makes the installable folder.
.DESCRIPTION
    Build    (the default) builds the module for both editions into src/module/bin, so that
             Import-Module ./PutTools.psd1 works in place, and the resource server of the tests and the demo.
    Test     runs all tests: dotnet test, which runs the Pester files too.
    Demo     builds, then runs docs/Demo.ps1 against a server of its own.
    Package  builds, then makes out/PutTools/<version>: what goes into a folder of $env:PSModulePath. It is checked by
             Test-ModuleManifest and by importing each build in a new process.
    Clean    removes what the others made.
.EXAMPLE
    pwsh ./build.ps1 -Task Package
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Demo', 'Package', 'Clean')]
    [string] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release',

    # Demo and Package take what is built already.
    [switch] $NoBuild,

    # Where Package puts the folder PutTools.
    [string] $OutputPath = (Join-Path $PSScriptRoot 'out')
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$moduleFolder = Join-Path $PSScriptRoot 'src/module'

function Invoke-Dotnet {
    & dotnet @args | Out-Host
    if ($LASTEXITCODE -ne 0) { throw "dotnet $args failed with exit code $LASTEXITCODE." }
}

function Invoke-Build {
    if ($NoBuild) { return }
    foreach ($project in 'src/PutTools.Cmdlets', 'tests/ResourceServer') {
        Invoke-Dotnet build (Join-Path $PSScriptRoot $project) --configuration $Configuration --nologo --verbosity quiet
    }
}

function Invoke-Test {
    Invoke-Dotnet test (Join-Path $PSScriptRoot 'PutTools.sln') --configuration $Configuration
}

function Invoke-Demo {
    Invoke-Build
    & (Join-Path $PSScriptRoot 'docs/Demo.ps1')
}

function Invoke-Package {
    Invoke-Build
    $version = (Import-PowerShellDataFile (Join-Path $PSScriptRoot 'PutTools.psd1')).ModuleVersion
    $package = Join-Path $OutputPath "PutTools/$version"
    if (Test-Path $package) { Remove-Item $package -Recurse -Force }
    $null = New-Item $package -ItemType Directory

    # In the package the module's files lie beside its manifest.
    $manifest = (Get-Content (Join-Path $PSScriptRoot 'PutTools.psd1') -Raw).Replace('src/module/', '')
    Set-Content (Join-Path $package 'PutTools.psd1') $manifest -NoNewline -Encoding utf8
    Copy-Item (Join-Path $PSScriptRoot 'LICENSE'), (Join-Path $PSScriptRoot 'README.md'), (Join-Path $PSScriptRoot 'CHANGELOG.md') $package
    Get-ChildItem $moduleFolder -Exclude bin | Copy-Item -Destination $package -Recurse
    foreach ($build in Get-ChildItem (Join-Path $moduleFolder 'bin') -Directory) {
        $target = New-Item (Join-Path $package "bin/$($build.Name)") -ItemType Directory
        # The assemblies alone: no symbols, no doc comments, nothing that PowerShell has itself.
        Get-ChildItem $build -Filter *.dll | Where-Object Name -NotLike 'System.Management.Automation*' | Copy-Item -Destination $target
    }

    Assert-Package $package
    "Made $package."
}

function Assert-Package([string] $Package) {
    $manifest = Join-Path $Package 'PutTools.psd1'
    $wanted = (Test-ModuleManifest $manifest).ExportedCmdlets.Keys | Sort-Object
    foreach ($build in 'net8.0', 'netstandard2.0') {
        $exported = Start-Job -ArgumentList $manifest, $build {
            param($Manifest, $Build)
            $env:PUTTOOLS_BUILD = $Build
            (Import-Module $Manifest -PassThru -ErrorAction Stop).ExportedCmdlets.Keys | Sort-Object
        } | Receive-Job -Wait -AutoRemoveJob
        if ("$exported" -ne "$wanted") { throw "The $build build in '$Package' exports '$exported', its manifest says '$wanted'." }
    }
}

function Invoke-Clean {
    $made = @((Join-Path $PSScriptRoot 'out'), (Join-Path $moduleFolder 'bin')) + @(
        foreach ($project in Get-ChildItem (Join-Path $PSScriptRoot '*/*/*.csproj')) {
            foreach ($folder in 'bin', 'obj', 'TestResults') { Join-Path $project.DirectoryName $folder }
        })
    $made | Where-Object { Test-Path $_ } | Remove-Item -Recurse -Force
}

& "Invoke-$Task"
