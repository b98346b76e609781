# Real servers from the system's packages, each in its own process on a free loopback port, with its files in its
# own folder. Stop-TestService ends them by their process ids.

$script:places = '/usr/sbin', '/usr/bin', '/usr/local/sbin', '/usr/local/bin', '/opt/homebrew/bin'

function Find-Tool([string] $Name) {
    foreach ($place in $script:places) {
        $path = Join-Path $place $Name
        if (Test-Path $path) { return $path }
    }
    (Get-Command $Name -CommandType Application -ErrorAction Ignore | Select-Object -First 1).Source
}

# The reason why a test cannot run here; nothing if it can.
function Get-MissingTool([string[]] $Name) {
    $missing = @($Name | Where-Object { -not (Find-Tool $_) })
    if ($missing) { "not installed: $($missing -join ', ')" }
}

# Below the ports that systems assign themselves, so no other program gets it before its server.
function Get-FreePort {
    while ($true) {
        $listener = [System.Net.Sockets.TcpListener]::new([ipaddress]::Loopback, (Get-Random -Minimum 20000 -Maximum 32000))
        try { $listener.Start(); return $listener.LocalEndpoint.Port }
        catch [System.Net.Sockets.SocketException] { continue }
        finally { $listener.Stop() }
    }
}

function New-TestFolder {
    $folder = Join-Path ([IO.Path]::GetTempPath()) "puttools-$([guid]::NewGuid().ToString('N'))"
    $null = New-Item -ItemType Directory $folder
    # Servers that drop their privileges must be able to read it.
    if (-not $IsWindows) { chmod 777 $folder }
    $folder
}

# Starts a program that stays in the foreground, and waits until its port answers.
function Start-TestService {
    param([string] $Name, [string[]] $ArgumentList, [int] $Port, [string] $Folder, [string] $Scheme = 'http', [hashtable] $Environment = @{}, [int] $TimeoutSec = 20)

    $start = [Diagnostics.ProcessStartInfo]::new((Find-Tool $Name))
    foreach ($argument in $ArgumentList) { $start.ArgumentList.Add($argument) }
    foreach ($variable in $Environment.Keys) { $start.Environment[$variable] = $Environment[$variable] }
    $start.WorkingDirectory = $Folder
    $start.RedirectStandardOutput = $start.RedirectStandardError = $true
    $process = [Diagnostics.Process]::Start($start)
    # The output is read, because a full pipe would block the server.
    $output = $process.StandardOutput.ReadToEndAsync(), $process.StandardError.ReadToEndAsync()
    $until = [datetime]::UtcNow.AddSeconds($TimeoutSec)
    while ($true) {
        $client = [Net.Sockets.TcpClient]::new()
        try { $client.Connect('127.0.0.1', $Port); break }
        catch {
            if ($process.HasExited) { throw "$Name ended with exit code $($process.ExitCode): $($output.Result -join "`n")" }
            if ([datetime]::UtcNow -gt $until) { $process.Kill($true); throw "$Name does not listen: $($output.Result -join "`n")" }
            Start-Sleep -Milliseconds 50
        }
        finally { $client.Dispose() }
    }
    [pscustomobject]@{ Uri = "${Scheme}://127.0.0.1:$Port/"; Port = $Port; Folder = $Folder; Process = $process }
}

function Stop-TestService($Service) {
    if (-not $Service) { return }
    if (-not $Service.Process.HasExited) {
        # A termination signal first, so that it ends its own children.
        if (-not $IsWindows) { /bin/kill -TERM $Service.Process.Id 2>$null }
        if (-not $Service.Process.WaitForExit(5000)) { $Service.Process.Kill($true) }
    }
    $Service.Process.Dispose()
    Remove-Item $Service.Folder -Recurse -Force -ErrorAction Ignore
}

# An authority, or a certificate that it issued, in PEM: Certificate, Key, EncryptedKey (password "key password").
function New-TestCertificate {
    param([string] $Name, $Authority, [string] $Address)

    $key = [Security.Cryptography.ECDsa]::Create([Security.Cryptography.ECCurve+NamedCurves]::nistP256)
    $request = [Security.Cryptography.X509Certificates.CertificateRequest]::new("CN=$Name", $key, 'SHA256')
    $now = [DateTimeOffset]::UtcNow
    if ($Authority) {
        $names = [Security.Cryptography.X509Certificates.SubjectAlternativeNameBuilder]::new()
        $names.AddDnsName($Name)
        if ($Address) { $names.AddIpAddress($Address) }
        $request.CertificateExtensions.Add($names.Build($false))
        $issued = $request.Create($Authority.Whole, $now.AddHours(-1), $now.AddHours(12), [guid]::NewGuid().ToByteArray())
        $whole = [Security.Cryptography.X509Certificates.ECDsaCertificateExtensions]::CopyWithPrivateKey($issued, $key)
    }
    else {
        $request.CertificateExtensions.Add([Security.Cryptography.X509Certificates.X509BasicConstraintsExtension]::new($true, $false, 0, $true))
        $whole = $request.CreateSelfSigned($now.AddDays(-1), $now.AddDays(1))
    }
    $encryption = [Security.Cryptography.PbeParameters]::new('Aes256Cbc', 'SHA256', 1000)
    [pscustomobject]@{
        Whole        = $whole
        Certificate  = $whole.ExportCertificatePem()
        Key          = $key.ExportPkcs8PrivateKeyPem()
        EncryptedKey = $key.ExportEncryptedPkcs8PrivateKeyPem('key password', $encryption)
    }
}

# TLS; with -ClientAuthority only for clients with its certificate. Each path returns the client's subject.
function Start-Nginx {
    param($Certificate, $ClientAuthority)

    $folder = New-TestFolder
    $port = Get-FreePort
    Set-Content $folder/server.pem $Certificate.Certificate
    Set-Content $folder/server.key $Certificate.Key
    Set-Content $folder/clients.pem $ClientAuthority.Certificate
    Set-Content $folder/nginx.conf @"
daemon off; pid $folder/nginx.pid; error_log stderr error; worker_processes 1;
events {}
http {
    access_log off; default_type application/json;
    client_body_temp_path $folder/body; proxy_temp_path $folder/proxy; fastcgi_temp_path $folder/fastcgi;
    uwsgi_temp_path $folder/uwsgi; scgi_temp_path $folder/scgi;
    server {
        listen 127.0.0.1:$port ssl;
        ssl_certificate $folder/server.pem; ssl_certificate_key $folder/server.key;
        ssl_client_certificate $folder/clients.pem; ssl_verify_client optional;
        location / {
            if (`$ssl_client_verify != SUCCESS) { return 403; }
            return 200 '{"subject":"`$ssl_client_s_dn","protocol":"`$ssl_protocol"}';
        }
    }
}
"@
    Start-TestService nginx -ArgumentList '-c', "$folder/nginx.conf", '-e', 'stderr' -Port $port -Folder $folder -Scheme https
}

# Basic under /basic/, Digest under /digest/, for user "user" with password "pass word". PUT is answered by a script.
function Start-Apache {
    $folder = New-TestFolder
    $port = Get-FreePort
    $modules = '/usr/lib/apache2/modules'
    $hash = -join ([Security.Cryptography.MD5]::HashData([Text.Encoding]::UTF8.GetBytes('user:test:pass word')) | ForEach-Object { $_.ToString('x2') })
    Set-Content $folder/digest "user:test:$hash"
    Set-Content $folder/answer.sh "#!/bin/sh`necho 'Content-Type: application/json'`necho`necho `"{\`"user\`":\`"`$REMOTE_USER\`",\`"kind\`":\`"`$AUTH_TYPE\`",\`"body\`":`$(cat)}`"`n"
    chmod 755 $folder/answer.sh
    $load = foreach ($module in 'mpm_event', 'authn_core', 'authn_file', 'authz_core', 'authz_user', 'auth_digest', 'alias', 'cgid', 'mime') {
        "LoadModule ${module}_module $modules/mod_$module.so"
    }
    Set-Content $folder/apache.conf @"
ServerRoot $folder
ServerName 127.0.0.1
Listen 127.0.0.1:$port
PidFile $folder/apache.pid
ErrorLog $folder/error.log
$($load -join "`n")
TypesConfig /dev/null
ScriptSock $folder/cgid.sock
User nobody
Group nogroup
ScriptAlias /digest $folder/answer.sh
<Location /digest>
    AuthType Digest
    AuthName test
    AuthUserFile $folder/digest
    Require valid-user
</Location>
"@
    Start-TestService apache2 -ArgumentList '-f', "$folder/apache.conf", '-D', 'FOREGROUND' -Port $port -Folder $folder
}

# A proxy; with -Password only for user "user" with that password.
function Start-Squid {
    param([string] $Password)

    $folder = New-TestFolder
    $port = Get-FreePort
    $helper = '/usr/lib/squid/basic_ncsa_auth'
    $access = 'http_access allow all'
    if ($Password) {
        Set-Content $folder/users "user:{SHA}$([Convert]::ToBase64String([Security.Cryptography.SHA1]::HashData([Text.Encoding]::UTF8.GetBytes($Password))))"
        # A small helper, because the packaged one supports no hash that can be computed here: user and password, OK or ERR.
        Set-Content $folder/check.sh "#!/bin/sh`nwhile read line; do if [ `"`$line`" = 'user $($Password.Replace(' ', '%20'))' ]; then echo OK; else echo ERR; fi; done`n"
        chmod 755 $folder/check.sh
        $access = "auth_param basic program $folder/check.sh`nauth_param basic children 1`nauth_param basic realm proxy`nacl known proxy_auth REQUIRED`nhttp_access allow known`nhttp_access deny all"
    }
    Set-Content $folder/squid.conf @"
http_port 127.0.0.1:$port
pid_filename $folder/squid.pid
cache deny all
access_log stdio:$folder/access.log
cache_log $folder/cache.log
coredump_dir $folder
shutdown_lifetime 0 seconds
pinger_enable off
netdb_filename none
$access
"@
    Start-TestService squid -ArgumentList '-N', '-f', "$folder/squid.conf", '-n', "puttools$port" -Port $port -Folder $folder
}

function Start-SocksProxy {
    param([string] $User, [string] $Password)

    $port = Get-FreePort
    $arguments = @('-i', '127.0.0.1', '-p', $port)
    if ($User) { $arguments += '-u', $User, '-P', $Password }
    Start-TestService microsocks -ArgumentList $arguments -Port $port -Folder (New-TestFolder) -Scheme socks5
}

function New-TestCredential([string] $Name, [string] $Password) {
    [pscredential]::new($Name, (ConvertTo-SecureString $Password -AsPlainText -Force))
}

Export-ModuleMember -Function Find-Tool, Get-MissingTool, Get-FreePort, New-TestFolder, Start-TestService, Stop-TestService, New-TestCertificate, New-TestCredential, Start-Nginx, Start-Apache, Start-Squid, Start-SocksProxy
