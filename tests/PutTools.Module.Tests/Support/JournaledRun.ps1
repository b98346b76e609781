# A run that may be killed at any time: half of its rows are PUT, half are PATCH, and every other PATCH has its own key.
# Continues from the journals, and reports the outcome of each row.
param([string] $Module, [string] $Uri, [string] $Folder, [int] $Count, [int] $ThrottleLimit)
Import-Module $Module
$rows = 1..$Count | ForEach-Object { [pscustomobject]@{ id = $_; name = "row $_" } }
$common = @{
    Resume = $true; ThrottleLimit = $ThrottleLimit; RetryIntervalSec = 0.01; ErrorAction = 'SilentlyContinue'; ErrorVariable = '+failed'; WarningAction = 'Ignore'
}
$failed = @()
$outcomes = @(
    $rows | Where-Object { $_.id % 2 } | Invoke-ResourcePut $Uri.Replace('{kind}', 'put') -JournalPath $Folder/put.jsonl @common
    $rows | Where-Object { $_.id % 4 -eq 0 } | Invoke-ResourcePatch $Uri.Replace('{kind}', 'keyed') -IdempotencyKey { "run-$($_.id)" } -JournalPath $Folder/keyed.jsonl @common
    $rows | Where-Object { $_.id % 4 -eq 2 } | Invoke-ResourcePatch $Uri.Replace('{kind}', 'plain') -JournalPath $Folder/plain.jsonl @common
).ForEach('Outcome')
[pscustomobject]@{
    outcomes = @($outcomes | Group-Object -NoElement | ForEach-Object { "$($_.Count) $($_.Name)" }) -join ', '
    count    = $outcomes.Count
    errors   = @($failed | ForEach-Object { @{ row = $_.TargetObject.id; id = ($_.FullyQualifiedErrorId -split ',')[0]; unknown = $_.Exception.OutcomeUnknown } })
} | ConvertTo-Json -Depth 4 -Compress
