BeforeAll { . (Join-Path $PSScriptRoot 'Support/Initialize.ps1') }

AfterAll { if ($server) { Stop-TestServer $server } }

Describe '-SuccessCondition' {
    It 'accepts a response for which it is true' {
        (Invoke-ResourcePut "${base}echo" @{ ok = $true } -SuccessCondition { $_.StatusCode -eq 200 -and $_.Content.method -eq 'PUT' }).StatusCode | Should -Be 200
    }

    It 'rejects a response for which it outputs <Kind>' -ForEach @(
        @{ Kind = '$false'; Condition = { $false } }
        @{ Kind = 'nothing'; Condition = { } }
        @{ Kind = '$null'; Condition = { $_.Content.missing } }
        @{ Kind = '0'; Condition = { 0 } }
    ) {
        $path = New-Path
        $row = [pscustomobject]@{ message = 'quota exceeded' }
        $row | Invoke-ResourcePut "$base$path" -SuccessCondition $Condition @quietly | Should -BeNullOrEmpty
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be 'ResponseRejected,PutTools.Cmdlets.InvokeResourcePutCommand'
        $failed[0].CategoryInfo.Category | Should -Be 'InvalidResult'
        $failed[0].ErrorDetails.Message | Should -BeLike '*quota exceeded'
        $failed[0].Exception.Response.StatusCode | Should -Be 201
        $failed[0].Exception.OutcomeUnknown | Should -BeFalse
        [object]::ReferenceEquals($failed[0].TargetObject, $row) | Should -BeTrue
        Get-Writes $path | Should -HaveCount 1
    }

    It 'is the error ScriptBlockFailed, with the response, if it throws' {
        Invoke-ResourcePut "${base}echo" 1 -SuccessCondition { throw 'no idea' } @quietly
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'ScriptBlockFailed,*'
        $failed[0].Exception.Message | Should -BeLike '*answered with 200 OK*no idea*'
        $failed[0].Exception.Response.StatusCode | Should -Be 200
        $failed[0].Exception.OutcomeUnknown | Should -BeFalse
    }

    It 'names the url without its secrets if it <Kind>' -ForEach @(
        @{ Kind = 'rejects a response'; Condition = { $false } }
        @{ Kind = 'throws'; Condition = { throw 'no idea' } }
    ) {
        Invoke-ResourcePut "$base$(New-Path)?api_key=hidden&a=1" 1 -SuccessCondition $Condition @quietly
        $failed[0].Exception.Message | Should -BeLike '*api_key=`*`*`*&a=1 was answered*'
        "$($failed[0].Exception)$($failed[0].ErrorDetails.Message)" | Should -Not -BeLike '*hidden*'
    }

    It 'is evaluated once, for the final response: <Kind>' -ForEach @(
        @{ Kind = 'a retry'; Uri = { "${base}status/503/condition?times=2&retryAfter=0&key=$(New-Path)" }; Given = @{ Body = 1 } }
        @{ Kind = '-Update'; Uri = { $u = "$base$(New-Path)"; $null = Invoke-ResourcePut $u @{ n = 1 }; $u }; Given = @{ Update = { $_.n++ } } }
        @{ Kind = '-IfChanged'; Uri = { $u = "$base$(New-Path)"; $null = Invoke-ResourcePut $u @{ n = 1 }; $u }; Given = @{ Body = @{ n = 2 }; IfChanged = $true } }
        @{ Kind = 'a redirect'; Uri = { "${base}redirect/307?times=2" }; Given = @{ Body = 1 } }
    ) {
        $evaluated = [System.Collections.Generic.List[int]]::new()
        $response = Invoke-ResourcePut (& $Uri) @Given @quick -SuccessCondition { $evaluated.Add($_.StatusCode); $true }
        $evaluated | Should -Be $response.StatusCode
    }

    It 'replaces the warning about content that reports a failure' {
        $path = New-Path
        $null = Invoke-ResourcePut "$base$path" @{ success = $false; message = 'No.' }
        $response = Invoke-ResourcePatch "$base$path" @{ a = 1 } -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -BeLike '*the response reports a failure, so nothing may have been written: No. With -SuccessCondition*'
        $response.Outcome | Should -Be Unknown
        $response.ErrorMessage | Should -Be 'No.'
        $response = Invoke-ResourcePatch "$base$path" @{ a = 1 } -SuccessCondition { $true } -WarningVariable warned -WarningAction SilentlyContinue
        $response.Outcome | Should -Be Updated
        $response.ErrorMessage | Should -BeNullOrEmpty
        $warned | Should -BeNullOrEmpty
    }

    It 'replaces that warning also if the JSON <Kind>' -ForEach @(
        @{ Kind = 'has a byte order mark'; Before = ''; With = '&bom=yes' }
        @{ Kind = 'follows the line that keeps browsers from running it'; Before = ")]}'`n"; With = '' }
    ) {
        $text = [uri]::EscapeDataString("$Before{`"success`":false,`"message`":`"No.`"}")
        $response = Invoke-ResourcePut "${base}text?text=$text$With" @{ a = 1 } -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -BeLike '*the response reports a failure, so nothing may have been written: No. With -SuccessCondition*'
        $response.Outcome | Should -Be Unknown
        $null = Invoke-ResourcePut "${base}text?text=$text$With" @{ a = 1 } -SuccessCondition { $true } -WarningVariable warned -WarningAction SilentlyContinue
        $warned | Should -BeNullOrEmpty
    }

    It 'has no such warning to replace if the state was sent: <Kind>' -ForEach @(
        @{ Kind = '-Update'; Given = @{ Update = { $_.n++ } }; Outcome = 'Updated' }
        @{ Kind = '-IfChanged'; Given = @{ Body = @{ success = $false; message = 'No.'; n = 2 }; IfChanged = $true }; Outcome = 'Updated' }
        @{ Kind = '-IfChanged, unchanged'; Given = @{ Body = @{ success = $false; message = 'No.'; n = 1 }; IfChanged = $true }; Outcome = 'Unchanged' }
    ) {
        foreach ($command in 'Invoke-ResourcePut', 'Invoke-ResourcePatch') {
            $path = New-Path
            $null = Invoke-ResourcePut "$base$path" @{ success = $false; message = 'No.'; n = 1 }
            (& $command "$base$path" @Given -WarningVariable warned -WarningAction SilentlyContinue).Outcome | Should -Be $Outcome
            $warned | Should -BeNullOrEmpty
        }
        (Invoke-ResourcePatch "$base$path" @{ success = $false } -IfChanged -WarningVariable warned).Outcome | Should -Be Unchanged
        (Invoke-ResourcePatch "$base$path" @{ message = 'No.' } -IfChanged -WarningVariable +warned).Outcome | Should -Be Unchanged
        $warned | Should -BeNullOrEmpty
    }

    It 'is not evaluated for an error status, nor if nothing was written' {
        $evaluated = [System.Collections.Generic.List[int]]::new()
        $path = New-Path
        $null = Invoke-ResourcePut "$base$path" @{ n = 1 }
        $null = Invoke-ResourcePut "$base$path" @{ n = 1 } -IfChanged -SuccessCondition { $evaluated.Add(1); $false }
        $null = Invoke-ResourcePut "${base}status/404" 1 -SkipHttpErrorCheck -SuccessCondition { $evaluated.Add(2); $false }
        $evaluated | Should -BeNullOrEmpty
    }

    It 'is evaluated for the end of a long operation, and not for its start' {
        $uri = "${base}operations/start/$(New-Path)?polls=1"
        $with = @{ WaitForCompletion = $true; PollIntervalSec = 0.02 }
        (Invoke-ResourcePut $uri @{ a = 1 } @with -SuccessCondition { $_.StatusCode -eq 200 -and $_.Content.a -eq 1 }).Outcome | Should -Be 'Updated'
        Invoke-ResourcePut $uri @{ a = 2 } @with -SuccessCondition { $_.Content.a -ne 2 } @quietly
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'ResponseRejected,*'
    }
}
