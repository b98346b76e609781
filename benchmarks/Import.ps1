<#
.SYNOPSIS
    What Import-Module PutTools costs in a new process, beside importing an empty binary module.
.DESCRIPTION
    Needs a build of src/PutTools.Cmdlets. Each round starts a process for nothing, for the empty module and for PutTools, in
    turn. "Process" is the time from the start of PowerShell to its end, "Import" that of the command alone.
#>
[CmdletBinding()]
param([ValidateRange(5, 1000)] [int] $Rounds = 11)
$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/Support/Benchmark.psm1"

$empty = Join-Path ([System.IO.Path]::GetTempPath()) "puttools-empty-$PID.dll"
Add-Type -OutputAssembly $empty -TypeDefinition @'
using System.Management.Automation;
[Cmdlet("Get", "Nothing")]
public sealed class GetNothingCommand : PSCmdlet { }
'@
$imports = [ordered]@{
    'nothing'         = '$null'
    'an empty module' = "Import-Module '$empty'"
    'PutTools'        = "Import-Module '$(Split-Path $PSScriptRoot)/PutTools.psd1'"
}

try {
    $rows = foreach ($round in 0..$Rounds) {
        foreach ($name in $imports.Keys) {
            $watch = [System.Diagnostics.Stopwatch]::StartNew()
            $import = pwsh -NoProfile -NonInteractive -Command "`$w = [Diagnostics.Stopwatch]::StartNew(); $($imports[$name]); `$w.Elapsed.TotalMilliseconds"
            # The first round warms the file cache.
            if ($round -gt 0) { [pscustomobject]@{ Name = $name; Process = $watch.Elapsed.TotalMilliseconds; Import = [double]$import } }
        }
    }
}
finally {
    Remove-Item $empty
}

"Milliseconds, medians of $Rounds rounds, PowerShell $($PSVersionTable.PSVersion), $([Environment]::ProcessorCount) processors"
$base = Get-Median ($rows | Where-Object Name -EQ 'an empty module').Process
foreach ($name in $imports.Keys) {
    $mine = $rows | Where-Object Name -EQ $name
    $process = Get-Median $mine.Process
    [pscustomobject]@{
        Imported          = $name
        Process           = [Math]::Round($process)
        Import            = [Math]::Round((Get-Median $mine.Import), 1)
        'Process / empty' = [Math]::Round($process / $base, 2)
    }
}
