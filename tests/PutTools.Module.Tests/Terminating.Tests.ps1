# A call without pipeline input fails like Invoke-RestMethod; with pipeline input each failure is a non-terminating error.
BeforeDiscovery {
    # The same script with either command must have the same output.
    $scripts = @(
        @{ What = 'try and catch'; Script = { try { Send; 'after' } catch { "caught $($_.Exception.GetType().Namespace.Length -gt 0)" } } }
        @{ What = 'try and catch, with -ErrorAction Continue'; Script = { try { Send -ErrorAction Continue; 'after' } catch { 'caught' } } }
        @{ What = 'try and catch, with -ErrorAction Stop'; Script = { try { Send -ErrorAction Stop; 'after' } catch { 'caught' } } }
        @{ What = 'no try'; Script = { Send 2>$null; 'next statement' } }
        @{ What = '$?'; Script = { Send 2>$null; $? } }
        @{ What = 'the same statement'; Script = { "$(Send; 'same statement')"; 'next statement' } }
        @{ What = 'trap and continue'; Script = { & { trap { 'trapped'; continue }; Send; 'after the trap' } } }
        @{ What = 'trap and break'; Script = { try { & { trap { 'trapped'; break }; Send; 'after the trap' } } catch { 'outside' } } }
        @{ What = '$ErrorActionPreference = Stop'; Script = { try { & { $ErrorActionPreference = 'Stop'; Send; 'after' } } catch { 'outside' } } }
        @{ What = '$ErrorActionPreference = SilentlyContinue'; Script = { & { $ErrorActionPreference = 'SilentlyContinue'; Send; 'after' } } }
        @{ What = '$ErrorActionPreference = SilentlyContinue, in try'; Script = { & { $ErrorActionPreference = 'SilentlyContinue'; try { Send; 'after' } catch { 'caught' } } } }
        @{ What = 'finally'; Script = { try { try { Send } finally { 'finally' } } catch { 'outside' } } }
        @{ What = 'a loop'; Script = { foreach ($i in 1..2) { Send 2>$null; "turn $i" } } }
        @{ What = 'ForEach-Object'; Script = { 1..2 | ForEach-Object { Send 2>$null; "turn $_" } } }
        @{ What = '-ErrorVariable'; Script = { try { Send -ErrorVariable e } catch { "$($e.Count)" } } }
    )
}

BeforeAll {
    . (Join-Path $PSScriptRoot 'Support/Initialize.ps1')

    $module = Convert-Path (Join-Path $PSScriptRoot '../../PutTools.psd1')

    # Runs a script in which Send is a failing call of one of the commands, without a catch around it.
    function Get-Outcome([string] $Call, [scriptblock] $Script) {
        $shell = [powershell]::Create([initialsessionstate]::CreateDefault2())
        try {
            $null = $shell.AddCommand('Import-Module').AddParameter('Name', $module).Invoke()
            $shell.Commands.Clear()
            $shell.AddScript(($Script.ToString() -replace '\bSend\b', $Call)).Invoke()
        }
        finally { $shell.Dispose() }
    }
}

AfterAll { if ($server) { Stop-TestServer $server } }

Describe 'A call without pipeline input' {
    It 'fails like Invoke-RestMethod: <What>' -ForEach $scripts {
        $expected = Get-Outcome "Invoke-RestMethod ${base}status/404 -Method Put -Body 1" $Script
        Get-Outcome "Invoke-ResourcePut ${base}status/404 1" $Script | Should -Be $expected
        Get-Outcome "Invoke-ResourcePut ${base}status/404 -InputObject 1 -ThrottleLimit 16" $Script | Should -Be $expected
        Get-Outcome 'New-ResourcePatch @{ a = 1 } @{ a = $null }' $Script | Should -Be $expected
    }

    It 'hides its error with -ErrorAction <_>, and continues' -ForEach 'SilentlyContinue', 'Ignore' {
        $after = try { Invoke-ResourcePut "${base}status/404" 1 -ErrorAction $_ -ErrorVariable failed; 'after' } catch { 'caught' }
        $after | Should -Be 'after'
        if ($_ -eq 'SilentlyContinue') {
            $failed | Should -HaveCount 1
            $failed[0].FullyQualifiedErrorId | Should -Be 'NotFound,PutTools.Cmdlets.InvokeResourcePutCommand'
        }
    }

    It 'has an error record with the response if it is caught' {
        $caught = try { Invoke-ResourcePut "${base}status/404" 1 } catch { $_ }
        $caught.FullyQualifiedErrorId | Should -Be 'NotFound,PutTools.Cmdlets.InvokeResourcePutCommand'
        $caught.Exception | Should -BeOfType PutTools.ResourceException
        $caught.Exception.Response.StatusCode | Should -Be 404
        $caught.TargetObject | Should -Be 1
        $caught.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }
}

Describe 'A call with pipeline input' {
    It 'continues after each failure, in try, too, <_> at once' -ForEach 1, 16 {
        $ErrorActionPreference = 'Continue'
        $responses = try {
            'status/404', 'users/1', 'status/500', 'users/2' | Invoke-ResourcePut { "$base$_" } -Body 1 -ThrottleLimit $_ @once -ErrorVariable failed 2>$null
            'after'
        }
        catch { 'caught' }
        $responses[-1] | Should -Be 'after'
        $responses | Should -HaveCount 3
        $failed.TargetObject | Should -Be 'status/404', 'status/500'
    }
}
