# Varnish in front of nginx: writes pass through, reads may come from its cache.
BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Support/RealServers.psm1')
    $missing = Install-ServerPackage -Apt nginx, varnish, gcc, libc6-dev
}

Describe "varnish$(if ($missing) { " ($missing)" })" -Skip:([bool] $missing) {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Support/Initialize.ps1')
        $back = New-TestFolder
        $backPort = Get-FreePort
        $nginx = Start-BackendNginx $back $backPort -Broken /cut/
        $folder = New-TestFolder
        $port = Get-FreePort
        $dead = Get-FreePort
        Set-Content "$folder/site.vcl" @"
vcl 4.1;
backend default { .host = "127.0.0.1"; .port = "$backPort"; }
backend dead { .host = "127.0.0.1"; .port = "$dead"; .connect_timeout = 0.5s; }
sub vcl_recv {
    if (req.url ~ "^/down/") { set req.backend_hint = dead; return (pass); }
    # The usual configuration: a request with no-cache gets the current state.
    if (req.url ~ "^/fresh/" && req.http.Cache-Control ~ "no-cache") { return (pass); }
    if (req.url ~ "^/invalidated/" && req.method == "PUT") { ban("req.url == " + req.url); }
}
sub vcl_backend_response { set beresp.ttl = 60s; set beresp.do_gzip = true; }
"@
        $varnish = Start-TestService varnishd -ArgumentList '-F', '-j', 'none', '-p', 'feature=+http2', '-a', "127.0.0.1:$port", '-f', "$folder/site.vcl", '-n', "$folder/work", '-s', 'malloc,32m' -Port $port -Folder $folder -TimeoutSec 60
        $session = New-ResourceSession $varnish.Uri
    }

    AfterAll {
        Stop-TestService $varnish
        Stop-TestService $nginx
    }

    It 'forwards a write, and a file of 16 MiB' {
        (Invoke-ResourcePut a.json -Body @{ a = 1 } -Session $session).Outcome | Should -Be Created
        Invoke-Curl "$($nginx.Uri)a.json" | Should -BeExactly '{"a":1}'
        $file = New-RandomFile (Join-Path $TestDrive large) 16MB
        $null = Invoke-ResourcePut large.bin -InFile $file -Session $session
        Get-Sha256 "$back/files/large.bin" | Should -Be (Get-Sha256 $file)
    }

    It 'forwards a write of HTTP/2' -Tag net8.0 {
        $response = Invoke-ResourcePut h2.json -Body @{ a = 2 } -Session $session -HttpVersion 2.0
        $response.Outcome | Should -Be Created
        Invoke-Curl "$($nginx.Uri)h2.json" | Should -BeExactly '{"a":2}'
    }

    It 'writes only if its compressed copy differs' {
        $null = Invoke-ResourcePut invalidated/b.json -Body @{ n = 1 } -Session $session
        (Invoke-ResourcePut invalidated/b.json -Body @{ n = 1 } -IfChanged -Session $session).Outcome | Should -Be Unchanged
        # The copy in the cache keeps its date, so that it is waited for once at most.
        $changed = Invoke-ResourcePut invalidated/b.json -Body @{ n = 2 } -IfChanged -Session $session -Verbose 4>&1
        $changed[-1].Outcome | Should -Be Updated
        @($changed -match 'changed a moment ago').Count | Should -BeLessOrEqual 1
        (Invoke-ResourcePut invalidated/b.json -Body @{ n = 2 } -IfChanged -Session $session).Outcome | Should -Be Unchanged
        Invoke-Curl "$($nginx.Uri)invalidated/b.json" | Should -BeExactly '{"n":2}'
    }

    It 'returns the current state, and not its cached one' {
        $null = Invoke-ResourcePut fresh/c.json -Body @{ n = 1 } -Session $session
        # The state is cached now, and another client writes past the cache.
        $null = Invoke-Curl "$($varnish.Uri)fresh/c.json"
        Set-Content "$back/files/fresh/c.json" '{"n":41}' -NoNewline
        Invoke-Curl "$($varnish.Uri)fresh/c.json" | Should -BeExactly '{"n":1}'
        $null = Invoke-ResourcePut fresh/c.json -Update { $_.n++ } -Session $session
        Invoke-Curl "$($nginx.Uri)fresh/c.json" | Should -BeExactly '{"n":42}'
    }

    It 'answers 503 if the server behind it is down, and a PUT is retried' {
        $failed = Get-WriteError { Invoke-ResourcePut down/a.json -Body @{ a = 1 } -Session $session -MaximumRetryCount 1 }
        Get-ErrorKind $failed | Should -Be ServiceUnavailable
        $failed.Exception.Attempts | Should -Be 2
        $failed.Exception.Message | Should -Not -BeLike '*<html*'
    }

    # Its own 503 has Retry-After, although it has forwarded the request.
    It 'leaves the outcome open if the server behind it closes the connection' {
        $failed = Get-WriteError { Invoke-ResourcePatch cut/a.json -Body @{ a = 1 } -Session $session }
        Get-ErrorKind $failed | Should -Be ServiceUnavailable
        $failed.Exception.OutcomeUnknown | Should -BeTrue
        $failed.Exception.Attempts | Should -Be 1
    }
}
