BeforeAll { . (Join-Path $PSScriptRoot 'Support/Initialize.ps1') }

AfterAll { if ($server) { Stop-TestServer $server } }

Describe '-Original with -IfMatch' {
    It 'sends only the difference, and never over a newer state: <_>' -ForEach 'strong', 'weak', 'unquoted', 'conflict', 'odata', 'cosmos' {
        $url = "${base}dialect/$_/$(New-Path)"
        $null = Invoke-RestMethod $url -Method Put -Body '{"n":1,"m":1}' -ContentType application/json
        $before = Invoke-RestMethod $url -ResponseHeadersVariable fields
        $tag = $before.'@odata.etag' ?? $before._etag ?? "$($fields.ETag)"
        $after = $before | ConvertTo-Json | ConvertFrom-Json
        $after.n = 2
        "$(Invoke-ResourcePatch $url $after -Original $before -IfMatch $tag -Verbose 4>&1)" | Should -BeLike '*PATCH (7 bytes of*'
        $after.n = 3
        Invoke-ResourcePatch $url $after -Original $before -IfMatch $tag @quietly
        $failed[0].Exception.StatusCode | Should -Be ($_ -eq 'conflict' ? 409 : 412)
        $failed[0].Exception.OutcomeUnknown | Should -BeFalse
        (Invoke-RestMethod $url).n | Should -Be 2
        (Invoke-RestMethod $url).m | Should -Be 1
    }
}

Describe 'Preconditions' {
    BeforeAll {
        function Send([hashtable] $With) { (Invoke-ResourcePut "${base}echo" @{} @With).Content.headers }
    }

    It 'send <given> as <sent>' -ForEach @(
        @{ given = 'abc'; sent = 'abc' }
        @{ given = 'W/"abc"'; sent = 'W/"abc"' }
        @{ given = '"abc"'; sent = '"abc"' }
        @{ given = '*'; sent = '*' }
        @{ given = @('W/"a"', '"b"'); sent = 'W/"a", "b"' }
        @{ given = '"a", "b"'; sent = '"a", "b"' }
        @{ given = [Net.Http.Headers.EntityTagHeaderValue]::Parse('W/"abc"'); sent = 'W/"abc"' }
    ) {
        (Send @{ IfMatch = $given }).'If-Match' | Should -Be $sent
    }

    It 'send weak tags with -IfNoneMatch' {
        (Send @{ IfNoneMatch = 'W/"a"', 'W/"b"' }).'If-None-Match' | Should -Be 'W/"a", W/"b"'
    }

    It 'refuse the tag <tag> in <in>, and send nothing' -ForEach @(
        foreach ($tag in '', ' ', 'a"b', '"a', '"a" "b"', ',', 'W/', 'a,,b') { foreach ($in in 'IfMatch', 'IfNoneMatch', 'Headers') { @{ tag = $tag; in = $in } } }
    ) {
        $path = New-Path
        $given = $in -eq 'Headers' ? @{ Headers = @{ 'If-Match' = $tag } } : @{ $in = { $tag } }
        @{ a = 1 } | Invoke-ResourcePatch "$base$path" @given @quietly
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'InvalidHeader,*'
        $failed[0].Exception.Message | Should -BeLike '*not an entity tag*'
        Get-Writes $path | Should -HaveCount 0
    }

    It 'refuse <name> without a value in -Headers, as of a property that the object does not have' -ForEach @(
        foreach ($name in 'If-Match', 'if-none-match', 'If-Unmodified-Since', 'Idempotency-Key') { @{ name = $name } }
    ) {
        $path = New-Path
        $row = [pscustomobject]@{ a = 1 }
        Invoke-ResourcePatch "$base$path" @{ a = 1 } -Headers @{ $name = $row.etag } @quietly
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'InvalidHeader,*'
        $failed[0].Exception.Message | Should -BeLike "*'$name' has no value*would not protect the write*leave it out*Nothing was sent.*"
        $row | Invoke-ResourcePatch "$base$path" @{ a = 1 } -Headers { @{ $name = @($_.etag) } } @quietly
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'InvalidHeader,*'
        Get-Writes $path | Should -HaveCount 0
    }

    It 'are removed by $null in -Headers if the session has them' {
        $session = New-ResourceSession $base -Headers @{ 'If-Match' = '"a"' }
        (Invoke-ResourcePut echo @{} -Session $session -Headers @{ 'If-Match' = $null }).Content.headers.'If-Match' | Should -BeNullOrEmpty
    }

    It 'refuse bytes, which are not tags' {
        { Invoke-ResourcePatch "${base}refused" @{ a = 1 } -IfMatch ([byte[]] (1, 2)) } | Should -Throw '*byte*' -ErrorId 'InvalidParameter,*'
    }

    It 'refuse If-Unmodified-Since <_> in -Headers, which a server would ignore' -ForEach '', 'yesterday', '2024-01-02' {
        { Invoke-ResourcePatch "${base}refused" @{ a = 1 } -Headers @{ 'If-Unmodified-Since' = $_ } } | Should -Throw '*is not a date*' -ErrorId 'InvalidHeader,*'
        (Send @{ Headers = @{ 'If-Unmodified-Since' = 'Sat, 03 Feb 2024 10:00:00 GMT' } }).'If-Unmodified-Since' | Should -Be 'Sat, 03 Feb 2024 10:00:00 GMT'
    }

    It 'send a date object in -Headers as an HTTP date, if the field has one' {
        $time = [DateTimeOffset]::new(2024, 5, 6, 7, 8, 9, [timespan]::FromHours(2))
        $sent = Send @{ Headers = @{ 'if-unmodified-since' = $time; Date = $time.UtcDateTime; 'X-Time' = $time } }
        $sent.'If-Unmodified-Since' | Should -Be 'Mon, 06 May 2024 05:08:09 GMT'
        $sent.Date | Should -Be 'Mon, 06 May 2024 05:08:09 GMT'
        $sent.'X-Time' | Should -Be '2024-05-06T07:08:09+02:00'
    }

    It 'refuse an empty idempotency key in <in>, and send nothing' -ForEach @{ in = 'IdempotencyKey' }, @{ in = 'Headers' } {
        $path = New-Path
        $given = $in -eq 'Headers' ? @{ Headers = @{ 'Idempotency-Key' = ' ' } } : @{ IdempotencyKey = { ' ' } }
        @{ a = 1 } | Invoke-ResourcePatch "$base$path" @given @quietly
        $failed[0].Exception.Message | Should -BeLike '*Idempotency*is empty*'
        Get-Writes $path | Should -HaveCount 0
    }

    It 'make no repeat safe if the tag is not an entity tag: <tag>' -ForEach @{ tag = 'abc' }, @{ tag = '*' }, @{ tag = 'w/"1"' }, @{ tag = '"a"b"' } {
        $path = New-Path
        $null = Invoke-ResourcePut "$base$path" @{ a = 1 }
        Invoke-ResourcePatch "${faults}reset-before-response/$path" @{ a = 2 } -Headers @{ 'If-Match' = $tag } @quick @quietly
        $failed[0].Exception.Attempts | Should -Be 1
    }

    It 'send -IfUnmodifiedSince from <Kind>' -ForEach @(
        @{ Kind = 'a header of Invoke-WebRequest, which is a list of one'; Date = [string[]] 'Sat, 03 Feb 2024 10:00:00 GMT'; Sent = 'Sat, 03 Feb 2024 10:00:00 GMT' }
        @{ Kind = 'a date without a time'; Date = [dateonly]::new(2024, 2, 3); Sent = [datetime]::new(2024, 2, 3).ToUniversalTime().ToString('r') }
        @{ Kind = 'a local time'; Date = [datetime]::new(2024, 2, 3, 10, 0, 0); Sent = [datetime]::new(2024, 2, 3, 10, 0, 0).ToUniversalTime().ToString('r') }
    ) {
        (Send @{ IfUnmodifiedSince = $Date }).'If-Unmodified-Since' | Should -Be $Sent
        { Send @{ IfUnmodifiedSince = @($Date, $Date) } } | Should -Throw '*takes one value, but there are 2*'
    }

    It 'send -IfUnmodifiedSince as an HTTP date in UTC' {
        (Send @{ IfUnmodifiedSince = [DateTimeOffset]::new(2024, 5, 6, 7, 8, 9, [timespan]::FromHours(2)) }).'If-Unmodified-Since' |
            Should -Be 'Mon, 06 May 2024 05:08:09 GMT'
    }

    It 'allow a write only in the state with the tag' {
        $path = New-Path
        $first = Invoke-ResourcePut "$base$path" @{ a = 1 } -IfNoneMatch *
        $first.Outcome | Should -Be 'Created'
        $null = Invoke-ResourcePut "$base$path" @{ a = 2 } -IfMatch $first.ETag
        Invoke-ResourcePut "$base$path" @{ a = 3 } -IfMatch $first.ETag @quietly
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'PreconditionFailed,*'
        $failed[0].Exception.OutcomeUnknown | Should -BeFalse
        $failed[0].ErrorDetails.RecommendedAction | Should -BeLike 'Read the resource again*'
        (Get-State $path).a | Should -Be 2
        Invoke-ResourcePut "$base$path" @{ a = 3 } -IfNoneMatch * @quietly
        $failed[0].ErrorDetails.RecommendedAction | Should -BeLike 'The resource exists already.*'
    }

    It 'name the suffix of a compressed response, which a server refuses in a write: <_>' -ForEach '-gzip', '--gzip', '-br' {
        $path = New-Path
        $tag = (Invoke-ResourcePut "$base$path" @{ a = 1 }).ETag
        Invoke-ResourcePut "$base$path" @{ a = 2 } -IfMatch ($tag.TrimEnd('"') + "$_`"") @quietly
        $failed[0].ErrorDetails.RecommendedAction | Should -BeLike "*some servers add '$_' to it*Accept-Encoding: identity*"
    }

    It 'recognize their own write after a lost response and a 412' {
        $path = New-Path
        $tag = (Invoke-ResourcePut "$base$path" @{ a = 1 }).ETag
        $response = Invoke-ResourcePatch "${faults}reset-after-apply/${path}?times=1&key=$path" @{ a = 2 } -IfMatch $tag @quick
        $response.Outcome | Should -Be 'Updated'
        $response.Content.a | Should -Be 2
        Get-Writes $path | Should -HaveCount 2
    }
}
