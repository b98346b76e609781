# Prints, as JSON, the bytes that a piped write allocates, one and 16 at once, and those that a kept response holds.
# Runs in its own process, because the runtime counts the whole process.
param([string] $Uri)
$ProgressPreference = 'SilentlyContinue'
Import-Module (Join-Path $PSScriptRoot '../../../PutTools.psd1')

$rows = foreach ($id in 1..5000) { [pscustomobject]@{ id = $id; name = "name $id"; price = 1.5; inStock = $true } }
# Code that the runtime has not optimized yet allocates more, so the best of several runs counts.
$allocated = @{ 1 = @(); 16 = @() }
foreach ($throttle in (16, 1) * 10) {
    $before = [GC]::GetTotalAllocatedBytes($true)
    $rows | Invoke-ResourcePut $Uri -ThrottleLimit $throttle > $null
    $allocated[$throttle] += ([GC]::GetTotalAllocatedBytes($true) - $before) / $rows.Count
}
$before = [GC]::GetTotalMemory($true)
$kept = $rows | Invoke-ResourcePut $Uri
$held = ([GC]::GetTotalMemory($true) - $before) / $kept.Count
$debuggable = [Attribute]::GetCustomAttribute((Get-Command Invoke-ResourcePut).ImplementingType.Assembly, [Diagnostics.DebuggableAttribute])
$best = { ($args[0] | Measure-Object -Minimum).Minimum }
[ordered]@{ isDebug = $debuggable.IsJITOptimizerDisabled; sixteen = & $best $allocated[16]; one = & $best $allocated[1]; held = $held } | ConvertTo-Json -Compress
