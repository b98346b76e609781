<#
.SYNOPSIS
    Shows first steps with a real server on this machine: each command as typed, then its output.
.DESCRIPTION
        Needs a build; ./build.ps1 -Task Demo creates one and runs this. Ends by itself, always stops its server, and
        fails if a step does not end as expected.
#>
[CmdletBinding()]
param(
    # Leaves the server running and $api set, for use at the prompt. The server ends with this PowerShell.
    [switch] $Stay
)
$ErrorActionPreference = 'Stop'
$keep = $false
$root = Split-Path $PSScriptRoot
Import-Module "$root/PutTools.psd1", "$root/tests/PutTools.Module.Tests/Support/TestServer.psm1" -Scope Global

# The session of the commands. As at a prompt, variables stay for the next steps, and an error does not end it.
$session = New-Module { $ErrorActionPreference = 'Continue' }

# Shows a command as it is typed, runs it, and shows its output and errors like a prompt.
# -ExpectedError: the id of the error that the step demonstrates.
function Show-Step([string] $Title, [scriptblock] $Command, [string] $ExpectedError) {
    $lines = $Command.ToString().Trim("`r", "`n").TrimEnd() -split '\r?\n'
    $indent = $lines[0].Length - $lines[0].TrimStart().Length
    $lines = $lines | ForEach-Object { $_.Substring([Math]::Min($indent, $_.Length - $_.TrimStart().Length)) }
    Write-Host "`n# $Title" -ForegroundColor Green
    Write-Host ('PS> ' + ($lines -join "`n>>  ")) -ForegroundColor Cyan

    # The same text without its position in this file, which a prompt would not show.
    $typed = [scriptblock]::Create($lines -join "`n")
    # A command without pipeline input ends its statement with its error.
    $errors, $output = @(try { . $session $typed 2>&1 } catch { $_ }).Where({ $_ -is [System.Management.Automation.ErrorRecord] }, 'Split')
    $output | Out-Host
    $errors | Out-Host
    $ids = foreach ($record in $errors) { ($record.FullyQualifiedErrorId -split ',')[0] }
    if ("$ids" -ne $ExpectedError) { throw "The step '$Title' ended with the error '$ids', not '$ExpectedError'." }
}

$server = Start-TestServer
try {
    . $session { param($Uri) $api = $Uri } $server.uri.TrimEnd('/')
    Write-Host "A server with resources listens at $($server.uri); `$api is its url."

    Show-Step 'PUT replaces a resource, or creates it. A hashtable is sent as JSON with all its levels.' {
        $user = [ordered]@{
            id      = 123
            name    = 'John Doe Smith'
            email   = 'john.smith@example.com'
            address = [ordered]@{
                street  = 'Kulas Light'
                city    = 'Gwenborough'
                zipcode = '92998-3874'
                geo     = [ordered]@{ lat = '-37.3159'; lng = '81.1496' }
            }
            company = [ordered]@{ name = 'Romaguera-Crona'; catchPhrase = 'Multi-layered client-server neural-net' }
        }
        Invoke-ResourcePut $api/users/123 $user
    }
    Show-Step 'The same again replaces it. The response is an object with the received content.' {
        $response = Invoke-ResourcePut $api/users/123 $user
        $response | Format-List
        $response.Content.address.geo
    }
    Show-Step 'Create a product.' {
        Invoke-ResourcePut $api/products/7 @{ name = 'Kettle'; price = 34.99; stock = 12 } -ContentOnly
    }
    Show-Step 'PATCH changes a part: only the price.' {
        Invoke-ResourcePatch $api/products/7 @{ price = 29.99 } -ContentOnly
    }
    Show-Step 'Objects from a pipeline, each to its own url.' {
        'id,name', '1,Frodo', '2,Sam', '3,Merry' | ConvertFrom-Csv | Invoke-ResourcePut "$api/users/{id}"
    }
    Show-Step 'A thousand of them, sixteen at a time.' {
        1..1000 | ForEach-Object { @{ id = $_; name = "User $_" } } |
            Invoke-ResourcePut "$api/users/{id}" -ThrottleLimit 16 | Group-Object Outcome -NoElement
    }
    Show-Step 'A preview shows what would be sent, and sends nothing.' {
        Invoke-ResourcePut $api/users/123 $user -WhatIf
    }
    Show-Step 'A resource that does not support PUT.' -ExpectedError MethodNotAllowed {
        Invoke-ResourcePut $api/status/405 $user
    }
    Show-Step 'PATCH needs a resource that exists.' -ExpectedError NotFound {
        Invoke-ResourcePatch $api/products/999 @{ price = 29.99 }
    }
    Show-Step 'A slow server. The error reports that the write may have been applied.' -ExpectedError ResponseTimeout {
        Invoke-ResourcePut $api/delay/30 $user -TimeoutSec 1
    }
    if ($Stay) {
        $global:api = $server.uri.TrimEnd('/')
        $global:server = $server
        # So that the examples of README.md have the output that it shows.
        Reset-TestServer $server
        Write-Host 'Now it is your turn. $api is the url of the server, which is empty again and ends with this prompt. Invoke-RestMethod $api lists its urls.'
        $keep = $true
    }
    else { Write-Host 'The demo is done. README.md has more.' }
}
finally {
    if (-not $keep) { Stop-TestServer $server }
}
