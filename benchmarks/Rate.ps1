<#
.SYNOPSIS
    How many PUTs a second a loop of Invoke-ResourcePut makes, beside a loop of Invoke-RestMethod, in one run.
.DESCRIPTION
    Both send the same user as JSON to the same server (tests/ResourceServer, Release, a process of its own), one call at
    a time, and read the JSON of its response. Rounds alternate, so that a disturbance meets both; the first of each warms up
    and is not counted. Builds what it needs.
.EXAMPLE
    pwsh ./benchmarks/Rate.ps1 -Rounds 9 -Calls 2000
#>
[CmdletBinding()]
param(
    [ValidateRange(5, 1000)] [int] $Rounds = 7,
    [ValidateRange(10, 1000000)] [int] $Calls = 1000,
    [switch] $NoBuild
)
$ErrorActionPreference = 'Stop'
$root = Split-Path $PSScriptRoot

if (-not $NoBuild) { & "$root/build.ps1" -Configuration Release }
Import-Module "$root/PutTools.psd1", "$root/tests/PutTools.Module.Tests/Support/TestServer.psm1", "$PSScriptRoot/Support/Benchmark.psm1"

$user = [ordered]@{
    id = 123; name = 'John Doe Smith'; email = 'john@example.org'; active = $true
    address = [ordered]@{ street = 'Main Street 5'; city = 'Bree'; geo = [ordered]@{ lat = -3.7; lng = 40.4 } }
}

$server = Start-TestServer -Configuration Release
try {
    $uri = "$($server.uri)users/123"
    $loops = [ordered]@{
        # Without ConvertTo-Json a nested hashtable would not arrive.
        'Invoke-RestMethod'  = {
            for ($i = 0; $i -lt $Calls; $i++) {
                $null = Invoke-RestMethod $uri -Method Put -Body (ConvertTo-Json $user -Depth 10) -ContentType application/json
            }
        }
        'Invoke-ResourcePut' = {
            for ($i = 0; $i -lt $Calls; $i++) {
                $null = Invoke-ResourcePut $uri $user
            }
        }
    }
    $rates = [ordered]@{}
    foreach ($name in $loops.Keys) { $rates[$name] = [System.Collections.Generic.List[double]]::new() }
    foreach ($round in 0..$Rounds) {
        foreach ($name in $loops.Keys) {
            $watch = [System.Diagnostics.Stopwatch]::StartNew()
            & $loops[$name]
            if ($round -gt 0) { $rates[$name].Add($Calls / $watch.Elapsed.TotalSeconds) }
        }
    }
}
finally {
    Stop-TestServer $server
}

$median = @{}
foreach ($name in $rates.Keys) { $median[$name] = Get-Median $rates[$name] }
"One call at a time, medians of $Rounds rounds of $Calls calls, PowerShell $($PSVersionTable.PSVersion), $([Environment]::ProcessorCount) processors"
foreach ($name in $rates.Keys) {
    [pscustomobject]@{
        Loop            = $name
        'PUTs/s'        = [Math]::Round($median[$name])
        'µs a call'     = [Math]::Round(1e6 / $median[$name])
        'times as many' = [Math]::Round($median[$name] / $median['Invoke-RestMethod'], 2)
    }
}
