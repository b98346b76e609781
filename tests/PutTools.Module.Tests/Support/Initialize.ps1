# Dot-sourced by BeforeAll: the module in $env:PUTTOOLS_BUILD, a server of its own for each file, and where that is.
Import-Module (Join-Path $PSScriptRoot 'TestServer.psm1')
Import-Module (Join-Path $PSScriptRoot '../../../PutTools.psd1')
$server = Start-TestServer '--https'
$base = $server.uri
$faults = $server.faultUri

# Splatted where a test is about the outcome of a single attempt.
$once = @{ MaximumRetryCount = 0 }

# Splatted where a test looks at the error.
$quietly = @{ ErrorAction = 'SilentlyContinue'; ErrorVariable = 'failed' }

# Splatted where a test waits for repeats.
$quick = @{ RetryIntervalSec = 0.01 }

# A resource of a test's own, what it is now, and how often it was written.
function New-Path { "t$([guid]::NewGuid().ToString('N'))" }
function Get-State($Path) { Invoke-RestMethod "$base$Path" }
function Get-Writes($Path) { @((Invoke-RestMethod "${base}journal") | ForEach-Object { $_ } | Where-Object path -EQ "/$Path") }
