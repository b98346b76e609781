<#
.SYNOPSIS
    Runs the module against servers that others wrote, each from a package registry.
.DESCRIPTION
    Without parameters it runs those that are installed in seconds. Each file of this folder starts its server on loopback, does the
    writes that its users do, checks the result with another client, and stops it.
.EXAMPLE
    pwsh tests/RealServers/Run.ps1
.EXAMPLE
    pwsh tests/RealServers/Run.ps1 -Name etcd,nginx
.EXAMPLE
    pwsh tests/RealServers/Run.ps1 -All -Require -Build netstandard2.0
#>
[CmdletBinding()]
param(
    # The files to run, without .Tests.ps1.
    [string[]] $Name,
    # All files, also those that take minutes to install. PUTTOOLS_REAL=all means the same.
    [switch] $All,
    # The build of the module: netstandard2.0 is the one of Windows PowerShell. PUTTOOLS_BUILD means the same.
    [ValidateSet('net8.0', 'netstandard2.0')] [string] $Build = $env:PUTTOOLS_BUILD ? $env:PUTTOOLS_BUILD : 'net8.0',
    # Installs nothing; tests with missing servers are skipped.
    [switch] $NoInstall,
    # A server that can't be installed, or a test that is skipped, is a failure.
    [switch] $Require
)
$ErrorActionPreference = 'Stop'
$quick = 'nginx', 'apache', 'etcd', 'docker-registry', 'haproxy', 'caddy', 'json-server'

$files = @(
    # From another shell a list arrives as one text.
    if ($Name) { $Name -split '\s*,\s*' | ForEach-Object { Join-Path $PSScriptRoot "$_.Tests.ps1" } }
    elseif ($All -or $env:PUTTOOLS_REAL -eq 'all') { (Get-ChildItem $PSScriptRoot -Filter *.Tests.ps1).FullName }
    else { $quick | ForEach-Object { Join-Path $PSScriptRoot "$_.Tests.ps1" } }
)
# Pester from the packages of dotnet restore.
$packages = (dotnet nuget locals global-packages --list) -replace '^.*?: '
$version = ([xml](Get-Content "$PSScriptRoot/../PutTools.Module.Tests/PutTools.Module.Tests.csproj" -Raw)).Project.PropertyGroup.PesterVersion
$pester = Join-Path $packages "pester/$version/tools/Pester.psd1"
if (-not (Test-Path $pester)) { throw "Pester is not in '$pester': run dotnet restore tests/PutTools.Module.Tests first." }
Import-Module $pester

$env:PUTTOOLS_BUILD = $Build
$env:PUTTOOLS_INSTALL = if ($NoInstall) { '0' } else { '1' }
if ($Require) { $env:PUTTOOLS_REAL_REQUIRE = '1' }

$configuration = New-PesterConfiguration
$configuration.Run.Path = $files
$configuration.Run.PassThru = $true
# Tests that apply only to the other build.
$configuration.Filter.ExcludeTag = $Build -eq 'net8.0' ? 'netstandard2.0' : 'net8.0'
$configuration.Output.Verbosity = if ($env:CI) { 'Normal' } else { 'Detailed' }
$configuration.Output.RenderMode = 'Plaintext'
$configuration.Output.CIFormat = 'None'
$run = Invoke-Pester -Configuration $configuration
if ($Require -and $run.SkippedCount) { Write-Host "$($run.SkippedCount) skipped: $($run.Skipped.ExpandedPath -join '; ')."; exit 1 }
if ($run.Result -eq 'Passed') { exit 0 }
exit [Math]::Max(1, $run.FailedCount)
