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
    [ValidateSet('Rate', 'Import', 'Memory', 'Transfer', 'AtOnce', 'Size', 'Json', 'Single', 'Allocation', 'Other')]
    [string[]] $Part = ('Rate', 'Import', 'Memory', 'Transfer', 'AtOnce', 'Size', 'Json', 'Single', 'Allocation', 'Other'),
    [ValidateRange(5, 1000)] [int] $Rounds = 7,
    # Piped writes in a round; slow measurements, such as loops over a command, make a tenth of them.
    [ValidateRange(1000, 10000000)] [int] $Writes = 20000,
    [ValidateRange(1000, 100000000)] [int] $MemoryWrites = 1000000,
    [switch] $NoBuild
)
$ErrorActionPreference = 'Stop'
# Many objects go to the same url, which is a warning.
$ProgressPreference = $WarningPreference = 'SilentlyContinue'
$root = Split-Path $PSScriptRoot
if (-not $NoBuild) { & "$root/build.ps1" -Configuration Release }
Import-Module "$root/PutTools.psd1", "$root/tests/PutTools.Module.Tests/Support/TestServer.psm1", "$PSScriptRoot/Support/Benchmark.psm1",
    "$PSScriptRoot/Support/BareCmdlet.psm1", "$PSScriptRoot/Support/Chart.psm1"
Import-Module -Assembly (New-BareCmdlet)
$few = [int]($Writes / 10)
$results = [System.Collections.Generic.List[object]]::new()
# Further tables, which follow the one of the results.
$lines = [System.Collections.Generic.List[string]]::new()

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

# Without a goal, the ratio is only there to compare with.
function Add-Ratio($Figures, [string] $What, [string] $Name, [string] $To, [double] $Wanted) {
    $ratio = Get-Ratio $Figures $Name $To
    Add-Result $What ($Wanted ? "≥ $Wanted" : '') $ratio ($ratio -ge $Wanted) ('{0:0} / {1:0} a second' -f (Get-Median $Figures[$Name]), (Get-Median $Figures[$To]))
}

function Add-Limit([string] $What, [double] $Most, [double] $Measured, [string] $Detail) {
    Add-Result $What "≤ $Most" $Measured ($Measured -le $Most) $Detail
}

function Measure-MainRate {
    $users = @(New-User $Writes)
    $someUsers = $users[0..($few - 1)]
    $uri = "$($server.uri)b/"
    $secureUri = "$($server.secureUri)b/"

    $json = [System.Text.Encoding]::UTF8.GetBytes((ConvertTo-Json $users[0] -Compress))
    $measurements = [ordered]@{
        'irm'     = { Measure-Rate $few { foreach ($user in $someUsers) { Invoke-RestMethod "$uri$($user.id)" -Method Put -Body (ConvertTo-Json $user) -ContentType application/json } } }
        'loop'    = { Measure-Rate $few { foreach ($user in $someUsers) { Invoke-ResourcePut "$uri$($user.id)" $user } } }
        'floor'   = { Measure-Rate $few { foreach ($user in $someUsers) { Invoke-BarePut "$uri$($user.id)" $json } } }
        'bare1'   = { [BareClient]::MeasureRate($uri, $Writes, 1, 0) }
        'piped1'  = { Measure-Rate $Writes { $users | Invoke-ResourcePut "$uri{id}" > $null } }
        'bare16'  = { [BareClient]::MeasureRate($uri, $Writes, 16, 0) }
        'floor16' = { Measure-Rate $Writes { $users | Invoke-BarePut "$uri{id}" -ThrottleLimit 16 > $null } }
        'piped16' = { Measure-Rate $Writes { $users | Invoke-ResourcePut "$uri{id}" -ThrottleLimit 16 > $null } }
        # With TLS each client accepts the server's certificate without checking it.
        'bare64'  = { [BareClient]::MeasureRate($secureUri, $Writes, 64, 0) }
        'floor64' = { Measure-Rate $Writes { $users | Invoke-BarePut "$secureUri{id}" -ThrottleLimit 64 > $null } }
        'piped64' = { Measure-Rate $Writes { $users | Invoke-ResourcePut "$secureUri{id}" -ThrottleLimit 64 -SkipCertificateCheck > $null } }
    }

    $figures = Measure-Round $measurements $Rounds $reset
    Add-Ratio $figures 'one call at a time in a loop / `Invoke-RestMethod` in a loop' 'loop' 'irm' 5.5
    Add-Ratio $figures 'the same loop / a bare command of equal parameters' 'loop' 'floor' 0.85
    Add-Ratio $figures 'piped, one at a time / bare `HttpClient` one at a time' 'piped1' 'bare1' 1.0
    Add-Ratio $figures 'piped, 16 at once / bare `HttpClient` 16 at once' 'piped16' 'bare16' 0.95
    Add-Ratio $figures 'the same of the bare command' 'floor16' 'bare16'
    Add-Ratio $figures 'piped over TLS, 64 at once / bare `HttpClient` 64 at once' 'piped64' 'bare64' 0.95
    Add-Ratio $figures 'the same of the bare command' 'floor64' 'bare64'
}

function Measure-Import {
    $rows = & "$PSScriptRoot/Import.ps1" -Rounds ([Math]::Max($Rounds, 11)) | Where-Object { $_ -isnot [string] }
    $tools = $rows | Where-Object Imported -EQ PutTools
    $empty = $rows | Where-Object Imported -EQ 'an empty module'
    Add-Limit '`Import-Module PutTools` in a new process / an empty binary module' 1.3 $tools.'Process / empty' (
        "$($tools.Process) / $($empty.Process) ms; the command alone $($tools.Import) / $($empty.Import) ms")

    $first = [ordered]@{
        tools = "Import-Module '$root/PutTools.psd1'; `$null = Invoke-ResourcePut '$($server.uri)b/1' @{ id = 1 }"
        irm   = "`$null = Invoke-RestMethod '$($server.uri)b/1' -Method Put -Body (ConvertTo-Json @{ id = 1 }) -ContentType application/json"
    }
    $measurements = [ordered]@{}
    foreach ($name in $first.Keys) {
        $measurements[$name] = { param($name) [double](pwsh -NoProfile -NonInteractive -Command "$($first[$name]); [Diagnostics.Process]::GetCurrentProcess().TotalProcessorTime.TotalMilliseconds") }
    }
    $figures = Measure-Round $measurements ([Math]::Max($Rounds, 11))
    Add-Limit 'a new process with a first PUT / with one of `Invoke-RestMethod`, processor time' 0.9 (Get-Ratio $figures 'tools' 'irm') (
        '{0:0} / {1:0} ms' -f (Get-Median $figures['tools']), (Get-Median $figures['irm']))
}

function Measure-Memory {
    $text = pwsh -NoProfile -NonInteractive -File "$PSScriptRoot/PipelineMemory.ps1" -Uri $server.uri -Writes $MemoryWrites
    if ($LASTEXITCODE -ne 0) { throw "PipelineMemory.ps1 failed: $text" }
    $memory = $text | Select-Object -Last 1 | ConvertFrom-Json
    Add-Limit ('memory after {0:N0} piped writes / after {1:N0}' -f $MemoryWrites, ($MemoryWrites / 100)) 1.05 $memory.Ratio (
        '{0:0} / {1:0} MiB, of which the heap {2:0.0} / {3:0.0}; peak {4:0} MiB' -f $memory.ManyMiB, $memory.FewMiB, $memory.ManyHeap, $memory.FewHeap, $memory.PeakMiB)
}

function Measure-Transfer {
    foreach ($transfer in pwsh -NoProfile -NonInteractive -File "$PSScriptRoot/Memory.ps1" -SizeMiB 4096 -Uri $server.uri | ConvertFrom-Csv) {
        Add-Limit "$($transfer.Transfer) of 4 GiB, MiB added to the peak of memory" 16 $transfer.AddedMiB "$($transfer.Seconds) s"
    }
}

# By the number at once: a table, and docs/pictures/rates.svg with the processor time of the client beside it.
function Measure-AtOnce {
    $users = @(New-User $Writes)
    $someUsers = $users[0..($few - 1)]
    $uri = "$($server.uri)b/"
    $limits = 1, 4, 16, 64, 256
    $clients = [ordered]@{
        'Invoke-ResourcePut' = @{ Writes = $Writes; Run = { param($limit) $users | Invoke-ResourcePut "$uri{id}" -ThrottleLimit $limit > $null } }
        'a bare command' = @{ Writes = $Writes; Run = { param($limit) $users | Invoke-BarePut "$uri{id}" -ThrottleLimit $limit > $null } }
        'bare HttpClient' = @{ Writes = $Writes; Run = { param($limit) [BareClient]::MeasureRate($uri, $Writes, $limit, 0) } }
        # Each of its writes takes milliseconds.
        'Invoke-RestMethod in parallel' = @{ Writes = [Math]::Max(100, [int]($few / 10)); Run = {
                param($limit)
                $someUsers | Select-Object -First $clients['Invoke-RestMethod in parallel'].Writes | ForEach-Object -ThrottleLimit $limit -Parallel {
                    $null = Invoke-RestMethod "$using:uri$($_.id)" -Method Put -Body (ConvertTo-Json $_) -ContentType application/json
                }
            }
        }
    }
    $curl = Get-Command curl -CommandType Application -ErrorAction Ignore | Select-Object -First 1
    if ($curl) {
        $body = New-TemporaryFile
        $users[0] | ConvertTo-Json -Compress | Set-Content $body -NoNewline
        $clients['curl --parallel'] = @{ Writes = $few; Run = { param($limit) Invoke-Curl $uri $body $limit } }
    }

    $measurements = [ordered]@{}
    $of = @{}
    $processor = @{}
    foreach ($client in $clients.Keys) {
        foreach ($limit in $limits) {
            $name = "$client $limit"
            $of[$name] = @{ Client = $clients[$client]; Limit = $limit }
            $processor[$name] = [System.Collections.Generic.List[double]]::new()
            $measurements[$name] = {
                param($name)
                $client = $of[$name].Client
                $before = [System.Diagnostics.Process]::GetCurrentProcess().TotalProcessorTime
                $rate = Measure-Rate $client.Writes { & $client.Run $of[$name].Limit }
                $processor[$name].Add(([System.Diagnostics.Process]::GetCurrentProcess().TotalProcessorTime - $before).TotalMicroseconds / $client.Writes)
                $rate
            }
        }
    }

    try { $figures = Measure-Round $measurements $Rounds $reset }
    finally { if ($curl) { Remove-Item $body } }

    foreach ($limit in 64, 256) {
        Add-Ratio $figures "piped, $limit at once / bare ``HttpClient`` $limit at once" "Invoke-ResourcePut $limit" "bare HttpClient $limit" 0.95
        Add-Ratio $figures 'the same of the bare command' "a bare command $limit" "bare HttpClient $limit"
    }
    $lines.Add('')
    $lines.Add('### Writes a second by the number at once')
    $lines.Add('')
    $lines.AddRange([string[]] @(ConvertTo-MarkdownTable @(foreach ($limit in $limits) {
                $row = [ordered]@{ 'at once' = $limit }
                foreach ($client in $clients.Keys) { $row[$client] = '{0:0}' -f (Get-Median $figures["$client $limit"]) }
                $row['ratio'] = '{0:0.00}' -f (Get-Ratio $figures "Invoke-ResourcePut $limit" "bare HttpClient $limit")
                $row['µs of processor'] = '{0:0}' -f (Get-Median $processor["Invoke-ResourcePut $limit"])
                $row['bare command, µs'] = '{0:0}' -f (Get-Median $processor["a bare command $limit"])
                $row['bare, µs'] = '{0:0}' -f (Get-Median $processor["bare HttpClient $limit"])
                [pscustomobject] $row
            })))

    $rates, $times = [ordered]@{}, [ordered]@{}
    foreach ($client in $clients.Keys) {
        $rates[$client] = @($limits | ForEach-Object { Get-Median $figures["$client $_"] })
        # Curl is another process, and a hundred times as much would hide the others.
        if ($client -in 'Invoke-ResourcePut', 'a bare command', 'bare HttpClient') { $times[$client] = @($limits | ForEach-Object { Get-Median $processor["$client $_"] }) }
    }
    ConvertTo-Chart @{ Title = 'Writes a second'; AtOnce = $limits; Lines = $rates },
        @{ Title = 'Microseconds of processor time a write, client'; AtOnce = $limits; Lines = $times } | Set-Content "$root/docs/pictures/rates.svg"
}

function Invoke-Curl([string] $Uri, [string] $Body, [int] $Limit) {
    $nowhere = $IsWindows ? 'NUL' : '/dev/null'
    & $curl --silent --no-progress-meter --parallel --parallel-max $Limit -X PUT -H 'Content-Type: application/json' --data-binary "@$Body" -o $nowhere "${Uri}[1-$few]"
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
        $measurements["piped $size"] = { param($name) Measure-Rate $of[$name].Writes { $of[$name].Users | Invoke-ResourcePut "$uri{id}" > $null } }
    }

    $figures = Measure-Round $measurements $Rounds $reset
    foreach ($size in $sizes.Keys) { Add-Ratio $figures "bodies of $size, piped one at a time / bare ``HttpClient``" "piped $size" "bare $size" 0.8 }
}

function Measure-Json {
    $rows = pwsh -NoProfile -NonInteractive -Command "& '$PSScriptRoot/Json.ps1' | Where-Object { `$_ -isnot [string] } | ConvertTo-Json" | ConvertFrom-Json
    $goals = @{ object = 8; hashtable = 8; objects = 4; hashtables = 6; 'rows of Import-Csv' = 4 }
    foreach ($row in $rows) {
        $what = '{0}, {1:N0} bytes' -f $row.Document, $row.Bytes
        Add-Result "JSON writer / ``ConvertTo-Json``: $what" "≥ $($goals[$row.Document])" $row.'Write ×' ($row.'Write ×' -ge $goals[$row.Document]) "$($row.'Write µs') / $($row.'ConvertTo-Json µs') µs"
        Add-Result "JSON reader / ``ConvertFrom-Json``: $what" '≥ 4' $row.'Read ×' ($row.'Read ×' -ge 4) "$($row.'Read µs') / $($row.'ConvertFrom-Json µs') µs"
    }
}

function Measure-Single {
    $user = @(New-User 1)[0]
    $json = [System.Text.Encoding]::UTF8.GetBytes((ConvertTo-Json $user -Compress))
    $uri = "$($server.uri)single/"
    $calls = [ordered]@{
        '`Invoke-ResourcePut`' = { Invoke-ResourcePut "${uri}1" $user }
        'the bare command'     = { Invoke-BarePut "${uri}1" $json }
        '`Invoke-RestMethod`'  = { Invoke-RestMethod "${uri}1" -Method Put -Body (ConvertTo-Json $user) -ContentType application/json }
    }
    $times = [ordered]@{}
    $bytes = @{}
    foreach ($name in $calls.Keys) {
        $call = $calls[$name]
        for ($watch = [System.Diagnostics.Stopwatch]::StartNew(); $watch.Elapsed.TotalSeconds -lt 8;) { $null = . $call }
        $allocated = [GC]::GetTotalAllocatedBytes($true)
        for ($i = 0; $i -lt 500; $i++) { $null = . $call }
        $bytes[$name] = ([GC]::GetTotalAllocatedBytes($true) - $allocated) / 500
        $times[$name] = @(for ($i = 0; $i -lt $few; $i++) {
                $watch = [System.Diagnostics.Stopwatch]::StartNew()
                $null = . $call
                $watch.Elapsed.TotalMilliseconds
            })
    }

    $null = [BareClient]::MeasureTimes($uri, 500)
    $times['bare `HttpClient`'] = [BareClient]::MeasureTimes($uri, $few)
    $ours = $times['`Invoke-ResourcePut`']
    Add-Limit 'a single call, p99 / p50' 3 ((Get-Percentile $ours 99) / (Get-Percentile $ours 50)) '-'
    $lines.Add('')
    $lines.Add('### Milliseconds of a single call')
    $lines.Add('')
    $lines.AddRange([string[]] @(ConvertTo-MarkdownTable @(foreach ($name in $times.Keys) {
                [pscustomobject]@{ 'call' = $name; 'p50' = '{0:0.000}' -f (Get-Percentile $times[$name] 50); 'p99' = '{0:0.000}' -f (Get-Percentile $times[$name] 99); 'bytes allocated' = $bytes.Contains($name) ? '{0:0}' -f $bytes[$name] : '' }
            })))
}

function Measure-Allocation {
    $project = "$PSScriptRoot/PutTools.Benchmarks"
    if (-not $NoBuild -or -not (Test-Path "$project/bin/Release")) {
        $built = & dotnet build $project --configuration Release --nologo --verbosity quiet
        if ($LASTEXITCODE -ne 0) { throw "$project was not built: $built" }
    }

    $reports = & dotnet "$project/bin/Release/net10.0/PutTools.Benchmarks.dll" $server.uri | Where-Object { $_.StartsWith('{') } | ConvertFrom-Json
    $lines.Add('')
    $lines.Add('### The engine alone, one write (BenchmarkDotNet)')
    $lines.Add('')
    $lines.AddRange([string[]] @(ConvertTo-MarkdownTable @(foreach ($report in $reports) {
                [pscustomobject]@{ 'client' = "``$($report.name)``"; 'µs' = '{0:0.0}' -f ($report.nanoseconds / 1000); 'bytes allocated' = $report.bytes }
            })))

    $bytes = pwsh -NoProfile -NonInteractive -File "$root/tests/PutTools.Module.Tests/Support/Measure-WriteMemory.ps1" "$($server.uri)mirror/{id}?chunked=1" | ConvertFrom-Json
    Add-Limit 'bytes allocated for a piped write of 4 properties, chunked response, one at a time' 8000 $bytes.one '-'
    Add-Limit 'the same, 16 at once' 8000 $bytes.sixteen '-'
    Add-Limit 'bytes held by a kept response of 60 bytes' 1500 $bytes.held '-'
}

function Measure-Other {
    $uri = "$($server.uri)b/"
    $python = Get-Command python3, python -CommandType Application -ErrorAction Ignore | Where-Object { & $_ -c 'import requests' 2>$null; $LASTEXITCODE -eq 0 } | Select-Object -First 1
    if (-not $python) { return }
    $users = @(New-User $few)
    $figures = Measure-Round ([ordered]@{
            'Python `requests.Session`, one at a time' = { [double](& $python "$PSScriptRoot/Support/requests_put.py" $uri $few) }
            '`Invoke-ResourcePut`, piped, one at a time' = { Measure-Rate $few { $users | Invoke-ResourcePut "$uri{id}" > $null } }
        }) $Rounds $reset
    $lines.Add('')
    $lines.Add('### Beside Python, writes a second')
    $lines.Add('')
    $lines.AddRange([string[]] @(ConvertTo-MarkdownTable @(foreach ($name in $figures.Keys) { [pscustomobject]@{ 'client' = $name; 'writes a second' = '{0:0}' -f (Get-Median $figures[$name]) } })))
}

$server = Start-TestServer -Configuration Release -ArgumentList --https
# The server's journal of writes does not grow over the rounds.
$reset = { Invoke-RestMethod "$($server.uri)reset" -Method Post }
try {
    foreach ($name in $Part) {
        Write-Progress 'Benchmarks' $name
        & "Measure-$($name -replace '^Rate$', 'MainRate')"
    }

    "$(Get-Machine). Medians of $Rounds rounds of $Writes writes."
    ''
    if ($results.Count) { ConvertTo-MarkdownTable $results }
    $lines
}
finally { Stop-TestServer $server }
