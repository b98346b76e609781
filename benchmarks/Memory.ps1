<#
.SYNOPSIS
    The peak of this process's memory before and after an upload, an upload with a signed hash and a download, in one run. Prints CSV.
.DESCRIPTION
    Needs a build of src/PutTools.Cmdlets. Without -Uri it starts the test server.
.EXAMPLE
    pwsh ./benchmarks/Memory.ps1 -SizeMiB 4096
#>
[CmdletBinding()]
param(
    [long] $SizeMiB = 1024,
    [uri] $Uri
)
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
Import-Module (Join-Path $PSScriptRoot '../PutTools.psd1')
if (-not $Uri) {
    Import-Module (Join-Path $PSScriptRoot '../tests/PutTools.Module.Tests/Support/TestServer.psm1')
    $server = Start-TestServer
    $Uri = $server.uri
}

$length = $SizeMiB * 1MB
$source = [IO.Path]::GetTempFileName()
$target = [IO.Path]::GetTempFileName()

function Get-PeakMiB {
    $process = [Diagnostics.Process]::GetCurrentProcess()
    $process.PeakWorkingSet64 / 1MB
    $process.Dispose()
}

function Measure-Transfer([string] $Name, [scriptblock] $Transfer) {
    [GC]::Collect()
    $before = Get-PeakMiB
    $clock = [Diagnostics.Stopwatch]::StartNew()
    & $Transfer
    $seconds = $clock.Elapsed.TotalSeconds
    $after = Get-PeakMiB
    [pscustomobject]@{
        Transfer  = $Name
        SizeMiB   = $SizeMiB
        Seconds   = $seconds.ToString('0.00', [cultureinfo]::InvariantCulture)
        BeforeMiB = $before.ToString('0.0', [cultureinfo]::InvariantCulture)
        AddedMiB  = ($after - $before).ToString('0.0', [cultureinfo]::InvariantCulture)
    }
}

try {
    # Sparse: it takes no space on the disk.
    $file = [IO.File]::OpenWrite($source)
    $file.SetLength($length)
    $file.Dispose()

    # A small one first, so that code and connections are ready.
    $small = [IO.File]::OpenWrite($target)
    $small.SetLength(1MB)
    $small.Dispose()
    $signed = @{
        AllowUnencryptedAuthentication = $true
        Signer = { $_.Headers['X-Hash'] = [BitConverter]::ToString($_.GetContentHash('SHA256')).Replace('-', '') }
    }
    $null = Invoke-ResourcePut "${Uri}sink" -InFile $target
    $null = Invoke-ResourcePut "${Uri}sink" -InFile $target @signed
    Invoke-ResourcePut "${Uri}bytes/1000000" @{ a = 1 } -OutFile $target

    & {
        Measure-Transfer 'upload' {
            $sent = (Invoke-ResourcePut "${Uri}sink" -InFile $source).Content.length
            if ($sent -ne $length) { throw "$sent bytes of $length came." }
        }
        Measure-Transfer 'signed upload' {
            $sent = (Invoke-ResourcePut "${Uri}sink" -InFile $source @signed).Content.length
            if ($sent -ne $length) { throw "$sent bytes of $length came." }
        }
        Measure-Transfer 'download' {
            Invoke-ResourcePut "${Uri}bytes/$length" @{ a = 1 } -OutFile $target
            $received = (Get-Item $target).Length
            if ($received -ne $length) { throw "$received bytes of $length came." }
        }
    } | ConvertTo-Csv
}
finally {
    Remove-Item $source, $target -ErrorAction Ignore
    if ($server) { Stop-TestServer $server }
}
