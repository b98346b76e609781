BeforeAll { . (Join-Path $PSScriptRoot 'Support/Initialize.ps1') }

AfterAll { if ($server) { Stop-TestServer $server } }

Describe 'Preconditions' {
    BeforeAll {
        function Send([hashtable] $With) { (Invoke-ResourcePut "${base}echo" @{} @With).Content.headers }
    }

    It 'sends <given> as <sent>' -ForEach @(
        @{ given = 'abc'; sent = '"abc"' }
        @{ given = '"abc"'; sent = '"abc"' }
        @{ given = '*'; sent = '*' }
        @{ given = @('a', '"b"'); sent = '"a", "b"' }
        @{ given = '"a", "b"'; sent = '"a", "b"' }
    ) {
        (Send @{ IfMatch = $given }).'If-Match' | Should -Be $sent
    }

    It 'sends weak tags with -IfNoneMatch' {
        (Send @{ IfNoneMatch = 'W/"a"', 'W/b' }).'If-None-Match' | Should -Be 'W/"a", W/"b"'
    }

    It 'refuses <tag> with a reason, and sends nothing' -ForEach @(
        @{ tag = 'W/"a"'; reason = '*weak*never match*' }
        @{ tag = 'W/a'; reason = '*weak*never match*' }
        @{ tag = 'a"b'; reason = '*not an entity tag*' }
    ) {
        $path = New-Path
        Invoke-ResourcePut "$base$path" @{} -IfMatch $tag @quietly
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'InvalidHeader,*'
        $failed[0].Exception.Message | Should -BeLike $reason
        Get-Writes $path | Should -HaveCount 0
    }

    It 'sends -IfUnmodifiedSince as an HTTP date in UTC' {
        (Send @{ IfUnmodifiedSince = [DateTimeOffset]::new(2024, 5, 6, 7, 8, 9, [timespan]::FromHours(2)) }).'If-Unmodified-Since' |
            Should -Be 'Mon, 06 May 2024 05:08:09 GMT'
    }

    It 'writes only over the state with the tag' {
        $path = New-Path
        $first = Invoke-ResourcePut "$base$path" @{ a = 1 } -IfNoneMatch *
        $first.Outcome | Should -Be 'Created'
        $null = Invoke-ResourcePut "$base$path" @{ a = 2 } -IfMatch $first.ETag
        Invoke-ResourcePut "$base$path" @{ a = 3 } -IfMatch $first.ETag @quietly
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'PreconditionFailed,*'
        $failed[0].Exception.OutcomeUnknown | Should -BeFalse
        (Get-State $path).a | Should -Be 2
    }

    It 'finds its own write behind a 412 after a lost response' {
        $path = New-Path
        $tag = (Invoke-ResourcePut "$base$path" @{ a = 1 }).ETag
        $response = Invoke-ResourcePatch "${faults}reset-after-apply/${path}?times=1&key=$path" @{ a = 2 } -IfMatch $tag @quick
        $response.Outcome | Should -Be 'Updated'
        $response.Content.a | Should -Be 2
        Get-Writes $path | Should -HaveCount 2
    }
}
