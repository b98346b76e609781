# Many processes add to the same resources at once, while one request in ten goes wrong. PUTTOOLS_LONG=1 makes it long.

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Support/TestServer.psm1')
    $server = Start-TestServer
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

        # All but those that stall, which only cost time, and those by which a server denies a write that it applied,
        # which no client can see through.
        $faults = (Invoke-RestMethod "$($server.uri)faults") | ForEach-Object { $_ } |
            Where-Object { -not $_.stalls -and $_.name -notin 'apply-then-408', 'apply-then-429', 'apply-then-503', 'endless-headers' }
        $faults.Count | Should -BeGreaterThan 35
        $harmed = "$($server.faultUri)any/soak/{n}?every=10&key=soak&from=$($faults.name -join ',')"

        $pwsh = (Get-Command pwsh -CommandType Application | Select-Object -First 1).Source
        $running = foreach ($writer in $writers) {
            $start = [Diagnostics.ProcessStartInfo]::new($pwsh)
            $start.RedirectStandardOutput = $true
            foreach ($argument in '-NoProfile', '-NonInteractive', '-File', "$PSScriptRoot/Support/Increment.ps1",
                '-Uri', "$($server.uri)soak/", '-HarmedUri', $harmed, '-Writer', $writer, '-Count', $count, '-Resources', $resources) {
                $start.ArgumentList.Add($argument)
            }

            [Diagnostics.Process]::Start($start)
        }
        $reports = foreach ($process in $running) {
            $text = $process.StandardOutput.ReadToEnd()
            $process.WaitForExit()
            $process.ExitCode | Should -Be 0
            $text | ConvertFrom-Json
            $process.Dispose()
        }
        Write-Host ($reports | ForEach-Object { "$($_.writer): $($_.errors) errors, $($_.doubts) in doubt" })

        $states = 0..($resources - 1) | ForEach-Object { Invoke-RestMethod "$($server.uri)soak/$_" }
        foreach ($report in $reports) {
            $states.by.($report.writer) | Should -Be $report.mine -Because "that is what $($report.writer) accounts for"
            ($report.mine | Measure-Object -Sum).Sum | Should -Be $count
        }
        # Each increment, whoever made it, counts once in the sum.
        ($states | Measure-Object count -Sum).Sum | Should -Be ($processes * $count)
        # Enough went wrong for this to mean something.
        ($reports | Measure-Object errors -Sum).Sum | Should -BeGreaterThan 0
    }
}
