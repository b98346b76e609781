# Selects the build for the running PowerShell: net8.0 from 7.4 on, which is the first on .NET 8, otherwise
# netstandard2.0.
# PUTTOOLS_BUILD forces one of them; the tests use it to try both.
# Each expression adds milliseconds to every import, because it is compiled to run once.
$build = $env:PUTTOOLS_BUILD
if (-not $build) { $build = if ([System.Environment]::Version -ge [version]'8.0') { 'net8.0' } else { 'netstandard2.0' } }
try {
    Import-Module "$PSScriptRoot/bin/$build/PutTools.Cmdlets.dll" -ErrorAction Stop
}
catch {
    if (Test-Path "$PSScriptRoot/bin/$build/PutTools.Cmdlets.dll") { throw }
    throw "PutTools is not built for '$build': there is no PutTools.Cmdlets.dll in '$PSScriptRoot/bin/$build'. Run ./build.ps1 first; PUTTOOLS_BUILD takes net8.0 or netstandard2.0."
}
