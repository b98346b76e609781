<#
.SYNOPSIS
    Runs Pester files of this folder against one build of the module, in this process.
.DESCRIPTION
    Tests that do not apply are left out, by their tags: those of the other build, of other systems, and Long ones unless
    PUTTOOLS_LONG is 1.
.EXAMPLE
    dotnet pwsh tests/PutTools.Module.Tests/Invoke-PesterFile.ps1 Retry.Tests.ps1
.EXAMPLE
    dotnet pwsh tests/PutTools.Module.Tests/Invoke-PesterFile.ps1 -Build netstandard2.0 Retry.Tests.ps1 Form.Tests.ps1
#>
[CmdletBinding()]
param(
    # netstandard2.0 is the build of Windows PowerShell 5.1.
    [ValidateSet('net8.0', 'netstandard2.0')] [string] $Build = 'net8.0',
    # For dotnet test: the results go there as JSON, and processes with the same folder share the files among them.
    [string] $ResultFolder,
    [Parameter(Mandatory, Position = 0, ValueFromRemainingArguments)] [string[]] $Path
)
$ErrorActionPreference = 'Stop'
$env:PUTTOOLS_BUILD = $Build

# Pester from the packages of dotnet test.
$pester = $env:PUTTOOLS_PESTER
if (-not $pester) {
    $packages = $env:NUGET_PACKAGES ? $env:NUGET_PACKAGES : (Join-Path $HOME '.nuget/packages')
    $version = ([xml](Get-Content (Join-Path $PSScriptRoot 'PutTools.Module.Tests.csproj') -Raw)).Project.PropertyGroup.PesterVersion
    $pester = Join-Path $packages "pester/$version/tools/Pester.psd1"
    if (-not (Test-Path $pester)) { throw "Pester is not in '$pester': run dotnet restore tests/PutTools.Module.Tests first." }
}
Import-Module $pester

# The path of the runtime, for programs that the pwsh of the .NET tool starts.
if ((Split-Path ([Environment]::ProcessPath) -LeafBase) -eq 'dotnet') { $env:DOTNET_ROOT = Split-Path ([Environment]::ProcessPath) }

# True if no other process has taken the file.
function Test-Mine([string] $Name) {
    if (-not $ResultFolder) { return $true }
    try { [IO.File]::Open((Join-Path $ResultFolder "$Name.taken"), 'CreateNew').Dispose(); $true }
    catch [IO.IOException] { $false }
}

# Tests that did not run because a BeforeAll failed count as failed, with that error.
function Get-TestResult($Run) {
    foreach ($test in $Run.Tests | Where-Object Result -NE NotRun) {
        $records = @($test.ErrorRecord) + @(for ($block = $test.Block; $block; $block = $block.Parent) { $block.ErrorRecord })
        $message = @($records | Where-Object { $_ } | ForEach-Object { "$($_.Exception.Message)`n$(($_.ScriptStackTrace -split "`n" -notmatch 'Pester\.psm?1') -join "`n")" }) -join "`n"
        [ordered]@{ name = $test.ExpandedPath; result = "$($test.Result)"; seconds = $test.Duration.TotalSeconds; message = $message ? $message : $null }
    }
    foreach ($container in $Run.FailedContainers) { [ordered]@{ name = 'is read'; result = 'Failed'; seconds = 0; message = "$($container.ErrorRecord)" } }
    foreach ($block in $Run.FailedBlocks) { [ordered]@{ name = "$($block.ExpandedPath) (setup or teardown)"; result = 'Failed'; seconds = 0; message = "$($block.ErrorRecord)" } }
    if ($Run.TotalCount -eq 0 -and -not $Run.FailedContainers) { [ordered]@{ name = 'has a test'; result = 'Failed'; seconds = 0; message = 'It has no test.' } }
}

$excluded = @(
    $Build -eq 'net8.0' ? 'netstandard2.0' : 'net8.0'
    if ($env:PUTTOOLS_LONG -ne '1') { 'Long' }
    if ($IsWindows) { 'Unix' }
    if (-not $IsLinux) { 'Linux' }
)
$own = (Get-Module).Name
$failed = 0
foreach ($file in $Path) {
    $name = $file.Replace('/', '_').Replace('\', '_') + ".$Build"
    if (-not (Test-Mine $name)) { continue }
    $configuration = New-PesterConfiguration
    $configuration.Run.Path = Join-Path $PSScriptRoot $file
    $configuration.Run.PassThru = $true
    $configuration.Filter.ExcludeTag = $excluded
    $configuration.Output.Verbosity = $ResultFolder ? 'None' : 'Detailed'
    $configuration.Output.CIFormat = 'None'
    $run = Invoke-Pester -Configuration $configuration
    $failed += $run.FailedCount + $run.FailedBlocksCount + $run.FailedContainersCount
    # The next file begins in the same state as this one.
    Get-Module | Where-Object Name -NotIn $own | Remove-Module -Force
    if ($ResultFolder) {
        ConvertTo-Json @(Get-TestResult $run) | Set-Content (Join-Path $ResultFolder "$name.json.part")
        Move-Item (Join-Path $ResultFolder "$name.json.part") (Join-Path $ResultFolder "$name.json")
        '::{0} on {1}: {2} passed, {3} failed, {4} skipped in {5:0.0} s' -f $file, $Build, $run.PassedCount, $run.FailedCount, $run.SkippedCount, $run.Duration.TotalSeconds
    }
}
# Failures are in the results.
exit ($ResultFolder ? 0 : [Math]::Min($failed, 255))
