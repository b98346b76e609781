<#
.SYNOPSIS
    What it takes to make a patch of a 1 MB document with 1 % changed, beside what it takes to read both of its states; and how that grows.
.DESCRIPTION
    Needs a Release build of src/PutTools.Cmdlets, and a PowerShell in which no other build is loaded. Prints medians.
    "Read" makes PowerShell objects of both states, as every command does; "Parse" is JsonDocument.Parse of both, which
    makes no objects. A patch takes under twice the time of reading. Its time is linear in the size for objects; for
    arrays it is linear in the size times the number of elements that moved, of which there are at most 1000.
#>
param(
    [ValidateSet('net8.0', 'netstandard2.0')] [string] $Build = 'net8.0',
    [ValidateRange(3, 1000)] [int] $Rounds = 15
)

$ErrorActionPreference = 'Stop'
Add-Type -Path "$PSScriptRoot/../tests/PutTools.Module.Tests/Support/JsonConversion.cs" -IgnoreWarnings -WarningAction SilentlyContinue
$folder = Resolve-Path "$PSScriptRoot/../src/module/bin/$Build"
$conversion = [PutTools.Tests.JsonConversion]::new([Reflection.Assembly]::LoadFrom("$folder/PutTools.Cmdlets.dll"))
$core = [Reflection.Assembly]::LoadFrom("$folder/PutTools.Core.dll")
$anyMember = [Reflection.BindingFlags]'Instance, Static, Public, NonPublic'
$createPatch = $core.GetType('PutTools.Patching.PatchFormat').GetMethod('Create', $anyMember)
$parseTree = $core.GetType('PutTools.Patching.JsonTree').GetMethod('Parse', $anyMember)

function Measure-Median([scriptblock] $Action) {
    $times = foreach ($round in 0..$Rounds) {
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $null = . $Action
        # The first round warms up.
        if ($round -gt 0) { $watch.Elapsed.TotalMilliseconds }
    }

    ($times | Sort-Object)[[math]::Floor($Rounds / 2)]
}

# Both states of a document: one of a hundred elements has another value.
function New-Pair([string] $Shape, [int] $Count) {
    foreach ($mark in '', '!') {
        $elements = foreach ($i in 1..$Count) {
            $text = '"value {0}{1}"' -f $i, $(if ($i % 100 -eq 0) { $mark })
            $object = '{{"id":{0},"name":{1},"mail":"user{0}@example.org","city":"Bree","active":true,"balance":{0}.5,"tags":["a","b"],"street":"Main Street {0}"}}' -f $i, $text
            switch ($Shape) {
                'array of objects' { $object }
                'object of objects' { '"key{0}":{1}' -f $i, $object }
                'array of strings' { $text }
                'object of strings' { '"key number {0}":{1}' -f $i, $text }
            }
        }

        $all = $elements -join ','
        , [Text.Encoding]::UTF8.GetBytes($(if ($Shape -like 'array*') { "[$all]" } else { "{$all}" }))
    }
}

function Measure-Pair([string] $Shape, [int] $Count) {
    $before, $after = New-Pair $Shape $Count
    $parse = Measure-Median {
        [Text.Json.JsonDocument]::Parse([ReadOnlyMemory[byte]]$before).Dispose()
        [Text.Json.JsonDocument]::Parse([ReadOnlyMemory[byte]]$after).Dispose()
    }
    $read = Measure-Median {
        $conversion.RepeatRead($before, 1)
        $conversion.RepeatRead($after, 1)
    }
    # Parsed in each round, as for a patch: the values of a state are read on first use.
    $patch, $merge = foreach ($format in 'JsonPatch', 'Merge') {
        $maker = [PutTools.Patching.PatchFormat]::Parse($format)
        Measure-Median { $createPatch.Invoke($maker, [object[]]($parseTree.Invoke($null, @(, [ReadOnlyMemory[byte]]$before)), $parseTree.Invoke($null, @(, [ReadOnlyMemory[byte]]$after)), $false)) }
    }

    [pscustomobject]@{
        Document = $Shape; KB = [int]($before.Length / 1KB)
        'Parse ms' = [math]::Round($parse, 1); 'Read ms' = [math]::Round($read, 1)
        'JSON Patch ms' = [math]::Round($patch, 1); 'Merge ms' = [math]::Round($merge, 1)
        'Patch/Read' = [math]::Round($patch / $read, 2); 'Patch/Parse' = [math]::Round($patch / $parse, 2)
    }
}

"PutTools ($Build) on PowerShell $($PSVersionTable.PSVersion), medians of $Rounds rounds"
$(foreach ($case in @('array of objects', 7000), @('object of objects', 6500), @('array of strings', 65000), @('object of strings', 27000)) {
    Measure-Pair $case[0] $case[1]
}) | Format-Table -AutoSize

'Growth'
$(foreach ($shape in 'array of objects', 'object of objects') {
    foreach ($count in 1750, 3500, 7000, 14000) { Measure-Pair $shape $count }
}) | Format-Table Document, KB, 'Read ms', 'JSON Patch ms', 'Patch/Read' -AutoSize
