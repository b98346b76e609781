<#
.SYNOPSIS
    What two script blocks for each object cost: the rate of a pipeline with them, beside that of the same pipeline without.
.DESCRIPTION
    Both PUT the same objects to the same server (tests/ResourceServer, Release, a process of its own), 16 at once. One gives each
    object's own tag and headers by script blocks. Rounds alternate; the first warms up and is not counted. Builds what it needs.
.EXAMPLE
    pwsh ./benchmarks/ScriptBlocks.ps1 -Rounds 5 -Count 20000
.EXAMPLE
    pwsh ./benchmarks/ScriptBlocks.ps1 -Memory -Count 1000000
    One pipeline with the script blocks over objects that are made as it goes: the memory of the process on the way.
#>
[CmdletBinding()]
param(
    [ValidateRange(1, 1000)] [int] $Rounds = 5,
    [ValidateRange(100, 10000000)] [int] $Count = 20000,
    [ValidateRange(1, 1024)] [int] $ThrottleLimit = 16,
    [switch] $Memory,
    [switch] $NoBuild
)
$ErrorActionPreference = 'Stop'
$root = Split-Path $PSScriptRoot

if (-not $NoBuild) { & "$root/build.ps1" -Configuration Release }
Import-Module "$root/PutTools.psd1", "$root/tests/PutTools.Module.Tests/Support/TestServer.psm1", "$PSScriptRoot/Support/Benchmark.psm1"

$server = Start-TestServer -Configuration Release
try {
    $uri = "$($server.uri)load/rate/{id}"
    if ($Memory) {
        & {
            for ($id = 1; $id -le $Count; $id++) {
                [pscustomobject]@{ id = $id; etag = "`"$id`"" }
                if ($id -eq 10000 -or $id % 100000 -eq 0 -or $id -eq $Count) {
                    $process = [Diagnostics.Process]::GetCurrentProcess()
                    Write-Host ('{0,9:N0} objects: working set {1:N0} MB, heap {2:N0} MB' -f $id, ($process.WorkingSet64 / 1MB), ([GC]::GetTotalMemory($true) / 1MB))
                }
            }
        } | Invoke-ResourcePut $uri -IfMatch { $_.etag } -Headers { @{ 'X-Id' = $_.id } } -ThrottleLimit $ThrottleLimit > $null
        return
    }
    $rows = foreach ($id in 1..$Count) { [pscustomobject]@{ id = $id; etag = "`"$id`"" } }
    $measurements = [ordered]@{
        'no script block'   = { $rows | Invoke-ResourcePut $uri -ThrottleLimit $ThrottleLimit > $null }
        'two script blocks' = { $rows | Invoke-ResourcePut $uri -IfMatch { $_.etag } -Headers { @{ 'X-Id' = $_.id } } -ThrottleLimit $ThrottleLimit > $null }
    }
    $pipelines = $measurements
    $timed = [ordered]@{}
    foreach ($name in $measurements.Keys) {
        $timed[$name] = {
            param($name)
            $watch = [System.Diagnostics.Stopwatch]::StartNew()
            & $pipelines[$name]
            $Count / $watch.Elapsed.TotalSeconds
        }
    }
    $rates = Measure-Round $timed $Rounds
}
finally {
    Stop-TestServer $server
}

"$Count objects, $ThrottleLimit at once, medians of $Rounds rounds. $(Get-Machine)"
foreach ($name in $rates.Keys) {
    [pscustomobject]@{ Pipeline = $name; 'PUTs/s' = [Math]::Round((Get-Median $rates[$name])); 'times as many' = [Math]::Round((Get-Ratio $rates $name 'no script block'), 2) }
}
