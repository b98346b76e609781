# One writer of eight: increments one counter in each dialect, and accounts for each of its increments.
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Uri, # of the healthy server, with {dialect}
    [Parameter(Mandatory)] [string] $HarmedUri, # with {dialect}, and faults on the way
    [Parameter(Mandatory)] [string] $Writer,
    [Parameter(Mandatory)] [int] $Count
)
$ErrorActionPreference = 'Stop'
Import-Module (Join-Path $PSScriptRoot '../../../PutTools.psd1')

$change = { $_.count++; $_.by.$Writer++ }
foreach ($dialect in 'strong', 'weak', 'unquoted', 'conflict', 'rev', 'revision', 'etag', 'resource-version', 'version', 'odata', 'cosmos', 'date') {
    $mine = $errors = $unknown = 0
    # A date has whole seconds, and each write waits until a second has passed.
    $times = $dialect -eq 'date' ? [Math]::Ceiling($Count / 10) : $Count
    $with = $dialect -eq 'version' ? @{ VersionProperty = 'meta.version' } : @{}
    $url = ($dialect -eq 'date' ? $HarmedUri.Replace('/dialect/{dialect}/', '/no-tag/') : $HarmedUri).Replace('{dialect}', $dialect)
    $state = $dialect -eq 'date' ? $Uri.Replace('/dialect/{dialect}/', '/no-tag/') : $Uri.Replace('{dialect}', $dialect)
    while ($mine -lt $times) {
        $response = Invoke-ResourcePut $url -Update $change @with -MaximumConflictRetryCount 1000 -MaximumRetryCount 5 -RetryIntervalSec 0.01 `
            -ErrorAction SilentlyContinue -ErrorVariable failed -WarningAction SilentlyContinue
        if ($response) { $mine++; continue }
        $errors++
        if (-not $failed[0].Exception.OutcomeUnknown) { continue }
        $unknown++
        # The tally of this writer shows whether its increment was applied.
        if ((Invoke-RestMethod $state).by.$Writer -gt $mine) { $mine++ }
    }
    [pscustomobject]@{ dialect = $dialect; writer = $Writer; mine = $mine; errors = $errors; unknown = $unknown } | ConvertTo-Json -Compress
}
