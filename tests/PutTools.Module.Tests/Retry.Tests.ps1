BeforeAll { . (Join-Path $PSScriptRoot 'Support/Initialize.ps1') }

AfterAll { if ($server) { Stop-TestServer $server } }

Describe 'Trying again' {
    It 'tries a PUT again until it is answered, and tells each time' {
        $path = New-Path
        $told = Invoke-ResourcePut "${faults}reset-after-apply/${path}?times=2&key=$path" @{ a = 1 } @quick -Verbose 4>&1
        $response = $told | Where-Object { $_ -isnot [Management.Automation.VerboseRecord] }
        $response.Attempts | Should -Be 3
        ($told | Where-Object { "$_" -like '*The write may have been applied*Attempt 2 of 4 follows in 0.0*' }) | Should -HaveCount 1
        ($told | Where-Object { "$_" -like '*Attempt 3 of 4 follows in 0.0*' }) | Should -HaveCount 1
    }

    It 'does not try a PATCH again that may have been applied, and says so' {
        $path = New-Path
        $null = Invoke-ResourcePut "$base$path" @{ a = 0 }
        Invoke-ResourcePatch "${faults}reset-after-apply/$path" @{ a = 1 } @quick @quietly
        $failed[0].FullyQualifiedErrorId | Should -Be 'ConnectionLost,PutTools.Cmdlets.InvokeResourcePatchCommand'
        $failed[0].Exception.OutcomeUnknown | Should -BeTrue
        $failed[0].Exception.Attempts | Should -Be 1
        $failed[0].Exception.Message | Should -BeLike '*may have been applied*'
        Get-Writes $path | Should -HaveCount 2
    }

    It 'gives each input object a key of its own under Auto, the same for all its attempts' {
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

    It 'takes a key as it is given, as a parameter or a header' {
        $path = New-Path
        $null = Invoke-ResourcePut "$base$path" @{ a = 0 }
        $null = Invoke-ResourcePatch "$base$path" @{ a = 1 } -IdempotencyKey 'mine'
        $response = Invoke-ResourcePatch "${faults}reset-after-apply/${path}?times=1&key=$path" @{ a = 2 } -Headers @{ 'Idempotency-Key' = 'other' } @quick
        $response.Attempts | Should -Be 2
        (Get-Writes $path).key | Should -Be $null, 'mine', 'other'
    }

    It 'warns once of one key for several objects' {
        $all = @(1..3 | ForEach-Object { @{ id = $_ } } | Invoke-ResourcePut "${base}echo/{id}" -IdempotencyKey same 3>&1)
        @($all | Where-Object { $_ -is [System.Management.Automation.WarningRecord] }).Message | Should -BeLike '*same idempotency key*-IdempotencyKey Auto*'
        $all | Should -HaveCount 4
        $null = 1..3 | ForEach-Object { @{ id = $_ } } | Invoke-ResourcePut "${base}echo/{id}" -IdempotencyKey Auto -WarningAction Stop -ErrorAction Stop
        $null = Invoke-ResourcePut "${base}echo" 1 -IdempotencyKey same -WarningAction Stop
    }

    It 'takes -RetryStatusCode beside the usual ones' {
        Invoke-ResourcePatch "${base}status/418" @{} -RetryStatusCode 418 -MaximumRetryCount 2 @quick @quietly
        $failed[0].Exception.Attempts | Should -Be 3
        Invoke-ResourcePut "${base}status/503" @{} -RetryStatusCode 418 @quick @quietly
        $failed[0].Exception.Attempts | Should -Be 4
    }

    It 'tries once with -MaximumRetryCount 0' {
        Invoke-ResourcePut "${base}status/503" @{} -MaximumRetryCount 0 @quietly
        $failed[0].Exception.Attempts | Should -Be 1
    }

    It 'ends at once where Retry-After is past the deadline' {
        $watch = [Diagnostics.Stopwatch]::StartNew()
        Invoke-ResourcePut "${base}status/503?retryAfter=60" @{} -DeadlineSeconds 10 @quietly
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 5
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'ServiceUnavailable,*'
    }

    It 'holds neither this object nor the next where the server asks for a day' {
        $watch = [Diagnostics.Stopwatch]::StartNew()
        1..3 | ForEach-Object { @{ id = $_ } } | Invoke-ResourcePut "${base}status/429/{id}?retryAfter=86400" @quietly
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 5
        $failed | Should -HaveCount 3
        $failed[0].Exception.RetryAfter | Should -Be ([timespan]::FromDays(1))
    }

    It 'waits as long as -MaximumRetryAfterSec allows, and no longer' {
        (Invoke-ResourcePut "${base}status/429?retryAfter=1&times=1&key=$(New-Path)" @{} -MaximumRetryAfterSec 1).Attempts | Should -Be 2
        Invoke-ResourcePut "${base}status/429?retryAfter=2" @{} -MaximumRetryAfterSec 1 @quietly
        $failed[0].Exception.Attempts | Should -Be 1
    }

    It 'warns once of a pause of more than ten seconds' {
        1..2 | ForEach-Object { @{ id = $_ } } | Invoke-ResourcePut "${base}status/429/{id}?retryAfter=60" -ThrottleLimit 2 -DeadlineSeconds 0.5 @quietly -WarningVariable warned -WarningAction SilentlyContinue
        $warned | Should -HaveCount 0
        $shell = [powershell]::Create().AddScript("Import-Module '$PSScriptRoot/../../PutTools.psd1'
            1..2 | ForEach-Object { @{ id = `$_ } } | Invoke-ResourcePut '${base}status/429/{id}?retryAfter=60' -ThrottleLimit 2")
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

    It 'says that nothing was applied where nothing left' {
        Invoke-ResourcePatch $server.refusingUri @{} @quick @quietly
        $failed[0].Exception.Attempts | Should -Be 2
        $failed[0].Exception.OutcomeUnknown | Should -BeFalse
        $failed[0].Exception.Message | Should -Not -BeLike '*may have been applied*'
    }
}
