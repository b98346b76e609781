# Compares what is reported about each write with what a hostile server applied. PUTTOOLS_LONG=1 makes it long.
BeforeAll {
    . (Join-Path $PSScriptRoot 'Support/Initialize.ps1')

    # The client believes a server that reports that it applied nothing. These statuses lie, and no client can know.
    $lies = 408, 425, 429, 503
    $ids = [enum]::GetNames([PutTools.ErrorKind])

    # Each input has one response or one error. Returns the contradictions between these and the server's journal.
    function Measure-Report($Rows, $Responses, $Failed, [hashtable] $Applied, [scriptblock] $IsLie = { $false }, [switch] $MayRepeat) {
        $answered = @{}
        foreach ($response in $Responses) { $answered[[string] $response.InputObject.id] = @($answered[[string] $response.InputObject.id]) + $response }
        $refused = @{}
        foreach ($record in $Failed) { $refused[[string] $record.TargetObject.id] = @($refused[[string] $record.TargetObject.id]) + $record }
        $figures = [ordered]@{ requested = 0; applied = 0; doubled = 0; misreported = 0; unhandled = 0; lied = 0 }
        $wrong = foreach ($row in $Rows) {
            $figures.requested++
            $id = [string] $row.id
            $times = [int] $Applied[$id]
            $figures.applied += $times -gt 0
            $ends = @($answered[$id]).Where({ $_ }) + @($refused[$id]).Where({ $_ })
            $end = $ends[0]
            if ($ends.Count -ne 1) { $figures.unhandled++; "$id has $($ends.Count) ends"; continue }
            if (& $IsLie $row $end) { $figures.lied++; continue }
            if ($times -gt 1 -and -not $MayRepeat) { $figures.doubled++; "$id was applied $times times" }
            if ($end -isnot [System.Management.Automation.ErrorRecord]) {
                if (-not $times) { $figures.misreported++; "$id is reported as done and is not: $($end.StatusCode)" }
                continue
            }
            $kind = "$($end.Exception.Kind)"
            if ($kind -eq 'UnexpectedFailure' -or ($kind -notin $ids -and $kind -notmatch '^[1-9]\d\d$')) { $figures.unhandled++; "$id ended with ${kind}: $end" }
            if ($times -and -not $end.Exception.OutcomeUnknown) { $figures.misreported++; "$id is reported as not done and is: $kind $($end.Exception.Message)" }
        }
        [pscustomobject]@{ Figures = $figures; Wrong = @($wrong) }
    }

    # Returns how often each resource was written after the first $Since writes.
    function Get-Applied([int] $Since, [string] $Prefix) {
        $applied = @{}
        foreach ($entry in (Get-TestServerJournal $server | Select-Object -Skip $Since)) {
            if ($entry.path.StartsWith("/$Prefix")) { $applied[$entry.path.Substring(1 + $Prefix.Length)]++ }
        }
        $applied
    }

    function Get-Count { @(Get-TestServerJournal $server).Count }

    function Format-Figure([string] $What, $Figures, $Time) { "::$What on $($env:PUTTOOLS_BUILD): " + (($Figures.Keys | ForEach-Object { "$_ $($Figures.$_)" }) -join ', ') + (', {0:0.0} s' -f $Time.TotalSeconds) }
}

AfterAll { if ($server) { Stop-TestServer $server } }

Describe 'Each fault, <Limit> at once' -ForEach @{ Limit = 1 }, @{ Limit = 16 } {
    It 'is reported correctly for <Verb>, guarded: <Guarded>' -ForEach @(
        foreach ($verb in 'Put', 'Patch') { foreach ($guarded in $false, $true) { @{ Verb = $verb; Guarded = $guarded } } }
    ) {
        $rounds = $env:PUTTOOLS_LONG -eq '1' ? 20 : 1
        # The fault occurs once for each write; later requests are served normally.
        $faultNames = @((Invoke-RestMethod "${base}faults") | ForEach-Object { $_ } | Where-Object name -NotIn 'apply-then-408', 'apply-then-429', 'apply-then-503').name
        $faultNames.Count | Should -BeGreaterThan 50
        $run = "f$(New-Path)"
        $filler = 'x' * 40000
        $rows = foreach ($round in 1..$rounds) { foreach ($name in $faultNames) { [pscustomobject]@{ fault = $name; id = "$run-$name-$round"; filler = $filler } } }
        $null = $rows | Invoke-ResourcePut "${base}{id}" -Body { @{ a = 0 } } -ThrottleLimit 16
        $before = Get-Count
        $with = $Guarded ? @{ IfMatch = '"1"' } : @{}
        $time = Measure-Command {
            $script:responses = $rows | & "Invoke-Resource$Verb" "$faults{fault}/{id}?times=1&key={id}" -Body { @{ a = 1; filler = $_.filler } } @with @quietly @quick `
                -ThrottleLimit $Limit -TimeoutSec 0.6 -OperationTimeoutSeconds 0.6 -MaximumRetryCount 2 -WarningAction SilentlyContinue
        }
        # A server may apply a write after the client has given up.
        Start-Sleep 1
        $report = Measure-Report $rows $responses $failed (Get-Applied $before '') -MayRepeat:($Verb -eq 'Put' -and -not $Guarded)
        Write-Host (Format-Figure "$Verb under faults, $Limit at once, guarded $Guarded" $report.Figures $time)
        $report.Wrong | Should -BeNullOrEmpty
        $report.Figures.requested | Should -Be $rows.Count
    }
}

Describe 'A response with one changed byte, <Limit> at once' -ForEach @{ Limit = 1 }, @{ Limit = 16 } {
    It 'is a correct response or an error with a documented id: <Verb>' -ForEach @{ Verb = 'Put' }, @{ Verb = 'Patch' } {
        $null = Invoke-RestMethod "${base}sound" -Method Put -Body '{}' -ContentType application/json
        # The four runs of the long mode have 100,000 cases, which cover each byte of each response and more.
        $count = $env:PUTTOOLS_LONG -eq '1' ? 25000 : 250
        $seed = $env:PUTTOOLS_SEED ? [int] $env:PUTTOOLS_SEED : (Get-Random -Maximum 1000000)
        $stride = $count -eq 250 ? 7919 : 1
        $run = "m$($Limit)$Verb"
        $rows = foreach ($n in 0..($count - 1)) { [pscustomobject]@{ id = "$run$n"; case = $seed + $n * $stride } }
        if ($Verb -eq 'Patch') { $null = $rows | Invoke-ResourcePut "${base}{id}" -Body { @{ a = 0 } } -ThrottleLimit 16 }
        $before = Get-Count
        $time = Measure-Command {
            $script:responses = $rows | & "Invoke-Resource$Verb" "${faults}mutated/{id}?case={case}" -Body { @{ a = $_.case } } @quietly @quick `
                -ThrottleLimit $Limit -TimeoutSec 1 -OperationTimeoutSeconds 1 -DeadlineSeconds 20 -MaximumRetryCount 1 -MaximumRetryAfterSec 1 -WarningAction SilentlyContinue
        }
        # The last responses of the table refuse the write. With a changed byte they may report that it is done, and the
        # others that it is not.
        $isLie = {
            param($Row, $End)
            $isRefused = $Row.case % 14 -ge 9
            $isError = $End -is [System.Management.Automation.ErrorRecord]
            $status = $isError ? $End.Exception.StatusCode : $End.StatusCode
            $isRefused ? (-not $isError) : ($isError -and ($status -in $lies -or ($status -ge 300 -and $status -lt 500) -or $status -in 501, 503, 505, 507, 511))
        }
        $report = Measure-Report $rows $responses $failed (Get-Applied $before '') $isLie -MayRepeat:($Verb -eq 'Put')
        Write-Host (Format-Figure "$Verb with harmed responses from case $seed, $Limit at once" $report.Figures $time)
        $report.Wrong | Should -BeNullOrEmpty
        # No write waits longer than its timeouts allow; a delayed one takes 20 ms.
        $time.TotalSeconds | Should -BeLessThan (30 + $count * 0.25)
        $report.Figures.lied | Should -BeLessThan ($count / 4)
    }
}

Describe 'A killed process' {
    It 'as the server: reports agree with its journal' {
        $rounds = $env:PUTTOOLS_LONG -eq '1' ? 30 : 2
        $sums = [ordered]@{ requested = 0; applied = 0; doubled = 0; misreported = 0; unhandled = 0; unknown = 0 }
        $time = Measure-Command {
            foreach ($round in 1..$rounds) {
                $journal = Join-Path $TestDrive "journal$round"
                $victim = Start-TestServer '--journal', $journal
                $rows = 1..400 | ForEach-Object { [pscustomobject]@{ id = "k$_" } }
                $last = Get-Random -Minimum 20 -Maximum 350
                $ended = 0
                # Not idempotent, so nothing that may have been applied is sent again.
                $responses = $rows | Invoke-ResourcePut "$($victim.uri){id}" -NotIdempotent -ThrottleLimit 16 @once @quietly -WarningAction SilentlyContinue | ForEach-Object {
                    if (++$ended -eq $last) { $victim.Process.Kill() }
                    $_
                }
                $victim.Process.WaitForExit()
                $victim.Process.Dispose()
                $applied = @{}
                Get-Content $journal | ForEach-Object { $applied[$_.TrimStart('/')]++ }
                $report = Measure-Report $rows $responses $failed $applied
                $report.Wrong | Should -BeNullOrEmpty
                foreach ($figure in 'requested', 'applied', 'doubled', 'misreported', 'unhandled') { $sums.$figure += $report.Figures.$figure }
                $sums.unknown += @($failed).Where({ $_.Exception.OutcomeUnknown }).Count
            }
        }
        Write-Host (Format-Figure "$rounds killed servers" $sums $time)
        $sums.requested | Should -Be ($rounds * 400)
    }

    It 'as the client: each reported write is applied once' -Tag Unix {
        $rounds = $env:PUTTOOLS_LONG -eq '1' ? 15 : 1
        $reported = $appliedCount = 0
        foreach ($round in 1..$rounds) {
            $run = "c$(New-Path)"
            $script = "Import-Module '$PSScriptRoot/../../PutTools.psd1'; 1..100000 | ForEach-Object { [pscustomobject]@{ id = `"$run-`$_`" } } | " +
                "Invoke-ResourcePut '${base}{id}' -NotIdempotent -ThrottleLimit 16 | ForEach-Object { [Console]::Out.WriteLine(`$_.InputObject.id) }"
            $start = [Diagnostics.ProcessStartInfo]::new((Get-Command pwsh -CommandType Application | Select-Object -First 1).Source)
            $start.RedirectStandardOutput = $true
            foreach ($argument in '-NoProfile', '-NonInteractive', '-EncodedCommand', [Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes($script))) { $start.ArgumentList.Add($argument) }
            $process = [Diagnostics.Process]::Start($start)
            $lines = @(foreach ($n in 1..(Get-Random -Minimum 30 -Maximum 300)) { $process.StandardOutput.ReadLine() })
            $process.Kill()
            $lines += @($process.StandardOutput.ReadToEnd() -split "`n").Where({ $_.StartsWith("$run-") })
            $process.Dispose()
            Start-Sleep -Milliseconds 300
            $applied = @{}
            foreach ($entry in Get-TestServerJournal $server) { if ($entry.path.StartsWith("/$run-")) { $applied[$entry.path.Substring(1)]++ } }
            # The last line may be incomplete.
            $whole = $lines.Where({ $_ })
            foreach ($line in $whole[0..($whole.Count - 2)]) { $applied[$line] | Should -Be 1 -Because $line }
            $applied.Values.Where({ $_ -ne 1 }) | Should -BeNullOrEmpty
            $reported += $whole.Count
            $appliedCount += $applied.Count
        }
        Write-Host "::$rounds killed clients on $($env:PUTTOOLS_BUILD): reported $reported, applied $appliedCount, doubled 0"
        $reported | Should -BeGreaterThan 29
    }
}
