<#
.SYNOPSIS
    Converts docs/help to what Get-Help reads: PutTools.Cmdlets.dll-Help.xml (MAML) and about_*.help.txt.
.DESCRIPTION
    The pages have the meaning and the default of each parameter. Types, positions and aliases come from the module, which must
    be built. A page that links to _*.md under "## Parameters" has the parameters of that page too.

    The build of PutTools.Cmdlets runs this script. It writes into src/module/en-US, where packages take the files from, and copies
    them beside each assembly, where PowerShell looks for them.
#>
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$root = Convert-Path (Join-Path $PSScriptRoot '..')
$pages = Join-Path $root 'docs/help'
Import-Module (Join-Path $PSScriptRoot 'HelpPages.psm1')
Import-Module (Join-Path $root 'PutTools.psd1')
$outputPath = (New-Item (Join-Path $root src/module/en-US) -ItemType Directory -Force).FullName

# Line ends are the same on all systems. The byte order mark is for Windows PowerShell, which reads text without one as ANSI.
function Save([string] $Name, [string] $Text) {
    [System.IO.File]::WriteAllText((Join-Path $outputPath $Name), $Text.Replace("`r`n", "`n"), [System.Text.UTF8Encoding]::new($true))
}

$commands = (Import-PowerShellDataFile (Join-Path $root 'PutTools.psd1')).CmdletsToExport | ForEach-Object {
    ConvertTo-MamlCommand (Read-HelpPage (Join-Path $pages "$_.md")) (Get-Command $_)
}
Save 'PutTools.Cmdlets.dll-Help.xml' @"
<?xml version="1.0" encoding="utf-8"?>
<!-- Made from docs/help by build/ConvertTo-Help.ps1. -->
<helpItems schema="maml" xmlns="http://msh" xmlns:maml="http://schemas.microsoft.com/maml/2004/10" xmlns:command="http://schemas.microsoft.com/maml/dev/command/2004/10" xmlns:dev="http://schemas.microsoft.com/maml/dev/2004/10">
$($commands -join "`n")
</helpItems>
"@
foreach ($page in Get-ChildItem $pages -Filter about_*.md) { Save "$($page.BaseName).help.txt" (ConvertTo-AboutText $page.FullName) }
foreach ($build in Get-ChildItem (Join-Path $root src/module/bin) -Directory) { Copy-Item $outputPath $build.FullName -Recurse -Force }
