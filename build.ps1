<#
.SYNOPSIS
    Builds, tests, demonstrates, packages and publishes PutTools, and cleans up.
.DESCRIPTION
    Build    (the default) builds the module for both editions into src/module/bin, so that
                          Import-Module ./PutTools.psd1 works in place, and the resource server of the tests and the demo. The files of
                          Get-Help are created from docs/help.
    Test     runs all tests: dotnet test, which runs the Pester files too.
        Demo     builds, then runs docs/Demo.ps1 with its own server. With -Stay the server keeps running.
        Package  builds, then creates out/PutTools/<version>, a folder for $env:PSModulePath. It is checked with
                 Test-ModuleManifest and by importing each build in a new process. Its release notes are the newest section
                 of CHANGELOG.md; it links to -ProjectUri, as Get-Help -Online does, and is signed with -CertificateThumbprint.
        Coverage runs all tests and measures which lines of the net8.0 build they reach: a table, and out/coverage.
        Site     creates the documentation's site from the Markdown, in out/site, and opens each page in Chromium if there is one. Needs Node.
        Analyze  checks the project's scripts with PSScriptAnalyzer, which must be installed.
        Publish  creates the package, then pushes it to -Repository with the key in $env:PUTTOOLS_GALLERY_KEY.
        Clean    removes the output of the other tasks.
.EXAMPLE
    pwsh ./build.ps1 -Task Package
.EXAMPLE
    pwsh ./build.ps1 -Task Publish -ProjectUri https://git.example.com/puttools -CertificateThumbprint $thumbprint -WhatIf
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Demo', 'Package', 'Coverage', 'Site', 'Analyze', 'Publish', 'Clean')]
    [string] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release',

    # Demo, Package and Publish use the existing build.
    [switch] $NoBuild,

    # After the demo its server keeps running, and the module stays imported, until this PowerShell ends.
    [switch] $Stay,

    # The folder in which Package creates the folder PutTools.
    [string] $OutputPath = (Join-Path $PSScriptRoot 'out'),

    # The url of the project; the licence is the file LICENSE of its default branch. Each fork has its own, so none is
    # built in.
    [string] $ProjectUri = $env:PUTTOOLS_PROJECT_URI,

    # The code signing certificate in the user's or the machine's store to sign the package with. On Windows only.
    [string] $CertificateThumbprint,

    # The server that confirms the time of the signature.
    [string] $TimestampServer = 'http://timestamp.digicert.com',

    # The registered repository to publish to.
    [string] $Repository = 'PSGallery'
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$moduleFolder = Join-Path $PSScriptRoot 'src/module'

function Invoke-Dotnet {
    & dotnet @args | Out-Host
    if ($LASTEXITCODE -ne 0) { throw "dotnet $args failed with exit code $LASTEXITCODE." }
}

function Invoke-Build([string[]] $Project = ('src/PutTools.Cmdlets', 'tests/FrameworkCheck', 'tests/ResourceServer')) {
    if ($NoBuild) { return }
    foreach ($item in $Project) {
        Write-Host "Building $item"
        Invoke-Dotnet build (Join-Path $PSScriptRoot $item) --configuration $Configuration --nologo --verbosity minimal
    }
}

function Invoke-Test {
    Invoke-Dotnet test (Join-Path $PSScriptRoot 'PutTools.sln') --configuration $Configuration
}

function Invoke-Coverage {
    Invoke-Dotnet build (Join-Path $PSScriptRoot 'PutTools.sln') --configuration Debug --nologo --verbosity minimal
    $project = Join-Path $PSScriptRoot 'tests/Coverage'
    Invoke-Dotnet restore $project
    # In quotes, because PowerShell would split an argument that looks like a parameter.
    Invoke-Dotnet msbuild $project '-target:Measure' '-nologo' '-verbosity:minimal'

    $report = Get-Content (Join-Path $PSScriptRoot 'out/coverage/coverage.json') -Raw | ConvertFrom-Json -AsHashtable
    $rows = foreach ($assembly in $report.Keys) {
        foreach ($file in $report[$assembly].Keys) {
            $lines = $report[$assembly][$file].Values.ForEach({ $_.Values }).ForEach({ $_.Lines.GetEnumerator() })
            [pscustomobject]@{ Assembly = $assembly -replace '\.dll$'; File = [IO.Path]::GetRelativePath($PSScriptRoot, $file); Lines = $lines.Count; Reached = $lines.Where({ $_.Value -gt 0 }).Count }
        }
    }
    $groups = $rows | Group-Object { Split-Path $_.File } | ForEach-Object {
        $sums = $_.Group | Measure-Object Lines, Reached -Sum
        [pscustomobject]@{ Folder = $_.Name; Lines = $sums[0].Sum; '%' = [Math]::Round(100 * $sums[1].Sum / [Math]::Max(1, $sums[0].Sum), 1) }
    }
    $groups | Sort-Object Folder | Format-Table -AutoSize | Out-Host
    $rows | Where-Object { $_.Lines -and $_.Reached / $_.Lines -lt 0.85 } | Sort-Object File |
        Format-Table File, Lines, @{ Name = '%'; Expression = { [Math]::Round(100 * $_.Reached / $_.Lines, 1) } } -AutoSize | Out-Host
    $rows | Group-Object Assembly | ForEach-Object {
        $sums = $_.Group | Measure-Object Lines, Reached -Sum
        '{0}: {1:0.0} % of {2} lines' -f $_.Name, (100 * $sums[1].Sum / $sums[0].Sum), $sums[0].Sum
    }
}

function Invoke-Site {
    Push-Location (Join-Path $PSScriptRoot 'site')
    try {
        foreach ($step in 'ci --no-audit --no-fund', 'run build', 'run check') {
            if ($step -eq 'run check' -and -not (Get-Command ($env:CHROMIUM ?? '/usr/bin/chromium') -ErrorAction Ignore)) {
                'Without Chromium the pages are not checked; $env:CHROMIUM is its path.'
                continue
            }
            & npm @(-split $step) | Out-Host
            if ($LASTEXITCODE -ne 0) { throw "npm $step failed with exit code $LASTEXITCODE." }
        }
    }
    finally { Pop-Location }
}

function Invoke-Analyze {
    if (-not (Get-Module PSScriptAnalyzer -ListAvailable)) { throw 'PSScriptAnalyzer is not installed: Install-PSResource PSScriptAnalyzer.' }
    $tests = Join-Path $PSScriptRoot 'tests'
    $findings = git -C $PSScriptRoot ls-files -- '*.ps1' '*.psm1' '*.psd1' | ForEach-Object { Join-Path $PSScriptRoot $_ } | ForEach-Object {
        $folder = $_.StartsWith($tests) ? $tests : $PSScriptRoot
        Invoke-ScriptAnalyzer -Path $_ -Settings (Join-Path $folder 'PSScriptAnalyzerSettings.psd1')
    }
    $findings | ForEach-Object { "$($_.ScriptPath):$($_.Line) $($_.RuleName): $($_.Message)" }
    if ($findings) { throw "PSScriptAnalyzer found $(@($findings).Count)." }
}

function Invoke-Demo {
    Invoke-Build 'src/PutTools.Cmdlets', 'tests/ResourceServer'
    & (Join-Path $PSScriptRoot 'docs/Demo.ps1') -Stay:$Stay
}

function Invoke-Package {
    # With -WhatIf the package is created, but not published.
    $WhatIfPreference = $false
    Invoke-Build
    $version = (Import-PowerShellDataFile (Join-Path $PSScriptRoot 'PutTools.psd1')).ModuleVersion
    $package = Join-Path $OutputPath "PutTools/$version"
    if (Test-Path $package) { Remove-Item $package -Recurse -Force }
    $null = New-Item $package -ItemType Directory

    Set-Content (Join-Path $package 'PutTools.psd1') (Get-PackageManifest) -NoNewline -Encoding utf8
    Copy-Item (Join-Path $PSScriptRoot 'LICENSE'), (Join-Path $PSScriptRoot 'README.md'), (Join-Path $PSScriptRoot 'CHANGELOG.md') $package
    Get-ChildItem $moduleFolder -Exclude bin | Copy-Item -Destination $package -Recurse
    foreach ($build in Get-ChildItem (Join-Path $moduleFolder 'bin') -Directory) {
        $target = New-Item (Join-Path $package "bin/$($build.Name)") -ItemType Directory
        # Only the assemblies: no symbols, no doc comments, nothing that PowerShell contains.
        Get-ChildItem $build -Filter *.dll | Where-Object Name -NotLike 'System.Management.Automation*' | Copy-Item -Destination $target
    }

    if ($ProjectUri) { Set-OnlineHelp $package }
    if ($CertificateThumbprint) { Set-PackageSignature $package }
    Assert-Package $package
    "Made $package."
}

function Get-PackageManifest {
    # In the package the module's files are beside its manifest.
    $manifest = (Get-Content (Join-Path $PSScriptRoot 'PutTools.psd1') -Raw).Replace('src/module/', '')
    $notes = "ReleaseNotes = '$((Get-ReleaseNote).Replace("'", "''"))'"
    if ($ProjectUri) {
        if (-not [uri]::IsWellFormedUriString($ProjectUri, 'Absolute')) { throw "-ProjectUri must be an absolute url; '$ProjectUri' is not." }
        $project = $ProjectUri.TrimEnd('/').Replace("'", '%27')
        $notes += "`n            ProjectUri   = '$project'`n            LicenseUri   = '$project/blob/HEAD/LICENSE'"
    }
    $placeholder = [regex] "ReleaseNotes = '(''|[^'])*'"
    if (-not $placeholder.IsMatch($manifest)) { throw 'PutTools.psd1 has no ReleaseNotes that those of the package could replace.' }
    $placeholder.Replace($manifest, $notes.Replace('$', '$$'), 1)
}

# Get-Help -Online opens the first link of a command that has a url: its page in the project.
function Set-OnlineHelp([string] $Package) {
    $pages = "$([System.Security.SecurityElement]::Escape($ProjectUri.TrimEnd('/')))/blob/HEAD/docs/help"
    $path = Join-Path $Package 'en-US/PutTools.Cmdlets.dll-Help.xml'
    $linked = [regex]::Replace((Get-Content $path -Raw), '(?s)<command:name>([\w-]+)</command:name>.*?<command:relatedLinks>', {
            param($Match)
            "$Match<maml:navigationLink><maml:linkText>Online version:</maml:linkText><maml:uri>$pages/$($Match.Groups[1]).md</maml:uri></maml:navigationLink>"
        })
    Set-Content $path $linked -NoNewline -Encoding utf8BOM
}

# The newest section of the changelog, without its heading. A manifest is ASCII, because Windows PowerShell reads it so.
function Get-ReleaseNote {
    $sections = (Get-Content (Join-Path $PSScriptRoot 'CHANGELOG.md') -Raw) -split '(?m)^## .*$'
    $notes = $sections[1].Replace('…', '...').Trim()
    if ($notes -match '[^\x00-\x7F]') { throw "The newest section of CHANGELOG.md has '$($Matches[0])', which is not ASCII." }
    $notes
}

# Signs our own files; other assemblies have the signatures of their authors.
function Set-PackageSignature([string] $Package) {
    if (-not (Get-Command Set-AuthenticodeSignature -ErrorAction Ignore)) { throw '-CertificateThumbprint needs Windows: packages can only be signed there.' }
    $certificate = Get-ChildItem Cert:/CurrentUser/My, Cert:/LocalMachine/My -CodeSigningCert |
        Where-Object Thumbprint -EQ $CertificateThumbprint | Select-Object -First 1
    if (-not $certificate) { throw "There is no code signing certificate '$CertificateThumbprint' in CurrentUser\My or LocalMachine\My." }
    Get-ChildItem $Package -Recurse -File -Include PutTools.*.dll, *.psd1, *.psm1, *.ps1xml | ForEach-Object {
        $signature = Set-AuthenticodeSignature $_.FullName $certificate -HashAlgorithm SHA256 -TimestampServer $TimestampServer
        if ($signature.Status -ne 'Valid') { throw "'$($_.FullName)' could not be signed: $($signature.StatusMessage)" }
    }
}

function Invoke-Publish {
    [CmdletBinding(SupportsShouldProcess)]
    param()
    if (-not $env:PUTTOOLS_GALLERY_KEY) { throw "Publish needs the key of $Repository in the environment variable PUTTOOLS_GALLERY_KEY." }
    if (-not $ProjectUri) { throw 'Publish needs -ProjectUri, or PUTTOOLS_PROJECT_URI in the environment: a package in a gallery links to its project.' }
    Invoke-Package
    $version = (Import-PowerShellDataFile (Join-Path $PSScriptRoot 'PutTools.psd1')).ModuleVersion
    $package = Join-Path $OutputPath "PutTools/$version"
    if (-not $PSCmdlet.ShouldProcess($Repository, "publish $package")) { return }
    if (Get-Command Publish-PSResource -ErrorAction Ignore) {
        Publish-PSResource -Path $package -Repository $Repository -ApiKey $env:PUTTOOLS_GALLERY_KEY
    }
    else {
        Publish-Module -Path $package -Repository $Repository -NuGetApiKey $env:PUTTOOLS_GALLERY_KEY
    }
}

function Assert-Package([string] $Package) {
    $manifest = Join-Path $Package 'PutTools.psd1'
    $wanted = (Test-ModuleManifest $manifest).ExportedCmdlets.Keys | Sort-Object
    $jobs = foreach ($build in 'net8.0', 'netstandard2.0') {
        Start-Job -Name $build -ArgumentList $manifest, $build {
            param($Manifest, $Build)
            $env:PUTTOOLS_BUILD = $Build
            (Import-Module $Manifest -PassThru -ErrorAction Stop).ExportedCmdlets.Keys | Sort-Object
        }
    }
    foreach ($job in $jobs) {
        # Not -AutoRemoveJob, which now and then fails, because it removes a job twice.
        $exported = $job | Receive-Job -Wait
        Remove-Job $job
        if ("$exported" -ne "$wanted") { throw "The $($job.Name) build in '$Package' exports '$exported', but its manifest has '$wanted'." }
    }
}

function Invoke-Clean {
    $made = @((Join-Path $PSScriptRoot 'out'), (Join-Path $moduleFolder 'bin'), (Join-Path $moduleFolder 'en-US')) + @(
        foreach ($project in Get-ChildItem (Join-Path $PSScriptRoot '*/*/*.csproj')) {
            foreach ($folder in 'bin', 'obj', 'TestResults') { Join-Path $project.DirectoryName $folder }
        })
    $made | Where-Object { Test-Path $_ } | Remove-Item -Recurse -Force
}

& "Invoke-$Task"
