# Hosts on one machine, for tests (Linux, as root): network namespaces on a bridge, each with its own address, link and
# sshd, whose subsystem is PowerShell. They share processor, disk and clock, unlike real hosts. Remove-TestNetwork
# removes all of it.

$script:ip = '/usr/sbin/ip', '/sbin/ip', '/usr/bin/ip' | Where-Object { Test-Path $_ } | Select-Object -First 1

function Invoke-Ip {
    $text = & $script:ip @args 2>&1
    if ($LASTEXITCODE) { throw "ip $args failed: $text" }
    $text
}

# The reason why hosts cannot be created here; nothing if they can.
function Get-NoHostReason {
    if (-not $IsLinux) { return 'network namespaces are of Linux' }
    if (-not $script:ip) { return 'the command ip (iproute2) is not installed' }
    $name = "pt$PID"
    try {
        $null = Invoke-Ip netns add $name
        $null = Invoke-Ip -n $name link add pt0 type bridge
    }
    catch { return $_.Exception.Message }
    finally { & $script:ip netns delete $name 2>$null }
}

function New-TestNetwork {
    [CmdletBinding()]
    param(
        # The names of the hosts, at most ten.
        [Parameter(Mandatory)] [string[]] $Name,
        # Folders in which the hosts find modules.
        [string] $ModulePath
    )

    # A network of RFC 2544 that no other run uses. These are for tests of hosts, and no router forwards them.
    $id = Get-Random -Maximum 60000
    $net = '198.18.{0}.{1}' -f [Math]::Floor($id / 240), ($id % 15 * 16)
    $folder = (New-Item (Join-Path ([IO.Path]::GetTempPath()) "puttools-$([guid]::NewGuid().ToString('N'))") -ItemType Directory).FullName
    $network = [pscustomobject]@{ Folder = $folder; Bridge = "pt$id"; Address = Get-Address $net 1; Hosts = [ordered]@{}; Path = $env:PATH }
    try {
        $null = ssh-keygen -q -t ed25519 -N '""'.Trim('"') -f "$folder/key"
        # sshd drops its privileges in this folder, which its service creates normally.
        if (-not (Test-Path /run/sshd)) { $null = New-Item /run/sshd -ItemType Directory }
        $null = Invoke-Ip link add $network.Bridge type bridge
        $null = Invoke-Ip address add "$($network.Address)/28" dev $network.Bridge
        $null = Invoke-Ip link set $network.Bridge up
        for ($i = 0; $i -lt $Name.Count; $i++) { Add-TestHost $network $Name[$i] (Get-Address $net ($i + 2)) $ModulePath }

        # The settings of a user's ~/.ssh/config. Without ServerAlive… a session does not notice that its host is lost.
        $entries = foreach ($one in $network.Hosts.Values) { "Host $($one.Name)`n    HostName $($one.Address)" }
        Set-Content "$folder/config" @"
IdentityFile $folder/key
IdentitiesOnly yes
UserKnownHostsFile $folder/known
StrictHostKeyChecking yes
ServerAliveInterval 1
ServerAliveCountMax 2
$($entries -join "`n")
"@
        # PowerShell starts the first ssh of the path, which has no option for its configuration.
        $ssh = (Get-Command ssh -CommandType Application | Select-Object -First 1).Source
        $null = New-Item "$folder/bin" -ItemType Directory
        Set-Content "$folder/bin/ssh" "#!/bin/sh`nexec '$ssh' -F '$folder/config' `"`$@`""
        chmod 755 "$folder/bin/ssh"
        $network.Path = "$folder/bin$([IO.Path]::PathSeparator)$env:PATH"
        $network
    }
    catch {
        Remove-TestNetwork $network
        throw
    }
}

# The host is lost at once: connected clients are not notified.
function Stop-TestHost {
    [CmdletBinding()]
    param([Parameter(Mandatory)] $Network, [Parameter(Mandatory)] [string] $Name)

    $gone = $Network.Hosts[$Name]
    $null = Invoke-Ip link set $gone.Link down
    Stop-Namespace $gone.Namespace
}

function Remove-TestNetwork {
    [CmdletBinding()]
    param($Network)

    if (-not $Network) { return }
    foreach ($one in $Network.Hosts.Values) {
        Stop-Namespace $one.Namespace
        if ($one.Sshd) { $one.Sshd.Dispose() }
            & $script:ip link delete $one.Link 2>$null
        & $script:ip netns delete $one.Namespace 2>$null
    }
    & $script:ip link delete $Network.Bridge 2>$null
    Remove-Item $Network.Folder -Recurse -Force
}

# Ends the processes of a host, and waits for their end.
function Stop-Namespace([string] $Name) {
    $until = [datetime]::UtcNow.AddSeconds(10)
    while (($ids = & $script:ip netns pids $Name 2>$null) -and [datetime]::UtcNow -lt $until) {
        foreach ($id in $ids) { Stop-Process -Id $id -Force -ErrorAction Ignore }
        Start-Sleep -Milliseconds 20
    }
}

function Get-Address([string] $Net, [int] $Number) {
    $parts = $Net.Split('.')
    '{0}.{1}.{2}.{3}' -f $parts[0], $parts[1], $parts[2], ([int] $parts[3] + $Number)
}

function Add-TestHost($Network, [string] $Name, [string] $Address, [string] $ModulePath) {
    $number = $Network.Hosts.Count + 1
    $one = [pscustomobject]@{ Name = $Name; Address = $Address; Namespace = "$($Network.Bridge)-$number"; Link = "$($Network.Bridge)-$number"; Sshd = $null }
    $Network.Hosts[$Name] = $one
    $null = Invoke-Ip netns add $one.Namespace
    $null = Invoke-Ip link add $one.Link type veth peer name eth0 netns $one.Namespace
    $null = Invoke-Ip link set $one.Link master $Network.Bridge up
    $null = Invoke-Ip -n $one.Namespace address add "$Address/28" dev eth0
    $null = Invoke-Ip -n $one.Namespace link set eth0 up
    $null = Invoke-Ip -n $one.Namespace link set lo up

    $own = "$($Network.Folder)/$Name"
    $null = New-Item $own -ItemType Directory
    $null = ssh-keygen -q -t ed25519 -N '' -f "$own/hostkey"
    Add-Content "$($Network.Folder)/known" "$Address $(Get-Content "$own/hostkey.pub")"
    $pwsh = (Get-Command pwsh -CommandType Application | Select-Object -First 1).Source
    Set-Content "$own/sshd_config" @"
ListenAddress $($Address):22
HostKey $own/hostkey
PidFile none
AuthorizedKeysFile $($Network.Folder)/key.pub
AuthenticationMethods publickey
PermitRootLogin yes
StrictModes no
UsePAM no
SetEnv PATH=$env:PATH DOTNET_ROOT=$env:DOTNET_ROOT PSModulePath=$ModulePath POWERSHELL_TELEMETRY_OPTOUT=1
Subsystem powershell $pwsh -sshs -NoLogo -NoProfile
"@
    $start = [Diagnostics.ProcessStartInfo]::new($script:ip)
    $sshd = Join-Path (Split-Path (Get-Command sshd, /usr/sbin/sshd -CommandType Application -ErrorAction Ignore | Select-Object -First 1).Source) sshd
    foreach ($argument in 'netns', 'exec', $one.Namespace, $sshd, '-D', '-E', "$own/log", '-f', "$own/sshd_config") { $start.ArgumentList.Add($argument) }
    $one.Sshd = [Diagnostics.Process]::Start($start)
    $until = [datetime]::UtcNow.AddSeconds(20)
    while (-not (Test-Port $Address 22)) {
        if ($one.Sshd.HasExited -or [datetime]::UtcNow -gt $until) { throw "The sshd of $Name does not listen: $(Get-Content "$own/log" -ErrorAction Ignore)" }
        Start-Sleep -Milliseconds 20
    }
}

function Test-Port([string] $Address, [int] $Port) {
    $client = [Net.Sockets.TcpClient]::new()
    try { $client.Connect($Address, $Port); $true }
    catch { $false }
    finally { $client.Dispose() }
}

Export-ModuleMember -Function Get-NoHostReason, New-TestNetwork, Stop-TestHost, Remove-TestNetwork
