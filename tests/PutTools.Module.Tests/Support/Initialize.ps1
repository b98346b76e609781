# Dot-sourced by BeforeAll: the module in $env:PUTTOOLS_BUILD, a server for each file, and its url.
Import-Module (Join-Path $PSScriptRoot 'TestServer.psm1')
Import-Module (Join-Path $PSScriptRoot '../../../PutTools.psd1')
$server = Start-TestServer '--https'
$base = $server.uri
$faults = $server.faultUri

# Splatted for tests of a single attempt.
$once = @{ MaximumRetryCount = 0 }

# Splatted for tests that check the error.
$quietly = @{ ErrorAction = 'SilentlyContinue'; ErrorVariable = 'failed' }

# Splatted for tests that wait for retries.
$quick = @{ RetryIntervalSec = 0.01 }

# A path for one test, the current state of a resource, and the writes to it.
function New-Path { "t$([guid]::NewGuid().ToString('N'))" }
function Get-State($Path) { Invoke-RestMethod "$base$Path" }
function Get-Writes($Path) { @(Get-TestServerJournal $server "/$Path") }
