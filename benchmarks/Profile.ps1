<#
.SYNOPSIS
    Whose processor time it is: the share of PowerShell, .NET, the operating system and the module, in percent, as markdown.
.DESCRIPTION
    Samples a process of its own for each case, with perf (Linux; the package is linux-perf or linux-tools), which must be allowed to see the
    kernel: run as root, or with kernel.perf_event_paranoid at 1. Only samples after a warm-up count. A sample in the kernel counts for the
    operating system, and one in OpenSSL for encryption. Any other one counts for the innermost method of PowerShell, of the module, or of .NET's HTTP and sockets, so that the rest
    of .NET, such as the memory that a method allocates, counts for its caller. Needs a Release build: pwsh ./build.ps1.
.EXAMPLE
    pwsh -Command "./benchmarks/Profile.ps1 -Case Piped16, Objects"
#>
[CmdletBinding()]
param(
    [ValidateSet('Loop', 'Piped1', 'Piped16', 'Tls64', 'Size10kB', 'Size1MB', 'Object', 'Objects', 'Hashtables', 'Rows', 'ReadObjects')]
    [string[]] $Case = ('Loop', 'Piped1', 'Piped16', 'Tls64', 'Size10kB', 'Size1MB', 'Object', 'Objects', 'Hashtables', 'Rows', 'ReadObjects'),
    [ValidateRange(1, 3600)] [int] $Seconds = 10,
    # For the sampled process itself.
    [switch] $Inside, [string] $Uri, [string] $SecureUri
)
$ErrorActionPreference = 'Stop'
$ProgressPreference = $WarningPreference = 'SilentlyContinue'
$root = Split-Path $PSScriptRoot
Import-Module "$root/PutTools.psd1", "$root/tests/PutTools.Module.Tests/Support/TestServer.psm1", "$PSScriptRoot/Support/Benchmark.psm1"

# Repeats one case, and emits the id of the process, and when the samples begin to count, in seconds of the monotonic clock.
function Invoke-Case([string] $Name) {
    $users = @(foreach ($i in 1..2000) { [pscustomobject]@{ id = $i % 1000; name = 'John Doe'; email = 'john@example.com'; active = $true } })
    $user = [pscustomobject]@{
        id = 123; firstName = 'John'; lastName = 'Doe Smith'; email = 'john@example.org'; active = $true; balance = 1234.56
        address = [pscustomobject]@{ street = 'Main Street 5'; city = 'Bree'; geo = -3.7, 40.4 }; tags = 'a', 'b'
    }
    $copies = { foreach ($i in 1..5000) { $copy = $user.psobject.Copy(); $copy.id = $i; $copy } }
    $entries = { param($count) @(for ($i = 0; $i -lt $count; $i++) { [pscustomobject]@{ id = $i; text = 'The quick brown fox jumps over the lazy dog, and back again.'; done = $false } }) }
    Add-Type -Path "$root/tests/PutTools.Module.Tests/Support/JsonConversion.cs" -IgnoreWarnings
    $json = [PutTools.Tests.JsonConversion]::new((Get-Command Invoke-ResourcePut).ImplementingType.Assembly)
    $value = switch ($Name) {
        Size10kB { , @(foreach ($i in 1..100) { [pscustomobject]@{ id = $i; entries = & $entries 110 } }) }
        Size1MB { , @(foreach ($i in 1..5) { [pscustomobject]@{ id = $i; entries = & $entries 11000 } }) }
        Objects { , @(& $copies) }
        Hashtables {
            $hashtable = @{}
            $user.psobject.Properties.ForEach({ $hashtable[$_.Name] = $_.Value })
            $hashtable.address = @{ street = 'Main Street 5'; city = 'Bree'; geo = -3.7, 40.4 }
            , @(foreach ($i in 1..5000) { $hashtable.Clone() })
        }
        Rows { , @(& $copies | Select-Object * -ExcludeProperty address, tags | ConvertTo-Csv | ConvertFrom-Csv) }
        ReadObjects { , $json.Write(@(& $copies)) }
    }
    $work = switch ($Name) {
        Loop { { foreach ($one in $users) { $null = Invoke-ResourcePut "${Uri}b/$($one.id)" $one } } }
        Piped1 { { $users | Invoke-ResourcePut "${Uri}b/{id}" > $null } }
        Piped16 { { $users | Invoke-ResourcePut "${Uri}b/{id}" -ThrottleLimit 16 > $null } }
        Tls64 { { $users | Invoke-ResourcePut "${SecureUri}b/{id}" -ThrottleLimit 64 -SkipCertificateCheck > $null } }
        { $_ -like 'Size*' } { { $value | Invoke-ResourcePut "${Uri}size/{id}" > $null } }
        Object { { $json.RepeatWrite($user, 1000) } }
        ReadObjects { { $json.RepeatRead($value, 1) } }
        default { { $json.RepeatWrite($value, 1) } }
    }
    foreach ($isCounted in $false, $true) {
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        if ($isCounted) { $PID, ([System.Diagnostics.Stopwatch]::GetTimestamp() / [System.Diagnostics.Stopwatch]::Frequency) }
        while ($watch.Elapsed.TotalSeconds -lt $Seconds) { & $work }
    }
}

# The percentages of the samples after a time, by owner.
function Measure-Share([string] $Samples, [double] $After) {
    $count = @{}
    $owner = $null
    $isCounted = $false
    & perf script --input $Samples --fields comm,time,ip,sym,dso 2>$null | ForEach-Object {
        if (-not $_) {
            if ($isCounted) { $count[$owner ?? 'the runtime: threads, compiler']++ }
        }
        elseif ($_[0] -ne "`t" -and $_ -match '\s(\d+\.\d+):') {
            # The compiler of hot code works beside the case, and stops when all is hot.
            $isCounted = [double] $Matches[1] -ge $After -and -not $_.StartsWith('.NET Tiered')
            $owner = $null
            $isLeaf = $true
        }
        elseif ($isCounted -and $null -eq $owner) {
            $owner = if ($isLeaf -and $_.Contains('[kernel.')) { 'the operating system' }
            # perf does not find who called OpenSSL.
            elseif ($isLeaf -and $_ -match '/lib(crypto|ssl)\.') { 'encryption (OpenSSL)' }
            # The assembly of a method is in brackets before a space; that of a type is not.
            elseif ($_ -match '\[(PutTools\.\w+|System\.Management\.Automation|Microsoft\.PowerShell|System\.Net)[\w.]*\] ') {
                switch ($Matches[1]) {
                    PutTools.Core { 'the engine' }
                    PutTools.Cmdlets { 'the commands' }
                    System.Net { ".NET's HTTP and sockets" }
                    default { 'PowerShell' }
                }
            }
            $isLeaf = $false
        }
    }
    $all = ($count.Values | Measure-Object -Sum).Sum
    $shares = @{}
    foreach ($name in $count.Keys) { $shares[$name] = [Math]::Round(100 * $count[$name] / $all) }
    $shares
}

if ($Inside) {
    Invoke-Case $Case[0]
    return
}

$samples = (New-TemporaryFile).FullName
$server = Start-TestServer -Configuration Release -ArgumentList --https
# Names for compiled methods, and code where perf finds them.
$env:DOTNET_PerfMapEnabled = 1
$env:DOTNET_EnableWriteXorExecute = 0
try {
    $shares = [ordered]@{}
    foreach ($name in $Case) {
        $id, $after = & perf record --freq 999 --clockid CLOCK_MONOTONIC -g --output $samples pwsh -NoProfile -NonInteractive -File $PSCommandPath -Case $name -Inside `
            -Seconds $Seconds -Uri $server.uri -SecureUri $server.secureUri 2>$null
        if (-not $after) { throw "perf sampled nothing of $name." }
        $shares[$name] = Measure-Share $samples $after
        Remove-Item "/tmp/perf-$id.map", "/tmp/perfinfo-$id.map" -ErrorAction Ignore
    }

    "$(Get-Machine). Percent of the client's processor time."
    ''
    ConvertTo-MarkdownTable @(foreach ($owner in 'PowerShell', "the commands", 'the engine', "the runtime: threads, compiler", ".NET's HTTP and sockets", 'encryption (OpenSSL)', 'the operating system') {
            $row = [ordered]@{ who = $owner }
            foreach ($name in $Case) { $row[$name] = $shares[$name][$owner] ?? 0 }
            [pscustomobject] $row
        })
}
finally {
    $env:DOTNET_PerfMapEnabled = $env:DOTNET_EnableWriteXorExecute = $null
    Stop-TestServer $server
    Remove-Item $samples
}
