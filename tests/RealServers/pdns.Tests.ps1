# PowerDNS: records of a zone, changed with PATCH and read by DNS.
BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Support/RealServers.psm1')
    $missing = Install-ServerPackage -Apt pdns-server, pdns-backend-sqlite3, sqlite3, bind9-dnsutils
}

Describe "pdns$(if ($missing) { " ($missing)" })" -Skip:([bool] $missing) {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Support/Initialize.ps1')
        $folder = New-TestFolder
        $port, $dns = (Get-FreePort), (Get-FreePort)
        sqlite3 "$folder/db" @'
CREATE TABLE domains (id INTEGER PRIMARY KEY, name VARCHAR(255) NOT NULL COLLATE NOCASE, master VARCHAR(128), last_check INTEGER, type VARCHAR(8) NOT NULL, notified_serial INTEGER, account VARCHAR(40), options TEXT, catalog TEXT);
CREATE TABLE records (id INTEGER PRIMARY KEY, domain_id INTEGER, name VARCHAR(255), type VARCHAR(10), content VARCHAR(65535), ttl INTEGER, prio INTEGER, disabled BOOLEAN DEFAULT 0, ordername VARCHAR(255), auth BOOL DEFAULT 1);
CREATE TABLE comments (id INTEGER PRIMARY KEY, domain_id INTEGER NOT NULL, name VARCHAR(255) NOT NULL, type VARCHAR(10) NOT NULL, modified_at INT NOT NULL, account VARCHAR(40), comment VARCHAR(65535) NOT NULL);
CREATE TABLE domainmetadata (id INTEGER PRIMARY KEY, domain_id INT NOT NULL, kind VARCHAR(32) COLLATE NOCASE, content TEXT);
CREATE TABLE supermasters (ip VARCHAR(64) NOT NULL, nameserver VARCHAR(255) NOT NULL, account VARCHAR(40) NOT NULL);
CREATE TABLE cryptokeys (id INTEGER PRIMARY KEY, domain_id INT NOT NULL, flags INT NOT NULL, active BOOL, published BOOL DEFAULT 1, content TEXT);
CREATE TABLE tsigkeys (id INTEGER PRIMARY KEY, name VARCHAR(255) COLLATE NOCASE, algorithm VARCHAR(50) COLLATE NOCASE, secret VARCHAR(255));
'@
        $pdns = Start-TestService pdns_server -Port $port -Folder $folder -ArgumentList @(
            "--config-dir=$folder", "--socket-dir=$folder", '--daemon=no', '--guardian=no', '--launch=gsqlite3', "--gsqlite3-database=$folder/db"
            '--local-address=127.0.0.1', "--local-port=$dns", '--api=yes', '--api-key=secret', '--webserver=yes', '--webserver-address=127.0.0.1'
            "--webserver-port=$port", '--cache-ttl=0', '--query-cache-ttl=0', '--zone-cache-refresh-interval=0', '--loglevel=2')
        $api = "$($pdns.Uri)api/v1/servers/localhost/zones"
        $zone = @{ name = 'example.org.'; kind = 'Native'; nameservers = @('ns1.example.org.') }
        $null = Invoke-RestMethod $api -Method Post -Headers @{ 'X-API-Key' = 'secret' } -Body ($zone | ConvertTo-Json) -NoProxy
        $session = New-ResourceSession "$api/" -Headers @{ 'X-API-Key' = 'secret' }

        function New-RecordSet($Name, $Type, $Content, $ChangeType = 'REPLACE') {
            @{ name = "$Name.example.org."; type = $Type; ttl = 60; changetype = $ChangeType; records = @(@{ content = $Content; disabled = $false }) }
        }
        function Resolve-Record($Name, $Type) { dig '@127.0.0.1' -p $dns +short +tries=1 "$Name.example.org" $Type }
    }

    AfterAll { Stop-TestService $pdns }

    It 'sets a record, and replaces it' {
        $response = Invoke-ResourcePatch example.org. -Body @{ rrsets = @(New-RecordSet www A 192.0.2.1) } -Session $session
        $response.StatusCode | Should -Be 204
        $response.Outcome | Should -Be Updated
        Resolve-Record www A | Should -Be 192.0.2.1
        $null = Invoke-ResourcePatch example.org. -Body @{ rrsets = @(New-RecordSet www A 192.0.2.2) } -Session $session
        Resolve-Record www A | Should -Be 192.0.2.2
    }

    It 'removes a record' {
        $null = Invoke-ResourcePatch example.org. -Body @{ rrsets = @(New-RecordSet old A 192.0.2.9) } -Session $session
        Resolve-Record old A | Should -Be 192.0.2.9
        $null = Invoke-ResourcePatch example.org. -Body @{ rrsets = @(@{ name = 'old.example.org.'; type = 'A'; changetype = 'DELETE' }) } -Session $session
        Resolve-Record old A | Should -BeNullOrEmpty
    }

    It 'sets a hundred records at once' {
        $sets = 1..100 | ForEach-Object { New-RecordSet "host$_" A "192.0.2.$_" }
        $null = Invoke-ResourcePatch example.org. -Body @{ rrsets = $sets } -Session $session
        Resolve-Record host100 A | Should -Be 192.0.2.100
    }

    It 'sets records one by one from the pipeline' {
        $rows = 1..10 | ForEach-Object { @{ rrsets = @(New-RecordSet "row$_" TXT "`"row $_ ü`"") } }
        $responses = $rows | Invoke-ResourcePatch example.org. -Session $session
        $responses.Count | Should -Be 10
        Resolve-Record row10 TXT | Should -BeLike '"row 10*'
    }

    It 'changes the kind of the zone' {
        (Invoke-ResourcePut example.org. -Body @{ kind = 'Master'; account = 'me' } -Session $session).StatusCode | Should -Be 204
        (Invoke-Curl -H 'X-API-Key: secret' "$api/example.org." | ConvertFrom-Json).kind | Should -Be Master
    }

    It 'refuses a bad record with its own message, and applies nothing' {
        $failed = Get-WriteError { Invoke-ResourcePatch example.org. -Body @{ rrsets = @((New-RecordSet good A 192.0.2.3), (New-RecordSet bad A nonsense)) } -Session $session }
        Get-ErrorKind $failed | Should -Be UnprocessableContent
        $failed.ErrorDetails.Message | Should -BeLike '*bad.example.org./A*'
        Resolve-Record good A | Should -BeNullOrEmpty
    }

    It 'requires the key, which no error shows' {
        $failed = Get-WriteError { Invoke-ResourcePatch "$api/example.org." -Body @{ rrsets = @() } -Headers @{ 'X-API-Key' = 'planted' } }
        Get-ErrorKind $failed | Should -Be Unauthorized
        $failed | Format-List * -Force | Out-String | Should -Not -Match planted
    }
}
