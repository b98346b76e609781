# Reads the pages of docs/help and converts them to PowerShell's help.
Set-StrictMode -Version Latest

<#
.SYNOPSIS
    A page of a command: Name, Synopsis, Description, Parameters (Name, Text, Default), Inputs, Outputs, Examples (Title, Code, Text), Links.
#>
function Read-HelpPage([string] $Path) {
    $sections = Read-Section $Path
    $parameters = @(Read-Entry $sections.Parameters) + @(
        foreach ($link in [regex]::Matches(($sections.Parameters -join "`n"), '\]\((_\w+\.md)\)')) {
            Read-Entry ([System.IO.File]::ReadAllLines((Join-Path (Split-Path $Path) $link.Groups[1].Value)))
        })
    [pscustomobject]@{
        Name        = [System.IO.Path]::GetFileNameWithoutExtension($Path)
        Synopsis    = Join-Line $sections.Synopsis
        Description = Join-Line $sections.Description
        Parameters  = @(foreach ($entry in $parameters) { ConvertTo-Parameter $entry })
        Inputs      = @(Read-Entry $sections.Inputs)
        Outputs     = @(Read-Entry $sections.Outputs)
        Examples    = @(foreach ($entry in Read-Entry $sections.Examples) { ConvertTo-Example $entry })
        Links       = @([regex]::Matches(($sections.Links -join "`n"), '\[(\w[\w-]*)\]').ForEach({ $_.Groups[1].Value }))
    }
}

# Lines by the name of their "## " heading.
function Read-Section([string] $Path) {
    $sections = @{}
    $name = ''
    foreach ($line in [System.IO.File]::ReadAllLines($Path)) {
        if ($line -match '^## (?<name>\w+)') { $name = $Matches.name; $sections[$name] = @() }
        elseif ($name) { $sections[$name] += $line }
    }
    $sections
}

# The lines under each "### " heading. No comment in a code block begins with three.
function Read-Entry([string[]] $Lines) {
    $entry = $null
    foreach ($line in $Lines) {
        if ($line -match '^### (?<title>.+)$') {
            if ($entry) { $entry }
            $entry = [pscustomobject]@{ Title = $Matches.title; Lines = @() }
        }
        elseif ($entry) { $entry.Lines += $line }
    }
    if ($entry) { $entry }
}

function ConvertTo-Parameter($Entry) {
    $default = $Entry.Lines | Where-Object { $_ -match '^Default: ' }
    [pscustomobject]@{
        Name    = $Entry.Title.TrimStart('-')
        Text    = Join-Line ($Entry.Lines | Where-Object { $_ -notmatch '^Default: ' })
        Default = $default ? ($default -replace '^Default: ') : $null
    }
}

function ConvertTo-Example($Entry) {
    $isCode = $false
    $code, $text = @(), @()
    foreach ($line in $Entry.Lines) {
        if ($line.StartsWith('```')) { $isCode = -not $isCode }
        elseif ($isCode) { $code += $line }
        else { $text += $line }
    }
    [pscustomobject]@{ Title = $Entry.Title; Code = $code -join "`n"; Text = Join-Line $text }
}

# Paragraphs, one line each, because PowerShell wraps them itself; without Markdown's marks.
function Join-Line([string[]] $Lines) {
    $text = (($Lines -join "`n").Trim() -split '\n{2,}' | ForEach-Object { $_ -replace '\n(?!- |\|)', ' ' }) -join "`n`n"
    $text -replace '`' -replace '\[([^\]]+)\]\([^)]+\)', '$1'
}

function ConvertTo-XmlText([string] $Text) { [System.Security.SecurityElement]::Escape($Text) }

function ConvertTo-Paragraph([string] $Text) {
    $paragraphs = foreach ($paragraph in $Text -split '\n\n') { "<maml:para>$(ConvertTo-XmlText $paragraph)</maml:para>" }
    -join $paragraphs
}

<#
.SYNOPSIS
    The MAML of a command: what the page says of it, and what PowerShell knows of its parameters.
#>
function ConvertTo-MamlCommand($Page, [System.Management.Automation.CommandInfo] $Command) {
    $known = @{}
    foreach ($set in $Command.ParameterSets) { foreach ($parameter in $set.Parameters) { $known[$parameter.Name] = $parameter } }
    $undocumented = Compare-Object @($Page.Parameters.Name) @(Get-DocumentedName $Command)
    if ($undocumented) { throw "$($Page.Name): the page and the command differ in: $($undocumented.InputObject -join ', ')." }

    $verb, $noun = $Page.Name -split '-'
    # The syntax shows only the parameters that distinguish the ways to call a command; all of them would fill a screen for
    # each way. The description lists all by theme. -Body belongs to the way of -Form only because -Form may be $null.
    $everywhere = $known.Keys.Where({ $name = $_; -not ($Command.ParameterSets | Where-Object { $name -notin $_.Parameters.Name }) })
    $syntax = foreach ($set in $Command.ParameterSets) {
        $names = $set.Parameters.Where({ ($_.Name -ne 'Body' -or $set.IsDefault) -and ($Command.ParameterSets.Count -eq 1 -or $_.IsMandatory -or $_.Position -ge 0 -or $_.Name -notin $everywhere) }).Name
        # In the order of the page, those with a position first, as in the command's own syntax.
        $items = $Page.Parameters | Where-Object Name -In $names | Sort-Object { $known[$_.Name].Position -lt 0 ? 99 : $known[$_.Name].Position } -Stable
        $items = foreach ($item in $items) { ConvertTo-MamlParameter $item $known[$item.Name] }
        "<command:syntaxItem><maml:name>$($Page.Name)</maml:name>$(-join $items)</command:syntaxItem>"
    }
    $parameters = foreach ($parameter in $Page.Parameters) { ConvertTo-MamlParameter $parameter $known[$parameter.Name] }
    $inputs = foreach ($item in $Page.Inputs) { ConvertTo-MamlType inputType $item }
    $outputs = foreach ($item in $Page.Outputs) { ConvertTo-MamlType returnValue $item }
    $number = 0
    $examples = foreach ($example in $Page.Examples) {
        $number++
        "<command:example><maml:title>--- Example ${number}: $(ConvertTo-XmlText $example.Title) ---</maml:title><dev:code>$(ConvertTo-XmlText $example.Code)</dev:code>" +
            "<dev:remarks>$(ConvertTo-Paragraph $example.Text)</dev:remarks></command:example>"
    }
    $links = foreach ($link in $Page.Links) { "<maml:navigationLink><maml:linkText>$link</maml:linkText><maml:uri/></maml:navigationLink>" }
    @"
<command:command>
<command:details><command:name>$($Page.Name)</command:name><command:verb>$verb</command:verb><command:noun>$noun</command:noun><maml:description>$(ConvertTo-Paragraph $Page.Synopsis)</maml:description></command:details>
<maml:description>$(ConvertTo-Paragraph $Page.Description)</maml:description>
<command:syntax>$(-join $syntax)</command:syntax>
<command:parameters>
$($parameters -join "`n")
</command:parameters>
<command:inputTypes>$(-join $inputs)</command:inputTypes>
<command:returnValues>$(-join $outputs)</command:returnValues>
<command:examples>
$($examples -join "`n")
</command:examples>
<command:relatedLinks>$(-join $links)</command:relatedLinks>
</command:command>
"@
}

<#
.SYNOPSIS
    The parameters of a command that its page has to tell of: its own, but for those that it hides.
#>
function Get-DocumentedName([System.Management.Automation.CommandInfo] $Command) {
    $common = [System.Management.Automation.Cmdlet]::CommonParameters
    $Command.Parameters.Values | Where-Object {
        $_.Name -notin $common -and -not ($_.Attributes | Where-Object { $_ -is [Parameter] -and $_.DontShow })
    } | ForEach-Object Name
}

function ConvertTo-MamlParameter($Parameter, [System.Management.Automation.CommandParameterInfo] $Known) {
    $from = @(if ($Known.ValueFromPipeline) { 'ByValue' }; if ($Known.ValueFromPipelineByPropertyName) { 'ByPropertyName' })
    $pipelineInput = $from ? "true ($($from -join ', '))" : 'false'
    $position = $Known.Position -lt 0 ? 'named' : $Known.Position
    $globbing = @($Known.Attributes | Where-Object { $_ -is [SupportsWildcards] }).Count -gt 0
    $isSwitch = $Known.ParameterType -eq [switch]
    $type = $isSwitch ? 'SwitchParameter' : ($Known.ParameterType.IsGenericType ? $Known.ParameterType.GetGenericArguments()[0].Name : $Known.ParameterType.Name)
    $value = $isSwitch ? '' : "<command:parameterValue required=""true"" variableLength=""$($Known.ParameterType.IsArray.ToString().ToLower())"">$type</command:parameterValue>"
    $default = $Parameter.Default ?? ($isSwitch ? 'False' : 'none')
    "<command:parameter required=""$($Known.IsMandatory.ToString().ToLower())"" globbing=""$($globbing.ToString().ToLower())"" pipelineInput=""$pipelineInput"" position=""$position"" aliases=""$(($Known.Aliases | Sort-Object) -join ', ')"">" +
        "<maml:name>$($Parameter.Name)</maml:name><maml:description>$(ConvertTo-Paragraph $Parameter.Text)</maml:description>$value" +
        "<dev:type><maml:name>$type</maml:name><maml:uri/></dev:type><dev:defaultValue>$(ConvertTo-XmlText $default)</dev:defaultValue></command:parameter>"
}

function ConvertTo-MamlType([string] $Element, $Entry) {
    "<command:$Element><dev:type><maml:name>$($Entry.Title)</maml:name></dev:type><maml:description>$(ConvertTo-Paragraph (Join-Line $Entry.Lines))</maml:description></command:$Element>"
}

<#
.SYNOPSIS
    The text of an about_ topic: the page, indented as such topics are.
#>
function ConvertTo-AboutText([string] $Path) {
    $name = [System.IO.Path]::GetFileNameWithoutExtension($Path)
    $lines = [System.IO.File]::ReadAllLines($Path)
    $isCode = $false
    $block = @()
    # A console of 80 columns would break longer lines in the middle of a word. Code stays as it is.
    $long = foreach ($line in @($lines | Select-Object -Skip 4) + '') {
        $isText = -not $isCode -and $line -and $line -notmatch '^(```|## )'
        $isSame = $block -and $line -notmatch '^- ' -and $line.StartsWith('|') -eq $block[0].StartsWith('|')
        if ($block -and -not ($isText -and $isSame)) { Format-AboutBlock $block; $block = @() }
        if ($isText) { $block += $line }
        elseif ($line.StartsWith('```')) { $isCode = -not $isCode }
        elseif ($isCode) { $line ? "    $line" : '' }
        else { $line ? "    $($line.Substring(3)):" : '' }
    }
    "TOPIC`n    $name`n`nSHORT DESCRIPTION`n$((Format-AboutBlock $lines[2]) -join "`n")`n`nLONG DESCRIPTION`n$(($long -join "`n").TrimEnd())`n"
}

# A paragraph, an item of a list, or a table without Markdown's marks, in lines of at most 79 characters.
function Format-AboutBlock([string[]] $Lines) {
    $Lines = $Lines -replace '\[([^\]]+)\]\([^)]+\)', '$1' -replace '`'
    if (-not $Lines[0].StartsWith('|')) { return Split-Line ($Lines -join ' ') 4 ($Lines[0].StartsWith('- ') ? 6 : 4) }
    $rows = $Lines | Where-Object { $_ -notmatch '^\|( -+ \|)+$' }
    if (-not ($rows | Where-Object Length -GT 75)) { return $rows | ForEach-Object { "    $_" } }
    # A table that is too wide becomes a paragraph for each row. In one of many columns each value has the name of its column.
    $names, $rows = $rows | ForEach-Object { , ($_.Trim('|', ' ') -split ' \| ') }
    foreach ($row in $rows) {
        Split-Line $row[0] 4 4
        if ($names.Count -eq 2) { Split-Line $row[1] 8 8; continue }
        foreach ($i in 1..($names.Count - 1)) { Split-Line "$($names[$i]): $($row[$i])" 8 10 }
    }
}

function Split-Line([string] $Text, [int] $First, [int] $Next) {
    $line = ' ' * $First
    foreach ($word in -split $Text) {
        if ($line.Trim() -and $line.Length + $word.Length -gt 79) { $line.TrimEnd(); $line = ' ' * $Next }
        $line += "$word "
    }
    $line.TrimEnd()
}

Export-ModuleMember -Function Read-HelpPage, Get-DocumentedName, ConvertTo-MamlCommand, ConvertTo-AboutText
