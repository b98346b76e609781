<#
.SYNOPSIS
    PutTools' JSON writer and reader beside ConvertTo-Json and ConvertFrom-Json, in one run.
.DESCRIPTION
    Needs a Release build of src/PutTools.Cmdlets, and a PowerShell in which no other build is loaded. Prints the medians, and how many times faster PutTools is.
    Each is called as it is used: the cmdlets from a script, PutTools' from C#, as its commands do.
#>
param(
    [ValidateSet('net8.0', 'netstandard2.0')] [string] $Build = 'net8.0',
    [ValidateRange(3, 1000)] [int] $Rounds = 15
)

$ErrorActionPreference = 'Stop'
Add-Type -Path "$PSScriptRoot/../tests/PutTools.Module.Tests/Support/JsonConversion.cs" -IgnoreWarnings -WarningAction SilentlyContinue
$assembly = [Reflection.Assembly]::LoadFrom((Resolve-Path "$PSScriptRoot/../src/module/bin/$Build/PutTools.Cmdlets.dll"))
$conversion = [PutTools.Tests.JsonConversion]::new($assembly)

# The median times of one call of each action, in microseconds. The actions take turns, so that other work of the machine
# affects all of them. Each gets the number of calls to make, and may emit nothing, because the pipeline would enumerate
# every byte of it.
function Measure-Median([scriptblock[]] $Actions, [int] $Calls) {
    $times = foreach ($action in $Actions) { , [Collections.Generic.List[double]]::new() }
    foreach ($round in 0..$Rounds) {
        for ($i = 0; $i -lt $Actions.Count; $i++) {
            $action = $Actions[$i]
            $watch = [Diagnostics.Stopwatch]::StartNew()
            . $action $Calls
            # The first round warms up.
            if ($round -gt 0) { $times[$i].Add($watch.Elapsed.TotalMicroseconds / $Calls) }
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
$many = @(foreach ($i in 1..5000) {
    $one = $user.psobject.Copy()
    $one.id = $i
    $one
})
$hashtable = @{
    id = 123; firstName = 'John'; lastName = 'Doe Smith'; email = 'john@example.org'; active = $true; balance = 1234.56
    address = @{ street = 'Main Street 5'; city = 'Bree'; geo = -3.7, 40.4 }; tags = 'a', 'b'
}

$rows = foreach ($case in @(
        @{ Name = 'object'; Value = $user; Calls = 200 }
        @{ Name = 'hashtable'; Value = $hashtable; Calls = 200 }
        @{ Name = 'objects'; Value = $many; Calls = 1 }
        @{ Name = 'hashtables'; Value = @(foreach ($i in 1..5000) { $hashtable.Clone() }); Calls = 1 }
        @{ Name = 'rows of Import-Csv'; Value = @($many | Select-Object * -ExcludeProperty address, tags | ConvertTo-Csv | ConvertFrom-Csv); Calls = 1 })) {
    $value = $case.Value
    $bytes = $conversion.Write($value)
    $text = [Text.Encoding]::UTF8.GetString($bytes)
    $write, $convertTo, $read, $convertFrom = Measure-Median -Calls $case.Calls -Actions @(
        { $conversion.RepeatWrite($value, $args[0]) }
        { for ($call = 0; $call -lt $args[0]; $call++) { $null = ConvertTo-Json -InputObject $value -Depth 64 -Compress } }
        { $conversion.RepeatRead($bytes, $args[0]) }
        { for ($call = 0; $call -lt $args[0]; $call++) { $null = ConvertFrom-Json -InputObject $text -NoEnumerate } })
    [pscustomobject]@{
        Document = $case.Name; Bytes = $bytes.Length
        'Write µs' = [math]::Round($write, 1); 'ConvertTo-Json µs' = [math]::Round($convertTo, 1); 'Write ×' = [math]::Round($convertTo / $write, 1)
        'Read µs' = [math]::Round($read, 1); 'ConvertFrom-Json µs' = [math]::Round($convertFrom, 1); 'Read ×' = [math]::Round($convertFrom / $read, 1)
    }
}

"PutTools ($Build) on PowerShell $($PSVersionTable.PSVersion), medians of $Rounds rounds"
$rows
