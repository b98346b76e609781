# Picks the build for the PowerShell that runs: net8.0 from 7.4 on, else netstandard2.0.
# PUTTOOLS_BUILD forces one of them; the tests use it to try both.
$build = if ($env:PUTTOOLS_BUILD) { $env:PUTTOOLS_BUILD }
elseif ($PSVersionTable.PSVersion -ge '7.4') { 'net8.0' }
else { 'netstandard2.0' }

$assembly = [System.IO.Path]::Combine($PSScriptRoot, 'bin', $build, 'PutTools.Cmdlets.dll')
if (-not [System.IO.File]::Exists($assembly)) {
    throw "PutTools is not built: '$assembly' is missing. Run ./build.ps1 first; PUTTOOLS_BUILD takes net8.0 or netstandard2.0."
}
Import-Module -Name $assembly
