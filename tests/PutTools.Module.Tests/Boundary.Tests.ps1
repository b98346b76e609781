# Where the work for one object ends: whatever happens there is that object's error, and no write goes unreported.
BeforeAll {
    . (Join-Path $PSScriptRoot 'Support/Initialize.ps1')
    Add-Type -TypeDefinition '
        using System; using System.Collections; using System.Collections.Generic; using System.IO;
        namespace Hostile {
            public class Pairs : Hashtable {
                public override IDictionaryEnumerator GetEnumerator() { throw new InvalidTimeZoneException("pairs"); }
            }
            public class Text : IFormattable {
                public string ToString(string format, IFormatProvider provider) { throw new InvalidTimeZoneException("text"); }
            }
            public class Items : ArrayList {
                public override IEnumerator GetEnumerator() { throw new InvalidTimeZoneException("items"); }
                public override int Count { get { throw new InvalidTimeZoneException("items"); } }
            }
            public class Source : MemoryStream {
                public override bool CanSeek { get { return false; } }
                public override int Read(byte[] buffer, int offset, int count) { throw new InvalidTimeZoneException("source"); }
            }
        }'
    function New-Pair {
        $pairs = [Hostile.Pairs]::new()
        $pairs.Add('a', 1)
        , $pairs
    }
}

AfterAll { if ($server) { Stop-TestServer $server } }

Describe 'An object that throws what nobody expects, <Limit> at once' -ForEach @{ Limit = 1 }, @{ Limit = 16 } {
    It 'is one error of its own, and the others are written: <Kind>' -ForEach @(
        @{ Kind = 'as the body'; Bad = { New-Pair }; Given = @{ Body = { $_.value } } }
        @{ Kind = 'inside the body'; Bad = { @{ a = [Hostile.Items]::new() } }; Given = @{ Body = { $_.value } } }
        @{ Kind = 'as headers'; Bad = { New-Pair }; Given = @{ Body = 1; Headers = { $_.value } } }
        @{ Kind = 'as the query'; Bad = { New-Pair }; Given = @{ Body = 1; Query = { $_.value } } }
        @{ Kind = 'as the form'; Bad = { New-Pair }; Given = @{ Form = { $_.value ?? @{ b = 1 } } } }
        @{ Kind = 'as a stream'; Bad = { [Hostile.Source]::new() }; Given = @{ Body = { , $_.value } } }
    ) {
        Reset-TestServer $server
        $rows = 1..5 | ForEach-Object { [pscustomobject]@{ id = $_; value = @{ b = 1 } } }
        $rows[2].value = & $Bad
        $responses = @($rows | Invoke-ResourcePut "${base}users/{id}" @Given -ThrottleLimit $Limit @once @quietly)
        $responses.Uri.AbsolutePath | Should -Be '/users/1', '/users/2', '/users/4', '/users/5'
        $failed | Should -HaveCount 1
        $failed[0].TargetObject.id | Should -Be 3
        $failed[0].Exception | Should -BeOfType PutTools.ResourceException
        $failed[0].Exception.Kind | Should -Not -Be 'None'
        (Get-TestServerJournal $server).path | Should -Not -Contain '/users/3'
    }
}

Describe 'A pipeline that ends early' {
    It 'counts what it had started, after -ErrorAction Stop' {
        Reset-TestServer $server
        $rows = 1..40 | ForEach-Object { @{ id = $_; status = $_ -eq 5 ? 404 : 200 } }
        $done, $warned = [System.Collections.Generic.List[object]]::new(), [System.Collections.Generic.List[object]]::new()
        { $rows | Invoke-ResourcePut "${base}load/stop/{id}?arrivals=16&status={status}" -ThrottleLimit 16 -ErrorAction Stop 3>&1 |
                ForEach-Object { if ($_ -is [System.Management.Automation.WarningRecord]) { $warned.Add($_) } else { $done.Add($_) } } } |
            Should -Throw -ErrorId 'NotFound,*'
        $warned | Should -HaveCount 1
        $pattern = '^The pipeline ended before (\d+) started writes were reported: (\d+) succeeded, (\d+) failed, and the outcome of (\d+) is unknown\.$'
        $warned[0].Message | Should -Match $pattern
        $all, $parts = [regex]::Match($warned[0].Message, $pattern).Groups[1..4].Value.ForEach([int])
        ($parts | Measure-Object -Sum).Sum | Should -Be $all
        # Each that arrived is a response, the error, or counted.
        $arrived = (Invoke-RestMethod "${base}load/stop").arrivals.Count
        $done.Count + 1 + $all | Should -BeGreaterOrEqual $arrived
    }

    It 'counts them after Select-Object -First' {
        $responses = 1..40 | ForEach-Object { @{ id = $_ } } |
            Invoke-ResourcePut "${base}load/first/{id}?arrivals=8" -ThrottleLimit 8 -WarningVariable warned -WarningAction SilentlyContinue | Select-Object -First 2
        $responses | Should -HaveCount 2
        $warned | Should -HaveCount 1
        $warned[0].Message | Should -BeLike 'The pipeline ended before * started writes were reported*'
    }

    It 'counts them after Ctrl-C' -Tag Unix {
        $start = [System.Diagnostics.ProcessStartInfo]::new('pwsh')
        $start.RedirectStandardInput = $start.RedirectStandardOutput = $true
        $script = "Import-Module '$(Convert-Path (Join-Path $PSScriptRoot '../../PutTools.psd1'))'
            1..100 | ForEach-Object { @{ id = `$_; ms = `$_ -le 4 ? 0 : 60000 } } |
                Invoke-ResourcePut '${base}load/interrupt/{id}?ms={ms}' -ThrottleLimit 8 | ForEach-Object { `"reported `$(`$_.StatusCode)`" }"
        foreach ($argument in '-NoProfile', '-Command', $script) { $start.ArgumentList.Add($argument) }
        $process = [System.Diagnostics.Process]::Start($start)
        try {
            for ($end = [datetime]::UtcNow.AddSeconds(60); (Invoke-RestMethod "${base}load/interrupt").arrivals.Count -lt 12; Start-Sleep -Milliseconds 50) {
                if ([datetime]::UtcNow -gt $end) { throw 'The writes did not arrive.' }
            }
            kill -INT $process.Id
            $process.WaitForExit(10000) | Should -BeTrue
            $text = $process.StandardOutput.ReadToEnd()
        }
        finally {
            if (-not $process.HasExited) { $process.Kill() }
            $process.Dispose()
        }

        [regex]::Matches($text, 'reported 200').Count | Should -Be 4
        [regex]::Matches($text, 'The pipeline ended').Count | Should -Be 1
        $text | Should -BeLike '*The pipeline ended before 8 started writes were reported: 0 succeeded, 0 failed, and the outcome of 8 is unknown.*'
    }

    It 'has nothing to count where each write is reported' {
        $null = 1..3 | ForEach-Object { @{ id = $_ } } | Invoke-ResourcePut "${base}load/all/{id}" -ThrottleLimit 8 -WarningVariable warned
        1..3 | ForEach-Object { @{ id = $_ } } | Invoke-ResourcePut "${base}load/one/{id}" -WarningVariable +warned | Select-Object -First 1 | Should -HaveCount 1
        $warned | Should -BeNullOrEmpty
    }
}
