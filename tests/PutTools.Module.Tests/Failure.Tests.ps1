BeforeAll { . (Join-Path $PSScriptRoot 'Support/Initialize.ps1') }

AfterAll { if ($server) { Stop-TestServer $server } }

Describe 'A status that means failure' {
    # The table of the design, written out.
    It '<Status> is <Id>, <Category>' -ForEach @(
        @{ Status = 400; Id = 'BadRequest'; Category = 'InvalidArgument' }
        @{ Status = 401; Id = 'Unauthorized'; Category = 'AuthenticationError' }
        @{ Status = 403; Id = 'Forbidden'; Category = 'PermissionDenied' }
        @{ Status = 404; Id = 'NotFound'; Category = 'ObjectNotFound' }
        @{ Status = 405; Id = 'MethodNotAllowed'; Category = 'InvalidOperation' }
        @{ Status = 406; Id = 'NotAcceptable'; Category = 'InvalidType' }
        @{ Status = 407; Id = 'ProxyAuthenticationRequired'; Category = 'AuthenticationError' }
        @{ Status = 408; Id = 'RequestTimeout'; Category = 'OperationTimeout' }
        @{ Status = 409; Id = 'Conflict'; Category = 'ResourceExists' }
        @{ Status = 410; Id = 'Gone'; Category = 'ObjectNotFound' }
        @{ Status = 411; Id = 'LengthRequired'; Category = 'LimitsExceeded' }
        @{ Status = 412; Id = 'PreconditionFailed'; Category = 'InvalidOperation' }
        @{ Status = 413; Id = 'ContentTooLarge'; Category = 'LimitsExceeded' }
        @{ Status = 414; Id = 'UriTooLong'; Category = 'LimitsExceeded' }
        @{ Status = 415; Id = 'UnsupportedMediaType'; Category = 'InvalidType' }
        @{ Status = 418; Id = 'Http418'; Category = 'InvalidOperation' }
        @{ Status = 422; Id = 'UnprocessableContent'; Category = 'InvalidData' }
        @{ Status = 423; Id = 'Locked'; Category = 'ResourceBusy' }
        @{ Status = 425; Id = 'TooEarly'; Category = 'ResourceUnavailable' }
        @{ Status = 428; Id = 'PreconditionRequired'; Category = 'InvalidOperation' }
        @{ Status = 429; Id = 'TooManyRequests'; Category = 'QuotaExceeded' }
        @{ Status = 431; Id = 'RequestHeaderFieldsTooLarge'; Category = 'LimitsExceeded' }
        @{ Status = 451; Id = 'UnavailableForLegalReasons'; Category = 'PermissionDenied' }
        @{ Status = 500; Id = 'InternalServerError'; Category = 'InvalidResult' }
        @{ Status = 501; Id = 'NotImplemented'; Category = 'NotImplemented' }
        @{ Status = 502; Id = 'BadGateway'; Category = 'ConnectionError' }
        @{ Status = 503; Id = 'ServiceUnavailable'; Category = 'ResourceUnavailable' }
        @{ Status = 504; Id = 'GatewayTimeout'; Category = 'OperationTimeout' }
        @{ Status = 507; Id = 'InsufficientStorage'; Category = 'LimitsExceeded' }
        @{ Status = 599; Id = 'Http599'; Category = 'ResourceUnavailable' }
        @{ Status = 999; Id = 'Http999'; Category = 'ResourceUnavailable' }
    ) {
        Invoke-ResourcePut "${base}status/$Status" 1 @once @quietly
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be "$Id,PutTools.Cmdlets.InvokeResourcePutCommand"
        $failed[0].CategoryInfo.Category | Should -Be $Category
    }

    It 'has an id, a category, its target and the response, for any status' {
        $named = @{
            400 = 'BadRequest InvalidArgument'; 401 = 'Unauthorized AuthenticationError'; 403 = 'Forbidden PermissionDenied'
            404 = 'NotFound ObjectNotFound'; 405 = 'MethodNotAllowed InvalidOperation'; 406 = 'NotAcceptable InvalidType'
            407 = 'ProxyAuthenticationRequired AuthenticationError'; 408 = 'RequestTimeout OperationTimeout'
            409 = 'Conflict ResourceExists'; 410 = 'Gone ObjectNotFound'; 411 = 'LengthRequired LimitsExceeded'
            412 = 'PreconditionFailed InvalidOperation'; 413 = 'ContentTooLarge LimitsExceeded'; 414 = 'UriTooLong LimitsExceeded'
            415 = 'UnsupportedMediaType InvalidType'; 422 = 'UnprocessableContent InvalidData'; 423 = 'Locked ResourceBusy'
            425 = 'TooEarly ResourceUnavailable'; 428 = 'PreconditionRequired InvalidOperation'; 429 = 'TooManyRequests QuotaExceeded'
            431 = 'RequestHeaderFieldsTooLarge LimitsExceeded'; 451 = 'UnavailableForLegalReasons PermissionDenied'
            500 = 'InternalServerError InvalidResult'; 501 = 'NotImplemented NotImplemented'; 502 = 'BadGateway ConnectionError'
            503 = 'ServiceUnavailable ResourceUnavailable'; 504 = 'GatewayTimeout OperationTimeout'; 507 = 'InsufficientStorage LimitsExceeded'
        }
        $mismatches = foreach ($status in 400..599) {
            $body = @{ status = $status }
            Invoke-ResourcePut "${base}status/{status}" $body @once @quietly
            $expected = $named[$status] ?? "Http$status $($status -lt 500 ? 'InvalidOperation' : 'ResourceUnavailable')"
            $record = $failed[0]
            $seen = "$($record.FullyQualifiedErrorId -replace ',PutTools\.Cmdlets\.InvokeResourcePutCommand$') $($record.CategoryInfo.Category)"
            if ($seen -ne $expected) { "${status}: $seen, not $expected" }
            if (-not [object]::ReferenceEquals($record.TargetObject, $body)) { "${status}: the target is not the body" }
            if ($record.Exception.StatusCode -ne $status -or $record.Exception.Response.StatusCode -ne $status) { "${status}: not the response's" }
            # The message of 401 depends on the credentials, and says what to give.
            if (-not $record.ErrorDetails.RecommendedAction -and $status -ne 401) { "${status}: no advice" }
            if ($record.Exception.Attempts -ne 1) { "${status}: $($record.Exception.Attempts) attempts" }
        }
        $mismatches | Should -BeNullOrEmpty
    }

    It 'names the errors of earlier attempts if they were others' {
        $path = New-Path
        # Each attempt is one of the key: the first meets the fault, the second one the status of the fault server's resource.
        Invoke-ResourcePut "${faults}reset-before-response/read-only/$path`?times=1" @{ a = 1 } @quick @quietly
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'MethodNotAllowed,*'
        "$($failed[0])" | Should -BeLike '*Tried 2 times in *; an earlier attempt failed with ConnectionLost.*'
    }

    It 'says that a 304 may mean that nothing was left to change' {
        Invoke-ResourcePut "${base}status/304" @{ a = 1 } @quietly
        $failed[0].ErrorDetails.RecommendedAction | Should -BeLike 'Read the resource: *'
    }

    It 'advises to correct what a WebDAV server names, and asks for permission only if that is missing' {
        Invoke-ResourcePut "${base}status/403?body=webdav&condition=valid-calendar-data" 'BEGIN:VCALENDAR' -ContentType text/calendar @once @quietly
        "$($failed[0])" | Should -BeLike '*403 Forbidden.*valid-calendar-data'
        $failed[0].ErrorDetails.RecommendedAction | Should -BeLike 'Correct the values*'
        Invoke-ResourcePut "${base}status/403?body=webdav&condition=need-privileges" 'BEGIN:VCALENDAR' -ContentType text/calendar @once @quietly
        $failed[0].ErrorDetails.RecommendedAction | Should -BeLike 'Use credentials with permission*'
    }

    It 'has the whole response in the exception' {
        Invoke-ResourcePut "${base}status/405" 1 @once @quietly
        $failed[0].Exception | Should -BeOfType PutTools.ResourceException
        $failed[0].Exception.Response | Should -BeOfType PutTools.ResourceResponse
        $failed[0].Exception.Response.Headers['Allow'] -join ', ' | Should -Be 'GET, HEAD'
        $failed[0].Exception.Response.Content.detail | Should -Be 'Method Not Allowed (detail)'
        $failed[0].Exception.Problem.Title | Should -Be 'Method Not Allowed'
        $failed[0].Exception.Problem.Extensions['traceId'] | Should -Be 'trace-1'
    }

    It 'sets OutcomeUnknown to <OutcomeUnknown> for <Status>' -ForEach @(
        @{ Status = 404; OutcomeUnknown = $false }
        @{ Status = 429; OutcomeUnknown = $false }
        @{ Status = 500; OutcomeUnknown = $true }
        @{ Status = 502; OutcomeUnknown = $true }
        @{ Status = 503; OutcomeUnknown = $false }
        @{ Status = 504; OutcomeUnknown = $true }
    ) {
        Invoke-ResourcePut "${base}status/$Status" 1 @once @quietly
        $failed[0].Exception.OutcomeUnknown | Should -Be $OutcomeUnknown
    }

    It 'shows the server''s message: <Body>' -ForEach @(
        @{ Body = 'problem'; Words = 'Unprocessable Entity (detail)' }
        @{ Body = 'error'; Words = 'E422: Unprocessable Entity (error.message)' }
        @{ Body = 'error-text'; Words = 'Unprocessable Entity (error)' }
        @{ Body = 'message'; Words = 'Unprocessable Entity (message)' }
        @{ Body = 'errors'; Words = 'name: must not be empty' }
        @{ Body = 'text'; Words = 'Unprocessable Entity (text)' }
        @{ Body = 'html'; Words = 'Unprocessable Entity (html)' }
    ) {
        Invoke-ResourcePut "${base}status/422?body=$Body" 1 @once @quietly
        $failed[0].Exception.Message | Should -BeLike 'PUT * failed: 422 *'
        $failed[0].ErrorDetails.Message | Should -Be "$($failed[0].Exception.Message)$([Environment]::NewLine)$Words"
    }

    It 'shows both ends of a very long url' {
        Invoke-ResourcePut "${base}status/414/$('x' * 5000)/end" 1 @once @quietly
        $failed[0].Exception.Message | Should -Match '^PUT http://.{300,600}…x+/end failed: 414 .{1,30}$'
    }

    It 'has a message of its own if the server sends none' {
        Invoke-ResourcePut "${base}status/422?body=none" 1 @once @quietly
        $failed[0].ErrorDetails.Message | Should -Be $failed[0].Exception.Message
    }
}

Describe 'A failure without a response' {
    It '<Id>, <Category>: <Kind>' -ForEach @(
        @{ Kind = 'a name without an address'; Uri = { 'http://nope.invalid/1' }; Id = 'NameResolutionFailed'; Category = 'ConnectionError' }
        @{ Kind = 'a refused connection'; Uri = { $server.refusingUri }; Id = 'ConnectionFailed'; Category = 'ConnectionError' }
        @{ Kind = 'a reset before the response'; Uri = { "${faults}reset-before-response/u/1" }; Id = 'ConnectionLost'; Category = 'ConnectionError'; OutcomeUnknown = $true }
        @{ Kind = 'a reset after the write'; Uri = { "${faults}reset-after-apply/u/1" }; Id = 'ConnectionLost'; Category = 'ConnectionError'; OutcomeUnknown = $true }
        @{ Kind = 'a close after the write'; Uri = { "${faults}close-after-apply/u/1" }; Id = 'ConnectionLost'; Category = 'ConnectionError'; OutcomeUnknown = $true }
        @{ Kind = 'an untrusted certificate'; Uri = { $server.secureUri }; Id = 'TlsFailure'; Category = 'SecurityError' }
        @{ Kind = 'https to an http port'; Uri = { $base -replace '^http:', 'https:' }; Id = 'SchemeMismatch'; Category = 'InvalidArgument' }
        @{ Kind = 'http to an https port'; Uri = { $server.secureUri -replace '^https:', 'http:' }; Id = 'SchemeMismatch'; Category = 'InvalidArgument' }
        @{ Kind = 'garbage'; Uri = { "${faults}garbage/u/1" }; Id = 'ProtocolError'; Category = 'ProtocolError'; OutcomeUnknown = $true }
        @{ Kind = 'a bad status line'; Uri = { "${faults}bad-status-line/u/1" }; Id = 'ProtocolError'; Category = 'ProtocolError'; OutcomeUnknown = $true }
        @{ Kind = 'no connection in time'; Uri = { $server.unansweringUri }; Splat = @{ TimeoutSec = 0.2 }; Id = 'ConnectionTimeout'; Category = 'OperationTimeout' }
        @{ Kind = 'no response in time'; Uri = { "${faults}stall-before-response/u/1" }; Splat = @{ TimeoutSec = 1 }; Id = 'ResponseTimeout'; Category = 'OperationTimeout'; OutcomeUnknown = $true }
        @{ Kind = 'the deadline'; Uri = { "${faults}stall-before-response/u/1" }; Splat = @{ DeadlineSeconds = 1.5 }; Id = 'DeadlineExceeded'; Category = 'OperationTimeout'; OutcomeUnknown = $true }
    ) {
        $body = [pscustomobject]@{ n = 1 }
        $arguments = $Splat ?? @{}
        $body | Invoke-ResourcePut (& $Uri) @arguments @once @quietly
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be "$Id,PutTools.Cmdlets.InvokeResourcePutCommand"
        $failed[0].CategoryInfo.Category | Should -Be $Category
        $failed[0].Exception.OutcomeUnknown | Should -Be ([bool]$OutcomeUnknown)
        $failed[0].Exception.Attempts | Should -Be 1
        $failed[0].Exception.StatusCode | Should -Be $null
        if ($Id -eq 'SchemeMismatch') { "$($failed[0])" | Should -BeLike '*egin the url with http*' }
        else { $failed[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty }
        [object]::ReferenceEquals($failed[0].TargetObject, $body) | Should -BeTrue
    }

    It 'advises to read the resource only if the write may have been applied: not after a failed read, by <_>' -ForEach 'reset-before-response', 'close-after-apply', 'garbage', 'stall-before-response' {
        foreach ($write in { Invoke-ResourcePut "${faults}$_/u/1" -Update { 1 } -TimeoutSec 0.5 @once }, { Invoke-ResourcePatch "${faults}$_/u/1" @{ n = 1 } -IfChanged -TimeoutSec 0.5 @once }) {
            try { & $write; throw 'no error' } catch { $record = $_ }
            $record.Exception.OutcomeUnknown | Should -BeFalse
            $record.ErrorDetails.RecommendedAction | Should -Not -Match 'read the resource'
        }
    }

    It 'advises to read the resource only if the write may have been applied: not if its response stalls on the way to a file' {
        @{ n = 1 } | Invoke-ResourcePut "${faults}stall-mid-response/u/1" -OutFile (Join-Path $TestDrive 'stalled') -OperationTimeoutSeconds 1 @once @quietly
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'OperationTimeout,*'
        $failed[0].ErrorDetails.RecommendedAction | Should -Be 'Allow longer pauses with -OperationTimeoutSeconds.'
    }

    It 'is not an error after a status line of 2xx, whatever follows: <_>' -Tag net8.0 -ForEach 'close-mid-headers', 'stall-mid-headers', 'bad-header-line', 'endless-headers' {
        foreach ($verb in 'Put', 'Patch') {
            $path = New-Path
            $null = Invoke-ResourcePut "$base$path" @{ n = 0 }
            $response = @{ n = 1 } | & "Invoke-Resource$verb" "${faults}$_/$path" -TimeoutSec 1 @quick @quietly -WarningVariable warnings -WarningAction SilentlyContinue
            $failed | Should -HaveCount 0
            $response.IsSuccess | Should -BeTrue
            $warnings | Should -BeLike '*status of the response confirms the write*'
            Get-Writes $path | Should -HaveCount 2
        }
    }

    It 'is not an error after a 2xx, however long its headers are' {
        $response = Invoke-ResourcePut "${faults}wide-headers/u/1" 1 @once
        "$($response.Headers['X-Wide'])".Length | Should -Be 100000
    }

    It 'is not an error after a 2xx, even if the rest of the response is lost: <_>' -ForEach 'cut-body', 'cut-chunked', 'stall-mid-response' {
        $response = @{ n = 1 } | Invoke-ResourcePut "${faults}$_/u/1" -OperationTimeoutSeconds 1 @once @quietly -WarningVariable warnings -WarningAction SilentlyContinue
        $failed | Should -HaveCount 0
        $response.Attempts | Should -Be 1
        $response.IsSuccess | Should -BeTrue
        $warnings | Should -Not -BeNullOrEmpty
    }

    It 'is ConnectionFailed and not ConnectionLost if the connection is reset at once' {
        Invoke-ResourcePut $server.resetUri 1 @once @quietly
        $failed[0].FullyQualifiedErrorId | Should -Match '^Connection(Failed|Lost),'
        $failed[0].CategoryInfo.Category | Should -Be 'ConnectionError'
    }

    It 'shows no secret in any text' {
        $uri = $server.refusingUri -replace '//', '//me:hidden1@'
        $arguments = @{ Uri = "$uri`?token=hidden2"; Body = @{ password = 'hidden3' }; Headers = @{ Authorization = 'hidden4' } }
        Invoke-ResourcePut @arguments @once @quietly
        ($failed[0] | Format-List * -Force | Out-String) + ($failed[0] | Out-String) | Should -Not -Match 'hidden[124]'
    }
}

Describe 'A pipeline with failures' {
    BeforeEach {
        Reset-TestServer $server
        $objects = 'users/1', 'status/404', 'users/2', 'status/500', 'users/3' | ForEach-Object { [pscustomobject]@{ path = $_ } }
    }

    It 'continues after each of them' {
        $responses = $objects | Invoke-ResourcePut "${base}{+path}" @once @quietly
        $responses.Uri.AbsolutePath | Should -Be '/users/1', '/users/2', '/users/3'
        $failed.TargetObject.path | Should -Be 'status/404', 'status/500'
    }

    It 'ends at the first of them with -ErrorAction Stop' {
        $responses = [System.Collections.Generic.List[object]]::new()
        { $objects | Invoke-ResourcePut "${base}{+path}" @once -ErrorAction Stop | ForEach-Object { $responses.Add($_) } } |
            Should -Throw -ErrorId 'NotFound,PutTools.Cmdlets.InvokeResourcePutCommand'
        $responses | Should -HaveCount 1
        (Get-TestServerJournal $server).path | Should -Be '/users/1'
    }

    It 'can be caught by the kind of its failure' {
        $caught = try { Invoke-ResourcePut "${base}status/404" 1 @once -ErrorAction Stop } catch [PutTools.ResourceException] { $_.Exception.Kind }
        "$caught" | Should -Be 'NotFound'
    }

    It 'can be repeated with the objects that failed' {
        $objects | Invoke-ResourcePut "${base}{+path}" @once @quietly | Out-Null
        $again = $failed.TargetObject | ForEach-Object { $_.path = $_.path -replace 'status', 'users'; $_ } | Invoke-ResourcePut "${base}{+path}"
        $again.Uri.AbsolutePath | Should -Be '/users/404', '/users/500'
    }

    It 'continues after a property that throws, <Kind>' -ForEach @(
        @{ Kind = 'which the url needs'; Target = 'users/{name}' }
        @{ Kind = 'which only the body has'; Target = 'users/1' }
    ) {
        $bad = [pscustomobject]@{} | Add-Member ScriptProperty name { throw 'no name today' } -PassThru
        # Continue, because SilentlyContinue would hide what the property throws.
        $responses = $bad, @{ name = 1 } | Invoke-ResourcePut "$base$Target" -ErrorAction Continue -ErrorVariable failed 2> $null
        $responses.Uri.AbsolutePath | Should -Be '/users/1'
        $failed[-1].FullyQualifiedErrorId | Should -Be 'InvalidPayload,PutTools.Cmdlets.InvokeResourcePutCommand'
        $failed[-1].Exception.Message | Should -BeLike '*no name today*'
        [object]::ReferenceEquals($failed[-1].TargetObject, $bad) | Should -BeTrue
    }
}

Describe 'A response that comes before the body is read' {
    # Alone on its connection: a kept one may be closed while the next request is on its way.
    It 'is the outcome: <Fault>, <Size> bytes, <Verb>' -ForEach @(
        foreach ($fault in 'early-response', 'early-response-linger', 'early-response-keep') {
            foreach ($size in 0x10000, 0x10001, 900000, 32000000) { foreach ($verb in 'Put', 'Patch') { @{ Fault = $fault; Size = $size; Verb = $verb } } }
        }
    ) {
        & "Invoke-Resource$Verb" "$faults$Fault/$(New-Path)" -Body ([byte[]]::new($Size)) -ContentType application/octet-stream -DisableKeepAlive @once @quietly
        $failed.Exception.Kind | Should -Be 'ContentTooLarge'
        $failed.Exception.OutcomeUnknown | Should -BeFalse
        $failed.Exception.Message | Should -BeLike '*Too large*'
    }

    It 'is the outcome of a body of unknown length' {
        $file = Join-Path $TestDrive 'large'
        [IO.File]::WriteAllBytes($file, [byte[]]::new(3000000))
        Invoke-ResourcePatch "${faults}early-response/$(New-Path)" -InFile $file -ContentEncoding gzip -ContentType application/octet-stream -DisableKeepAlive @once @quietly
        $failed.Exception.Kind | Should -Be 'ContentTooLarge'
        $failed.Exception.OutcomeUnknown | Should -BeFalse
    }
}
