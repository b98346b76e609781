# Runs once, because it kills a process and does not depend on the build.
# Kills a run of many writes repeatedly, and continues it each time from its journal, while one request in ten fails.
# PUTTOOLS_LONG=1: 5,000 writes and 50 kills; else 500 and 3.

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Support/TestServer.psm1')
    $server = Start-TestServer
    $root = Convert-Path (Join-Path $PSScriptRoot '../..')
    $pwsh = (Get-Command pwsh -CommandType Application | Select-Object -First 1).Source

    function Start-Run([string[]] $Argument) {
        $start = [Diagnostics.ProcessStartInfo]::new($pwsh)
        $start.RedirectStandardOutput = $true
        foreach ($one in @('-NoProfile', '-NonInteractive', '-File', "$PSScriptRoot/Support/JournaledRun.ps1") + $Argument) { $start.ArgumentList.Add($one) }
        [Diagnostics.Process]::Start($start)
    }
    function Get-Length($Folder) { (Get-ChildItem $Folder -Filter *.jsonl | Measure-Object Length -Sum).Sum }
}

AfterAll { if ($server) { Stop-TestServer $server } }

Describe 'A run that is killed' {
    It 'loses no row and applies none twice, <limit> at once' -ForEach @(@{ limit = 1 }, @{ limit = 16 }) {
        $count, $kills = if ($env:PUTTOOLS_LONG -eq '1') { 5000, 50 } else { 500, 3 }
        $random = [Random]::new(20)
        Reset-TestServer $server
        $before = Invoke-RestMethod "$($server.uri)faults/count"
        # Without the faults that stall, which only cost time, and those with which a server denies a write that it
        # applied, which no client can detect.
        $faults = (Invoke-RestMethod "$($server.uri)faults") | ForEach-Object { $_ } |
            Where-Object { -not $_.stalls -and $_.name -notin 'apply-then-408', 'apply-then-429', 'apply-then-503', 'endless-headers' }
        $uri = "$($server.faultUri)any/{kind}/{id}?every=10&key=kill$limit&from=$($faults.name -join ',')"
        # A PATCH requires a resource.
        Import-Module "$root/PutTools.psd1"
        $null = 1..$count | Where-Object { $_ % 2 -eq 0 } | ForEach-Object { [pscustomobject]@{ id = $_; kind = $_ % 4 ? 'plain' : 'keyed' } } | Invoke-ResourcePut "$($server.uri){kind}/{id}" -ThrottleLimit 8

        $folder = (New-Item "$TestDrive/killed$limit" -ItemType Directory).FullName
        $arguments = "$root/PutTools.psd1", $uri, $folder, $count, $limit
        # A line has this many bytes, and a PATCH may have two. The kills are spread over most of the run.
        $step = (330 + $uri.Length) * $count / ($kills + 1)
        $killed = 0
        while ($killed -lt $kills) {
            $run = Start-Run $arguments
            $from = Get-Length $folder
            $until = $from + $random.NextDouble() * 1.6 * $step
            while (-not $run.HasExited -and ($length = Get-Length $folder) -le $until) { [Threading.Thread]::Sleep(1) }
            $run.HasExited | Should -BeFalse -Because 'it still has rows to write'
            # At any time between two lines.
            [Threading.Thread]::Sleep($random.Next(0, 5))
            $run.Kill()
            $run.WaitForExit()
            $run.Dispose()
            $killed++
        }

        # The next run sends failed writes with a known outcome again.
        foreach ($again in 1..10) {
            $run = Start-Run $arguments
            $text = $run.StandardOutput.ReadToEnd()
            $run.WaitForExit()
            $run.ExitCode | Should -Be 0
            $run.Dispose()
            $report = $text | ConvertFrom-Json
            $report.count + $report.errors.Count | Should -Be $count
            if (-not ($report.errors | Where-Object id -NE WriteInterrupted)) { break }
        }
        $report.errors | Where-Object id -NE WriteInterrupted | Should -BeNullOrEmpty
        $report.errors.unknown | Where-Object { -not $_ } | Should -BeNullOrEmpty

        $applied = @{}
        foreach ($write in Get-TestServerJournal $server | Where-Object { -not ($_.method -eq 'PUT' -and $_.path -notlike '/put/*') }) { $applied[$write.path] = 1 + $applied[$write.path] }
        $unknown = @{}
        foreach ($failure in $report.errors) { $unknown["/plain/$($failure.row)"] = $true }
        $unknown.Count | Should -Be $report.errors.Count -Because 'only a write that is not safe to repeat has an unknown outcome'

        $puts = 1..$count | Where-Object { $_ % 2 } | ForEach-Object { [int] $applied["/put/$_"] }
        $keyed = 1..$count | Where-Object { $_ % 4 -eq 0 } | ForEach-Object { [int] $applied["/keyed/$_"] }
        $plain = 1..$count | Where-Object { $_ % 4 -eq 2 } | ForEach-Object { "/plain/$_" }
        $known = $plain | Where-Object { -not $unknown[$_] } | ForEach-Object { [int] $applied[$_] }
        $ofUnknown = @($plain | Where-Object { $unknown[$_] } | ForEach-Object { [int] $applied[$_] })
        Write-Host ("{0} writes, {1} at once, killed {2} times, then {3} more runs. PUT: {4} rows, {5} applied more than once. PATCH with a key: {6} rows, {7} applied more than once. PATCH: {8} rows, {9} applied more than once; {10} with an unknown outcome, of which {11} were applied. Last run: {12}" -f
            $count, $limit, $killed, $again, $puts.Count, @($puts -gt 1).Count, $keyed.Count, @($keyed -gt 1).Count, $plain.Count, (@($known -gt 1).Count + @($ofUnknown -gt 1).Count), $ofUnknown.Count, @($ofUnknown -eq 1).Count, $report.outcomes)

        # Every row is written; a PUT as often as necessary.
        $puts | Where-Object { $_ -lt 1 } | Should -BeNullOrEmpty
        $keyed | Where-Object { $_ -ne 1 } | Should -BeNullOrEmpty
        $known | Where-Object { $_ -ne 1 } | Should -BeNullOrEmpty
        $ofUnknown | Where-Object { $_ -gt 1 } | Should -BeNullOrEmpty
        # Enough faults occurred for the test to be meaningful.
        (Invoke-RestMethod "$($server.uri)faults/count") - $before | Should -BeGreaterThan ($count / 20)
    }
}
