# SCIM (RFC 7644): users, changed with its own patch format.
BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Support/RealServers.psm1')
    $missing = Install-ServerPackage -Npm scimmy@1.3.5, scimmy-routers@1.3.2, express@4
}

Describe "scim$(if ($missing) { " ($missing)" })" -Skip:([bool] $missing) {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Support/Initialize.ps1')
        $scim = Start-NodeServer scim.mjs -Npm scimmy@1.3.5, scimmy-routers@1.3.2, express@4
        $session = New-ResourceSession "$($scim.Uri)scim/v2/" -Token secret -AllowUnencryptedAuthentication -Accept application/scim+json
        $type = @{ ContentType = 'application/scim+json'; Session = $session }
        function Get-User { Invoke-Curl -H 'Authorization: Bearer secret' "$($scim.Uri)scim/v2/Users/1" | ConvertFrom-Json }
        function New-ScimPatch { @{ schemas = @('urn:ietf:params:scim:api:messages:2.0:PatchOp'); Operations = @($args) } }
    }

    AfterAll { Stop-TestService $scim }

    It 'replaces a user' {
        $user = @{ schemas = @('urn:ietf:params:scim:schemas:core:2.0:User'); userName = 'frodo'; displayName = 'Frodo Beutlin'; active = $true; emails = @(@{ type = 'work'; value = 'frodo@example.org' }) }
        $response = Invoke-ResourcePut Users/1 -Body $user @type
        $response.Outcome | Should -Be Updated
        # Its JSON has its own media type.
        $response.Content.displayName | Should -Be 'Frodo Beutlin'
        (Get-User).displayName | Should -Be 'Frodo Beutlin'
    }

    It 'changes the value at a path' {
        $patch = New-ScimPatch @{ op = 'replace'; path = 'active'; value = $false } @{ op = 'replace'; path = 'emails[type eq "work"].value'; value = 'f.beutlin@example.org' } @{ op = 'add'; path = 'nickName'; value = 'Ringträger' }
        $response = Invoke-ResourcePatch Users/1 -Body $patch @type
        $response.StatusCode | Should -BeIn 200, 204
        $user = Get-User
        $user.active | Should -BeFalse
        $user.emails[0].value | Should -Be f.beutlin@example.org
        $user.nickName | Should -BeExactly 'Ringträger'
    }

    It 'refuses an unknown path, with its own message' {
        $failed = Get-WriteError { Invoke-ResourcePatch Users/1 -Body (New-ScimPatch @{ op = 'replace'; path = 'nonsense'; value = 1 }) @type }
        Get-ErrorKind $failed | Should -Be BadRequest
        $failed.Exception.Response.Content.scimType | Should -Be invalidPath
        $failed.ErrorDetails.Message | Should -BeLike '*nonsense*'
    }

    It 'reports a missing user' {
        Get-ErrorKind (Get-WriteError { Invoke-ResourcePatch Users/99 -Body (New-ScimPatch @{ op = 'replace'; path = 'active'; value = $true }) @type }) | Should -Be NotFound
    }

    It 'refuses another token' {
        $failed = Get-WriteError { Invoke-ResourcePatch Users/1 -Body (New-ScimPatch @{ op = 'replace'; path = 'active'; value = $true }) @type -Token planted }
        Get-ErrorKind $failed | Should -Be Unauthorized
        $failed | Format-List * -Force | Out-String | Should -Not -Match planted
    }
}
