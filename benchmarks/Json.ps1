<#
.SYNOPSIS
    PutTools' JSON writer and reader beside ConvertTo-Json and ConvertFrom-Json, in one run.
.DESCRIPTION
    Needs a build of src/PutTools.Cmdlets. Prints the medians, and how many times faster PutTools is.
    Both are called as a script would: the cmdlets by their command, PutTools' by a delegate.
#>
param(
    [ValidateSet('net8.0', 'netstandard2.0')] [string] $Build = 'net8.0',
    [ValidateRange(3, 1000)] [int] $Rounds = 15
)

$assembly = [Reflection.Assembly]::LoadFrom((Resolve-Path "$PSScriptRoot/../src/module/bin/$Build/PutTools.Cmdlets.dll"))
$options = $assembly.GetType('PutTools.Cmdlets.Conversion.JsonWriteOptions')
Add-Type -TypeDefinition @'
using System;
using System.Reflection;

public sealed class JsonConversion
{
    private delegate object ReadJson(ReadOnlySpan<byte> utf8, bool asHashtable, Action<string> warn);
    private readonly ReadJson _read;
    private readonly Func<object, object, byte[]> _write;
    private readonly object _options;

    public JsonConversion(Assembly assembly)
    {
        var options = assembly.GetType("PutTools.Cmdlets.Conversion.JsonWriteOptions");
        _options = options.GetProperty("Default").GetValue(null);
        var reader = assembly.GetType("PutTools.Cmdlets.Conversion.JsonReplyReader");
        _read = (ReadJson)Delegate.CreateDelegate(typeof(ReadJson), reader.GetMethod("Read"));
        var write = assembly.GetType("PutTools.Cmdlets.Conversion.JsonPayloadWriter").GetMethod("Write");
        var typed = GetType().GetMethod("Bind", BindingFlags.Static | BindingFlags.NonPublic).MakeGenericMethod(options);
        _write = (Func<object, object, byte[]>)typed.Invoke(null, new object[] { write });
    }

    public object Read(byte[] utf8) => _read(utf8, false, null);

    public byte[] Write(object value) => _write(value, _options);

    private static Func<object, object, byte[]> Bind<T>(MethodInfo write)
    {
        var typed = (Func<object, T, byte[]>)Delegate.CreateDelegate(typeof(Func<object, T, byte[]>), write);
        return (value, options) => typed(value, (T)options);
    }
}
'@
$json = [JsonConversion]::new($assembly)

# The median time of one call, in microseconds.
function Measure-Median([scriptblock] $Action, [int] $Calls) {
    $null = & $Action
    $times = foreach ($round in 1..$Rounds) {
        $watch = [Diagnostics.Stopwatch]::StartNew()
        for ($call = 0; $call -lt $Calls; $call++) { $null = . $Action }
        $watch.Elapsed.TotalMicroseconds / $Calls
    }

    @($times | Sort-Object)[[int][math]::Floor($Rounds / 2)]
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
        @{ Name = 'hashtables'; Value = @(foreach ($i in 1..5000) { $hashtable.Clone() }); Calls = 1 })) {
    $value = $case.Value
    $bytes = $json.Write($value)
    $text = [Text.Encoding]::UTF8.GetString($bytes)
    $write = Measure-Median { $json.Write($value) } $case.Calls
    $convertTo = Measure-Median { ConvertTo-Json -InputObject $value -Depth 64 -Compress } $case.Calls
    $read = Measure-Median { $json.Read($bytes) } $case.Calls
    $convertFrom = Measure-Median { ConvertFrom-Json -InputObject $text -NoEnumerate } $case.Calls
    [pscustomobject]@{
        Document = $case.Name; Bytes = $bytes.Length
        'Write µs' = [math]::Round($write, 1); 'ConvertTo-Json µs' = [math]::Round($convertTo, 1); 'Write ×' = [math]::Round($convertTo / $write, 1)
        'Read µs' = [math]::Round($read, 1); 'ConvertFrom-Json µs' = [math]::Round($convertFrom, 1); 'Read ×' = [math]::Round($convertFrom / $read, 1)
    }
}

"PutTools ($Build) on PowerShell $($PSVersionTable.PSVersion), medians of $Rounds rounds"
$rows | Format-Table -AutoSize
