<#
.SYNOPSIS
    Makes what Get-Help reads out of docs/help: PutTools.Cmdlets.dll-Help.xml (MAML) and about_*.help.txt.
.DESCRIPTION
    The pages say what a parameter means and its default; types, positions and aliases are read from the module, which has to be built.
    A page that links to _*.md under "## Parameters" has that page's parameters too.

    What is made is kept in src/module/en-US, so that a build needs no PowerShell; it copies them beside each assembly, where
    PowerShell looks for them. A package has them in its own folder.
#>
[CmdletBinding()]
param([string] $OutputPath = (Join-Path $PSScriptRoot '../src/module/en-US'))
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$root = Convert-Path (Join-Path $PSScriptRoot '..')
$pages = Join-Path $root 'docs/help'
Import-Module (Join-Path $PSScriptRoot 'HelpPages.psm1')
Import-Module (Join-Path $root 'PutTools.psd1')
$null = New-Item $OutputPath -ItemType Directory -Force

# Lines end alike wherever it runs; with a byte order mark, as Windows PowerShell reads text without one in another charset.
function Save([string] $Name, [string] $Text) {
    [System.IO.File]::WriteAllText((Join-Path (Convert-Path $OutputPath) $Name), $Text.Replace("`r`n", "`n"), [System.Text.UTF8Encoding]::new($true))
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
