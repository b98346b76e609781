<#
.SYNOPSIS
    What a journal costs: the rate of a pipeline with -JournalPath beside that of the same pipeline without; and the time and memory to
    resume from a journal of a million lines.
.DESCRIPTION
    Both pipelines PUT the same objects to the same server (tests/ResourceServer, Release, a process of its own), 16 at once. Rounds
    alternate; the first warms up and is not counted. The journal that is resumed is made of lines as a run writes them. Builds what it needs.
.EXAMPLE
    pwsh ./benchmarks/Journal.ps1 -Rounds 7 -Count 20000
#>
[CmdletBinding()]
param(
    [ValidateRange(1, 1000)] [int] $Rounds = 7,
    [ValidateRange(100, 10000000)] [int] $Count = 20000,
    [ValidateRange(1, 1024)] [int] $ThrottleLimit = 16,
    [ValidateRange(1000, 100000000)] [int] $Lines = 1000000,
    [switch] $NoBuild
)
$ErrorActionPreference = 'Stop'
$root = Split-Path $PSScriptRoot

if (-not $NoBuild) { & "$root/build.ps1" -Configuration Release }
Import-Module "$root/PutTools.psd1", "$root/tests/PutTools.Module.Tests/Support/TestServer.psm1", "$PSScriptRoot/Support/Benchmark.psm1"

$folder = (New-Item (Join-Path ([IO.Path]::GetTempPath()) "puttools-$([guid]::NewGuid().ToString('N'))") -ItemType Directory).FullName
$server = Start-TestServer -Configuration Release
try {
    $uri = "$($server.uri)load/rate/{id}"
    $rows = foreach ($id in 1..$Count) { [pscustomobject]@{ id = $id; name = 'John Doe'; email = 'john@example.com'; active = $true } }
    $measurements = [ordered]@{}
    # Of this process and the server's. Other processes disturb it less than the rate.
    $processes = (Get-Process -Id $PID), (Get-Process -Id $server.Process.Id)
    $times = @{ 'no journal' = [Collections.Generic.List[double]]::new(); 'a journal' = [Collections.Generic.List[double]]::new() }
    foreach ($name in 'no journal', 'a journal') {
        $measurements[$name] = {
            param($name)
            $journal = $name -eq 'a journal' ? @{ JournalPath = Join-Path $folder "$([guid]::NewGuid()).jsonl" } : @{}
            $processes.Refresh()
            $before = ($processes.TotalProcessorTime.TotalMicroseconds | Measure-Object -Sum).Sum
            $watch = [System.Diagnostics.Stopwatch]::StartNew()
            $rows | Invoke-ResourcePut $uri -ThrottleLimit $ThrottleLimit @journal > $null
            $seconds = $watch.Elapsed.TotalSeconds
            $processes.Refresh()
            $times[$name].Add((($processes.TotalProcessorTime.TotalMicroseconds | Measure-Object -Sum).Sum - $before) / $Count)
            $Count / $seconds
        }
    }
    $rates = Measure-Round $measurements $Rounds

    # A whole journal from the lines of one write, each with its own id.
    $sample = Join-Path $folder sample.jsonl
    $null = Invoke-ResourcePut "$($server.uri)resumed" @{ a = 1 } -JournalPath $sample
    $header, $line = Get-Content $sample
    $long = Join-Path $folder long.jsonl
    $id = [regex]::Match($line, '(?<="id":")[0-9a-f]{32}').Value
    $writer = [IO.StreamWriter]::new($long)
    $writer.WriteLine($header)
    for ($i = 1; $i -lt $Lines; $i++) { $writer.WriteLine($line.Replace($id, $i.ToString('x32'))) }
    $writer.WriteLine($line)
    $writer.Dispose()

    # In a new process, so that its memory is the journal's.
    $resume = {
        param($module, $uri, $short, $long)
        Import-Module $module
        $null = Invoke-ResourcePut $uri @{ a = 1 } -JournalPath $short -Resume
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        $outcome = (Invoke-ResourcePut $uri @{ a = 1 } -JournalPath $long -Resume).Outcome
        '{0};{1};{2}' -f $outcome, $watch.Elapsed.TotalSeconds, (Get-Process -Id $PID).PeakWorkingSet64
    }
    $outcome, $seconds, $bytes = (& (Get-Process -Id $PID).Path $(if ((Get-Process -Id $PID).Path -match 'dotnet') { [Environment]::GetCommandLineArgs()[0] }) -NoProfile -NonInteractive -Command "& { $resume } '$root/PutTools.psd1' '$($server.uri)resumed' '$sample' '$long'") -split ';'
    $size = (Get-Item $long).Length
}
finally {
    Stop-TestServer $server
    Remove-Item $folder -Recurse -Force
}

"$Count objects, $ThrottleLimit at once, medians of $Rounds rounds. $(Get-Machine)"
foreach ($name in $rates.Keys) {
    [pscustomobject]@{ Pipeline = $name; 'PUTs/s' = [Math]::Round((Get-Median $rates[$name])); 'times as many' = [Math]::Round((Get-Ratio $rates $name 'no journal'), 3); 'µs of both processes' = [Math]::Round((Get-Median $times[$name])) }
}
'{0:N0} lines ({1:0} MB) resumed in {2:0.0} s, {3}; the process took {4:0} MB at most' -f $Lines, ($size / 1e6), [double] $seconds, $outcome, ([double] $bytes / 1e6)
