# haproxy in front of nginx: the statuses of a gateway, HTTP/2, compression, and a switch from one server to the next.
BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Support/RealServers.psm1')
    $missing = Install-ServerPackage -Apt nginx, haproxy
}

Describe "haproxy$(if ($missing) { " ($missing)" })" -Skip:([bool] $missing) {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Support/Initialize.ps1')
        $back = New-TestFolder
        $backPort = Get-FreePort
        $nginx = Start-BackendNginx $back $backPort -Broken /gone/

        # Accepts connections, and never answers.
        $silent = [Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
        $silent.Start()
        $dead = Get-FreePort

        $authority = New-TestCertificate 'Test Authority'
        $certificate = New-TestCertificate localhost -Authority $authority -Address 127.0.0.1
        $folder = New-TestFolder
        $port, $tlsPort, $h2cPort = (Get-FreePort), (Get-FreePort), (Get-FreePort)
        Set-Content "$folder/site.pem" "$($certificate.Certificate)`n$($certificate.Key)"
        Set-Content "$folder/ca.pem" $authority.Certificate
        Set-Content "$folder/haproxy.cfg" @"
defaults
    mode http
    timeout connect 1s
    timeout client 10s
    timeout server 500ms
    retries 1
frontend site
    bind 127.0.0.1:$port
    bind 127.0.0.1:$tlsPort ssl crt $folder/site.pem alpn h2,http/1.1
    bind 127.0.0.1:$h2cPort proto h2
    stick-table type string size 1k expire 1m store http_req_rate(1s)
    acl limited path_beg /limited/
    http-request track-sc0 str(all) if limited
    http-request return status 429 content-type application/json hdr Retry-After 1 string "{\"message\":\"slow down\"}" if limited { sc_http_req_rate(0) gt 3 }
    http-request deny deny_status 413 if { path_beg /small/ } { req.hdr_val(content-length) gt 1024 }
    http-response set-header X-Version %[fc_http_major]
    use_backend down if { path_beg /down/ }
    use_backend silent if { path_beg /silent/ }
    use_backend one_of_two if { path_beg /two/ }
    default_backend files
backend files
    compression algo gzip
    compression type application/json
    server nginx 127.0.0.1:$backPort
backend down
    server dead 127.0.0.1:$dead
backend silent
    server silent 127.0.0.1:$($silent.LocalEndpoint.Port)
backend one_of_two
    balance first
    option redispatch 1
    server dead 127.0.0.1:$dead
    server nginx 127.0.0.1:$backPort
"@
        $haproxy = Start-TestService haproxy -ArgumentList '-db', '-f', "$folder/haproxy.cfg" -Port $port -Folder $folder
        $session = New-ResourceSession $haproxy.Uri
        $put = @{ Body = @{ a = 1 }; Session = $session }
    }

    AfterAll {
        Stop-TestService $haproxy
        Stop-TestService $nginx
        $silent.Stop()
    }

    It 'forwards a write' {
        (Invoke-ResourcePut a.json @put).Outcome | Should -Be Created
        Invoke-Curl "$($nginx.Uri)a.json" | Should -BeExactly '{"a":1}'
    }

    It 'uses HTTP/2 with TLS' -Tag net8.0 {
        $response = Invoke-ResourcePut "https://localhost:$tlsPort/h2.json" -Body @{ a = 2 } -HttpVersion 2.0 -CACertificatePath "$folder/ca.pem"
        $response.Headers['X-Version'] | Should -Be 2
        Invoke-Curl "$($nginx.Uri)h2.json" | Should -BeExactly '{"a":2}'
    }

    It 'sends sixteen writes at once over HTTP/2' -Tag net8.0 {
        $rows = 1..32 | ForEach-Object { [pscustomobject]@{ id = $_; text = 'x' * 5000 } }
        $responses = $rows | Invoke-ResourcePut "https://localhost:$tlsPort/many/{id}.json" -HttpVersion 2.0 -CACertificatePath "$folder/ca.pem" -ThrottleLimit 16
        $responses.Outcome | Select-Object -Unique | Should -Be Created
        (Get-Content "$back/files/many/32.json" | ConvertFrom-Json).id | Should -Be 32
    }

    It 'uses HTTP/2 without TLS' -Tag net8.0 {
        (Invoke-ResourcePut "http://127.0.0.1:$h2cPort/h2c.json" -Body @{ a = 3 } -HttpVersion 2.0).Headers['X-Version'] | Should -Be 2
        Invoke-Curl "$($nginx.Uri)h2c.json" | Should -BeExactly '{"a":3}'
    }

    It 'sends a file over HTTP/2' -Tag net8.0 {
        $file = New-RandomFile (Join-Path $TestDrive h2) 8MB
        $null = Invoke-ResourcePut "https://localhost:$tlsPort/h2.bin" -InFile $file -HttpVersion 2.0 -CACertificatePath "$folder/ca.pem"
        Get-Sha256 "$back/files/h2.bin" | Should -Be (Get-Sha256 $file)
    }

    It 'compresses responses' {
        $state = @{ text = 'abc' * 2000 }
        $null = Invoke-ResourcePut gzip.json -Body $state -Session $session
        (Invoke-Curl --compressed -D - -o /dev/null "$($haproxy.Uri)gzip.json") -join "`n" | Should -Match 'content-encoding: gzip'
        (Invoke-ResourcePut gzip.json -Body $state -IfChanged -Session $session).Outcome | Should -Be Unchanged
    }

    It 'is <kind> if <why>' -ForEach @(
        @{ kind = 'ServiceUnavailable'; status = 503; path = 'down/a'; why = 'no server is up' }
        @{ kind = 'BadGateway'; status = 502; path = 'gone/a'; why = 'the server closes the connection' }
        @{ kind = 'GatewayTimeout'; status = 504; path = 'silent/a'; why = 'the server does not answer' }
    ) {
        $failed = Get-WriteError { Invoke-ResourcePut $path @put -MaximumRetryCount 1 }
        Get-ErrorKind $failed | Should -Be $kind
        $failed.Exception.StatusCode | Should -Be $status
        $failed.Exception.Attempts | Should -Be 2
        $failed.Exception.IsTransient | Should -BeTrue
        # The message does not contain the gateway's HTML page.
        $failed.Exception.Message | Should -Not -BeLike '*<html*'
    }

    It 'does not repeat a PATCH that the server behind it may have applied: <path>' -ForEach @{ path = 'gone/a' }, @{ path = 'silent/a' } {
        $failed = Get-WriteError { Invoke-ResourcePatch $path @put }
        $failed.Exception.Attempts | Should -Be 1
        $failed.Exception.OutcomeUnknown | Should -BeTrue
    }

    # haproxy resets the connection after its 413; the older build sees only the reset.
    It 'reports that the body is too large' -Tag net8.0 {
        $failed = Get-WriteError { Invoke-ResourcePut small/a -Body @{ text = 'x' * 4MB } -Session $session }
        Get-ErrorKind $failed | Should -Be ContentTooLarge
        $failed.Exception.Attempts | Should -Be 1
    }

    It 'is retried after the pause of a 429' {
        $rows = 1..6 | ForEach-Object { @{ id = $_ } }
        $responses = $rows | Invoke-ResourcePut 'limited/{id}' -Session $session
        $responses.Count | Should -Be 6
        ($responses.Attempts | Measure-Object -Maximum).Maximum | Should -BeGreaterThan 1
        (Get-ChildItem "$back/files/limited").Count | Should -Be 6
    }

    It 'uses the next server if the first is down' {
        (Invoke-ResourcePut two/a.json @put).StatusCode | Should -BeIn 201, 204
        "$back/files/two/a.json" | Should -Exist
    }
}
