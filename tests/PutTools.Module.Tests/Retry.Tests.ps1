BeforeAll { . (Join-Path $PSScriptRoot 'Support/Initialize.ps1') }

AfterAll { if ($server) { Stop-TestServer $server } }

Describe 'Retries' {
    It 'that end with a definite answer still say that an earlier attempt may have been applied' {
        $path = New-Path
        Invoke-ResourcePut "${faults}any/${path}?from=close-after-apply,apply-then-429&key=$path" @{ a = 1 } -MaximumRetryCount 1 -RetryIntervalSec 0.01 @quietly
        $failed[0].Exception.StatusCode, $failed[0].Exception.OutcomeUnknown, $failed[0].Exception.Attempts | Should -Be 429, $true, 2
        $failed[0].ErrorDetails.RecommendedAction | Should -BeLike 'Lower -ThrottleLimit*. The write may have been applied: read the resource before writing again.'

        Invoke-ResourcePut "${faults}apply-then-429/$(New-Path)" @{ a = 1 } -MaximumRetryCount 0 @quietly
        $failed[0].ErrorDetails.RecommendedAction | Should -Not -BeLike '*may have been applied*'
    }

    It 'repeat a PUT until it is answered, and report each attempt' {
        $path = New-Path
        $output = Invoke-ResourcePut "${faults}reset-after-apply/${path}?times=2&key=$path" @{ a = 1 } @quick -DisableKeepAlive -Verbose 4>&1
        $response = $output | Where-Object { $_ -isnot [Management.Automation.VerboseRecord] }
        $response.Attempts | Should -Be 3
        ($output | Where-Object { "$_" -like '*The write may have been applied*Attempt 2 of 4 follows in 0.0*' }) | Should -HaveCount 1
        ($output | Where-Object { "$_" -like '*Attempt 3 of 4 follows in 0.0*' }) | Should -HaveCount 1
    }

    It 'repeat a PUT at once if a kept connection was lost' {
        $path = New-Path
        $null = Invoke-ResourcePut "${faults}$path" @{ a = 1 } @quietly
        $output = Invoke-ResourcePut "${faults}reset-after-apply/${path}?times=1&key=$path" @{ a = 1 } -RetryIntervalSec 300 -Verbose 4>&1
        ($output | Where-Object { "$_" -like '*Attempt 2 of 4 follows at once.' }) | Should -HaveCount 1
        $output[-1].Attempts | Should -Be 2
    }

    It 'do not repeat a PATCH that may have been applied, and the error names the reason' {
        $path = New-Path
        $null = Invoke-ResourcePut "$base$path" @{ a = 0 }
        Invoke-ResourcePatch "${faults}reset-after-apply/$path" @{ a = 1 } @quick @quietly
        $failed[0].FullyQualifiedErrorId | Should -Be 'ConnectionLost,PutTools.Cmdlets.InvokeResourcePatchCommand'
        $failed[0].Exception.OutcomeUnknown | Should -BeTrue
        $failed[0].Exception.Attempts | Should -Be 1
        $failed[0].Exception.Message | Should -BeLike '*may have been applied*'
        Get-Writes $path | Should -HaveCount 2
    }

    It 'keep the key of each input object, which Auto generates' {
        $paths = (New-Path), (New-Path)
        $paths | ForEach-Object { $null = Invoke-ResourcePut "$base$_" @{ a = 0 } }
        $responses = $paths | ForEach-Object { [pscustomobject]@{ p = $_; a = 1 } } |
            Invoke-ResourcePatch "${faults}reset-after-apply/{p}?times=1&key={p}" -IdempotencyKey Auto @quick
        $responses.Attempts | Should -Be 2, 2
        $keys = $paths | ForEach-Object { (Get-Writes $_ | Where-Object method -EQ PATCH).key }
        $keys | Should -HaveCount 2
        $keys | Select-Object -Unique | Should -HaveCount 2
        $keys | ForEach-Object { $_ -as [guid] | Should -Not -BeNullOrEmpty }
    }

    It 'send a given key unchanged, from the parameter or a header' {
        $path = New-Path
        $null = Invoke-ResourcePut "$base$path" @{ a = 0 }
        $null = Invoke-ResourcePatch "$base$path" @{ a = 1 } -IdempotencyKey 'mine'
        $response = Invoke-ResourcePatch "${faults}reset-after-apply/${path}?times=1&key=$path" @{ a = 2 } -Headers @{ 'Idempotency-Key' = 'other' } @quick
        $response.Attempts | Should -Be 2
        (Get-Writes $path).key | Should -Be $null, 'mine', 'other'
    }

    It 'warn once if several objects have the same key' {
        $all = @(1..3 | ForEach-Object { @{ id = $_ } } | Invoke-ResourcePut "${base}echo/{id}" -IdempotencyKey same 3>&1)
        @($all | Where-Object { $_ -is [System.Management.Automation.WarningRecord] }).Message | Should -BeLike '*same idempotency key*-IdempotencyKey Auto*'
        $all | Should -HaveCount 4
        $null = 1..3 | ForEach-Object { @{ id = $_ } } | Invoke-ResourcePut "${base}echo/{id}" -IdempotencyKey Auto -WarningAction Stop -ErrorAction Stop
        $null = Invoke-ResourcePut "${base}echo" 1 -IdempotencyKey same -WarningAction Stop
    }

    It 'use -RetryStatusCode in addition to the usual ones' {
        Invoke-ResourcePatch "${base}status/418" @{} -RetryStatusCode 418 -MaximumRetryCount 2 @quick @quietly
        $failed[0].Exception.Attempts | Should -Be 3
        Invoke-ResourcePut "${base}status/503" @{} -RetryStatusCode 418 @quick @quietly
        $failed[0].Exception.Attempts | Should -Be 4
    }

    It 'are off with -MaximumRetryCount 0' {
        Invoke-ResourcePut "${base}status/503" @{} -MaximumRetryCount 0 @quietly
        $failed[0].Exception.Attempts | Should -Be 1
    }

    It 'end at once if Retry-After is after the deadline' {
        $watch = [Diagnostics.Stopwatch]::StartNew()
        Invoke-ResourcePut "${base}status/503?retryAfter=60" @{} -DeadlineSeconds 10 @quietly
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 5
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'ServiceUnavailable,*'
    }

    It 'delay neither this object nor the next if the server requests a day' {
        $watch = [Diagnostics.Stopwatch]::StartNew()
        1..3 | ForEach-Object { @{ id = $_ } } | Invoke-ResourcePut "${base}status/429/{id}?retryAfter=86400" @quietly
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 5
        $failed | Should -HaveCount 3
        $failed[0].Exception.RetryAfter | Should -Be ([timespan]::FromDays(1))
    }

    It 'wait up to -MaximumRetryAfterSec, and no longer' {
        (Invoke-ResourcePut "${base}status/429?retryAfter=1&times=1&key=$(New-Path)" @{} -MaximumRetryAfterSec 1).Attempts | Should -Be 2
        Invoke-ResourcePut "${base}status/429?retryAfter=2" @{} -MaximumRetryAfterSec 1 @quietly
        $failed[0].Exception.Attempts | Should -Be 1
    }

    It 'warn once of a pause of more than ten seconds, even if an earlier write is not done' {
        1..2 | ForEach-Object { @{ id = $_ } } | Invoke-ResourcePut "${base}status/429/{id}?retryAfter=60" -ThrottleLimit 2 -DeadlineSeconds 0.5 @quietly -WarningVariable warned -WarningAction SilentlyContinue
        $warned | Should -HaveCount 0
        $shell = [powershell]::Create().AddScript("Import-Module '$PSScriptRoot/../../PutTools.psd1'
            'delay/60', 'status/429/1?retryAfter=60', 'status/429/2?retryAfter=60' | ForEach-Object { @{ path = `$_ } } | Invoke-ResourcePut '${base}{+path}' -ThrottleLimit 3")
        try {
            $running = $shell.BeginInvoke()
            for ($i = 0; $i -lt 300 -and -not $shell.Streams.Warning.Count; $i++) { Start-Sleep -Milliseconds 100 }
            Start-Sleep -Milliseconds 300
            $shell.Streams.Warning | Should -HaveCount 1
            $shell.Streams.Warning[0].Message | Should -BeLike '*429*60 seconds*'
            $running.IsCompleted | Should -BeFalse
        }
        finally { $shell.Stop(); $shell.Dispose() }
    }

    It 'end with an error that nothing was applied if nothing was sent' {
        Invoke-ResourcePatch $server.refusingUri @{} @quick @quietly
        $failed[0].Exception.Attempts | Should -Be 2
        $failed[0].Exception.OutcomeUnknown | Should -BeFalse
        $failed[0].Exception.Message | Should -Not -BeLike '*may have been applied*'
    }
}
