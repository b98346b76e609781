# Many processes add to the same resources at once, while one request in ten fails. PUTTOOLS_LONG=1 makes it long, and
# tries all dialects.

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Support/TestServer.psm1')
    $server = Start-TestServer

    # The url at which one request in ten meets a fault. Without the faults that stall, which only cost time, and those with which a server
    # denies a write that it applied, which no client can detect.
    function Get-HarmedUri([string] $Path, [string] $Key) {
        $faults = (Invoke-RestMethod "$($server.uri)faults") | ForEach-Object { $_ } |
            Where-Object { -not $_.stalls -and $_.name -notin 'apply-then-408', 'apply-then-429', 'apply-then-503', 'endless-headers' }
        $faults.Count | Should -BeGreaterThan 35
        "$($server.faultUri)any/${Path}?every=10&key=$Key&from=$($faults.name -join ',')"
    }

    # Runs a script of Support in a process for each writer, and returns their reports.
    function Invoke-Writer([string] $Script, [string[]] $Writer, [string[]] $ArgumentList) {
        $pwsh = (Get-Command pwsh -CommandType Application | Select-Object -First 1).Source
        $running = foreach ($name in $Writer) {
            $start = [Diagnostics.ProcessStartInfo]::new($pwsh)
            $start.RedirectStandardOutput = $true
            foreach ($argument in @('-NoProfile', '-NonInteractive', '-File', "$PSScriptRoot/Support/$Script", '-Writer', $name) + $ArgumentList) {
                $start.ArgumentList.Add($argument)
            }
            [Diagnostics.Process]::Start($start)
        }
        foreach ($process in $running) {
            $text = $process.StandardOutput.ReadToEnd()
            $process.WaitForExit()
            $process.ExitCode | Should -Be 0
            $text.Trim() -split '\r?\n' | ConvertFrom-Json
            $process.Dispose()
        }
    }
}

AfterAll {
    if ($server) { Stop-TestServer $server }
}

Describe 'Writers in many processes' {
    It 'lose no increment and make none twice' {
        $processes, $count = if ($env:PUTTOOLS_LONG -eq '1') { 8, 1000 } else { 3, 40 }
        $resources = 10
        $writers = 1..$processes | ForEach-Object { "w$_" }
        $seed = @{ count = 0; by = @{} }
        foreach ($writer in $writers) { $seed.by.$writer = 0 }
        foreach ($n in 0..($resources - 1)) {
            $null = Invoke-RestMethod "$($server.uri)soak/$n" -Method Put -Body ($seed | ConvertTo-Json) -ContentType 'application/json'
        }

        $reports = Invoke-Writer Increment.ps1 $writers '-Uri', "$($server.uri)soak/", '-HarmedUri', (Get-HarmedUri 'soak/{n}' soak), '-Count', $count, '-Resources', $resources
        Write-Host ($reports | ForEach-Object { "$($_.writer): $($_.errors) errors, $($_.unknown) with an unknown outcome" })

        $states = 0..($resources - 1) | ForEach-Object { Invoke-RestMethod "$($server.uri)soak/$_" }
        foreach ($report in $reports) {
            $states.by.($report.writer) | Should -Be $report.mine -Because "that is what $($report.writer) accounts for"
            ($report.mine | Measure-Object -Sum).Sum | Should -Be $count
        }
        # Each increment of any writer counts once in the sum.
        ($states | Measure-Object count -Sum).Sum | Should -Be ($processes * $count)
        # Enough faults occurred for the test to be meaningful.
        Invoke-RestMethod "$($server.uri)faults/count" | Should -BeGreaterThan 9
    }
}

Describe 'Eight processes that increment one counter' {
    It 'lose no increment and make none twice, in each dialect of versions' {
        $count = $env:PUTTOOLS_LONG -eq '1' ? 60 : 3
        $before = Invoke-RestMethod "$($server.uri)faults/count"
        $writers = 1..8 | ForEach-Object { "w$_" }
        $seed = @{ count = 0; by = @{}; meta = @{}; metadata = @{} }
        foreach ($writer in $writers) { $seed.by.$writer = 0 }
        $json = ConvertTo-Json $seed
        foreach ($dialect in 'strong', 'weak', 'unquoted', 'conflict', 'rev', 'revision', 'etag', 'resource-version', 'version', 'odata', 'cosmos') {
            $null = Invoke-RestMethod "$($server.uri)dialect/$dialect/counter" -Method Put -Body $json -ContentType application/json
        }
        $null = Invoke-RestMethod "$($server.uri)no-tag/counter" -Method Put -Body $json -ContentType application/json

        $reports = Invoke-Writer IncrementDialects.ps1 $writers '-Uri', "$($server.uri)dialect/{dialect}/counter", '-HarmedUri',
            (Get-HarmedUri 'dialect/{dialect}/counter' dialects), '-Count', $count
        $sums = foreach ($group in $reports | Group-Object dialect) {
            $state = Invoke-RestMethod ($group.Name -eq 'date' ? "$($server.uri)no-tag/counter" : "$($server.uri)dialect/$($group.Name)/counter")
            $counted = ($group.Group | Measure-Object mine -Sum).Sum
            foreach ($report in $group.Group) { $state.by.($report.writer) | Should -Be $report.mine -Because "that is what $($report.writer) accounts for in $($group.Name)" }
            $state.count | Should -Be $counted -Because $group.Name
            $counted | Should -Be (8 * ($group.Name -eq 'date' ? [Math]::Ceiling($count / 10) : $count))
            "$($group.Name) $counted"
        }
        $sums | Should -HaveCount 12
        Write-Host "::Increments by eight processes on $($env:PUTTOOLS_BUILD): $($sums -join ', '); $(($reports | Measure-Object errors -Sum).Sum) errors, $(($reports | Measure-Object unknown -Sum).Sum) unknown"
        # Enough faults occurred for the test to be meaningful.
        (Invoke-RestMethod "$($server.uri)faults/count") - $before | Should -BeGreaterThan 29
    }
}
