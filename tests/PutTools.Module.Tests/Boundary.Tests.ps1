# The boundary of the work for one object: any exception there becomes the error of that object, and each write is reported.
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
            public class Cancelled : MemoryStream {
                public override bool CanSeek { get { return false; } }
                public override int Read(byte[] buffer, int offset, int count) { throw new OperationCanceledException("its time is over"); }
            }
        }'
    Add-Type -Path (Join-Path $PSScriptRoot 'Support/HostileServer.cs')
    $hostile = [PutTools.Testing.HostileServer]::new()
    function New-Pair {
        $pairs = [Hostile.Pairs]::new()
        $pairs.Add('a', 1)
        , $pairs
    }
}

AfterAll {
    if ($server) { Stop-TestServer $server }
    if ($hostile) { $hostile.Dispose() }
}

Describe 'An object that throws an unexpected exception, <Limit> at once' -ForEach @{ Limit = 1 }, @{ Limit = 16 } {
    It 'is a single error, and the others are written: <Kind>' -ForEach @(
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

Describe 'A value for all objects that throws an unexpected exception' {
    It 'is the error UnexpectedFailure, and nothing is sent: <Kind>' -ForEach @(
        @{ Kind = 'a header'; Given = { @{ Headers = @{ a = [Hostile.Items]::new() } } } }
        @{ Kind = 'a table of headers'; Given = { @{ Headers = (New-Pair) } } }
        @{ Kind = 'a cookie'; Given = { @{ Cookies = @{ a = [Hostile.Items]::new() } } } }
        @{ Kind = 'a value of the query'; Given = { @{ Query = @{ a = [Hostile.Items]::new() } } } }
    ) {
        Reset-TestServer $server
        $with = & $Given
        1, 2 | Invoke-ResourcePut "${base}users/1" @with @quietly
        $failed.FullyQualifiedErrorId | Should -BeLike 'UnexpectedFailure,*'
        $failed | Should -HaveCount 2
        $failed.Exception.OutcomeUnknown | Should -Be $false, $false
        Get-TestServerJournal $server | Should -BeNullOrEmpty
    }

    It 'is the error of New-ResourceSession' {
        { New-ResourceSession -Headers @{ a = [Hostile.Items]::new() } } | Should -Throw -ErrorId 'UnexpectedFailure,*'
    }
}

Describe 'A body that looks like many things and is no JSON' {
    It 'is refused at once: <Name>' -ForEach @(
        @{ Name = 'a printed list'; Text = 'Name' + ' : e' * 3000 + "`r\nId :1" }
        @{ Name = 'names of types'; Text = 'System.a' * 3000 + '!' }
        @{ Name = 'a printed table'; Text = ' -' * 5000 + 'x' }
        @{ Name = 'spaces'; Text = 'a' + ' ' * 100000 + 'b' }
        @{ Name = 'a path'; Text = 'a.json ' * 5000 + 'b' }
    ) {
        $time = Measure-Command { Invoke-ResourcePut "${base}users/1" $Text -ErrorAction SilentlyContinue -ErrorVariable failed }
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'InvalidPayload,*'
        $time.TotalSeconds | Should -BeLessThan 2
    }
}

# An encoding that throws stands for any unexpected fault while a server's text is read.
Describe 'A response whose text can''t be read, <Limit> at once' -ForEach @{ Limit = 1 }, @{ Limit = 16 } {
    BeforeAll {
        Add-Type -TypeDefinition '
            using System; using System.Text;
            namespace Hostile {
                public class Charset : Encoding {
                    public override int GetByteCount(char[] c, int i, int n) { throw new InvalidTimeZoneException("charset"); }
                    public override int GetBytes(char[] c, int i, int n, byte[] b, int j) { throw new InvalidTimeZoneException("charset"); }
                    public override int GetCharCount(byte[] b, int i, int n) { throw new InvalidTimeZoneException("charset"); }
                    public override int GetChars(byte[] b, int i, int n, char[] c, int j) { throw new InvalidTimeZoneException("charset"); }
                    public override int GetMaxByteCount(int n) { throw new InvalidTimeZoneException("charset"); }
                    public override int GetMaxCharCount(int n) { throw new InvalidTimeZoneException("charset"); }
                }
                public class Charsets : EncodingProvider {
                    public override Encoding GetEncoding(int page) { return null; }
                    public override Encoding GetEncoding(string name) {
                        if (name == "x-none") throw new InvalidTimeZoneException("provider");
                        return name == "x-hostile" ? new Charset() : null;
                    }
                }
            }'
        [System.Text.Encoding]::RegisterProvider([Hostile.Charsets]::new())
        foreach ($charset in '', 'x-hostile', 'x-none') {
            $end, $parameter = $charset ? "_$charset", "; charset=$charset" : '', ''
            $json = "Content-Type: application/json$parameter"
            $state = '{"a":1,"status":"Running"}'
            $hostile.Set("json$end", '200 OK', $json, $state)
            $hostile.Set("read$end", '200 OK', "ETag: `"1`"`r`n$json", $state)
            $hostile.Set("text$end", '200 OK', "Content-Type: text/plain$parameter", 'abc')
            $hostile.Set("xml$end", '200 OK', "Content-Type: application/xml$parameter", '<a/>')
            $hostile.Set("parts$end", '207 X', "Content-Type: application/xml$parameter", '<a><status>HTTP/1.1 200 OK</status></a>')
            $hostile.Set("error$end", '422 X', $json, '{"message":"no"}')
            $hostile.Set("problem$end", '400 X', "Content-Type: application/problem+json$parameter", '{"title":"no"}')
            $hostile.Set("page$end", '500 X', "Content-Type: text/html$parameter", '<title>no</title>')
            $hostile.Set("file$end", '200 OK', "Content-Disposition: attachment; filename*=$($charset ? $charset : 'utf-8')''a.txt", 'abc')
            $hostile.Set("poll$end", '202 X', "Operation-Location: /op$end", '')
            $hostile.Set("GET op$end", '200 OK', $json, '{"status":"succeeded"}')
        }
    }

    It 'ends only that object, and the others are written: <Kind> in <Charset>' -ForEach @(
        foreach ($charset in 'x-hostile', 'x-none') {
            @{ Charset = $charset; Kind = 'json'; Given = @{}; Applied = $true }
            @{ Charset = $charset; Kind = 'text'; Given = @{}; Applied = $true }
            @{ Charset = $charset; Kind = 'xml'; Given = @{}; Applied = $true }
            @{ Charset = $charset; Kind = 'parts'; Given = @{}; Applied = $true }
            @{ Charset = $charset; Kind = 'file'; Given = @{ OutFile = $true }; Applied = $true }
            @{ Charset = $charset; Kind = 'poll'; Given = @{ WaitForCompletion = $true }; Applied = $true }
            @{ Charset = $charset; Kind = 'error'; Given = @{}; Applied = $false }
            @{ Charset = $charset; Kind = 'problem'; Given = @{}; Applied = $false }
            @{ Charset = $charset; Kind = 'page'; Given = @{}; Applied = $null }
            @{ Charset = $charset; Kind = 'read'; Given = @{ Update = { $_.a++; $_ } }; Applied = $false }
        }
    ) {
        $hostile.Requests.Clear()
        $with = $Given.Clone()
        if ($with.OutFile) { $with.OutFile = "$TestDrive" }
        if (-not $with.Update) { $with.Body = 1 }
        $good = $Kind -in 'error', 'problem', 'page' ? 'json' : $Kind
        $rows = 1..5 | ForEach-Object { [pscustomobject]@{ id = $_; path = $_ -eq 3 ? "${Kind}_$Charset" : $good } }
        $responses = @($rows | Invoke-ResourcePut "$($hostile.Uri){path}?n={id}" @with -ThrottleLimit $Limit -PassThru:($with.ContainsKey('OutFile')) @once @quietly -WarningAction SilentlyContinue)
        @($responses.InputObject.id).Where({ $_ -ne 3 }) | Should -Be 1, 2, 4, 5
        $ends = @($responses.InputObject.id).Where({ $_ -eq 3 }).Count + @($failed).Where({ $_.TargetObject.id -eq 3 }).Count
        $ends | Should -Be 1
        @($failed).Where({ $_.TargetObject.id -ne 3 }) | Should -BeNullOrEmpty
        foreach ($record in $failed) {
            $record.Exception | Should -BeOfType PutTools.ResourceException
            # The outcome of the write is known, even if the text of its response is lost.
            if ($null -ne $Applied) { $record.Exception.OutcomeUnknown | Should -Be $false }
        }
        if ($Kind -in 'error', 'problem', 'page') { "$($failed[0].FullyQualifiedErrorId)" | Should -Match '^(UnprocessableContent|BadRequest|InternalServerError),' }
        if ($Kind -eq 'read') { $hostile.Requests | Should -Not -Contain "PUT ${Kind}_$Charset" }
    }
}

# Agents of telemetry listen to the measurements of the runtime's client. An exception there reaches whoever sends the request.
Describe 'A telemetry agent that throws, <Limit> at once' -ForEach @{ Limit = 1 }, @{ Limit = 16 } {
    BeforeAll {
        Add-Type -TypeDefinition '
            using System; using System.Collections.Generic; using System.Diagnostics.Metrics;
            namespace Hostile {
                public class Agent : IDisposable {
                    MeterListener listener = new MeterListener();
                    public string Instrument;
                    public Agent() {
                        listener.InstrumentPublished = (instrument, own) => { if (instrument.Meter.Name == "System.Net.Http") own.EnableMeasurementEvents(instrument); };
                        listener.SetMeasurementEventCallback<long>((instrument, value, tags, state) => Note(instrument, tags));
                        listener.SetMeasurementEventCallback<double>((instrument, value, tags, state) => Note(instrument, tags));
                        listener.Start();
                    }
                    void Note(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object>> tags) {
                        foreach (var tag in tags) if (instrument.Name == Instrument && tag.Key == "server.address" && (string)tag.Value == "localhost") throw new InvalidTimeZoneException("agent");
                    }
                    public void Dispose() { listener.Dispose(); }
                }
            }'
        $agent = [Hostile.Agent]::new()
    }

    AfterAll { $agent.Dispose() }

    # After the status line the build of .NET 8 knows that the write is done, whatever happens to the rest of the response.
    It 'ends only that object, with what is known of its outcome: <Instrument>' -ForEach @(
        @{ Instrument = 'http.client.active_requests'; Applied = 0; IsDone = $false }
        @{ Instrument = 'http.client.request.duration'; Applied = 1; IsDone = $env:PUTTOOLS_BUILD -ne 'netstandard2.0' }
    ) {
        Reset-TestServer $server
        $agent.Instrument = $Instrument
        $responses = @(1..5 | Invoke-ResourcePut { "$($_ -eq 3 ? $base.Replace('127.0.0.1', 'localhost') : $base)agent$_" } -NotIdempotent -ThrottleLimit $Limit @once @quietly -WarningVariable warned -WarningAction SilentlyContinue)
        $agent.Instrument = $null
        $responses.InputObject | Should -Be ($IsDone ? (1..5) : (1, 2, 4, 5))
        if ($IsDone) {
            $failed | Should -BeNullOrEmpty
            $warned | Should -HaveCount 1
        }
        else {
            $failed | Should -HaveCount 1
            $failed[0].TargetObject | Should -Be 3
            $failed[0].Exception.OutcomeUnknown | Should -Be ([bool] $Applied)
            "$($failed[0].FullyQualifiedErrorId)" | Should -Match '^\w+,' -Because "$($failed[0])"
        }
        @((Get-TestServerJournal $server).path -eq '/agent3').Count | Should -Be $Applied
    }
}

Describe 'A stream that cancels itself' {
    It 'is the error of its object, and ends no pipeline: <What>' -ForEach @(
        @{ What = 'a body'; Command = { Invoke-ResourcePut "${base}echo" ([Hostile.Cancelled]::new()) @once @quietly } }
        @{ What = 'a body that is read first'; Command = { Invoke-ResourcePatch "${base}echo" ([Hostile.Cancelled]::new()) -PatchFormat JsonPatch @quietly } }
        @{ What = 'content of .NET'; Command = { Invoke-ResourcePut "${base}echo" ([System.Net.Http.StreamContent]::new([Hostile.Cancelled]::new())) @once @quietly } }
        @{ What = 'an original state'; Command = { Invoke-ResourcePatch "${base}echo" @{ a = 1 } -Original ([Hostile.Cancelled]::new()) @quietly } }
    ) {
        . $Command | Should -BeNullOrEmpty
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'FileReadFailed,*'
        $failed[0].Exception.Message | Should -BeLike '*could not be read to its end: its time is over*'
    }
}

Describe 'A pipeline that ends early' {
    It 'counts the started writes after -ErrorAction Stop' {
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
        # Each write that arrived is a response, the error, or counted.
        $arrived = (Invoke-RestMethod "${base}load/stop").arrivals.Count
        $done.Count + 1 + $all | Should -BeGreaterOrEqual $arrived
    }

    It 'counts the started writes after Select-Object -First' {
        $responses = 1..40 | ForEach-Object { @{ id = $_ } } |
            Invoke-ResourcePut "${base}load/first/{id}?arrivals=8" -ThrottleLimit 8 -WarningVariable warned -WarningAction SilentlyContinue | Select-Object -First 2
        $responses | Should -HaveCount 2
        $warned | Should -HaveCount 1
        $warned[0].Message | Should -BeLike 'The pipeline ended before * started writes were reported*'
    }

    It 'counts the started writes after Ctrl-C, with -ThrottleLimit <Limit>' -Tag Unix -ForEach @(
        @{ Limit = 1; Started = '1 started write was reported: 0 succeeded, 0 failed, and the outcome of 1' }
        @{ Limit = 8; Started = '8 started writes were reported: 0 succeeded, 0 failed, and the outcome of 8' }
    ) {
        # Started in the background by a shell, the tests ignore SIGINT, and so would their children.
        $reset = @(if ($IsLinux) { 'env', '--default-signal=INT' })
        $first, $rest = $reset + 'pwsh'
        $start = [System.Diagnostics.ProcessStartInfo]::new($first)
        $start.RedirectStandardInput = $start.RedirectStandardOutput = $true
        $script = "Import-Module '$(Convert-Path (Join-Path $PSScriptRoot '../../PutTools.psd1'))'
            1..100 | ForEach-Object { @{ id = `$_; ms = `$_ -le 4 ? 0 : 60000 } } |
                Invoke-ResourcePut '${base}load/interrupt$Limit/{id}?ms={ms}' -ThrottleLimit $Limit | ForEach-Object { `"reported `$(`$_.StatusCode)`" }"
        foreach ($argument in @($rest) + '-NoProfile', '-Command', $script) { if ($argument) { $start.ArgumentList.Add($argument) } }
        $process = [System.Diagnostics.Process]::Start($start)
        try {
            for ($end = [datetime]::UtcNow.AddSeconds(60); (Invoke-RestMethod "${base}load/interrupt$Limit").arrivals.Count -lt 4 + $Limit; Start-Sleep -Milliseconds 50) {
                if ([datetime]::UtcNow -gt $end) { throw 'The writes did not arrive.' }
            }
            # Those that are done, before it ends: a later write starts before an earlier one is reported.
            $lines = foreach ($line in 1..4) {
                $reading = $process.StandardOutput.ReadLineAsync()
                $reading.Wait(30000) | Should -BeTrue
                $reading.Result
            }
            kill -INT $process.Id
            $process.WaitForExit(10000) | Should -BeTrue
            $text = "$lines $($process.StandardOutput.ReadToEnd())"
        }
        finally {
            if (-not $process.HasExited) { $process.Kill() }
            $process.Dispose()
        }

        [regex]::Matches($text, 'reported 200').Count | Should -Be 4
        [regex]::Matches($text, 'The pipeline ended').Count | Should -Be 1
        $text | Should -BeLike "*The pipeline ended before $Started is unknown.*"
    }

    It 'counts as failed, after Ctrl-C, a write that was refused and waits to be sent again' {
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript("Import-Module '$(Convert-Path (Join-Path $PSScriptRoot '../../PutTools.psd1'))'
                Invoke-ResourcePatch http://127.0.0.1:1/ @{ a = 1 } -RetryIntervalSec 60")
            $run = $shell.BeginInvoke()
            for ($end = [datetime]::UtcNow.AddSeconds(60); "$($shell.Streams.Warning.ReadAll())" -notlike '*Attempt 2 *'; Start-Sleep -Milliseconds 50) {
                if ([datetime]::UtcNow -gt $end) { throw 'The write was not refused.' }
            }
            $shell.Stop()
            { $shell.EndInvoke($run) } | Should -Throw
            $shell.Streams.Warning.ReadAll() | Should -BeLike 'The pipeline ended before 1 started write was reported: 0 succeeded, 1 failed, *'
        }
        finally { $shell.Dispose() }
    }

    It 'counts as failed, after Ctrl-C, a write that was not sent, because <Name> was running' -ForEach @(
        @{ Name = 'its -Token'; Parameter = '-Body 1 -AllowUnencryptedAuthentication -Token' }
        @{ Name = 'its -Signer'; Parameter = '-Body 1 -AllowUnencryptedAuthentication -Signer' }
        @{ Name = 'its -Update'; Parameter = '-Update' }
    ) {
        $path = New-Path
        $null = Invoke-ResourcePut "$base$path" @{ a = 1 }
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript("Import-Module '$(Convert-Path (Join-Path $PSScriptRoot '../../PutTools.psd1'))'
                Invoke-ResourcePut '$base$path' $Parameter { Write-Information running -InformationAction Continue; Start-Sleep 60; 'x' }")
            $run = $shell.BeginInvoke()
            for ($end = [datetime]::UtcNow.AddSeconds(60); -not $shell.Streams.Information.Count; Start-Sleep -Milliseconds 50) {
                if ([datetime]::UtcNow -gt $end) { throw 'The block did not run.' }
            }
            $shell.Stop()
            { $shell.EndInvoke($run) } | Should -Throw
            $shell.Streams.Warning.ReadAll() | Should -BeLike 'The pipeline ended before 1 started write was reported: 0 succeeded, 1 failed, *'
        }
        finally { $shell.Dispose() }
    }

    It 'counts as failed, after -ErrorAction Stop, the writes that were refused and wait to be sent again' {
        $rows = @(@{ uri = "${base}load/last/1?status=404&ms=1000" }) + @(@{ uri = 'http://127.0.0.1:1/' }) * 3
        $warned = [System.Collections.Generic.List[object]]::new()
        { $rows | Invoke-ResourcePatch { $_.uri } -ThrottleLimit 8 -RetryIntervalSec 60 -ErrorAction Stop 3>&1 | ForEach-Object { $warned.Add($_) } } |
            Should -Throw -ErrorId 'NotFound,*'
        $warned[-1].Message | Should -BeLike '* 3 started writes were reported: 0 succeeded, 3 failed, and the outcome of 0 is unknown.'
    }

    It 'shows the number if the input fails, unless warnings are silent: <Name>' -ForEach @(
        @{ Name = 'no preference'; Before = ''; Parameter = ''; Shown = 1 }
        @{ Name = '-WarningAction Continue'; Before = '$WarningPreference = "SilentlyContinue"'; Parameter = '-WarningAction Continue'; Shown = 1 }
        @{ Name = '-WarningAction SilentlyContinue'; Before = ''; Parameter = '-WarningAction SilentlyContinue'; Shown = 0 }
        @{ Name = '-WarningAction Ignore'; Before = ''; Parameter = '-WarningAction Ignore'; Shown = 0 }
        @{ Name = '$WarningPreference of a function'; Before = '$WarningPreference = "SilentlyContinue"'; Parameter = ''; Shown = 0 }
    ) {
        $text = pwsh -NoProfile -NonInteractive -Command "
            Import-Module '$(Convert-Path (Join-Path $PSScriptRoot '../../PutTools.psd1'))'
            function Send {
                $Before
                1..50 | ForEach-Object { if (`$_ -eq 30) { throw 'no more input' }; @{ id = `$_ } } |
                    Invoke-ResourcePut '${base}load/input/{id}?ms=100' -ThrottleLimit 8 $Parameter | ForEach-Object { }
            }
            try { Send } catch { `"`$_`" }" | Out-String
        $text | Should -BeLike '*no more input*'
        [regex]::Matches($text, 'The pipeline ended before').Count | Should -Be $Shown
    }

    It 'closes its connections and its journal in a host that has no warnings' {
        Add-Type -Path (Join-Path $PSScriptRoot 'Support/MuteHost.cs')
        $journal = Join-Path $TestDrive 'mute.jsonl'
        $shell = [powershell]::Create()
        $shell.Runspace = [runspacefactory]::CreateRunspace([PutTools.Testing.MuteHost]::new())
        try {
            $shell.Runspace.Open()
            $run = $shell.AddScript("Import-Module '$(Convert-Path (Join-Path $PSScriptRoot '../../PutTools.psd1'))'
                1..9 | ForEach-Object { @{ id = `$_ } } | Invoke-ResourcePut '${base}load/mute/{id}?ms=60000' -ThrottleLimit 4 -JournalPath '$journal'").BeginInvoke()
            for ($end = [datetime]::UtcNow.AddSeconds(30); (Invoke-RestMethod "${base}load/mute").arrivals.Count -lt 4; Start-Sleep -Milliseconds 50) {
                if ([datetime]::UtcNow -gt $end) { throw 'The writes did not arrive.' }
            }
            $shell.Stop()
        }
        finally {
            $shell.Runspace.Dispose()
            $shell.Dispose()
        }
        # Another process that has it open would be refused.
        [IO.File]::Open($journal, 'Open', 'ReadWrite', 'None').Dispose()
    }

    It 'counts nothing if each write is reported' {
        $null = 1..3 | ForEach-Object { @{ id = $_ } } | Invoke-ResourcePut "${base}load/all/{id}" -ThrottleLimit 8 -WarningVariable warned
        1..3 | ForEach-Object { @{ id = $_ } } | Invoke-ResourcePut "${base}load/one/{id}" -WarningVariable +warned | Select-Object -First 1 | Should -HaveCount 1
        $warned | Should -BeNullOrEmpty
    }
}
