# Runs one Pester file in this process; its exit code is the number of tests that failed.
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Path,
    [Parameter(Mandatory)] [string] $ResultPath
)
$ErrorActionPreference = 'Stop'
Import-Module Pester -MinimumVersion 5.3
$configuration = New-PesterConfiguration
$configuration.Run.Path = Join-Path $PSScriptRoot $Path
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Normal'
$configuration.Output.RenderMode = 'Plaintext'
$configuration.TestResult.Enabled = $true
$configuration.TestResult.OutputFormat = 'NUnitXml'
$configuration.TestResult.OutputPath = $ResultPath
$configuration.Output.CIFormat = 'None'
$run = Invoke-Pester -Configuration $configuration
if ($run.Result -eq 'Passed') { exit 0 }
exit [Math]::Max(1, $run.FailedCount)
