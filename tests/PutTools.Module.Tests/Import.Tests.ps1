BeforeAll {
    . (Join-Path $PSScriptRoot 'Support/Initialize.ps1')
    $manifest = (Resolve-Path (Join-Path $PSScriptRoot '../../PutTools.psd1')).Path
}

AfterAll { if ($server) { Stop-TestServer $server } }

Describe 'The module' {
    It 'is the requested build' {
        [PutTools.Cmdlets.InvokeResourcePutCommand].Assembly.Location | Should -BeLike "*$env:PUTTOOLS_BUILD*"
    }

    It 'has its commands, and no other' {
        (Get-Command -Module PutTools).Name | Sort-Object | Should -Be (
            (Import-PowerShellDataFile $manifest).CmdletsToExport | Sort-Object)
    }

    It 'has commands that support -Confirm' {
        $command = Get-Command Invoke-ResourcePut, Invoke-ResourcePatch
        $command.Parameters.ForEach({ $_.ContainsKey('WhatIf') -and $_.ContainsKey('Confirm') }) | Should -Not -Contain $false
        $command.OutputType.Name | Should -Be 'PutTools.ResourceResponse', 'PutTools.ResourceResponse'
    }

    It 'can be imported again, also with -Force' {
        Import-Module $manifest
        Import-Module $manifest -Force
        (Invoke-ResourcePut "${base}users/again" 1).StatusCode | Should -BeIn 200, 201
    }

    It 'can be removed, and imported again' {
        Remove-Module PutTools
        { Get-Command Invoke-ResourcePut -CommandType Cmdlet -Module PutTools -ErrorAction Stop } | Should -Throw
        Import-Module $manifest
        (Invoke-ResourcePut "${base}users/again" 1).StatusCode | Should -BeIn 200, 201
    }

    It 'can be imported and used by ten runspaces at once' {
        Reset-TestServer $server
        $runs = 1..10 | ForEach-Object {
            $shell = [powershell]::Create([initialsessionstate]::CreateDefault2())
            $null = $shell.AddScript('param($manifest, $uri, $id) Import-Module $manifest; Invoke-ResourcePut $uri @{ id = $id }').AddArgument($manifest).AddArgument("${base}runspaces/{id}").AddArgument($_)
            [pscustomobject]@{ Shell = $shell; Run = $shell.BeginInvoke() }
        }
        $responses = $runs | ForEach-Object { $_.Shell.EndInvoke($_.Run) }
        $runs.Shell.Streams.Error | Should -BeNullOrEmpty
        $responses.StatusCode | Should -Be (, 201 * 10)
        (Get-TestServerJournal $server).path | Sort-Object -Unique | Should -HaveCount 10
        $runs.Shell | ForEach-Object Dispose
    }

    It 'works in ForEach-Object -Parallel' {
        $paths = 1..10 | ForEach-Object -Parallel { Import-Module $using:manifest; (@{ id = $_ } | Invoke-ResourcePut "${using:base}parallel/{id}").Uri.AbsolutePath } -ThrottleLimit 5
        $paths | Sort-Object -Unique | Should -HaveCount 10
    }
}

Describe 'Connections' {
    BeforeAll {
        # A server without other connections. Reading the count takes a connection, too.
        $other = Start-TestServer
        function Get-ConnectionCount { [int](Invoke-RestMethod "$($other.uri)connections" -DisableKeepAlive).count }
    }

    AfterAll { if ($other) { Stop-TestServer $other } }

    It 'are shared by consecutive calls, by pipelines and by runspaces' {
        $before = Get-ConnectionCount
        1..3 | ForEach-Object { Invoke-ResourcePut "$($other.uri)users/$_" 1 } | Out-Null
        1..3 | Invoke-ResourcePut "$($other.uri)users/1" | Out-Null
        Invoke-ResourcePatch "$($other.uri)users/1" 1 -ContentType 'application/merge-patch+json' | Out-Null
        $shell = [powershell]::Create().AddScript('param($manifest, $uri) Import-Module $manifest; Invoke-ResourcePut $uri 1').AddArgument($manifest).AddArgument("$($other.uri)users/1")
        $shell.Invoke().StatusCode | Should -Be 200
        # One until the host is known to keep connections, which only the build for .NET distinguishes, one for all others, and one for the second count.
        (Get-ConnectionCount) - $before | Should -Be ($env:PUTTOOLS_BUILD -eq 'netstandard2.0' ? 2 : 3)
    }

    It 'are kept after a response that means failure' {
        $before = Get-ConnectionCount
        1..3 | ForEach-Object { Invoke-ResourcePut "$($other.uri)status/404" 1 @once @quietly }
        (Get-ConnectionCount) - $before | Should -BeLessOrEqual 2
    }
}
