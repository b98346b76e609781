# Runs once, because the pages are for both builds, whose features have their own tests.
# Runs each example of docs/scaling-out.md, and compares its output with the page. Its three hosts are network
# namespaces, and one of them is lost in the middle of its rows. If they cannot be made, for example on other systems or
# without root, that section is left out, and a line reports it.
BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Support/MarkdownExamples.psm1'), (Join-Path $PSScriptRoot 'Support/Hosts.psm1')
    $noHosts = Get-NoHostReason
    if ($noHosts) { Write-Host "::docs/scaling-out.md runs without 'Several hosts', because no hosts can be made here: $noHosts" }
    $examples = @(Get-MarkdownExample (Join-Path $PSScriptRoot '../../docs/scaling-out.md') | Where-Object { -not $noHosts -or $_.Section -ne 'Several hosts' })
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Support/TestServer.psm1'), (Join-Path $PSScriptRoot 'Support/MarkdownExamples.psm1'), (Join-Path $PSScriptRoot 'Support/Hosts.psm1')
    $page = Join-Path $PSScriptRoot '../../docs/scaling-out.md'
    $root = Convert-Path (Join-Path $PSScriptRoot '../..')
    $noHosts = Get-NoHostReason
    # Jobs and hosts find the module as an installed one, and put their files into the folders of the tests.
    # Outside of TestDrive, because Pester deletes new files there, and follows links.
    $folder = (New-Item (Join-Path ([IO.Path]::GetTempPath()) "puttools-$([guid]::NewGuid().ToString('N'))") -ItemType Directory).FullName
    $null = New-Item (Join-Path $folder PutTools) -ItemType ($IsWindows ? 'Junction' : 'SymbolicLink') -Target $root
    $share = (New-Item "$TestDrive/share" -ItemType Directory).FullName
    $before = @{ PSModulePath = $env:PSModulePath; TMPDIR = $env:TMPDIR; TMP = $env:TMP; PATH = $env:PATH }
    $env:PSModulePath = $folder + [IO.Path]::PathSeparator + $env:PSModulePath
    $arguments = @{ Replace = @{ '/srv/share' = $share } }
    if ($noHosts) {
        $server = Start-TestServer
        $arguments.ExcludeSection = 'Several hosts'
    }
    else {
        $network = New-TestNetwork worker1, worker2, worker3 -ModulePath $folder
        $env:PATH = $network.Path
        $server = Start-TestServer '--address', $network.Address
        # worker2 is lost when half of its first part is written.
        $end = [powershell]::Create().AddScript({
                param($module, $network, $journal)
                Import-Module $module
                $until = [datetime]::UtcNow.AddMinutes(5)
                while (-not [IO.File]::Exists($journal) -or [IO.FileInfo]::new($journal).Length -lt 833 * 340) {
                    if ([datetime]::UtcNow -gt $until) { throw 'worker2 did not write.' }
                    [Threading.Thread]::Sleep(2)
                }
                Stop-TestHost $network worker2
                # .NET would respect its lock, which outlives the process by a moment.
                [int] (& wc -l $journal).Split(' ')[0] - 1
            }).AddArgument((Join-Path $PSScriptRoot 'Support/Hosts.psm1')).AddArgument($network).AddArgument("$share/part-1.jsonl")
        $ending = $end.BeginInvoke()
    }
    $env:TMPDIR = $env:TMP = "$TestDrive"
    $results = @(Invoke-MarkdownExample $page -Module (Join-Path $root PutTools.psd1) -Uri $server.uri @arguments)
}

AfterAll {
    if ($end) { $end.Dispose() }
    if ($server) { Stop-TestServer $server }
    Remove-TestNetwork $network
    foreach ($name in $before.Keys) { [Environment]::SetEnvironmentVariable($name, $before[$name]) }
    # Deletes only the link, and not its target.
    if ($folder) {
        [IO.Directory]::Delete((Join-Path $folder PutTools))
        [IO.Directory]::Delete($folder)
    }
}

Describe 'Scaling out' {
    It 'has a working example at line <_.Line>' -ForEach $examples {
        $result = $results | Where-Object Line -EQ $_.Line
        $result | Should -HaveCount 1
        $result.Problems | Should -BeNullOrEmpty
    }

    It 'has examples that print what the page shows' {
        ($results.Checked | Measure-Object -Sum).Sum | Should -BeGreaterThan 3
    }
}

if (-not $noHosts) {
    Describe 'Three hosts, of which one is lost' {
        It 'write every row once' {
            $lines = $end.EndInvoke($ending)[0]
            $end.Streams.Error | Should -BeNullOrEmpty
            $applied = @{}
            foreach ($write in Get-TestServerJournal $server | Where-Object method -EQ PATCH) { $applied[$write.path] = 1 + $applied[$write.path] }
            $counts = 1..10000 | ForEach-Object { [int] $applied["/orders/$_"] }
            $rows = @(Get-Content $share/part-*.jsonl | Where-Object { $_ -like '*"event":"ended"*' }).Count
            Write-Host "::Three hosts, worker2 lost after $lines of its 3,333 rows: $(@($counts -eq 0).Count) rows lost, $(@($counts -eq 1).Count) written once, $(@($counts -gt 1).Count) more than once; $rows lines in six journals."
            $lines | Should -BeGreaterThan 100
            $lines | Should -BeLessThan 1667
            $counts | Where-Object { $_ -ne 1 } | Should -BeNullOrEmpty
            $applied.Count | Should -Be 10000
            $rows | Should -Be 10000
        }

        It 'send together as many requests at once as the sum of their limits, and each pauses by itself' {
            # The 200th request is answered with 503 and a pause of two seconds. By then, both hosts write.
            $uri = "$($server.uri)load/hosts/{id}?ms=20&status=503&retryAfter=2&on=200"
            $hosts = Invoke-Command -HostName worker1, worker3 {
                $null = Import-Module PutTools
                $row = [pscustomobject]@{ id = 0 }
                $until = [datetime]::UtcNow.AddSeconds(6)
                $times = & { while ([datetime]::UtcNow -lt $until) { $row } } |
                    Invoke-ResourcePut $using:uri -ThrottleLimit 5 -WarningAction Ignore | ForEach-Object { [datetime]::UtcNow.Ticks }
                [pscustomobject]@{ Times = $times }
            }
            $load = Invoke-RestMethod "$($server.uri)load/hosts"
            $load.highest | Should -BeGreaterThan 5
            $load.highest | Should -BeLessOrEqual 10
            # Whatever else delays a host, the other one writes during the pause.
            $pause = 0..1 | ForEach-Object {
                $times = $hosts[$_].Times
                for ($i = 1; $i -lt $times.Count; $i++) { [pscustomobject]@{ Other = $hosts[1 - $_]; From = $times[$i - 1]; To = $times[$i] } }
            } | Sort-Object { $_.To - $_.From } | Select-Object -Last 1
            [timespan]::FromTicks($pause.To - $pause.From).TotalSeconds | Should -BeGreaterThan 1.8
            $pause.Other.Times | Where-Object { $_ -gt $pause.From -and $_ -lt $pause.To } | Should -Not -BeNullOrEmpty
        }
    }
}
