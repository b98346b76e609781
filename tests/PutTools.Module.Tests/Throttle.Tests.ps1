# Many writes at once from one pipeline.
BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Support/TestServer.psm1')
    $module = Convert-Path (Join-Path $PSScriptRoot '../../PutTools.psd1')
    Import-Module $module
    $server = Start-TestServer
    $base = $server.uri

    # Objects with ids from 1, and the fault of each.
    function New-LoadItem([int] $Count, [int] $Milliseconds = 0) {
        foreach ($id in 1..$Count) { [pscustomobject]@{ id = $id; ms = $Milliseconds } }
    }

    # Returns what the server recorded about the requests to load/$Name.
    function Get-Load([string] $Name) { Invoke-RestMethod "${base}load/$Name" }

    function Wait-Until([scriptblock] $Condition, [int] $Seconds = 30) {
        for ($end = [datetime]::UtcNow.AddSeconds($Seconds); -not (& $Condition); Start-Sleep -Milliseconds 20) {
            if ([datetime]::UtcNow -gt $end) { throw "It never came about: $Condition" }
        }
    }

    # A session that has the module, ready for a script.
    function New-Session([string] $Script) {
        $session = [powershell]::Create([initialsessionstate]::CreateDefault2())
        $null = $session.AddCommand('Import-Module').AddParameter('Name', $module).Invoke()
        $session.Commands.Clear()
        $session.AddScript($Script)
    }
}

AfterAll {
    if ($server) { Stop-TestServer $server }
}

Describe 'The order of the output' {
    It 'is that of the input, for 5,000 objects that take different times and fail at random' {
        $random = [random]::new(7)
        $items = foreach ($id in 1..5000) {
            [pscustomobject]@{ id = $id; ms = $random.Next(20); status = $random.Next(10) -eq 0 ? 404 : 200 }
        }
        $outcomes = @($items | Invoke-ResourcePut "${base}load/order/{id}?ms={ms}&status={status}" -ThrottleLimit 32 -ErrorAction Continue 2>&1)
        $outcomes.Count | Should -Be 5000
        $wrong = for ($i = 0; $i -lt 5000; $i++) {
            $outcome = $outcomes[$i]
            $isError = $outcome -is [System.Management.Automation.ErrorRecord]
            $of = if ($isError) { $outcome.TargetObject } else { $outcome.InputObject }
            $isRight = $of.id -eq $items[$i].id -and $isError -eq ($items[$i].status -eq 404) -and
                ($isError -or $outcome.Content.path -eq "/load/order/$($i + 1)")
            if (-not $isRight) { $i }
        }
        $wrong | Should -BeNullOrEmpty
    }

    It 'includes errors of objects that are not sent' {
        $outcomes = 1..20 | ForEach-Object { $_ % 3 ? @{ id = $_ } : @{ other = $_ } } |
            Invoke-ResourcePut "${base}load/unsent/{id}?ms=20" -ThrottleLimit 8 -ErrorAction Continue 2>&1
        $outcomes.ForEach({ $_ -is [System.Management.Automation.ErrorRecord] ? $_.TargetObject.other : $_.InputObject.id }) | Should -Be (1..20)
    }

    It 'is one response before the next object is read, unless a limit is given' {
        $events = [System.Collections.Generic.List[string]]::new()
        New-LoadItem 4 | ForEach-Object { $events.Add("in $($_.id)"); $_ } | Invoke-ResourcePut "${base}load/alternate/{id}" |
            ForEach-Object { $events.Add("out $($_.InputObject.id)") }
        $events | Should -Be 'in 1', 'out 1', 'in 2', 'out 2', 'in 3', 'out 3', 'in 4', 'out 4'
    }
}

Describe 'The number of concurrent writes' {
    It 'is one by default' {
        $null = New-LoadItem 4 30 | Invoke-ResourcePut "${base}load/one/{id}?ms={ms}"
        (Get-Load one).highest | Should -Be 1
    }

    It 'is the limit, and never higher' {
        $null = New-LoadItem 48 100 | Invoke-ResourcePut "${base}load/eight/{id}?ms={ms}&arrivals=8" -ThrottleLimit 8
        (Get-Load eight).highest | Should -Be 8
    }

    It 'takes no thread for each write' {
        $process = [System.Diagnostics.Process]::GetCurrentProcess()
        $threads = @{ Before = $process.Threads.Count }
        $null = New-LoadItem 257 | ForEach-Object {
            if ($_.id -eq 257) {
                Wait-Until { (Get-Load threads).atOnce -eq 256 }
                $process.Refresh()
                $threads.During = $process.Threads.Count
            }
            $_
        } | Invoke-ResourcePut "${base}load/threads/{id}?arrivals=257" -ThrottleLimit 257
        (Get-Load threads).highest | Should -Be 257
        $threads.During - $threads.Before | Should -BeLessThan 32
    }

    It 'is kept while a later command is busy: a write that ends starts the next one' {
        $null = New-LoadItem 24 | Invoke-ResourcePut { "${base}load/busy/$($_.id)?ms=$($_.id -le 4 ? 500 : 0)" } -ThrottleLimit 4 |
            ForEach-Object { if ($_.InputObject.id -eq 1) { Wait-Until { (Get-Load busy).arrivals.Count -ge 8 } } }
        (Get-Load busy).arrivals.Count | Should -Be 24
        (Get-Load busy).highest | Should -BeLessOrEqual 4
    }

    It 'needs no more of the input than twice the limit, and one' {
        $script:taken = 0
        $takenAtFirst = 0
        $null = New-LoadItem 100 | ForEach-Object { $script:taken++; $_ } |
            Invoke-ResourcePut { "${base}load/ahead/$($_.id)?ms=$($_.id -le 4 ? 500 + $_.id * 50 : 0)" } -ThrottleLimit 4 |
            ForEach-Object { if (-not $takenAtFirst) { $takenAtFirst = $script:taken } }
        $takenAtFirst | Should -Be 9
        $script:taken | Should -Be 100
    }

    It 'keeps no payload of a finished write that waits behind a slow one' {
        $before = [GC]::GetTotalMemory($true)
        $held = $null
        $null = New-LoadItem 64 | Invoke-ResourcePut { "${base}load/kept/$($_.id)$($_.id -eq 1 ? '?ms=1500&arrivals=60' : '')" } -Body { 'x' * 1MB } -ContentType text/plain -ThrottleLimit 4 |
            ForEach-Object { $held = $held ?? ([GC]::GetTotalMemory($true) - $before) }
        $held | Should -BeLessThan 25MB
    }

    It 'is bounded behind a slow write: later outcomes are kept while the input waits' {
        $script:taken = 0
        $takenAtFirst = 0
        New-LoadItem 500 | ForEach-Object { $script:taken++; $_ } |
            Invoke-ResourcePut { "${base}load/slow/$($_.id)$($_.id -eq 1 ? '?ms=1500&arrivals=60' : '')" } -ThrottleLimit 4 |
            ForEach-Object { if (-not $takenAtFirst) { $takenAtFirst = $script:taken } }
        $takenAtFirst | Should -BeGreaterThan 16
        $takenAtFirst | Should -BeLessOrEqual 65
        $script:taken | Should -Be 500
    }
}

Describe 'Stopping' {
    It 'sends nothing more and cancels running writes after Select-Object -First' {
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        $responses = New-LoadItem 1000 | ForEach-Object { if ($_.id -gt 3) { $_.ms = 60000 }; $_ } |
            Invoke-ResourcePut "${base}load/first/{id}?ms={ms}" -ThrottleLimit 8 | Select-Object -First 3
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 20
        $responses.InputObject.id | Should -Be 1, 2, 3
        Wait-Until { $load = Get-Load first; $load.aborted -eq $load.arrivals.Count - 3 }
        (Get-Load first).arrivals.Count | Should -BeLessOrEqual 11
    }

    It 'sends nothing more and cancels running writes after Ctrl-C' {
        $session = New-Session "1..1000 | ForEach-Object { @{ id = `$_ } } | Invoke-ResourcePut '${base}load/stop/{id}?ms=60000' -ThrottleLimit 8"
        try {
            $null = $session.BeginInvoke()
            Wait-Until { (Get-Load stop).arrivals.Count -eq 8 }
            $watch = [System.Diagnostics.Stopwatch]::StartNew()
            $session.Stop()
            $watch.Elapsed.TotalSeconds | Should -BeLessThan 10
            $session.InvocationStateInfo.State | Should -Be 'Stopped'
            Wait-Until { (Get-Load stop).aborted -eq 8 }
            (Get-Load stop).arrivals.Count | Should -Be 8
        }
        finally { $session.Dispose() }
    }

    It 'does not wait for a time that the server named' {
        $session = New-Session "1..100 | ForEach-Object { @{ id = `$_ } } | Invoke-ResourcePut '${base}load/patient/{id}?status=503&retryAfter=200' -ThrottleLimit 4"
        try {
            $null = $session.BeginInvoke()
            Wait-Until { (Get-Load patient).arrivals.Count -ge 1 }
            $watch = [System.Diagnostics.Stopwatch]::StartNew()
            $session.Stop()
            $watch.Elapsed.TotalSeconds | Should -BeLessThan 10
            (Get-Load patient).arrivals.Count | Should -BeLessOrEqual 4
        }
        finally { $session.Dispose() }
    }

    It 'happens at the first failure with -ErrorAction Stop' {
        $responses = [System.Collections.Generic.List[object]]::new()
        $items = foreach ($id in 1..100) { [pscustomobject]@{ id = $id; ms = $id -le 5 ? 0 : 60000; status = $id -eq 5 ? 404 : 200 } }
        $failure = try {
            $items | Invoke-ResourcePut "${base}load/strict/{id}?ms={ms}&status={status}" -ThrottleLimit 8 -ErrorAction Stop |
                ForEach-Object { $responses.Add($_) }
        }
        catch { $_ }
        $failure.TargetObject.id | Should -Be 5
        $failure.FullyQualifiedErrorId | Should -Be 'NotFound,PutTools.Cmdlets.InvokeResourcePutCommand'
        $responses.InputObject.id | Should -Be 1, 2, 3, 4
        Wait-Until { $load = Get-Load strict; $load.aborted -eq $load.arrivals.Count - 5 }
        (Get-Load strict).arrivals.Count | Should -BeLessOrEqual 13
    }
}

Describe 'Script blocks and messages' {
    It 'runs -Update blocks on the pipeline thread while other requests are running' {
        $threads = [System.Collections.Generic.List[int]]::new()
        # The server answers the first six writes when all reads and writes have arrived, including the last block's write.
        $null = New-LoadItem 12 | Invoke-ResourcePut { "${base}load/update/$($_.id)?$($_.id -le 6 ? 'arrivals=24' : '')" } -ThrottleLimit 8 -Force -Update {
            if ($threads.Count -eq 11) { Wait-Until { (Get-Load update).atOnce -eq 6 } 60 }
            $threads.Add([Environment]::CurrentManagedThreadId)
            @{ seen = $_.number }
        }
        $threads.Count | Should -Be 12
        $threads | Sort-Object -Unique | Should -Be ([Environment]::CurrentManagedThreadId)
        (Get-Load update).highest | Should -BeIn (6..8)
    }

    It 'forwards complete warnings, each before its response' {
        $out = @(1..40 | ForEach-Object { , [byte[]] ([int][char] '{', $_) } |
            Invoke-ResourcePut { "${base}mirror/bad?$($_[1])" } -ContentType application/json -ThrottleLimit 8 3>&1)
        $out.Count | Should -Be 80
        for ($i = 0; $i -lt 40; $i++) {
            $out[2 * $i] | Should -BeOfType ([System.Management.Automation.WarningRecord])
            $out[(2 * $i) + 1].InputObject[1] | Should -Be ($i + 1)
        }
    }

    It 'forwards complete verbose messages in the order of the input' {
        $out = New-LoadItem 24 | Invoke-ResourcePut "${base}status/503/messages/{id}?times=1&retryAfter=0&key={id}" -ThrottleLimit 8 -Verbose 4>&1
        $shown = foreach ($message in $out) {
            if ($message -is [System.Management.Automation.VerboseRecord] -and $message.Message -match '/messages/(\d+)(?<retry>.*Attempt 2 of)?') {
                [pscustomobject]@{ Id = [int] $Matches[1]; IsRetry = [bool] $Matches.retry; IsResponse = $message.Message -match ': 200 OK after ' }
            }
        }
        @($shown | Where-Object IsRetry).Id | Should -Be (1..24)
        @($shown | Where-Object IsResponse).Id | Should -Be (1..24)
        # ShouldProcess is called when an object is read; the later messages are in order.
        @($shown | Where-Object { $_.IsRetry -or $_.IsResponse }).Id | Should -Be (1..24 | ForEach-Object { $_, $_ })
    }

    It 'asks for approval in the order of the input' {
        $out = New-LoadItem 300 | Invoke-ResourcePut "${base}load/approved/{id}" -ThrottleLimit 16 -Verbose 4>&1
        $approved = foreach ($message in $out) { if ($message -is [System.Management.Automation.VerboseRecord] -and $message.Message -match ': replace the resource .*/approved/(\d+)$') { [int] $Matches[1] } }
        $approved | Should -Be (1..300)
    }

    It 'works on a thread with a synchronization context' {
        if (-not ('BusyContext' -as [type])) {
            Add-Type 'public sealed class BusyContext : System.Threading.SynchronizationContext { public override void Post(System.Threading.SendOrPostCallback work, object state) { } }'
        }
        # Like the thread of a window, which runs no posted work while it waits.
        $session = New-Session "
            [System.Threading.SynchronizationContext]::SetSynchronizationContext([BusyContext]::new())
            1..20 | ForEach-Object { @{ id = `$_ } } | Invoke-ResourcePut '${base}load/context/{id}?ms=10' -ThrottleLimit 4
            [System.Threading.SynchronizationContext]::SetSynchronizationContext(`$null)"
        try {
            $run = $session.BeginInvoke()
            $run.AsyncWaitHandle.WaitOne(30000) | Should -BeTrue
            $session.EndInvoke($run).Count | Should -Be 20
        }
        finally { $session.Dispose() }
    }
}

Describe 'An overloaded host' {
    It 'gets no requests until the time that it names with <_>' -ForEach 429, 503 {
        $null = New-LoadItem 60 30 | Invoke-ResourcePut "${base}load/busy$_/{id}?ms={ms}&on=20&status=$_&retryAfter=2" -ThrottleLimit 8
        $arrivals = (Get-Load "busy$_").arrivals | Sort-Object
        # One was retried.
        $arrivals.Count | Should -Be 61
        $pauses = for ($i = 1; $i -lt $arrivals.Count; $i++) { if ($arrivals[$i] - $arrivals[$i - 1] -gt 1500) { $i } }
        $pauses | Should -HaveCount 1
        # Only requests that were running when it answered arrived after that.
        $pauses | Should -BeIn (20..35)
    }
}

Describe 'Progress' {
    It 'appears after a second, changes at most four times a second, and disappears' {
        $session = New-Session "1..50 | ForEach-Object { @{ id = `$_ } } | Invoke-ResourcePut '${base}load/progress/{id}?ms=50'"
        try {
            $seen = [System.Collections.Generic.List[object]]::new()
            $watch = [System.Diagnostics.Stopwatch]::StartNew()
            $run = $session.BeginInvoke()
            while (-not $run.IsCompleted) {
                foreach ($record in $session.Streams.Progress.ReadAll()) { $seen.Add([pscustomobject]@{ At = $watch.Elapsed.TotalSeconds; Record = $record }) }
                Start-Sleep -Milliseconds 5
            }
            foreach ($record in $session.Streams.Progress.ReadAll()) { $seen.Add([pscustomobject]@{ At = $watch.Elapsed.TotalSeconds; Record = $record }) }
            $seconds = $watch.Elapsed.TotalSeconds
        }
        finally { $session.Dispose() }
        $shown = @($seen | Where-Object { $_.Record.RecordType -eq 'Processing' })
        $shown[0].At | Should -BeGreaterThan 1
        $shown.Count | Should -BeGreaterThan 1
        $shown.Count | Should -BeLessOrEqual ([math]::Ceiling(4 * ($seconds - 1)) + 1)
        $shown[0].Record.Activity | Should -Be 'Invoke-ResourcePut'
        $shown[0].Record.StatusDescription | Should -Match '^\d+ done, 0 of them failed, \d+ in flight, [\d.]+ a second$'
        $seen[-1].Record.RecordType | Should -Be 'Completed'
    }

    It 'shows how many objects of a list are done, and how many requests are running' {
        $session = New-Session "`$rows = 1..60 | ForEach-Object { @{ id = `$_ } }; `$rows | Invoke-ResourcePut '${base}load/counted/{id}?ms=100' -ThrottleLimit 4"
        try {
            $null = $session.Invoke()
            $records = @($session.Streams.Progress.ReadAll()).Where({ $_.RecordType -eq 'Processing' })
        }
        finally { $session.Dispose() }
        $records[0].StatusDescription | Should -Match '^\d+ of 60 done, 0 of them failed, [0-4] in flight, [\d.]+ a second$'
        $records[0].PercentComplete | Should -BeIn (1..99)
        $records[0].SecondsRemaining | Should -BeGreaterThan 0
    }

    It 'never ends the pipeline, although <What>' -ForEach @(
        @{ What = 'its statement has another pipeline with fewer objects'; Body = '@{ n = 1 }'; Other = "(`$few | Invoke-ResourcePut '{0}').Count + " }
        @{ What = 'the variable of the list gets fewer objects'; Body = '{ if ($_.id -eq 1) { Set-Variable rows (1..20) -Scope Global }; $_ }'; Other = '' }
    ) {
        $other = $Other -f "${base}load/few/{id}"
        $session = New-Session "`$few = 1..20 | ForEach-Object { @{ id = `$_ } }; `$global:rows = 1..40 | ForEach-Object { @{ id = `$_ } }
            $other(`$rows | Invoke-ResourcePut '${base}load/many/{id}?ms=70' -Body $Body).Count"
        try {
            $session.Invoke() | Should -Be ($Other ? 60 : 40)
            $session.Streams.Progress.ReadAll().PercentComplete | Should -BeLessOrEqual 100
        }
        finally { $session.Dispose() }
    }

    It 'disappears if <what> ends the pipeline' -ForEach @(
        @{ what = 'Select-Object -First'; end = '-ErrorAction Continue | Select-Object -First 20' }
        @{ what = '-ErrorAction Stop'; end = '-ErrorAction Stop' }
        @{ what = 'the next command'; end = '| ForEach-Object { if ($_.InputObject.id -eq 20) { throw "enough" } }' }
    ) {
        $session = New-Session "1..100 | ForEach-Object { @{ id = `$_; status = `$_ -eq 21 ? 404 : 200 } } | Invoke-ResourcePut '${base}load/ended/{id}?ms=80&status={status}' $end"
        try {
            try { $null = $session.Invoke() } catch [System.Management.Automation.RuntimeException] { $null = $_ }
            $records = @($session.Streams.Progress.ReadAll())
        }
        finally { $session.Dispose() }
        $records.Count | Should -BeGreaterThan 1
        $records[-1].RecordType | Should -Be 'Completed'
    }

    It 'takes less than 2 % of the rate' {
        # Not the difference of two runs, which is smaller than the noise of other work on the machine, but its parts:
        # the cost per write, compared with that write, and four records a second, each as a command writes it.
        $session = New-Session "function Write-Record([Parameter()] `$Record) { for (`$i = 0; `$i -lt 100; `$i++) { `$PSCmdlet.WriteProgress(`$Record) } }
            `$record = [System.Management.Automation.ProgressRecord]::new(1, 'Invoke-ResourcePut', '1000 done, 0 of them failed, 1000 a second')
            1..5 | ForEach-Object { (Measure-Command { Write-Record `$record }).TotalSeconds / 100 }"
        try { $record = ($session.Invoke() | Measure-Object -Minimum).Minimum } finally { $session.Dispose() }
        $items = New-LoadItem 1000
        $write = (1..5 | ForEach-Object { (Measure-Command { $items | Invoke-ResourcePut "${base}load/cost/{id}" -ThrottleLimit 16 }).TotalSeconds / 1000 } | Measure-Object -Minimum).Minimum
        if (-not ('Repeat' -as [type])) {
            Add-Type 'public static class Repeat { public static void Times(int count, System.Action<bool> action) { for (var i = 0; i < count; i++) action(true); } }'
        }
        $type = (Get-Command Invoke-ResourcePut).ImplementingType.Assembly.GetType('PutTools.Cmdlets.Pipeline.PipelineProgress')
        $done = (1..5 | ForEach-Object {
                $count = [Delegate]::CreateDelegate([Action[bool]], [Activator]::CreateInstance($type, @($null)), 'Done')
                (Measure-Command { [Repeat]::Times(10000, $count) }).TotalSeconds / 10000
            } | Measure-Object -Minimum).Minimum
        4 * $record + $done / $write | Should -BeLessThan 0.02 -Because "a record takes $record s, a write $write s, and counting it $done s"
    }

    It 'shows one wait for many waiting writes' {
        $session = New-Session "1..40 | ForEach-Object { @{ id = `$_ } } | Invoke-ResourcePut '${base}load/waits/{id}?ms=20&on=1&status=503&retryAfter=3' -ThrottleLimit 16"
        try {
            $null = $session.Invoke()
            $records = @($session.Streams.Progress.ReadAll())
        }
        finally { $session.Dispose() }
        $records.Where({ $_.RecordType -eq 'Processing' -and $_.Activity -ne 'Invoke-ResourcePut' }).Count | Should -BeIn (1..12)
        $shown = @($records | Group-Object ActivityId)
        foreach ($activity in $shown) { $activity.Group[-1].RecordType | Should -Be 'Completed' }
    }

    It 'is off with $ProgressPreference' {
        $session = New-Session "`$ProgressPreference = 'SilentlyContinue'; 1..30 | ForEach-Object { @{ id = `$_ } } | Invoke-ResourcePut '${base}load/quiet/{id}?ms=60'"
        try {
            $session.Invoke().Count | Should -Be 30
            $session.Streams.Progress.Count | Should -Be 0
        }
        finally { $session.Dispose() }
    }

    It 'is not shown for a single call' {
        $session = New-Session "Invoke-ResourcePut '${base}load/single?ms=1500' @{ id = 1 }"
        try {
            $session.Invoke().Count | Should -Be 1
            $session.Streams.Progress.Count | Should -Be 0
        }
        finally { $session.Dispose() }
    }
}

Describe 'Many runspaces at once' {
    It 'share the pool safely in ForEach-Object -Parallel' {
        $ids = 1..30 | ForEach-Object -ThrottleLimit 30 -Parallel {
            Import-Module $using:module
            $runspace = $_
            1..20 | ForEach-Object { @{ id = "$runspace-$_" } } |
                Invoke-ResourcePut "$($using:base)parallel/{id}" -ThrottleLimit 4 -ErrorAction Stop | ForEach-Object { $_.Content.id }
        }
        $ids | Sort-Object -Unique | Should -HaveCount 600
    }

    It 'share the pool safely in thread jobs' {
        $jobs = foreach ($number in 1..10) {
            Start-ThreadJob -ThrottleLimit 10 {
                Import-Module $using:module
                1..20 | ForEach-Object { @{ id = "$($using:number)-$_" } } | Invoke-ResourcePut "$($using:base)jobs/{id}" -ThrottleLimit 4
            }
        }
        $responses = $jobs | Receive-Job -Wait -ErrorAction Stop
        $responses.Content.id | Sort-Object -Unique | Should -HaveCount 200
    }
}

Describe '-WhatIf and -Confirm' {
    It 'send nothing with -WhatIf' {
        New-LoadItem 20 | Invoke-ResourcePut "${base}load/whatif/{id}" -ThrottleLimit 8 -WhatIf | Should -BeNullOrEmpty
        (Get-Load whatif).arrivals | Should -BeNullOrEmpty
    }

    It 'call ShouldProcess on the pipeline thread with -Update -WhatIf, and write nothing' {
        New-LoadItem 20 | Invoke-ResourcePut "${base}load/whatifupdate/{id}" -ThrottleLimit 8 -Update { @{ a = 1 } } -Force -WhatIf | Should -BeNullOrEmpty
        # Each resource was read, none was written.
        (Get-Load whatifupdate).arrivals | Should -HaveCount 20
    }

    It 'write with -Confirm:$false' {
        $responses = & { $ConfirmPreference = 'Low'; New-LoadItem 20 | Invoke-ResourcePut "${base}load/confirm/{id}" -ThrottleLimit 8 -Confirm:$false }
        $responses | Should -HaveCount 20
    }
}
