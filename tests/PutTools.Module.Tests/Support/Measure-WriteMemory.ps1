# Prints, as JSON, the bytes that a piped write allocates, one and 16 at once, and those that a kept response holds.
# Runs in its own process, because the runtime counts the whole process.
param([string] $Uri)
$ProgressPreference = 'SilentlyContinue'
Import-Module (Join-Path $PSScriptRoot '../../../PutTools.psd1')

$rows = foreach ($id in 1..8000) { [pscustomobject]@{ id = $id; name = "name $id"; price = 1.5; inStock = $true } }
$allocated = foreach ($throttle in 16, 1, 16, 1) {
    $before = [GC]::GetTotalAllocatedBytes($true)
    $rows | Invoke-ResourcePut $Uri -ThrottleLimit $throttle | Out-Null
    ([GC]::GetTotalAllocatedBytes($true) - $before) / $rows.Count
}
$before = [GC]::GetTotalMemory($true)
$kept = $rows | Invoke-ResourcePut $Uri
$held = ([GC]::GetTotalMemory($true) - $before) / $kept.Count
$debuggable = [Attribute]::GetCustomAttribute((Get-Command Invoke-ResourcePut).ImplementingType.Assembly, [Diagnostics.DebuggableAttribute])
# The first run of each throttle limit is a warm-up.
[ordered]@{ isDebug = $debuggable.IsJITOptimizerDisabled; sixteen = $allocated[2]; one = $allocated[3]; held = $held } | ConvertTo-Json -Compress
