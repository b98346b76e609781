# Runs the examples of a markdown page: each ```powershell block in the order of the page, in one session, so that a
# block can use the variables of earlier ones. A comment `# → text` at the end of a line is the expected output of that
# line.

# The url of the server in the examples.
$placeholder = 'https://api.example.com'

<#
.SYNOPSIS
    The ```powershell blocks of a markdown file, each with its line number and the section that it is in.
#>
function Get-MarkdownExample {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [string] $Path)

    $start = 0
    $number = 0
    $section = ''
    foreach ($line in [System.IO.File]::ReadAllLines((Convert-Path $Path))) {
        $number++
        if ($start -eq 0 -and $line.StartsWith('## ')) { $section = $line.Substring(3) }
        elseif ($start -eq 0 -and $line.TrimEnd() -eq '```powershell') {
            $start = $number + 1
            $lines = @()
        }
        elseif ($start -gt 0 -and $line.TrimEnd() -eq '```') {
            [pscustomobject]@{ Path = $Path; Line = $start; Section = $section; Code = $lines -join "`n" }
            $start = 0
        }
        elseif ($start -gt 0) { $lines += $line }
    }

    if ($start -gt 0) { throw "${Path}: the block that begins at line $start has no end." }
}

<#
.SYNOPSIS
    Runs the examples of a markdown file and emits, for each, what went otherwise than the page says.
.OUTPUTS
    One object for each block: Line, Code, Checked (how many expected outputs it states) and Problems (texts; none is good).
#>
function Invoke-MarkdownExample {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string] $Path,
        # The module that the examples use.
        [Parameter(Mandatory)] [string] $Module,
        # The server that replaces https://api.example.com.
        [Parameter(Mandatory)] [uri] $Uri,
        # Other replacements in the examples.
        [hashtable] $Replace = @{},
        # Runs in the session before the examples.
        [string] $Prepare,
        # Sections whose examples are left out.
        [string[]] $ExcludeSection
    )

    $session = [powershell]::Create([initialsessionstate]::CreateDefault2())
    try {
        $null = $session.AddCommand('Import-Module').AddParameter('Name', $Module).AddParameter('ErrorAction', 'Stop').Invoke()
        if ($Prepare) {
            $session.Commands.Clear()
            $null = $session.AddScript($Prepare).Invoke()
            if ($session.HadErrors) { throw $session.Streams.Error[0] }
        }
        foreach ($example in Get-MarkdownExample $Path | Where-Object Section -NotIn $ExcludeSection) {
            $code = $example.Code.Replace($placeholder, $Uri.AbsoluteUri.TrimEnd('/'))
            foreach ($name in $Replace.Keys) { $code = $code.Replace($name, $Replace[$name]) }
            $problems = @(Test-Example $session $code)
            [pscustomobject]@{
                Line     = $example.Line
                Code     = $example.Code
                Checked  = @(Get-Expectation $code).Count
                Problems = $problems
            }
        }
    }
    finally {
        $session.Dispose()
    }
}

# Emits the problems of one block: a parse error, an uncaught error, or an output that differs from the page.
function Test-Example([powershell] $Session, [string] $Code) {
    $expectations = @(Get-Expectation $Code)
    # Each line with an expected output emits both texts, instead of printing its output.
    $lines = $Code -split "`n"
    foreach ($expectation in $expectations) {
        $expected = $expectation.Expected.Replace("'", "''")
        $lines[$expectation.Index] = "[pscustomobject]@{ PSTypeName = 'Example.Output'; Index = $($expectation.Index); Expected = '$expected'; Actual = @($($expectation.Command)) -join ' ' }"
    }

    $Session.Commands.Clear()
    $Session.Streams.ClearStreams()
    try {
        $outputs = @($Session.AddScript($lines -join "`n").Invoke() | Where-Object { $_.psobject.TypeNames -contains 'Example.Output' })
    }
    catch {
        "It ended with: $($_.Exception.InnerException ?? $_.Exception)"
        return
    }

    # An example keeps expected errors out of the error stream with -ErrorAction.
    foreach ($record in $Session.Streams.Error) { "It wrote the error: $record" }
    foreach ($output in $outputs | Where-Object { $_.Actual -cne $_.Expected }) {
        "'$(($Code -split "`n")[$output.Index].Trim())' gave '$($output.Actual)'."
    }
    foreach ($index in $expectations.Index | Where-Object { $_ -notin $outputs.Index }) {
        "'$(($Code -split "`n")[$index].Trim())' was not reached."
    }
}

# The lines of a block with an expected output.
function Get-Expectation([string] $Code) {
    $index = 0
    foreach ($line in $Code -split "`n") {
        if ($line -match '^(?<command>.*\S)\s+# → (?<expected>.*)$') {
            [pscustomobject]@{ Index = $index; Command = $Matches.command.Trim(); Expected = $Matches.expected.TrimEnd() }
        }

        $index++
    }
}

Export-ModuleMember -Function Get-MarkdownExample, Invoke-MarkdownExample
