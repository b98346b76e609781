BeforeAll {
    . (Join-Path $PSScriptRoot 'Support/Initialize.ps1')
    $manifest = (Resolve-Path (Join-Path $PSScriptRoot '../../PutTools.psd1')).Path

    # Runs a script in its own runspace with the module.
    function Start-Script([string] $Script, [string] $Uri) {
        $shell = [powershell]::Create([initialsessionstate]::CreateDefault2())
        $null = $shell.AddScript("param(`$manifest, `$uri) Import-Module `$manifest; $Script").AddArgument($manifest).AddArgument($Uri)
        [pscustomobject]@{ Shell = $shell; Run = $shell.BeginInvoke() }
    }

    # Waits, with a limit, until a request has arrived.
    function Wait-Arrival([scriptblock] $Condition) {
        $end = [datetime]::UtcNow.AddSeconds(30)
        while (-not (& $Condition)) {
            if ([datetime]::UtcNow -gt $end) { throw 'The request never arrived.' }
            Start-Sleep -Milliseconds 10
        }
    }

    # Stops a script when its first write has been applied. Up to three times, because other work on the machine may add to the time.
    function Stop-Script([string] $Script, [string] $Uri) {
        foreach ($try in 1..3) {
            Reset-TestServer $server
            $started = Start-Script $Script $Uri
            Wait-Arrival { Get-TestServerJournal $server }
            $seconds = (Measure-Command { $started.Shell.Stop() }).TotalSeconds
            if ($seconds -lt 1) { break }
        }
        [pscustomobject]@{ Seconds = $seconds; State = $started.Shell.InvocationStateInfo.State; Errors = $started.Shell.Streams.Error }
    }
}

AfterAll { if ($server) { Stop-TestServer $server } }

Describe 'Timeouts' {
    It '-TimeoutSec has the alias -ConnectionTimeoutSeconds' {
        (Get-Command Invoke-ResourcePut).Parameters['TimeoutSec'].Aliases | Should -Contain 'ConnectionTimeoutSeconds'
    }

    It '-<_> 0 means no limit' -ForEach 'TimeoutSec', 'ConnectTimeoutSec', 'OperationTimeoutSeconds', 'DeadlineSeconds' {
        $limit = @{ $_ = 0 }
        (Invoke-ResourcePut "${base}delay/0.1" 1 @limit -ErrorAction Stop).StatusCode | Should -Be 200
    }

    It '-<_> may be the greatest number of -TimeoutSec of Invoke-RestMethod' -ForEach 'TimeoutSec', 'ConnectTimeoutSec', 'OperationTimeoutSeconds', 'DeadlineSeconds' {
        $limit = @{ $_ = [int]::MaxValue }
        (Invoke-ResourcePut "${base}echo" 1 @limit).StatusCode | Should -Be 200
    }

    It '-<_> cannot be negative' -ForEach 'TimeoutSec', 'OperationTimeoutSeconds', 'DeadlineSeconds' {
        $limit = @{ $_ = -1 }
        { Invoke-ResourcePut "${base}echo" 1 @limit } | Should -Throw -ErrorId 'ParameterArgumentValidationError,PutTools.Cmdlets.InvokeResourcePutCommand'
    }

    It '-ConnectTimeoutSec ends the wait for a connection: <_>' -ForEach 'no answer', 'no TLS' {
        $uri = $_ -eq 'no TLS' ? $faults.Replace('http:', 'https:') : $server.unansweringUri
        $time = Measure-Command { Invoke-ResourcePut $uri 1 -ConnectTimeoutSec 0.2 -TimeoutSec 20 @once @quietly }
        $time.TotalSeconds | Should -BeLessThan 5
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'ConnectionTimeout,*'
        # The build for Windows PowerShell does not know that there was a connection.
        $failed[0].Exception.Message | Should -BeLike ($_ -eq 'no TLS' ? '*within 0.2 seconds*' : '*no connection*within 0.2 seconds*')
        $failed[0].Exception.OutcomeUnknown | Should -BeFalse
    }

    It '-ConnectTimeoutSec may be shorter than a millisecond' {
        Invoke-ResourcePut $server.unansweringUri 1 -ConnectTimeoutSec 1e-8 @once @quietly
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'ConnectionTimeout,*'
    }

    It '-ConnectTimeoutSec does not end a write or read that has a connection' {
        (Invoke-ResourcePut "${base}delay/0.5" 1 -ConnectTimeoutSec 0.3 @once).StatusCode | Should -Be 200
        (Invoke-ResourcePut "${base}delay/0.5" -ConnectTimeoutSec 0.3 -Force -Update { @{ a = 1 } } @once).StatusCode | Should -Be 200
        $session = New-ResourceSession $base -ConnectTimeoutSec 0.3
        (Invoke-ResourcePut delay/0.5 1 -Session $session @once).StatusCode | Should -Be 200
    }

    It '-TimeoutSec does not run while bytes of the response move' {
        (Invoke-ResourcePut "${base}trickle/4" 1 -TimeoutSec 3 -OperationTimeoutSeconds 3 -ErrorAction Stop).StatusCode | Should -Be 200
    }

    It '-DeadlineSeconds allows no attempt if it passes in the script block of -<_>' -ForEach 'Update', 'Token' {
        $block = @{ $_ = { Start-Sleep -Milliseconds 2200; if ($_.a) { $_.a++ } else { 'token' } } }
        $path = New-Path
        $null = Invoke-ResourcePut "$base$path" @{ a = 1 }
        $body = if ($_ -eq 'Token') { @{ Body = @{ a = 2 }; AllowUnencryptedAuthentication = $true } } else { @{} }
        Invoke-ResourcePut "$base$path" @block @body -DeadlineSeconds 2 @quietly
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'DeadlineExceeded,*'
        $failed[0].Exception.Attempts | Should -Be 0
        $failed[0].Exception.OutcomeUnknown | Should -BeFalse
        $failed[0].Exception.Message | Should -BeLike '*Nothing was written.'
        (Get-State $path).a | Should -Be 1
    }

    It '-DeadlineSeconds restarts for each input object' {
        $responses = 1, 2, 3, 4 | Invoke-ResourcePut "${base}delay/1" -DeadlineSeconds 3.5 -ErrorAction Stop
        $responses | Should -HaveCount 4
    }

    It 'are named in the error as they were given' {
        Invoke-ResourcePut "${base}delay/30" 1 -TimeoutSec 1.25 @once @quietly
        $failed[0].Exception.Message | Should -BeLike '*no response*within 1.25 seconds*may have been applied*'
    }
}

Describe 'Ctrl-C' {
    It 'ends the wait for a response within a second' {
        $stopped = Stop-Script 'Invoke-ResourcePut $uri 1' "${faults}stall-before-response/users/1"
        $stopped.Seconds | Should -BeLessThan 1
        $stopped.State | Should -Be 'Stopped'
        $stopped.Errors | Should -BeNullOrEmpty
    }

    It 'ends the wait for the rest of a response within a second' {
        $stopped = Stop-Script 'Invoke-ResourcePut $uri 1' "${faults}stall-mid-response/users/2"
        $stopped.Seconds | Should -BeLessThan 1
        $stopped.State | Should -Be 'Stopped'
    }

    It 'ends within a second: <Wait>' -ForEach @(
        @{ Wait = 'the wait for a connection'; Do = { Invoke-ResourcePut $server.unansweringUri 1 } }
        @{ Wait = 'the pause before a retry'; Do = { Invoke-ResourcePut "${base}status/503" 1 -RetryIntervalSec 30 } }
        @{ Wait = 'the pause that a server requests'; Do = { Invoke-ResourcePut "${base}status/503?retryAfter=100" 1 } }
        @{ Wait = 'the pause of a host after another write'; Do = { 1..20 | ForEach-Object { @{ id = $_ } } | Invoke-ResourcePut "${base}status/429?n={id}&retryAfter=100" -ThrottleLimit 4 } }
        @{ Wait = 'the wait for an operation'; Do = { Invoke-ResourcePut "${base}operations/start/users/4?polls=1000" 1 -WaitForCompletion -PollIntervalSec 60 } }
        @{ Wait = 'the read of -Update'; Do = { Invoke-ResourcePut "${faults}stall-before-response/users/3" -Update { $_ } } }
        @{ Wait = 'a pipe without data, as the body'; Do = { Invoke-ResourcePut "${base}users/1" -Body ([IO.Pipes.AnonymousPipeServerStream]::new('In')) } }
        @{ Wait = 'a pipe without data, as the original state'; Do = { Invoke-ResourcePatch "${base}users/1" @{ a = 1 } -Original ([IO.Pipes.AnonymousPipeServerStream]::new('In')) } }
        @{ Wait = 'a pipe without data, as the state of a new patch'; Do = { New-ResourcePatch @{ a = 1 } ([IO.Pipes.AnonymousPipeServerStream]::new('In')) } }
        @{ Wait = 'a pipe without data, as the body of a PATCH'; Do = { Invoke-ResourcePatch "${base}users/1" -Body ([IO.Pipes.AnonymousPipeServerStream]::new('In')) } }
    ) {
        $shell = [powershell]::Create([initialsessionstate]::CreateDefault2())
        $null = $shell.AddScript("param(`$manifest, `$base, `$faults, `$server) Import-Module `$manifest; $Do")
        foreach ($value in $manifest, $base, $faults, $server) { $null = $shell.AddArgument($value) }
        $run = $shell.BeginInvoke()
        Start-Sleep 3
        $run.IsCompleted | Should -BeFalse
        (Measure-Command { $shell.Stop() }).TotalSeconds | Should -BeLessThan 1
        $shell.InvocationStateInfo.State | Should -Be Stopped
    }

    It 'ends a running pipeline, and sends no more' {
        $stopped = Stop-Script '1..3 | ForEach-Object { @{ id = $_ } } | Invoke-ResourcePut $uri' "${faults}stall-before-response/users/{id}"
        $stopped.Seconds | Should -BeLessThan 1
        (Get-TestServerJournal $server).path | Should -Be '/users/1'
    }

    It 'leaves no connection behind that other calls could get' {
        Reset-TestServer $server
        $started = Start-Script 'Invoke-ResourcePut $uri 1' "${faults}stall-before-response/users/1?times=1&key=ctrl-c"
        Wait-Arrival { Get-TestServerJournal $server -Path '/users/1' }
        $started.Shell.Stop()
        (Invoke-ResourcePut "${faults}stall-before-response/users/1?times=1&key=ctrl-c" 2 -ErrorAction Stop).Content | Should -Be 2
    }
}

Describe 'A pipeline that ends early' {
    It 'sends only as many objects as were requested' {
        Reset-TestServer $server
        $first = 1..5 | ForEach-Object { @{ id = $_ } } | Invoke-ResourcePut "${base}users/{id}" | Select-Object -First 2
        $first | Should -HaveCount 2
        (Get-TestServerJournal $server).path | Should -Be '/users/1', '/users/2'
    }
}
