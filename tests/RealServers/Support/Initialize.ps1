# Dot-sourced by BeforeAll: the module in $env:PUTTOOLS_BUILD, and the settings of this suite.
Import-Module (Join-Path $PSScriptRoot 'RealServers.psm1')
Import-Module (Join-Path $PSScriptRoot '../../../PutTools.psd1')
# A failed write ends its statement, with or without pipeline input, and waits are short.
$PSDefaultParameterValues = @{ 'Invoke-Resource*:ErrorAction' = 'Stop'; 'Invoke-Resource*:RetryIntervalSec' = 0.05 }
