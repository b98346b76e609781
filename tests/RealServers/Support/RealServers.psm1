# Functions of all files in this folder: packages from the registries of this machine, and small helpers.
# Each file starts its own server on a free loopback port and stops it by its process id.

Import-Module (Join-Path $PSScriptRoot '../../PutTools.Module.Tests/Support/Services.psm1') -Global

$script:npmRoot = Join-Path $PSScriptRoot '../obj/npm'

<#
.SYNOPSIS
    Installs the packages of a file's server. Emits the reason if one is not available, otherwise nothing.
.DESCRIPTION
    Debian packages are installed where that is allowed (PUTTOOLS_INSTALL=1, as Run.ps1 sets it, and root) and npm packages
    into a folder of this suite. With PUTTOOLS_REAL_REQUIRE=1 a missing package is a failure.
#>
function Install-ServerPackage {
    [CmdletBinding()]
    param(
        # Debian packages.
        [string[]] $Apt,
        # npm packages with their versions, such as json-server@0.17.4.
        [string[]] $Npm
    )

    $missing = @(
        foreach ($package in $Apt) { if (-not (Install-DebianPackage $package)) { $package } }
        if ($Npm -and -not (Install-NpmPackage $Npm)) { $Npm -join ', ' }
    )
    if (-not $missing) { return }
    $reason = "not installed: $($missing -join ', ')"
    if ($env:PUTTOOLS_REAL_REQUIRE -eq '1') { throw $reason }
    $reason
}

function Test-DebianPackage([string] $Package) {
    (Find-Tool dpkg-query) -and (dpkg-query -W -f '${db:Status-Status}' $Package 2>$null) -eq 'installed'
}

function Install-DebianPackage([string] $Package) {
    if (Test-DebianPackage $Package) { return $true }
    if ($env:PUTTOOLS_INSTALL -ne '1' -or -not (Find-Tool apt-get) -or (id -u) -ne 0) { return $false }
    # A policy that answers 101 keeps a package from starting its service.
    $policy = '/usr/sbin/policy-rc.d'
    $ours = -not (Test-Path $policy)
    if ($ours) {
        Set-Content $policy "#!/bin/sh`nexit 101"
        chmod +x $policy
    }
    try {
        $env:DEBIAN_FRONTEND = 'noninteractive'
        if (-not $script:updated) { $null = apt-get update -qq 2>&1 }
        $script:updated = $true
        $output = apt-get install -y -qq -o DPkg::Lock::Timeout=300 --no-install-recommends $Package 2>&1
        if ($LASTEXITCODE) { Write-Warning "$Package could not be installed: $($output | Select-Object -Last 3)" }
    }
    finally { if ($ours) { Remove-Item $policy } }
    Test-DebianPackage $Package
}

# A folder for each set of packages, so that no two servers share dependencies.
function Get-NpmFolder([string[]] $Package) {
    Join-Path $script:npmRoot (($Package -join '_') -replace '[^\w.-]', '-')
}

function Install-NpmPackage([string[]] $Package) {
    $folder = Get-NpmFolder $Package
    $done = Join-Path $folder installed
    if (Test-Path $done) { return $true }
    if ($env:PUTTOOLS_INSTALL -ne '1' -or -not (Find-Tool npm)) { return $false }
    $null = New-Item -ItemType Directory $folder -Force
    $output = npm install --prefix $folder --no-audit --no-fund --loglevel error @Package 2>&1
    if ($LASTEXITCODE) {
        Write-Warning "$Package could not be installed: $($output | Select-Object -Last 3)"
        return $false
    }
    Set-Content $done $Package
    $true
}

# Starts one of the scripts of Support with node, beside the packages that it imports.
function Start-NodeServer {
    [CmdletBinding()]
    param([string] $Script, [string[]] $Npm, [string[]] $ArgumentList)

    $packages = Get-NpmFolder $Npm
    $path = Join-Path $packages $Script
    Copy-Item (Join-Path $PSScriptRoot $Script) $path
    $port = Get-FreePort
    $folder = New-TestFolder
    Start-TestService node -ArgumentList (@($path, $port, $folder) + $ArgumentList) -Port $port -Folder $folder -TimeoutSec 60
}

# nginx as the server behind a proxy: it stores what is put in the folder files, and ends the connection of a request for -Broken.
function Start-BackendNginx([string] $Folder, [int] $Port, [string] $Broken) {
    $null = New-Item -ItemType Directory "$Folder/files"
    chmod 777 "$Folder/files"
    Set-Content "$Folder/nginx.conf" @"
daemon off; pid $Folder/nginx.pid; error_log stderr error; worker_processes 1;
events {}
http {
    access_log off; types { application/json json; }
    client_body_temp_path $Folder/body; proxy_temp_path $Folder/proxy; fastcgi_temp_path $Folder/fastcgi;
    uwsgi_temp_path $Folder/uwsgi; scgi_temp_path $Folder/scgi; client_max_body_size 64m;
    server {
        listen 127.0.0.1:$Port; root $Folder/files;
        location / { dav_methods PUT; dav_access all:rw; create_full_put_path on; }
        location $Broken { return 444; }
    }
}
"@
    Start-TestService nginx -ArgumentList '-c', "$Folder/nginx.conf", '-e', 'stderr' -Port $Port -Folder $Folder
}

# The version of a Debian package, for the table of the docs.
function Get-PackageVersion([string] $Package) { dpkg-query -W -f '${Version}' $Package }

# The error record of a write that must fail.
function Get-WriteError([scriptblock] $Write) {
    try { $null = & $Write } catch { return $_ }
    throw "It did not fail: $Write"
}

# The id of an error without the name of its command.
function Get-ErrorKind($ErrorRecord) { ($ErrorRecord.FullyQualifiedErrorId -split ',')[0] }

# A file of that many incompressible bytes.
function New-RandomFile([string] $Path, [long] $Length) {
    $file = [IO.File]::Create($Path)
    try {
        $buffer = [byte[]]::new(1MB)
        $random = [Random]::new(42)
        for ($left = $Length; $left -gt 0; $left -= $buffer.Length) {
            $random.NextBytes($buffer)
            $file.Write($buffer, 0, [int] [Math]::Min($left, $buffer.Length))
        }
    }
    finally { $file.Dispose() }
    $Path
}

# The pieces of a file from an offset on: Start and End (both included) and Bytes.
function Get-FilePiece([string] $Path, [int] $Size, [long] $From = 0) {
    $file = [IO.File]::OpenRead($Path)
    try {
        $file.Position = $From
        while ($file.Position -lt $file.Length) {
            $start = $file.Position
            $bytes = [byte[]]::new([Math]::Min($Size, $file.Length - $start))
            $file.ReadExactly($bytes, 0, $bytes.Length)
            [pscustomobject]@{ Start = $start; End = $file.Position - 1; Bytes = $bytes }
        }
    }
    finally { $file.Dispose() }
}

function Get-Sha256([string] $Path) { (Get-FileHash $Path -Algorithm SHA256).Hash.ToLowerInvariant() }

# A presigned url, which anyone may use for a while: AWS Signature Version 4 in its query.
function New-PresignedUrl {
    param([string] $Method, [uri] $Uri, [Collections.IDictionary] $Query = @{}, [string] $Key, [string] $Secret, [int] $Seconds = 600)

    $now = [datetime]::UtcNow
    $day, $time = $now.ToString('yyyyMMdd'), $now.ToString('yyyyMMddTHHmmssZ')
    $scope = "$day/us-east-1/s3/aws4_request"
    $fields = $Query + @{
        'X-Amz-Algorithm' = 'AWS4-HMAC-SHA256'; 'X-Amz-Credential' = "$Key/$scope"; 'X-Amz-Date' = $time
        'X-Amz-Expires' = "$Seconds"; 'X-Amz-SignedHeaders' = 'host'
    }
    [string[]] $names = $fields.Keys
    [array]::Sort($names, [StringComparer]::Ordinal)
    $text = ($names | ForEach-Object { "$([uri]::EscapeDataString($_))=$([uri]::EscapeDataString($fields[$_]))" }) -join '&'
    $canonical = $Method, $Uri.AbsolutePath, $text, "host:$($Uri.Authority)", '', 'host', 'UNSIGNED-PAYLOAD' -join "`n"
    $utf8 = [Text.Encoding]::UTF8
    $hash = [Convert]::ToHexString([Security.Cryptography.SHA256]::HashData($utf8.GetBytes($canonical))).ToLowerInvariant()
    [byte[]] $signature = $utf8.GetBytes("AWS4$Secret")
    foreach ($part in $day, 'us-east-1', 's3', 'aws4_request', "AWS4-HMAC-SHA256`n$time`n$scope`n$hash") {
        $signature = [Security.Cryptography.HMACSHA256]::HashData($signature, $utf8.GetBytes($part))
    }
    "${Uri}?$text&X-Amz-Signature=$([Convert]::ToHexString($signature).ToLowerInvariant())"
}

# A relay in front of a server's port. One of its connections breaks once, after that many bytes of requests, and with Break().
function Start-Relay([int] $Port, [long] $BreakAfter = [long]::MaxValue) {
    if (-not ('RealServers.Relay' -as [type])) { Add-Type -Path (Join-Path $PSScriptRoot Relay.cs) }
    [RealServers.Relay]::new($Port, $BreakAfter)
}

# The first block of code below a heading of a page of the cookbook, as a script block. -Before ends it before the first line that
# starts with that text: the functions alone, for example.
function Get-CookbookBlock([string] $Page, [string] $Heading, [hashtable] $Replace = @{}, [string] $Before) {
    $text = Get-Content (Join-Path $PSScriptRoot "../../../docs/cookbook/$Page.md") -Raw
    if ($text -notmatch "(?ms)^## $([regex]::Escape($Heading))$.*?^``````(powershell)?\r?\n(?<code>.*?)^``````") { throw "$Page.md has no code below '$Heading'." }
    $code = $Matches.code
    if ($Before) { $code = ($code -split "(?m)^(?=$([regex]::Escape($Before)))")[0] }
    foreach ($old in $Replace.Keys) { $code = $code.Replace($old, $Replace[$old]) }
    [scriptblock]::Create($code)
}

# Reads with curl, a client other than the module and .NET.
function Invoke-Curl { curl --silent --show-error --noproxy '*' --max-time 30 @args }

Export-ModuleMember -Function Install-ServerPackage, Start-NodeServer, Start-BackendNginx, Get-PackageVersion, Get-WriteError, Get-ErrorKind, New-RandomFile, Get-FilePiece, Get-Sha256, New-PresignedUrl, Start-Relay, Invoke-Curl, Get-CookbookBlock, Get-NpmFolder
