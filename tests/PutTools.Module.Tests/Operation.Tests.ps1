BeforeAll { . (Join-Path $PSScriptRoot 'Support/Initialize.ps1') }

AfterAll { if ($server) { Stop-TestServer $server } }

Describe '-WaitForCompletion' {
    BeforeAll {
        $wait = @{ WaitForCompletion = $true; PollIntervalSec = 0.02; RetryIntervalSec = 0.01 }
    }

    It 'follows <style> with <shape> and <code> to the resource' -ForEach @(
        foreach ($style in 'operation-location', 'azure-asyncoperation', 'location') {
            foreach ($shape in 'status', 'state', 'provisioningState') { @{ style = $style; shape = $shape; code = 202 } }
            if ($style -ne 'location') { @{ style = $style; shape = 'status'; code = 201 }; @{ style = $style; shape = 'status'; code = 200 } }
        }
    ) {
        $path = New-Path
        $response = Invoke-ResourcePut "${base}operations/start/${path}?polls=2&style=$style&shape=$shape&code=$code" @{ a = 7 } @wait
        $response.Content.a | Should -Be 7
        $response.Outcome | Should -Be ($code -eq 201 ? 'Created' : 'Updated')
        $response.Method | Should -Be 'PUT'
        Get-Writes $path | Should -HaveCount 1
    }

    It 'shows percent complete' {
        $path = New-Path
        $uri = "${base}operations/start/${path}?polls=3"
        $shell = [powershell]::Create().AddScript("Import-Module '$PSScriptRoot/../../PutTools.psd1'; Invoke-ResourcePut '$uri' @{ a = 1 } -WaitForCompletion -PollIntervalSec 0.02")
        try {
            $null = $shell.Invoke()
            $shell.Streams.Progress | Where-Object PercentComplete -In 25, 50, 75 | Should -HaveCount 3
            $shell.Streams.Progress[-1].RecordType | Should -Be 'Completed'
        }
        finally { $shell.Dispose() }
    }

    It 'pauses between two polls if the server names a time that has passed: <_>' -ForEach '0', 'Thu, 01 Jan 2015 00:00:00 GMT' {
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        $null = Invoke-ResourcePut "${base}operations/start/$(New-Path)?polls=2&retryAfter=$([uri]::EscapeDataString($_))" @{} -WaitForCompletion -PollIntervalSec 0.2 -ErrorAction Stop
        $watch.Elapsed.TotalSeconds | Should -BeGreaterThan 0.4
    }

    It 'saves the resource with -OutFile, and not the first response' {
        $file = Join-Path $TestDrive operation.json
        Invoke-ResourcePut "${base}operations/start/$(New-Path)?polls=1" @{ a = 3 } @wait -OutFile $file | Should -BeNullOrEmpty
        Get-Content $file -Raw | Should -Be '{"a":3}'
    }

    It 'leaves no progress bar behind if it <end>' -ForEach @(
        @{ end = 'fails'; query = 'polls=2&end=failed'; deadline = 0 }
        @{ end = 'takes longer than the deadline'; query = 'polls=1000'; deadline = 0.5 }
        @{ end = 'would be polled after the deadline'; query = 'polls=2&retryAfter=60'; deadline = 2 }
    ) {
        $shell = [powershell]::Create().AddScript("Import-Module '$PSScriptRoot/../../PutTools.psd1'
            Invoke-ResourcePut '${base}operations/start/$(New-Path)?$query' @{ a = 1 } -WaitForCompletion -PollIntervalSec 0.2 -DeadlineSeconds $deadline")
        try {
            $null = $shell.Invoke()
            $shell.Streams.Error | Should -HaveCount 1
            $last = $shell.Streams.Progress | Select-Object -Last 1
            $last.RecordType ?? 'Completed' | Should -Be 'Completed'
        }
        finally { $shell.Dispose() }
    }

    It 'reports an operation that ends as <end> in <style> with the server''s message' -ForEach @(
        @{ style = 'operation-location'; end = 'failed' }
        @{ style = 'operation-location'; end = 'cancelled' }
        @{ style = 'azure-asyncoperation'; end = 'failed' }
        @{ style = 'location'; end = 'failed' }
    ) {
        Invoke-ResourcePut "${base}operations/start/$(New-Path)?polls=1&style=$style&end=$end" @{} @wait @quietly
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'OperationFailed,*'
        $failed[0].ErrorDetails.Message | Should -BeLike ($style -eq 'location' ? '*The operation has failed.*' : '*The disk is full.*')
        $failed[0].CategoryInfo.Category | Should -Be 'InvalidResult'
        $failed[0].Exception.OperationUri | Should -BeLike "${base}operations/*"
    }

    It 'polls again after a transient failure, even without retries of the write' {
        $response = Invoke-ResourcePut "${base}operations/start/$(New-Path)?polls=2&harm=2" @{ a = 1 } @wait -MaximumRetryCount 0
        $response.Content.a | Should -Be 1
    }

    It 'waits as long as Retry-After specifies' {
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $null = Invoke-ResourcePut "${base}operations/start/$(New-Path)?polls=0&retryAfter=1" @{ a = 1 } @wait
        $watch.Elapsed.TotalSeconds | Should -BeGreaterThan 0.9
    }

    It 'gives the url of the operation when the deadline passes, or would pass' -ForEach @(
        @{ retryAfter = '' }
        @{ retryAfter = '&retryAfter=60' }
    ) {
        Invoke-ResourcePut "${base}operations/start/$(New-Path)?polls=100000$retryAfter" @{} @wait -DeadlineSeconds 4 @quietly
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'DeadlineExceeded,*'
        $failed[0].Exception.OutcomeUnknown | Should -BeTrue
        $failed[0].Exception.OperationUri | Should -BeLike "${base}operations/*"
        $failed[0].Exception.Message | Should -BeLike "*$($failed[0].Exception.OperationUri)*"
    }

    It 'survives a state without a visible character: <_>' -ForEach '', '%20', '%E2%80%8B', '%1B' {
        $response = Invoke-ResourcePut "${base}operations/start/$(New-Path)?polls=1&end=$_" @{ a = 1 } @wait -WarningVariable warned -WarningAction SilentlyContinue
        $response.Outcome | Should -Be 'Unknown'
        $warned | Should -BeLike '*does not tell if it succeeded.*'
    }

    It 'warns if a 202 has no url to poll' {
        $response = Invoke-ResourcePut "${base}status/202" @{} @wait -WarningVariable warned -WarningAction SilentlyContinue
        $response.Outcome | Should -Be 'Accepted'
        $warned | Should -BeLike '*has no Operation-Location or Location*'
    }

    It 'writes nothing with -WhatIf' {
        $path = New-Path
        Invoke-ResourcePut "${base}operations/start/$path" @{ a = 1 } @wait -WhatIf | Should -BeNullOrEmpty
        Get-Writes $path | Should -HaveCount 0
    }
}
