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
        }'
    function New-Pair {
        $pairs = [Hostile.Pairs]::new()
        $pairs.Add('a', 1)
        , $pairs
    }
}

AfterAll { if ($server) { Stop-TestServer $server } }

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

# An encoding that throws stands for any unexpected fault while a server's text is read.
Describe 'A response whose text can''t be read, <Limit> at once' -ForEach @{ Limit = 1 }, @{ Limit = 16 } {
    BeforeAll {
        Add-Type -TypeDefinition '
            using System; using System.Collections.Generic; using System.IO; using System.Net; using System.Net.Sockets; using System.Text; using System.Threading.Tasks;
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
                public class Server : IDisposable {
                    readonly TcpListener listener = new TcpListener(IPAddress.Loopback, 0);
                    public readonly List<string> Requests = new List<string>();
                    public Server() { listener.Start(); Task.Run(Accept); }
                    public string Uri { get { return "http://127.0.0.1:" + ((IPEndPoint)listener.LocalEndpoint).Port + "/"; } }
                    public void Dispose() { listener.Stop(); }
                    async Task Accept() { try { while (true) { var c = await listener.AcceptTcpClientAsync(); var task = Task.Run(() => Serve(c)); } } catch (Exception) { } }
                    void Serve(TcpClient client) { try { using (client) {
                        var s = client.GetStream(); var head = new StringBuilder();
                        while (!head.ToString().EndsWith("\r\n\r\n")) { var b = s.ReadByte(); if (b < 0) return; head.Append((char)b); }
                        var lines = head.ToString().Split(new[] { "\r\n" }, StringSplitOptions.None); var length = 0;
                        foreach (var line in lines) if (line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)) length = int.Parse(line.Substring(15));
                        while (length-- > 0) s.ReadByte();
                        var start = lines[0].Split((char)32); var path = start[1].Split((char)63)[0].Trim((char)47);
                        lock (Requests) Requests.Add(start[0] + " " + path);
                        var b2 = Encoding.GetEncoding(28591).GetBytes(Response(start[0], path)); s.Write(b2, 0, b2.Length);
                    } } catch (IOException) { } }
                    static string Response(string method, string path) {
                        var parts = path.Split((char)95); var charset = parts.Length > 1 ? "; charset=" + parts[1] : "";
                        var type = "Content-Type: "; var json = "{\"a\":1,\"status\":\"Running\"}";
                        switch (parts[0]) {
                            case "text": return Of(200, type + "text/plain" + charset, "abc");
                            case "xml": return Of(200, type + "application/xml" + charset, "<a/>");
                            case "error": return Of(422, type + "application/json" + charset, "{\"message\":\"no\"}");
                            case "problem": return Of(400, type + "application/problem+json" + charset, "{\"title\":\"no\"}");
                            case "page": return Of(500, type + "text/html" + charset, "<title>no</title>");
                            case "file": return Of(200, "Content-Disposition: attachment; filename*=" + (parts.Length > 1 ? parts[1] : "utf-8") + "\u0027\u0027a.txt", "abc");
                            case "poll": return Of(202, "Operation-Location: /op" + (parts.Length > 1 ? "_" + parts[1] : ""), "");
                            case "op": return Of(200, type + "application/json" + charset, method == "GET" ? "{\"status\":\"succeeded\"}" : json);
                            default: return Of(200, "ETag: \"1\"\r\n" + type + "application/json" + charset, json);
                        }
                    }
                    static string Of(int status, string fields, string body) { return "HTTP/1.1 " + status + " X\r\n" + fields + "\r\nConnection: close\r\nContent-Length: " + body.Length + "\r\n\r\n" + body; }
                }
            }'
        [System.Text.Encoding]::RegisterProvider([Hostile.Charsets]::new())
        $hostile = [Hostile.Server]::new()
    }

    AfterAll { $hostile.Dispose() }

    It 'ends only that object, and the others are written: <Kind> in <Charset>' -ForEach @(
        foreach ($charset in 'x-hostile', 'x-none') {
            @{ Charset = $charset; Kind = 'json'; Given = @{}; Applied = $true }
            @{ Charset = $charset; Kind = 'text'; Given = @{}; Applied = $true }
            @{ Charset = $charset; Kind = 'xml'; Given = @{}; Applied = $true }
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

    It 'counts the started writes after Ctrl-C' -Tag Unix {
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

    It 'counts nothing if each write is reported' {
        $null = 1..3 | ForEach-Object { @{ id = $_ } } | Invoke-ResourcePut "${base}load/all/{id}" -ThrottleLimit 8 -WarningVariable warned
        1..3 | ForEach-Object { @{ id = $_ } } | Invoke-ResourcePut "${base}load/one/{id}" -WarningVariable +warned | Select-Object -First 1 | Should -HaveCount 1
        $warned | Should -BeNullOrEmpty
    }
}
