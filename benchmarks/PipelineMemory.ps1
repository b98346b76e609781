<#
.SYNOPSIS
    What this process keeps in memory after some piped writes, and after a hundred times as many.
.DESCRIPTION
    For a new process of its own; Run.ps1 starts it. The memory is the working set after a full collection.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [uri] $Uri,
    [ValidateRange(1000, 100000000)] [int] $Writes = 1000000,
    [ValidateRange(1, 1024)] [int] $ThrottleLimit = 16
)
$ErrorActionPreference = 'Stop'
Import-Module (Join-Path $PSScriptRoot '../PutTools.psd1')

function Send-User([int] $Count) {
    & {
        for ($i = 1; $i -le $Count; $i++) { [pscustomobject]@{ id = $i % 1000; name = 'John Doe'; email = 'john@example.com'; active = $true } }
    } | Invoke-ResourcePut "${Uri}memory/{id}" -ThrottleLimit $ThrottleLimit > $null
}

function Get-Memory {
    for ($i = 0; $i -lt 3; $i++) {
        [GC]::Collect(2, [GCCollectionMode]::Aggressive, $true, $true)
        [GC]::WaitForPendingFinalizers()
    }

    $process = [System.Diagnostics.Process]::GetCurrentProcess()
    [pscustomobject]@{ WorkingSet = $process.WorkingSet64; Peak = $process.PeakWorkingSet64; Heap = [GC]::GetTotalMemory($true) }
    $process.Dispose()
}

# The first ones are a warm-up: the code that the runtime compiles then does not depend on the number of writes.
Send-User ($Writes / 100)
Send-User ($Writes / 100)
$few = Get-Memory
$watch = [System.Diagnostics.Stopwatch]::StartNew()
Send-User $Writes
$rate = $Writes / $watch.Elapsed.TotalSeconds
$many = Get-Memory
[pscustomobject]@{
    Writes    = $Writes
    Rate      = $rate
    FewMiB    = $few.WorkingSet / 1MB
    ManyMiB   = $many.WorkingSet / 1MB
    Ratio     = $many.WorkingSet / $few.WorkingSet
    FewHeap   = $few.Heap / 1MB
    ManyHeap  = $many.Heap / 1MB
    PeakMiB   = $many.Peak / 1MB
} | ConvertTo-Json -Compress
