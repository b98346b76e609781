# Draws figures by the number at once as an SVG picture: one chart beside the other, a line for each client.
Set-StrictMode -Version Latest

$width, $height, $left, $top, $bottom = 440, 300, 70, 44, 97
$colors = '#0b66c3', '#3a7d34', '#b3541e', '#7a4fa3', '#808080'

<#
.SYNOPSIS
    Charts as the text of an SVG picture.
.PARAMETER Charts
    For each chart a hashtable: Title, AtOnce (the numbers at once), and Lines, an ordered dictionary with an array of figures for each client.
#>
function ConvertTo-Chart([hashtable[]] $Charts) {
    $invariant = [cultureinfo]::InvariantCulture
    $total = $Charts.Count * ($width + $left + 20)
    $all = $height + $top + $bottom
    "<svg xmlns=`"http://www.w3.org/2000/svg`" viewBox=`"0 0 $total $all`" width=`"$total`" height=`"$all`" font-family=`"sans-serif`" font-size=`"13`">"
    "<rect width=`"$total`" height=`"$all`" fill=`"#ffffff`"/>"
    for ($number = 0; $number -lt $Charts.Count; $number++) {
        $chart = $Charts[$number]
        $most = Get-Ceiling (@($chart.Lines.Values) | ForEach-Object { $_ } | Measure-Object -Maximum).Maximum
        $last = $chart.AtOnce.Count - 1
        $x = { param($i) ($width - 20) * $i / [Math]::Max(1, $last) }
        $y = { param($figure) $height - ($height * $figure / $most) }
        "<g transform=`"translate($($number * ($width + $left + 20) + $left) $top)`">"
        "<text x=`"0`" y=`"-18`" font-size=`"15`" font-weight=`"bold`">$($chart.Title)</text>"
        foreach ($step in 0..4) {
            $figure = $most * $step / 4
            $at = (& $y $figure).ToString('0.#', $invariant)
            "<line x1=`"0`" y1=`"$at`" x2=`"$($width - 20)`" y2=`"$at`" stroke=`"#dddddd`"/>"
            "<text x=`"-8`" y=`"$at`" dy=`"4`" text-anchor=`"end`">$($figure.ToString('#,0', $invariant))</text>"
        }

        foreach ($i in 0..$last) { "<text x=`"$((& $x $i).ToString('0.#', $invariant))`" y=`"$($height + 20)`" text-anchor=`"middle`">$($chart.AtOnce[$i])</text>" }
        "<text x=`"$(($width - 20) / 2)`" y=`"$($height + 38)`" text-anchor=`"middle`">writes at once</text>"
        $line = 0
        foreach ($name in $chart.Lines.Keys) {
            $points = foreach ($i in 0..$last) { '{0},{1}' -f (& $x $i).ToString('0.#', $invariant), (& $y $chart.Lines[$name][$i]).ToString('0.#', $invariant) }
            "<polyline points=`"$($points -join ' ')`" fill=`"none`" stroke=`"$($colors[$line])`" stroke-width=`"2.5`"/>"
            foreach ($point in $points) { "<circle cx=`"$($point.Split(',')[0])`" cy=`"$($point.Split(',')[1])`" r=`"3.5`" fill=`"$($colors[$line])`"/>" }
            $key = 'translate({0} {1})' -f ($line % 2 * 215), ($height + 56 + 17 * [Math]::Floor($line / 2))
            "<g transform=`"$key`"><rect width=`"12`" height=`"4`" y=`"-6`" fill=`"$($colors[$line])`"/><text x=`"18`">$name</text></g>"
            $line++
        }

        '</g>'
    }

    '</svg>'
}

# The next round figure: 1, 2, 4 or 8 times a power of ten, so that a quarter of it is round too.
function Get-Ceiling([double] $Figure) {
    $power = [Math]::Pow(10, [Math]::Floor([Math]::Log10([Math]::Max(1, $Figure))))
    foreach ($step in 1, 2, 4, 8, 10) { if ($Figure -le $step * $power) { return $step * $power } }
}

Export-ModuleMember -Function ConvertTo-Chart
