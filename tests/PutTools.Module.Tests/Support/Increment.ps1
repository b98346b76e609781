# One writer of the soak: adds to shared resources, and accounts for each of its increments.
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Uri, # of the healthy resources
    [Parameter(Mandatory)] [string] $HarmedUri, # of the same resources, with {n} for the number and faults on the way
    [Parameter(Mandatory)] [string] $Writer,
    [Parameter(Mandatory)] [int] $Count,
    [Parameter(Mandatory)] [int] $Resources
)
$ErrorActionPreference = 'Stop'
Import-Module (Join-Path $PSScriptRoot '../../../PutTools.psd1')

$mine = [int[]]::new($Resources)
$errors = 0
$unknown = 0
foreach ($i in 1..$Count) {
    $n = $i % $Resources
    # Reading cannot distinguish two writers of equal content. Each increment is therefore counted in a tally of its
    # writer: each state is unique, and after an unknown outcome the resource shows whether the increment was applied.
    $change = { $_.count++; $_.by.$Writer++ }
    $verb = $i % 2 ? 'Invoke-ResourcePut' : 'Invoke-ResourcePatch'
    while ($true) {
        $response = & $verb $HarmedUri.Replace('{n}', $n) -Update $change -MaximumConflictRetryCount 1000 -MaximumRetryCount 5 `
            -RetryIntervalSec 0.01 -ErrorAction SilentlyContinue -ErrorVariable failed -WarningAction SilentlyContinue
        if ($response) { break }
        $errors++
        if (-not $failed[0].Exception.OutcomeUnknown) { continue }
        $unknown++
        if ((Invoke-RestMethod "$Uri$n").by.$Writer -gt $mine[$n]) { break }
    }

    $mine[$n]++
}

@{ writer = $Writer; mine = $mine; errors = $errors; unknown = $unknown } | ConvertTo-Json -Compress
