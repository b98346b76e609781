# Functions of all benchmarks: alternating rounds, medians, and tables.
Set-StrictMode -Version Latest

<#
.SYNOPSIS
    The middle one of an odd number of figures, the higher of the two in the middle of an even one.
#>
function Get-Median([double[]] $Figures) { @($Figures | Sort-Object)[[Math]::Floor($Figures.Count / 2)] }

<#
.SYNOPSIS
    The figure that so many in a hundred don't exceed.
#>
function Get-Percentile([double[]] $Figures, [double] $Percent) { @($Figures | Sort-Object)[[Math]::Floor(($Figures.Count - 1) * $Percent / 100)] }

<#
.SYNOPSIS
    Runs each of some measurements in turn, round for round, and emits their figures by name.
.DESCRIPTION
    Each is called with its name. A disturbance of the machine meets neighbours alike. Every other round goes backwards, so that none has always the
    same one before it. The first round warms up, for at least six seconds, and is not counted.
#>
function Measure-Round {
    param([System.Collections.Specialized.OrderedDictionary] $Measurements, [int] $Rounds, [scriptblock] $BeforeEach = { })

    $figures = [ordered]@{}
    foreach ($name in $Measurements.Keys) { $figures[$name] = [System.Collections.Generic.List[double]]::new() }
    foreach ($round in 0..$Rounds) {
        $names = @($Measurements.Keys)
        if ($round % 2) { [array]::Reverse($names) }
        foreach ($name in $names) {
            $null = & $BeforeEach
            [GC]::Collect()
            # The first round lasts until the runtime has compiled what is hot, which happens in the background.
            $watch = [System.Diagnostics.Stopwatch]::StartNew()
            do { $figure = & $Measurements[$name] $name } while ($round -eq 0 -and $watch.Elapsed.TotalSeconds -lt 3)
            if ($round -gt 0) { $figures[$name].Add($figure) }
        }
    }

    $figures
}

<#
.SYNOPSIS
    How many times as high one's figures are as the other's: the median over the rounds, in each of which both ran.
#>
function Get-Ratio($Figures, [string] $Name, [string] $To) {
    Get-Median @(for ($i = 0; $i -lt $Figures[$Name].Count; $i++) { $Figures[$Name][$i] / $Figures[$To][$i] })
}

<#
.SYNOPSIS
    What the figures were measured on, in a line.
#>
function Get-Machine {
    $processor = if ($IsLinux) { (Select-String '^model name\s*:\s*(.*)$' /proc/cpuinfo -List).Matches.ForEach({ $_.Groups[1].Value }) }
    elseif ($IsMacOS) { & sysctl -n machdep.cpu.brand_string }
    else { (Get-CimInstance Win32_Processor | Select-Object -First 1).Name }
    '{0} processors ({1}), {2:0} GB of memory, {3}, PowerShell {4} on {5}' -f [Environment]::ProcessorCount,
    ($processor ? "$processor".Trim() : [System.Runtime.InteropServices.RuntimeInformation]::ProcessArchitecture),
    ([GC]::GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9), [System.Runtime.InteropServices.RuntimeInformation]::OSDescription,
    $PSVersionTable.PSVersion, [System.Runtime.InteropServices.RuntimeInformation]::FrameworkDescription
}

<#
.SYNOPSIS
    Objects as a table of markdown; a column for each property of the first one.
#>
function ConvertTo-MarkdownTable([object[]] $Rows) {
    $names = @($Rows[0].psobject.Properties.Name)
    "| $($names -join ' | ') |"
    "| $(@($names | ForEach-Object { '---' }) -join ' | ') |"
    foreach ($row in $Rows) { "| $(@($names | ForEach-Object { $row.$_ }) -join ' | ') |" }
}

Export-ModuleMember -Function Get-Median, Get-Percentile, Measure-Round, Get-Ratio, Get-Machine, ConvertTo-MarkdownTable
