<#
.SYNOPSIS
    Uses the package in the PowerShell that runs this, Windows PowerShell 5.1 too: what differs there from PowerShell 7.
.EXAMPLE
    powershell -File tests/DesktopCheck.ps1 -ModuleFolder out
#>
[CmdletBinding()]
param(
    # The folder that contains PutTools/<version>.
    [Parameter(Mandatory)] [string] $ModuleFolder,
    # An assembly to load before the module, as another module may do: an older System.Text.Json.
    [string] $LoadFirst
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

function Assert-Equal($Actual, $Expected, [string] $What) {
    if ("$Actual" -cne "$Expected") { throw "${What}: expected '$Expected', got '$Actual'." }
    "ok: $What"
}

$env:PSModulePath = (Convert-Path $ModuleFolder) + [IO.Path]::PathSeparator + $env:PSModulePath
$build = if ($env:PUTTOOLS_BUILD) { $env:PUTTOOLS_BUILD } elseif ($PSVersionTable.PSEdition -eq 'Desktop') { 'netstandard2.0' } else { 'net8.0' }

# Started by hand, as the tests' own module is for PowerShell 7.
$file = Get-ChildItem (Join-Path $PSScriptRoot 'ResourceServer/bin/*/net10.0/ResourceServer.dll') | Select-Object -First 1
$start = New-Object System.Diagnostics.ProcessStartInfo dotnet, "`"$($file.FullName)`" --https"
$start.UseShellExecute = $false
$start.RedirectStandardInput = $start.RedirectStandardOutput = $true
$process = [System.Diagnostics.Process]::Start($start)
try {
    $server = $process.StandardOutput.ReadLine() | ConvertFrom-Json
    if ($LoadFirst) { "loaded: $([Reflection.Assembly]::LoadFrom((Convert-Path $LoadFirst)).FullName)" }
    Import-Module PutTools
    $loaded = (Get-Command Invoke-ResourcePut).ImplementingType.Assembly.Location
    Assert-Equal (Split-Path (Split-Path $loaded) -Leaf) $build 'the build that is loaded'

    $uri = "$($server.uri)desktop/1"
    $user = [ordered]@{ name = "J$([char]0xF6)rg"; price = 1.50d; tags = @('a'); none = $null }
    $response = Invoke-ResourcePut $uri $user
    Assert-Equal $response.StatusCode 201 'PUT'
    Assert-Equal $response.Content.name $user.name 'text comes back'
    Assert-Equal (Invoke-ResourcePut $uri $response.Content -IfChanged).Outcome Unchanged 'received content can be sent again'
    Assert-Equal (Invoke-ResourcePatch $uri @{ name = 'x' } -PatchFormat Merge).Content.name x 'PATCH'
    Assert-Equal (Invoke-ResourcePut $uri -Update { $_.name = 'y'; $_ }).Content.name y '-Update'
    Assert-Equal (Invoke-ResourcePut "$($server.secureUri)echo" @{ a = 1 } -SkipCertificateCheck -SslProtocol Tls12).StatusCode 200 'TLS 1.2'
    Assert-Equal @(1..20 | ForEach-Object { @{ id = $_ } } | Invoke-ResourcePut "$($server.uri)many/{id}" -ThrottleLimit 8).Count 20 '-ThrottleLimit'
    Invoke-ResourcePut "$($server.secureUri)echo" @{ a = 1 } -MaximumRetryCount 0 -ErrorAction SilentlyContinue -ErrorVariable failed
    Assert-Equal $failed[0].Exception.Kind TlsFailure 'an untrusted certificate'
    Invoke-ResourcePut "$($server.uri)status/404" @{ a = 1 } -ErrorAction SilentlyContinue -ErrorVariable failed
    Assert-Equal $failed[0].FullyQualifiedErrorId 'NotFound,PutTools.Cmdlets.InvokeResourcePutCommand' 'an error'
}
finally {
    # The server ends when its standard input ends.
    $process.StandardInput.Close()
    if (-not $process.WaitForExit(5000)) { $process.Kill() }
}
