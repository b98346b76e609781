# Dot-sourced by BeforeAll: the module in $env:PUTTOOLS_BUILD, and what this suite shares.
Import-Module (Join-Path $PSScriptRoot 'RealServers.psm1')
Import-Module (Join-Path $PSScriptRoot '../../../PutTools.psd1')
# A write that fails ends its statement, with pipeline input or without, and nothing is waited for longer than needed.
$PSDefaultParameterValues = @{ 'Invoke-Resource*:ErrorAction' = 'Stop'; 'Invoke-Resource*:RetryIntervalSec' = 0.05 }
