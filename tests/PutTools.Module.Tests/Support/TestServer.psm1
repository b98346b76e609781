# The resource server in its own process. It ends with Stop-TestServer, and with this process.

function Start-TestServer {
    [CmdletBinding()]
    param(
        [string[]] $ArgumentList,
        # Debug or Release; by default the latest build.
        [string] $Configuration = '*'
    )

    $root = Resolve-Path (Join-Path $PSScriptRoot '../../..')
    $server = Get-ChildItem (Join-Path $root "tests/ResourceServer/bin/$Configuration/net10.0/ResourceServer.dll") |
        Sort-Object LastWriteTime -Descending | Select-Object -First 1
    if (-not $server) { throw 'The resource server is not built: run dotnet build tests/ResourceServer first.' }

    $start = [System.Diagnostics.ProcessStartInfo]::new('dotnet')
    $start.UseShellExecute = $false
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    foreach ($argument in @($server.FullName) + $ArgumentList) { if ($argument) { $start.ArgumentList.Add($argument) } }
    $process = [System.Diagnostics.Process]::Start($start)
    $line = $process.StandardOutput.ReadLine()
    if (-not $line) { throw "The resource server ended with exit code $($process.ExitCode)." }
    $line | ConvertFrom-Json | Add-Member -NotePropertyName Process -NotePropertyValue $process -PassThru
}

function Stop-TestServer {
    [CmdletBinding()]
    param([Parameter(Mandatory)] $Server)

    # The server ends when its standard input ends.
    $Server.Process.StandardInput.Close()
    if (-not $Server.Process.WaitForExit(5000)) { $Server.Process.Kill() }
    $Server.Process.Dispose()
}

# The writes that the server applied, to one path or to all.
function Get-TestServerJournal {
    [CmdletBinding()]
    param([Parameter(Mandatory)] $Server, [string] $Path)

    Invoke-RestMethod "$($Server.uri)journal" | ForEach-Object { $_ } | Where-Object { -not $Path -or $_.path -eq $Path }
}

# Clears resources and journal.
function Reset-TestServer {
    [CmdletBinding()]
    param([Parameter(Mandatory)] $Server)

    $null = Invoke-RestMethod "$($Server.uri)reset" -Method Post
}

Export-ModuleMember -Function Start-TestServer, Stop-TestServer, Get-TestServerJournal, Reset-TestServer
