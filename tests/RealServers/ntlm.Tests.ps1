# NTLM: Apache that accepts it by GSSAPI, with the users of a file (gss-ntlmssp), for the schemes NTLM and Negotiate.
BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Support/RealServers.psm1')
    $missing = Install-ServerPackage -Apt apache2, libapache2-mod-auth-gssapi, gss-ntlmssp, haproxy
}

Describe "ntlm$(if ($missing) { " ($missing)" })" -Skip:([bool] $missing) {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Support/Initialize.ps1')
        $site = New-TestFolder
        $port, $ntlmPort = (Get-FreePort), (Get-FreePort)
        $null = New-Item -ItemType Directory "$site/files"
        chmod 777 "$site/files"
        Set-Content "$site/users" 'TEST:frodo:pass word'
        chmod 644 "$site/users"
        $load = foreach ($module in 'mpm_event', 'authn_core', 'authz_core', 'authz_user', 'auth_gssapi', 'dav', 'dav_fs', 'setenvif') {
            "LoadModule ${module}_module /usr/lib/apache2/modules/mod_$module.so"
        }
        # NTLM authenticates a connection, not a request.
        Set-Content "$site/apache.conf" @"
ServerRoot $site
ServerName localhost
Listen 127.0.0.1:$port
PidFile $site/apache.pid
ErrorLog $site/error.log
SetEnvIf Authorization "^(\w+) " scheme=`$1
LogFormat "%{scheme}e %u %m %U %>s" user
CustomLog $site/access.log user
$($load -join "`n")
User nobody
Group nogroup
DavLockDB $site/locks
DocumentRoot $site/files
<Directory $site/files>
    Dav On
    AuthType GSSAPI
    AuthName test
    GssapiAllowedMech ntlmssp
    GssapiConnectionBound On
    Require valid-user
</Directory>
"@
        $apache = Start-TestService apache2 -ArgumentList '-f', "$site/apache.conf", '-D', 'FOREGROUND' -Port $port -Folder $site -Environment @{ NTLM_USER_FILE = "$site/users" }

        # The module takes the strongest scheme that is offered; this server offers NTLM alone.
        Set-Content "$site/haproxy.cfg" @"
defaults
    mode http
    timeout connect 1s
    timeout client 30s
    timeout server 30s
frontend ntlm
    bind 127.0.0.1:$ntlmPort
    http-response replace-header WWW-Authenticate ^Negotiate`$ Other
    default_backend apache
backend apache
    server apache 127.0.0.1:$port
"@
        $haproxy = Start-TestService haproxy -ArgumentList '-db', '-f', "$site/haproxy.cfg" -Port $ntlmPort -Folder $site
        $urls = @{ Negotiate = "http://localhost:$port"; NTLM = "http://localhost:$ntlmPort" }
        $url = $urls.NTLM
        # Over plain http, as in the rest of this suite.
        $plain = @{ AllowUnencryptedAuthentication = $true }
        function New-Login([string] $User, [string] $Password) { [pscredential]::new($User, (ConvertTo-SecureString $Password -AsPlainText -Force)) }
        $login = New-Login 'TEST\frodo' 'pass word'
        function Get-Log { Get-Content "$site/access.log" }
    }

    AfterAll {
        Stop-TestService $haproxy
        Stop-TestService $apache
    }

    It 'accepts a user name and a password, in the scheme <_>' -ForEach Negotiate, NTLM {
        $response = Invoke-ResourcePut "$($urls[$_])/$_.txt" -Body hello -ContentType text/plain -Credential $login @plain
        $response.StatusCode | Should -Be 201
        Get-Content "$site/files/$_.txt" -Raw | Should -BeExactly hello
        Get-Log | Should -Contain "$_ TEST\\frodo PUT /$_.txt 201"
    }

    It 'accepts a large file, once the connection is authenticated' {
        $file = New-RandomFile (Join-Path $TestDrive large) 64MB
        (Invoke-ResourcePut "$url/large.bin" -InFile $file -Credential $login @plain).StatusCode | Should -Be 201
        Get-Sha256 "$site/files/large.bin" | Should -Be (Get-Sha256 $file)
    }

    It 'accepts many writes of a session, four at once' {
        $session = New-ResourceSession "$url/" -Credential $login @plain
        $responses = 1..20 | ForEach-Object { [pscustomobject]@{ id = $_ } } | Invoke-ResourcePut 'row{id}.json' -Session $session -ThrottleLimit 4
        $responses.StatusCode | Select-Object -Unique | Should -Be 201
        (Get-ChildItem "$site/files/row*.json").Count | Should -Be 20
    }

    It 'refuses a request with <what>' -ForEach @(
        @{ what = 'a wrong password'; user = 'TEST\frodo'; password = 'wrong' }
        @{ what = 'an unknown name'; user = 'TEST\sauron'; password = 'pass word' }
    ) {
        $failed = Get-WriteError { Invoke-ResourcePut "$url/none.txt" -Body hello -ContentType text/plain -Credential (New-Login $user $password) @plain }
        Get-ErrorKind $failed | Should -Be Unauthorized
        "$site/files/none.txt" | Should -Not -Exist
    }
}
