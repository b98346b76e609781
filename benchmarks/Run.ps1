<#
.SYNOPSIS
    Everything that docs/performance.md says about speed, measured in one run and printed as markdown.
.DESCRIPTION
    PutTools, Invoke-RestMethod and a bare HttpClient in C# (Support/BareClient.cs) write the same users as JSON to the same
    server (tests/ResourceServer, Release, a process of its own) and read the JSON of its responses. Rounds alternate between
    them and the first one warms up. A ratio is the median of the rounds' ratios. Builds what it needs.

    A quiet machine gives figures that mean something; for a look, give fewer writes.
.EXAMPLE
    pwsh ./benchmarks/Run.ps1
.EXAMPLE
    pwsh ./benchmarks/Run.ps1 -Part Rate -Rounds 5 -Writes 5000 -NoBuild
#>
[CmdletBinding()]
param(
    [ValidateSet('Rate', 'Import', 'Memory', 'AtOnce', 'Size', 'Single', 'Allocation', 'Other')]
    [string[]] $Part = ('Rate', 'Import', 'Memory', 'AtOnce', 'Size', 'Single', 'Allocation', 'Other'),
    [ValidateRange(5, 1000)] [int] $Rounds = 7,
    # Piped writes in a round; slow measurements, such as loops over a command, make a tenth of them.
    [ValidateRange(1000, 10000000)] [int] $Writes = 20000,
    [ValidateRange(1000, 100000000)] [int] $MemoryWrites = 1000000,
    [switch] $NoBuild
)
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$root = Split-Path $PSScriptRoot
if (-not $NoBuild) { & "$root/build.ps1" -Configuration Release }
Import-Module "$root/PutTools.psd1", "$root/tests/PutTools.Module.Tests/Support/TestServer.psm1", "$PSScriptRoot/Support/Benchmark.psm1"
Add-Type -Path "$PSScriptRoot/Support/BareClient.cs" -CompilerOptions '/nullable:enable' -ReferencedAssemblies @(
    'System.Collections', 'System.Memory', 'System.Net.Http', 'System.Net.Primitives', 'System.Net.Security', 'System.Runtime',
    'System.Security.Cryptography', 'System.Text.Json', 'System.Threading')
$few = [int]($Writes / 10)
$results = [System.Collections.Generic.List[object]]::new()

function New-User([int] $Count, [int] $Entries) {
    $rows = @(for ($i = 0; $i -lt $Entries; $i++) {
            [pscustomobject]@{ id = $i; text = 'The quick brown fox jumps over the lazy dog, and back again.'; done = $false }
        })
    foreach ($i in 1..$Count) {
        $user = [pscustomobject]@{ id = $i % 1000; name = 'John Doe'; email = 'john@example.com'; active = $true }
        if ($Entries) { $user.psobject.Properties.Add([psnoteproperty]::new('entries', $rows)) }
        $user
    }
}

# Runs a measurement of that many writes and emits the writes per second.
function Measure-Rate([int] $Count, [scriptblock] $Action) {
    $watch = [System.Diagnostics.Stopwatch]::StartNew()
    $null = & $Action
    $Count / $watch.Elapsed.TotalSeconds
}

function Add-Result([string] $What, [string] $Wanted, [double] $Measured, [bool] $IsMet, [string] $Detail) {
    $results.Add([pscustomobject]@{
            What = $What; Wanted = $Wanted; Measured = '{0:0.00}' -f $Measured; Met = $Wanted ? ($IsMet ? 'yes' : 'no') : ''; Detail = $Detail
        })
}

function Add-Ratio($Figures, [string] $What, [string] $Name, [string] $To, [double] $Wanted) {
    $ratio = Get-Ratio $Figures $Name $To
    Add-Result $What "≥ $Wanted" $ratio ($ratio -ge $Wanted) ('{0:0} / {1:0} a second' -f (Get-Median $Figures[$Name]), (Get-Median $Figures[$To]))
}

function Measure-MainRate {
    $users = @(New-User $Writes)
    $someUsers = $users[0..($few - 1)]
    $uri = "$($server.uri)b/"
    $secureUri = "$($server.secureUri)b/"

    $measurements = [ordered]@{
        'irm'     = { Measure-Rate $few { foreach ($user in $someUsers) { Invoke-RestMethod "$uri$($user.id)" -Method Put -Body (ConvertTo-Json $user) -ContentType application/json } } }
        'loop'    = { Measure-Rate $few { foreach ($user in $someUsers) { Invoke-ResourcePut "$uri$($user.id)" $user } } }
        'bare1'   = { [BareClient]::MeasureRate($uri, $Writes, 1, 0) }
        'piped1'  = { Measure-Rate $Writes { $users | Invoke-ResourcePut "$uri{id}" | Out-Null } }
        'bare16'  = { [BareClient]::MeasureRate($uri, $Writes, 16, 0) }
        'piped16' = { Measure-Rate $Writes { $users | Invoke-ResourcePut "$uri{id}" -ThrottleLimit 16 | Out-Null } }
        # With TLS each client accepts the server's certificate without checking it.
        'bare64'  = { [BareClient]::MeasureRate($secureUri, $Writes, 64, 0) }
        'piped64' = { Measure-Rate $Writes { $users | Invoke-ResourcePut "$secureUri{id}" -ThrottleLimit 64 -SkipCertificateCheck | Out-Null } }
    }

    $figures = Measure-Round $measurements $Rounds $reset
    Add-Ratio $figures 'one call at a time in a loop / `Invoke-RestMethod` in a loop' 'loop' 'irm' 8
    Add-Ratio $figures 'piped, one at a time / bare `HttpClient` one at a time' 'piped1' 'bare1' 0.9
    Add-Ratio $figures 'piped, 16 at once / bare `HttpClient` 16 at once' 'piped16' 'bare16' 0.9
    Add-Ratio $figures 'piped, 16 at once / `Invoke-RestMethod` in a loop' 'piped16' 'irm' 20
    Add-Ratio $figures 'piped over TLS, 64 at once / bare `HttpClient` 64 at once' 'piped64' 'bare64' 0.9
}

function Measure-Import {
    $rows = & "$PSScriptRoot/Import.ps1" -Rounds ([Math]::Max($Rounds, 11)) | Where-Object { $_ -isnot [string] }
    $tools = $rows | Where-Object Imported -EQ PutTools
    $empty = $rows | Where-Object Imported -EQ 'an empty module'
    Add-Result '`Import-Module PutTools` in a new process / an empty binary module' '≤ 1.3' $tools.'Process / empty' ($tools.'Process / empty' -le 1.3) (
        "$($tools.Process) / $($empty.Process) ms; the command alone $($tools.Import) / $($empty.Import) ms")
}

function Measure-Memory {
    $text = pwsh -NoProfile -NonInteractive -File "$PSScriptRoot/PipelineMemory.ps1" -Uri $server.uri -Writes $MemoryWrites
    if ($LASTEXITCODE -ne 0) { throw "PipelineMemory.ps1 failed: $text" }
    $memory = $text | Select-Object -Last 1 | ConvertFrom-Json
    Add-Result ('memory after {0:N0} piped writes / after {1:N0}' -f $MemoryWrites, ($MemoryWrites / 100)) '≤ 1.1' $memory.Ratio ($memory.Ratio -le 1.1) (
        '{0:0} / {1:0} MiB, of which the heap {2:0.0} / {3:0.0}; peak {4:0} MiB' -f $memory.ManyMiB, $memory.FewMiB, $memory.ManyHeap, $memory.FewHeap, $memory.PeakMiB)
}

function Measure-AtOnce {
    $users = @(New-User $Writes)
    $uri = "$($server.uri)b/"
    $limits = 1, 4, 16, 64, 256
    $limitOf = @{}
    $measurements = [ordered]@{}
    foreach ($limit in $limits) {
        $limitOf["bare$limit"] = $limitOf["piped$limit"] = $limit
        $measurements["bare$limit"] = { param($name) [BareClient]::MeasureRate($uri, $Writes, $limitOf[$name], 0) }
        $measurements["piped$limit"] = { param($name) Measure-Rate $Writes { $users | Invoke-ResourcePut "$uri{id}" -ThrottleLimit $limitOf[$name] | Out-Null } }
    }

    $figures = Measure-Round $measurements $Rounds $reset
    '', '### Writes a second by the number at once', ''
    ConvertTo-MarkdownTable @(foreach ($limit in $limits) {
            [pscustomobject]@{
                'at once' = $limit; 'piped' = '{0:0}' -f (Get-Median $figures["piped$limit"]); 'bare `HttpClient`' = '{0:0}' -f (Get-Median $figures["bare$limit"])
                'ratio' = '{0:0.00}' -f (Get-Ratio $figures "piped$limit" "bare$limit")
            }
        })
}

function Measure-Size {
    $uri = "$($server.uri)size/"
    # An entry is about 90 bytes.
    $sizes = [ordered]@{ '100 B' = @{ Entries = 0; Writes = $few }; '10 kB' = @{ Entries = 110; Writes = [int]($few / 4) }; '1 MB' = @{ Entries = 11000; Writes = [int][Math]::Max(10, $few / 100) } }
    $of = @{}
    $measurements = [ordered]@{}
    foreach ($size in $sizes.Keys) {
        $of["bare $size"] = $of["piped $size"] = $sizes[$size]
        $sizes[$size].Users = @(New-User $sizes[$size].Writes $sizes[$size].Entries)
        $measurements["bare $size"] = { param($name) [BareClient]::MeasureRate($uri, $of[$name].Writes, 1, $of[$name].Entries) }
        $measurements["piped $size"] = { param($name) Measure-Rate $of[$name].Writes { $of[$name].Users | Invoke-ResourcePut "$uri{id}" | Out-Null } }
    }

    $figures = Measure-Round $measurements $Rounds $reset
    '', '### Writes a second by the size of the body, one at a time', ''
    ConvertTo-MarkdownTable @(foreach ($size in $sizes.Keys) {
            [pscustomobject]@{
                'body' = $size; 'piped' = '{0:0}' -f (Get-Median $figures["piped $size"]); 'bare `HttpClient`' = '{0:0}' -f (Get-Median $figures["bare $size"])
                'ratio' = '{0:0.00}' -f (Get-Ratio $figures "piped $size" "bare $size")
            }
        })
}

function Measure-Single {
    $user = @(New-User 1)[0]
    $uri = "$($server.uri)single/"
    $calls = [ordered]@{
        '`Invoke-ResourcePut`' = { Invoke-ResourcePut "${uri}1" $user }
        '`Invoke-RestMethod`'  = { Invoke-RestMethod "${uri}1" -Method Put -Body (ConvertTo-Json $user) -ContentType application/json }
    }
    $times = [ordered]@{}
    foreach ($name in $calls.Keys) {
        $call = $calls[$name]
        for ($i = 0; $i -lt 500; $i++) { $null = . $call }
        $times[$name] = @(for ($i = 0; $i -lt $few; $i++) {
                $watch = [System.Diagnostics.Stopwatch]::StartNew()
                $null = . $call
                $watch.Elapsed.TotalMilliseconds
            })
    }

    $null = [BareClient]::MeasureTimes($uri, 500)
    $times['bare `HttpClient`'] = [BareClient]::MeasureTimes($uri, $few)
    '', '### Milliseconds of a single call', ''
    ConvertTo-MarkdownTable @(foreach ($name in $times.Keys) {
            [pscustomobject]@{ 'call' = $name; 'p50' = '{0:0.000}' -f (Get-Percentile $times[$name] 50); 'p99' = '{0:0.000}' -f (Get-Percentile $times[$name] 99) }
        })
}

function Measure-Allocation {
    $project = "$PSScriptRoot/PutTools.Benchmarks"
    if (-not $NoBuild -or -not (Test-Path "$project/bin/Release")) {
        $built = & dotnet build $project --configuration Release --nologo --verbosity quiet
        if ($LASTEXITCODE -ne 0) { throw "$project was not built: $built" }
    }

    $reports = & dotnet "$project/bin/Release/net10.0/PutTools.Benchmarks.dll" $server.uri | Where-Object { $_.StartsWith('{') } | ConvertFrom-Json
    '', '### The engine alone, one write (BenchmarkDotNet)', ''
    ConvertTo-MarkdownTable @(foreach ($report in $reports) {
            [pscustomobject]@{ 'client' = "``$($report.name)``"; 'µs' = '{0:0.0}' -f ($report.nanoseconds / 1000); 'bytes allocated' = $report.bytes }
        })
}

function Measure-Other {
    $uri = "$($server.uri)b/"
    $python = Get-Command python3, python -CommandType Application -ErrorAction Ignore | Where-Object { & $_ -c 'import requests' 2>$null; $LASTEXITCODE -eq 0 } | Select-Object -First 1
    $curl = Get-Command curl -CommandType Application -ErrorAction Ignore | Select-Object -First 1
    $users = @(New-User $few)
    $body = New-TemporaryFile
    try {
        $users[0] | ConvertTo-Json -Compress | Set-Content $body -NoNewline
        $measurements = [ordered]@{}
        if ($python) { $measurements['Python `requests.Session`, one at a time'] = { [double](& $python "$PSScriptRoot/Support/requests_put.py" $uri $few) } }
        $measurements['`Invoke-ResourcePut`, piped, one at a time'] = { Measure-Rate $few { $users | Invoke-ResourcePut "$uri{id}" | Out-Null } }
        if ($curl) {
            $measurements['`curl --parallel`, 16 at once, responses not read'] = {
                Measure-Rate $few { & $curl --silent --no-progress-meter --parallel --parallel-max 16 -X PUT -H 'Content-Type: application/json' --data-binary "@$body" -o ([System.IO.Path]::DirectorySeparatorChar -eq '/' ? '/dev/null' : 'NUL') "${uri}[1-$few]" }
            }
        }
        $measurements['`Invoke-ResourcePut`, piped, 16 at once'] = { Measure-Rate $few { $users | Invoke-ResourcePut "$uri{id}" -ThrottleLimit 16 | Out-Null } }
        $figures = Measure-Round $measurements $Rounds $reset
    }
    finally { Remove-Item $body }

    '', '### Beside other tools, writes a second', ''
    ConvertTo-MarkdownTable @(foreach ($name in $figures.Keys) { [pscustomobject]@{ 'client' = $name; 'writes a second' = '{0:0}' -f (Get-Median $figures[$name]) } })
}

$server = Start-TestServer -Configuration Release -ArgumentList --https
# The server's journal of writes does not grow over the rounds.
$reset = { Invoke-RestMethod "$($server.uri)reset" -Method Post }
try {
    if ('Rate' -in $Part) { Measure-MainRate }
    if ('Import' -in $Part) { Measure-Import }
    if ('Memory' -in $Part) { Measure-Memory }
    "$(Get-Machine). Medians of $Rounds rounds of $Writes writes."
    if ($results.Count) { ''; ConvertTo-MarkdownTable $results }
    if ('AtOnce' -in $Part) { Measure-AtOnce }
    if ('Size' -in $Part) { Measure-Size }
    if ('Single' -in $Part) { Measure-Single }
    if ('Allocation' -in $Part) { Measure-Allocation }
    if ('Other' -in $Part) { Measure-Other }
}
finally { Stop-TestServer $server }
