<#
.SYNOPSIS
    What a newcomer tries first, against a real server on this machine: each command as typed, then what it prints.
.DESCRIPTION
    Needs a build; ./build.ps1 -Task Demo makes one and runs this. Ends by itself, stops its server whatever happens, and
    fails where a step does not end as it should.
#>
[CmdletBinding()]
param(
    # Leaves the server running and $api set, to go on with at the prompt. The server ends with this PowerShell.
    [switch] $Stay
)
$ErrorActionPreference = 'Stop'
$keep = $false
$root = Split-Path $PSScriptRoot
Import-Module "$root/PutTools.psd1", "$root/tests/PutTools.Module.Tests/Support/TestServer.psm1" -Scope Global

# Where the commands run, as at a prompt: what one step assigns, the next ones use, and an error does not end it.
$session = New-Module { $ErrorActionPreference = 'Continue' }

# Shows a command as it is typed, runs it, and shows its output and errors as a prompt does.
# -ExpectedError: the id of the error that the step is there to show.
function Show-Step([string] $Title, [scriptblock] $Command, [string] $ExpectedError) {
    $lines = $Command.ToString().Trim("`r", "`n").TrimEnd() -split '\r?\n'
    $indent = $lines[0].Length - $lines[0].TrimStart().Length
    $lines = $lines | ForEach-Object { $_.Substring([Math]::Min($indent, $_.Length - $_.TrimStart().Length)) }
    Write-Host "`n# $Title" -ForegroundColor Green
    Write-Host ('PS> ' + ($lines -join "`n>>  ")) -ForegroundColor Cyan

    # The same text without the place in this file, which a prompt would not show.
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
    Write-Host "A server of resources listens at $($server.uri); `$api stands for it."

    Show-Step 'PUT replaces a resource, or makes it. A hashtable goes out as JSON, however deep.' {
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
    Show-Step 'The same again replaces it. The response is an object: its content is what came back.' {
        $response = Invoke-ResourcePut $api/users/123 $user
        $response | Format-List
        $response.Content.address.geo
    }
    Show-Step 'A product to begin with.' {
        Invoke-ResourcePut $api/products/7 @{ name = 'Kettle'; price = 34.99; stock = 12 } -ContentOnly
    }
    Show-Step 'PATCH changes a part: the price alone.' {
        Invoke-ResourcePatch $api/products/7 @{ price = 29.99 } -ContentOnly
    }
    Show-Step 'Objects from a pipeline, each to its own url.' {
        'id,name', '1,Frodo', '2,Sam', '3,Merry' | ConvertFrom-Csv | Invoke-ResourcePut "$api/users/{id}"
    }
    Show-Step 'A thousand of them, sixteen at a time.' {
        1..1000 | ForEach-Object { @{ id = $_; name = "User $_" } } |
            Invoke-ResourcePut "$api/users/{id}" -ThrottleLimit 16 | Group-Object Outcome -NoElement
    }
    Show-Step 'What would be sent, and where? Nothing leaves.' {
        Invoke-ResourcePut $api/users/123 $user -WhatIf
    }
    Show-Step 'A resource that takes no PUT.' -ExpectedError MethodNotAllowed {
        Invoke-ResourcePut $api/status/405 $user
    }
    Show-Step 'PATCH needs a resource that exists.' -ExpectedError NotFound {
        Invoke-ResourcePatch $api/products/999 @{ price = 29.99 }
    }
    Show-Step 'A server that takes its time. The error says that the write may have been applied.' -ExpectedError ResponseTimeout {
        Invoke-ResourcePut $api/delay/30 $user -TimeoutSec 1
    }
    if ($Stay) {
        $global:api = $server.uri.TrimEnd('/')
        $global:server = $server
        Write-Host 'Now you. $api is the server, which ends with this prompt.'
        $keep = $true
    }
    else { Write-Host 'That was it. README.md says the rest.' }
}
finally {
    if (-not $keep) { Stop-TestServer $server }
}
