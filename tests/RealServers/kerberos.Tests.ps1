# Negotiate with Kerberos: a key distribution centre, and Apache, which requires its tickets (RFC 4559).
BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Support/RealServers.psm1')
    $missing = Install-ServerPackage -Apt krb5-kdc, krb5-admin-server, krb5-user, apache2, libapache2-mod-auth-gssapi
}

Describe "kerberos$(if ($missing) { " ($missing)" })" -Skip:([bool] $missing) {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Support/Initialize.ps1')
        $folder = New-TestFolder
        $kdcPort = Get-FreePort
        Set-Content "$folder/krb5.conf" @"
[libdefaults]
    default_realm = TEST.EXAMPLE
    dns_lookup_kdc = false
    dns_lookup_realm = false
    dns_canonicalize_hostname = false
    rdns = false
    default_ccache_name = FILE:$folder/ccache
[realms]
    TEST.EXAMPLE = {
        kdc = 127.0.0.1:$kdcPort
    }
[domain_realm]
    localhost = TEST.EXAMPLE
"@
        Set-Content "$folder/kdc.conf" @"
[kdcdefaults]
    kdc_listen = 127.0.0.1:$kdcPort
    kdc_tcp_listen = 127.0.0.1:$kdcPort
[realms]
    TEST.EXAMPLE = {
        database_name = $folder/principal
        key_stash_file = $folder/stash
        acl_file = $folder/acl
    }
"@
        $kerberos = @{ KRB5_CONFIG = "$folder/krb5.conf"; KRB5_KDC_PROFILE = "$folder/kdc.conf"; KRB5CCNAME = "FILE:$folder/ccache"; KRB5_KTNAME = "FILE:$folder/keytab" }
        # C code reads these variables, and does not see what PowerShell sets for itself.
        function Invoke-Kerberos($Name) { $input | /usr/bin/env @($kerberos.GetEnumerator() | ForEach-Object { "$($_.Key)=$($_.Value)" }) $Name @args 2>&1 }
        $made = @(
            Invoke-Kerberos kdb5_util create -s -P master -r TEST.EXAMPLE
            Invoke-Kerberos kadmin.local -q 'addprinc -pw "pass word" user'
            Invoke-Kerberos kadmin.local -q 'addprinc -randkey HTTP/localhost'
            Invoke-Kerberos kadmin.local -q "ktadd -k $folder/keytab HTTP/localhost"
        )
        if (-not (Test-Path "$folder/keytab")) { throw "No keytab was made: $made" }
        chmod 644 "$folder/keytab"
        $kdc = Start-TestService krb5kdc -ArgumentList '-n' -Port $kdcPort -Folder $folder -Environment $kerberos

        $site = New-TestFolder
        $port = Get-FreePort
        $null = New-Item -ItemType Directory "$site/files"
        chmod 777 "$site/files"
        $load = foreach ($module in 'mpm_event', 'authn_core', 'authz_core', 'authz_user', 'auth_gssapi', 'dav', 'dav_fs', 'headers') {
            "LoadModule ${module}_module /usr/lib/apache2/modules/mod_$module.so"
        }
        Set-Content "$site/apache.conf" @"
ServerRoot $site
ServerName localhost
Listen 127.0.0.1:$port
PidFile $site/apache.pid
ErrorLog $site/error.log
LogFormat "%u %m %U %>s" user
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
    GssapiCredStore keytab:$folder/keytab
    Require valid-user
</Directory>
"@
        $apache = Start-TestService apache2 -ArgumentList '-f', "$site/apache.conf", '-D', 'FOREGROUND' -Port $port -Folder $site -Environment $kerberos
        $url = "http://localhost:$port"

        # Runs a script in a new PowerShell with Kerberos' variables; emits its output.
        function Invoke-Apart([string] $Script) {
            $module = (Get-Module PutTools).Path
            $start = "`$ProgressPreference = 'SilentlyContinue'; Import-Module '$module'; `$PSDefaultParameterValues = @{ 'Invoke-Resource*:ErrorAction' = 'Stop'; 'Invoke-Resource*:AllowUnencryptedAuthentication' = `$true; 'Invoke-Resource*:MaximumRetryCount' = 0 }"
            $code = [Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes("$start; `$url = '$url'; $Script"))
            $host7 = [Environment]::ProcessPath
            $arguments = @(if ((Split-Path $host7 -LeafBase) -eq 'dotnet') { [Reflection.Assembly]::GetEntryAssembly().Location }) + '-NoProfile', '-NonInteractive', '-OutputFormat', 'Text', '-EncodedCommand', $code
            Invoke-Kerberos $host7 @arguments | ForEach-Object { "$_" }
        }
        function Get-Log { Get-Content "$site/access.log" }
    }

    AfterAll {
        Stop-TestService $apache
        Stop-TestService $kdc
    }

    It 'also requires a ticket from curl, and accepts it' {
        $null = 'pass word' | Invoke-Kerberos kinit user
        $status = Invoke-Kerberos curl -s -o /dev/null -w '%{http_code}' --noproxy localhost --negotiate -u : -T "$folder/krb5.conf" "$url/curl.txt"
        $status | Should -BeIn 201, 204
    }

    It 'accepts the ticket of the user with -UseDefaultCredentials' {
        Invoke-Apart "(Invoke-ResourcePut `$url/default.txt -Body hello -ContentType text/plain -UseDefaultCredentials).StatusCode" | Should -Be 201
        Get-Content "$site/files/default.txt" -Raw | Should -BeExactly hello
        Get-Log | Should -Contain 'user@TEST.EXAMPLE PUT /default.txt 201'
    }

    It 'accepts a large file, which is sent after authentication' {
        $file = New-RandomFile (Join-Path $TestDrive large) 64MB
        Invoke-Apart "(Invoke-ResourcePut `$url/large.bin -InFile '$file' -UseDefaultCredentials).StatusCode" | Should -Be 201
        Get-Sha256 "$site/files/large.bin" | Should -Be (Get-Sha256 $file)
    }

    It 'accepts many writes of a session' {
        $script = "`$session = New-ResourceSession `$url/ -UseDefaultCredentials -AllowUnencryptedAuthentication; (1..20 | ForEach-Object { [pscustomobject]@{ id = `$_ } } | Invoke-ResourcePut 'row{id}.json' -Session `$session -ThrottleLimit 4).StatusCode | Select-Object -Unique"
        Invoke-Apart $script | Should -Be 201
        (Get-ChildItem "$site/files/row*.json").Count | Should -Be 20
    }

    It 'accepts a user name and a password with -Credential' {
        Remove-Item "$folder/ccache" -ErrorAction Ignore
        $login = "[pscredential]::new('user@TEST.EXAMPLE', (ConvertTo-SecureString 'pass word' -AsPlainText -Force))"
        Invoke-Apart "(Invoke-ResourcePut `$url/login.txt -Body hello -ContentType text/plain -Credential ($login)).StatusCode" | Should -Be 201
        Get-Log | Should -Contain 'user@TEST.EXAMPLE PUT /login.txt 201'
    }

    It 'refuses a request without a ticket' {
        Remove-Item "$folder/ccache" -ErrorAction Ignore
        Invoke-Apart "try { Invoke-ResourcePut `$url/none.txt -Body hello -ContentType text/plain -UseDefaultCredentials } catch { `$_.FullyQualifiedErrorId }" | Should -BeLike 'Unauthorized,*'
        "$site/files/none.txt" | Should -Not -Exist
    }

    It 'refuses a wrong password' {
        $login = "[pscredential]::new('user@TEST.EXAMPLE', (ConvertTo-SecureString 'wrong' -AsPlainText -Force))"
        Invoke-Apart "try { Invoke-ResourcePut `$url/none.txt -Body hello -ContentType text/plain -Credential ($login) } catch { `$_.FullyQualifiedErrorId }" | Should -BeLike 'Unauthorized,*'
        "$site/files/none.txt" | Should -Not -Exist
    }
}
