BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../PutTools.psd1')

    # The completions at the end of a line.
    function Get-Completion([string] $Line) { (TabExpansion2 $Line $Line.Length).CompletionMatches.CompletionText }
}

Describe 'Tab' {
    It 'offers <Value> for <Line>' -ForEach @(
        @{ Line = 'Invoke-ResourcePut u 1 -ContentType merge'; Value = 'application/merge-patch+json' }
        @{ Line = 'Invoke-ResourcePatch u 1 -ContentType application/json'; Value = 'application/json' }
        @{ Line = 'Invoke-ResourcePut u 1 -ContentType text/plain'; Value = "'text/plain; charset=utf-8'" }
        @{ Line = 'Invoke-ResourcePut u 1 -Accept text/c'; Value = 'text/csv' }
        @{ Line = 'New-ResourceSession -Accept xml'; Value = 'application/xml' }
        @{ Line = 'Invoke-ResourcePut u 1 -HttpVersion '; Value = '2.0' }
        @{ Line = 'Invoke-ResourcePut u 1 -RetryStatusCode 5'; Value = '503' }
        @{ Line = 'Invoke-ResourcePut u 1 -ContentEncoding '; Value = 'Brotli' }
        @{ Line = 'Invoke-ResourcePut u 1 -TransferEncoding '; Value = 'chunked' }
        @{ Line = 'Invoke-ResourcePut u 1 -IdempotencyKey '; Value = 'Auto' }
        @{ Line = 'Invoke-ResourcePatch u 1 -PatchFormat j'; Value = 'JsonPatch' }
        @{ Line = 'New-ResourcePatch 1 2 -Format '; Value = 'Merge' }
        @{ Line = 'Invoke-ResourcePut u 1 -Headers pre'; Value = "@{ 'Prefer' = '' }" }
        @{ Line = 'Invoke-ResourcePut u 1 -Authentication b'; Value = 'Bearer' }
        @{ Line = 'Invoke-ResourcePut u 1 -SslProtocol tls1'; Value = 'Tls13' }
    ) {
        Get-Completion $Line | Should -Contain $Value
    }

    It 'offers the names of the url after a brace without quotes' {
        $global:PutToolsRows = [pscustomobject]@{ id = 1; name = 'a' }
        try { Get-Completion '$PutToolsRows | Invoke-ResourcePut http://h/' | Should -Be "'http://h/{id}'", "'http://h/{name}'" }
        finally { Remove-Variable PutToolsRows -Scope Global }
    }

    It 'lists values that begin with the typed text first' {
        (Get-Completion 'Invoke-ResourcePut u 1 -ContentType text/')[0] | Should -Be 'text/csv'
    }

    It 'offers the properties of a session' {
        $global:PutToolsSession = New-ResourceSession https://host/
        try { Get-Completion '$PutToolsSession.Max' | Should -Contain 'MaximumRedirection' }
        finally { Remove-Variable PutToolsSession -Scope Global }
    }
}

Describe 'Tab after a brace in -Uri' {
    BeforeAll {
        $global:PutToolsUsers = [pscustomobject]@{ id = 1; name = 'Frodo' }, [pscustomobject]@{ id = 2; name = 'Sam' }
        $global:PutToolsUser = @{ id = 1; nick = 'F' }
    }
    AfterAll { Remove-Variable PutToolsUsers, PutToolsUser -Scope Global }

    It 'offers <Value> for <Line>' -ForEach @(
        @{ Line = '$PutToolsUsers | Invoke-ResourcePut ''https://x/{'; Value = "'https://x/{id}'", "'https://x/{name}'" }
        @{ Line = '$PutToolsUsers | Invoke-ResourcePut "https://x/{n'; Value = "'https://x/{name}'" }
        @{ Line = '$PutToolsUsers | Invoke-ResourcePut -Uri ''https://x/{id}/{+n'; Value = "'https://x/{id}/{+name}'" }
        @{ Line = '$PutToolsUser | Invoke-ResourcePatch ''https://x/{ni'; Value = "'https://x/{nick}'" }
        @{ Line = '@{ key = 1 } | Invoke-ResourcePatch ''https://x/{'; Value = "'https://x/{key}'" }
    ) {
        Get-Completion $Line | Sort-Object | Should -Be $Value
    }

    It 'runs no command' {
        $global:PutToolsRan = $false
        function global:Get-PutToolsUser { $global:PutToolsRan = $true; @{ id = 1 } }
        try {
            $null = Get-Completion 'Get-PutToolsUser | Invoke-ResourcePut ''https://x/{'
            $null = Get-Completion '(Get-PutToolsUser) | Invoke-ResourcePut ''https://x/{'
            $global:PutToolsRan | Should -BeFalse
        }
        finally {
            Remove-Item function:Get-PutToolsUser
            Remove-Variable PutToolsRan -Scope Global
        }
    }
}
