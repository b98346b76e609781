BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Support/TestServer.psm1')
    $manifest = Convert-Path (Join-Path $PSScriptRoot '../../PutTools.psd1')
    $server = Start-TestServer
    $base = $server.uri

    # Imports the module in its own process with the given PUTTOOLS_BUILD, and emits the folder of its commands.
    function Get-LoadedBuild([string] $Forced) {
        Start-Job -ArgumentList $manifest, $Forced {
            param($Manifest, $Forced)
            $env:PUTTOOLS_BUILD = $Forced
            Import-Module $Manifest -ErrorAction Stop
            Split-Path (Split-Path (Get-Command Invoke-ResourcePut).ImplementingType.Assembly.Location) -Leaf
        } | Receive-Job -Wait -ErrorAction Stop
    }

    function Get-ConnectionCount { (Invoke-RestMethod "${base}connections").count }
}

AfterAll {
    Remove-Module PutTools -ErrorAction Ignore
    if ($server) { Stop-TestServer $server }
}

Describe 'The manifest' {
    It 'is valid' {
        $null = Test-ModuleManifest $manifest -WarningVariable warnings -ErrorAction Stop
        $warnings | Should -BeNullOrEmpty
    }

    It 'is ASCII, like the files that it names, because Windows PowerShell reads them so' {
        $files = @(Get-ChildItem "$(Split-Path $manifest)/src/module" -File | ForEach-Object FullName) + $manifest
        $files.Count | Should -BeGreaterThan 3
        $files | Where-Object { [IO.File]::ReadAllText($_) -match '[^\x00-\x7F]' } | Should -BeNullOrEmpty
    }

    It 'names exactly the cmdlets that the assembly has' {
        Import-Module $manifest
        $assembly = (Get-Command Invoke-ResourcePut).ImplementingType.Assembly
        $cmdlets = $assembly.GetExportedTypes().Where({ -not $_.IsAbstract -and $_.IsSubclassOf([System.Management.Automation.Cmdlet]) }) | ForEach-Object {
            $attribute = [System.Management.Automation.CmdletAttribute]$_.GetCustomAttributes([System.Management.Automation.CmdletAttribute], $false)[0]
            "$($attribute.VerbName)-$($attribute.NounName)"
        }
        (Import-PowerShellDataFile $manifest).CmdletsToExport | Sort-Object | Should -Be ($cmdlets | Sort-Object)
    }
}

Describe 'Importing' {
    It 'selects net8.0 from PowerShell 7.4 on' {
        Get-LoadedBuild | Should -Be $(if ($PSVersionTable.PSVersion -ge '7.4') { 'net8.0' } else { 'netstandard2.0' })
    }

    It 'selects the build that PUTTOOLS_BUILD names: <_>' -ForEach 'net8.0', 'netstandard2.0' {
        Get-LoadedBuild $_ | Should -Be $_
    }

    It 'names the remedy if a build is missing' {
        { Get-LoadedBuild 'net1.0' } | Should -Throw "*not built for 'net1.0'*./build.ps1*"
    }

    It 'works twice, with -Force, and after Remove-Module' {
        Import-Module $manifest
        Import-Module $manifest
        Import-Module $manifest -Force
        Remove-Module PutTools
        Get-Command Invoke-ResourcePut -ErrorAction Ignore | Should -BeNullOrEmpty
        Import-Module $manifest
        (Invoke-ResourcePut "${base}module/again" @{ a = 1 }).StatusCode | Should -Be 201
    }

    It 'works in many runspaces at once' {
        $statuses = 1..24 | ForEach-Object -ThrottleLimit 24 -Parallel {
            Import-Module $using:manifest -ErrorAction Stop
            (Invoke-ResourcePut "$($using:base)module/runspace/$_" @{ a = 1 }).StatusCode
        }
        $statuses | Should -Be (@(201) * 24)
    }
}

Describe 'Removing' {
    BeforeEach { Import-Module $manifest }

    It 'empties the connection pool' {
        $null = Invoke-ResourcePut "${base}module/pool" @{ a = 1 }
        $before = Get-ConnectionCount
        $null = Invoke-ResourcePut "${base}module/pool" @{ a = 1 }
        # One for each Get-ConnectionCount, none for the write.
        Get-ConnectionCount | Should -Be ($before + 1)
        Remove-Module PutTools
        Import-Module $manifest
        $null = Invoke-ResourcePut "${base}module/pool" @{ a = 1 }
        Get-ConnectionCount | Should -Be ($before + 3)
    }

    It 'does not disturb the writes of other runspaces' {
        $other = [powershell]::Create()
        try {
            # The server answers it when a second one has arrived.
            $write = $other.AddScript("Import-Module '$manifest'; Invoke-ResourcePut '${base}load/other/1?arrivals=2' @{ a = 1 }").BeginInvoke()
            while (-not $write.IsCompleted -and -not (Invoke-RestMethod "${base}load/other").atOnce) { Start-Sleep -Milliseconds 20 }
            Remove-Module PutTools
            $write.IsCompleted | Should -BeFalse
            $null = Invoke-RestMethod "${base}load/other/2" -Method Put
            $other.EndInvoke($write).StatusCode | Should -Be 200
            $other.Streams.Error | Should -BeNullOrEmpty
        }
        finally { $other.Dispose() }
    }
}

Describe 'The views of a response' {
    BeforeAll {
        Import-Module $manifest
        $user = Invoke-ResourcePut "${base}view/1" ([ordered]@{ id = 1; name = 'Gandalf'; home = @{ city = 'Bree' } })
        $binary = Invoke-ResourcePut "${base}views/files/1" ([byte[]]::new(200))
        $empty = Invoke-ResourcePut "${base}view/1" @{ id = 1 } -Headers @{ Prefer = 'return=minimal' }
        $long = Invoke-ResourcePut "${base}views/a/path/that/goes/on/for/longer/than/a/column/users/1234567890" @{ id = 1 }
        $failed = Invoke-ResourcePut "${base}status/404" @{ id = 1 } -SkipHttpErrorCheck
        $all = $user, $binary, $empty, $long, $failed

        function Get-Row([object[]] $Response, [int] $Width) {
            ($Response | Out-String -Width $Width).Trim() -split '\r?\n' -replace '\e\[[\d;]*m' | Select-Object -Skip 2
        }
    }

    It 'fit a row in <_> columns' -ForEach 80, 120 {
        $rows = Get-Row $all $_
        $rows.Count | Should -Be $all.Count
        $rows | Where-Object Length -GT $_ | Should -BeNullOrEmpty
    }

    It 'show status, outcome, method, url, time and content' {
        Get-Row $user 160 | Should -Match "^ +201 Created +PUT +\S+/view/1 +\d+ ms \{""id"":1,""name"":""Gandalf"",""home"":\{""city"":""Bree""\}\}$"
    }

    It 'show the length of binary content' { Get-Row $binary 80 | Should -Match '\(200 bytes\)$' }

    It 'show nothing for empty content' { Get-Row $empty 80 | Should -Match ' 204 .* ms *$' }

    It 'keep both ends of a long url' { Get-Row $long 80 | Should -Match ' 127\.0\.\S*…\S*/1234567890 ' }

    It 'show a failure' { Get-Row $failed 80 | Should -Match '^ +404 Failed ' }

    It 'show the same for a response from a job' {
        $copy = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($user))
        $copy.psobject.TypeNames[0] | Should -Be 'Deserialized.PutTools.ResourceResponse'
        Get-Row $copy 120 | Should -Be (Get-Row $user 120)
    }

    It 'list one response with its whole content' {
        $text = ($user | Format-List | Out-String -Width 80) -replace '\e\[[\d;]*m'
        $text | Should -Match "Request +: PUT $([regex]::Escape($base))view/1\r?\n"
        $text | Should -Match 'Status +: 201 Created\r?\n'
        $text | Should -Match 'ETag +: "1"\r?\n'
        $text | Should -Match '(?s)Content +: \{.*"city": "Bree"'
    }

    It 'list no property without a value' {
        $empty | Format-List | Out-String | Should -Not -Match 'Location|ContentType'
    }
}
