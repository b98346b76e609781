# Caddy: parts of its running configuration, changed through the admin API. The entity tag of a part follows the body.
BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Support/RealServers.psm1')
    $missing = Install-ServerPackage -Apt caddy
}

Describe "caddy$(if ($missing) { " ($missing)" })" -Skip:([bool] $missing) {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Support/Initialize.ps1')
        $folder = New-TestFolder
        $port, $site = (Get-FreePort), (Get-FreePort)
        $handler = [ordered]@{ body = 'one'; handler = 'static_response' }
        @{
            admin = @{ listen = "127.0.0.1:$port"; config = @{ persist = $false } }
            apps  = @{ http = @{ servers = @{ site = @{ listen = @("127.0.0.1:$site"); automatic_https = @{ disable = $true }; routes = @(@{ handle = @($handler) }) } } } }
        } | ConvertTo-Json -Depth 20 | Set-Content "$folder/config.json"
        $caddy = Start-TestService caddy -Port $port -Folder $folder -ArgumentList run, --config, "$folder/config.json"
        $server = "$($caddy.Uri)config/apps/http/servers/site"
        $uri = "$server/routes/0/handle/0"
        function Get-Page { Invoke-Curl "http://127.0.0.1:$site/" }
    }

    AfterAll { Stop-TestService $caddy }

    It 'replaces a part, which the site serves at once' {
        (Invoke-ResourcePatch $uri @{ handler = 'static_response'; body = 'two ü' }).Outcome | Should -Be Updated
        Get-Page | Should -BeExactly 'two ü'
        $null = Invoke-ResourcePatch "$uri/body" '"three"' -ContentType application/json
        Get-Page | Should -Be three
    }

    It 'writes only what differs' {
        $same = Invoke-ResourcePatch $uri @{ handler = 'static_response'; body = 'three' } -IfChanged
        $same.Outcome | Should -Be Unchanged
        (Invoke-ResourcePatch $uri @{ handler = 'static_response'; body = 'four' } -IfChanged).Outcome | Should -Be Updated
        Get-Page | Should -Be four
    }

    It 'refuses a tag that is not current' {
        $failed = Get-WriteError { Invoke-ResourcePatch $uri $handler -IfMatch '"/config/apps/http/servers/site/routes/0/handle/0 0"' }
        Get-ErrorKind $failed | Should -Be PreconditionFailed
        $failed.ErrorDetails.Message | Should -BeLike '*current config hash*'
        Get-Page | Should -Be four
    }

    It 'changes a value by the tag that follows it' -Tag net8.0 {
        $null = Invoke-ResourcePatch "$uri/body" '"n"' -ContentType application/json
        foreach ($round in 1..4) { $null = Invoke-ResourcePatch "$uri/body" -Update { "$_+" } }
        Get-Page | Should -BeExactly 'n++++'
        (Invoke-ResourcePatch "$uri/body" '"n++++"' -ContentType application/json -IfChanged).ETag | Should -BeLike '"/config/apps/http/servers/site/routes/0/handle/0/body *"'
    }

    It 'does not change a value whose tag this runtime hides' -Tag netstandard2.0 {
        Get-ErrorKind (Get-WriteError { Invoke-ResourcePatch "$uri/body" -Update { "$_+" } }) | Should -Be NoValidator
    }

    It 'reports a bad configuration, which is not applied' {
        $before = Get-Page
        $failed = Get-WriteError { Invoke-ResourcePatch $uri @{ handler = 'nonsense' } }
        Get-ErrorKind $failed | Should -Be InternalServerError
        $failed.ErrorDetails.Message | Should -BeLike '*unknown module: http.handlers.nonsense*'
        Get-Page | Should -Be $before
    }

    It 'creates a part that is missing, and reports one that exists' {
        $other = @{ listen = @("127.0.0.1:$(Get-FreePort)") }
        (Invoke-ResourcePut "$($caddy.Uri)config/apps/http/servers/other" $other).StatusCode | Should -Be 200
        $failed = Get-WriteError { Invoke-ResourcePut "$($caddy.Uri)config/apps/http/servers/other" $other }
        $failed.ErrorDetails.Message | Should -BeLike '*key already exists: other*'
    }
}
