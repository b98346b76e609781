<#
.SYNOPSIS
    PutTools' JSON writer and reader beside ConvertTo-Json and ConvertFrom-Json, in one run.
.DESCRIPTION
    Needs a Release build of src/PutTools.Cmdlets, and a PowerShell in which no other build is loaded. Prints the medians, and how many times faster PutTools is.
    Each is called as it is used: the cmdlets from a script, PutTools' from C#, as its commands do. 'Enumerate' is what PowerShell alone takes for the
    properties of its objects, without any JSON.
#>
param(
    [ValidateSet('net8.0', 'netstandard2.0')] [string] $Build = 'net8.0',
    [ValidateRange(3, 1000)] [int] $Rounds = 15
)

$ErrorActionPreference = 'Stop'
Add-Type -Path "$PSScriptRoot/../tests/PutTools.Module.Tests/Support/JsonConversion.cs" -IgnoreWarnings -WarningAction SilentlyContinue
Add-Type -Path "$PSScriptRoot/Support/BareEnumeration.cs" -IgnoreWarnings
$assembly = [Reflection.Assembly]::LoadFrom((Resolve-Path "$PSScriptRoot/../src/module/bin/$Build/PutTools.Cmdlets.dll"))
$conversion = [PutTools.Tests.JsonConversion]::new($assembly)

# The median times of one call of each action, in microseconds, after a second of each, in which the runtime compiles what is hot. The actions
# take turns, so that other work of the machine affects all of them. Each gets the number of calls to make, and may emit nothing, because the
# pipeline would enumerate every byte of it.
function Measure-Median([scriptblock[]] $Actions, [int] $Calls) {
    foreach ($action in $Actions) {
        for ($watch = [Diagnostics.Stopwatch]::StartNew(); $watch.Elapsed.TotalSeconds -lt 1;) { . $action $Calls }
    }

    $times = foreach ($action in $Actions) { , [Collections.Generic.List[double]]::new() }
    foreach ($round in 1..$Rounds) {
        for ($i = 0; $i -lt $Actions.Count; $i++) {
            $action = $Actions[$i]
            # So that no action pays for the garbage of the one before it, or for memory that the collector has given back.
            [GC]::Collect()
            . $action $Calls
            $watch = [Diagnostics.Stopwatch]::StartNew()
            . $action $Calls
            $times[$i].Add($watch.Elapsed.TotalMicroseconds / $Calls)
        }
    }

    foreach ($list in $times) {
        $list.Sort()
        $list[[math]::Floor($Rounds / 2)]
    }
}

$user = [pscustomobject]@{
    id = 123; firstName = 'John'; lastName = 'Doe Smith'; email = 'john@example.org'; active = $true; balance = 1234.56
    address = [pscustomobject]@{ street = 'Main Street 5'; city = 'Bree'; geo = -3.7, 40.4 }; tags = 'a', 'b'
}
$hashtable = @{
    id = 123; firstName = 'John'; lastName = 'Doe Smith'; email = 'john@example.org'; active = $true; balance = 1234.56
    address = @{ street = 'Main Street 5'; city = 'Bree'; geo = -3.7, 40.4 }; tags = 'a', 'b'
}
$copies = { foreach ($i in 1..5000) { $copy = $user.psobject.Copy(); $copy.id = $i; $copy } }

# Each case makes its own value, because thousands of living objects of PowerShell make each collection of garbage slower.
$rows = foreach ($case in @(
        @{ Name = 'object'; Value = { $user }; Calls = 5000 }
        @{ Name = 'hashtable'; Value = { $hashtable }; Calls = 5000 }
        @{ Name = 'objects'; Value = { , @(& $copies) }; Calls = 1 }
        @{ Name = 'hashtables'; Value = { , @(foreach ($i in 1..5000) { $hashtable.Clone() }) }; Calls = 1 }
        @{ Name = 'rows of Import-Csv'; Value = { , @(& $copies | Select-Object * -ExcludeProperty address, tags | ConvertTo-Csv | ConvertFrom-Csv) }; Calls = 1 })) {
    $value = & $case.Value
    $bytes = $conversion.Write($value)
    $text = [Text.Encoding]::UTF8.GetString($bytes)
    $write, $convertTo, $read, $convertFrom, $enumerate = Measure-Median -Calls $case.Calls -Actions @(
        { $conversion.RepeatWrite($value, $args[0]) }
        { for ($call = 0; $call -lt $args[0]; $call++) { $null = ConvertTo-Json -InputObject $value -Depth 64 -Compress } }
        { $conversion.RepeatRead($bytes, $args[0]) }
        { for ($call = 0; $call -lt $args[0]; $call++) { $null = ConvertFrom-Json -InputObject $text -NoEnumerate } }
        { [BareEnumeration]::Repeat($value, $args[0]) })
    [pscustomobject]@{
        Document = $case.Name; Bytes = $bytes.Length
        'Write µs' = [math]::Round($write, 1); 'ConvertTo-Json µs' = [math]::Round($convertTo, 1); 'Write ×' = [math]::Round($convertTo / $write, 1)
        'Enumerate µs' = [math]::Round($enumerate, 1)
        'Read µs' = [math]::Round($read, 1); 'ConvertFrom-Json µs' = [math]::Round($convertFrom, 1); 'Read ×' = [math]::Round($convertFrom / $read, 1)
    }
}

"PutTools ($Build) on PowerShell $($PSVersionTable.PSVersion), medians of $Rounds rounds"
$rows
