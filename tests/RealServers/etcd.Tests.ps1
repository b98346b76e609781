# etcd's keys (v2 of its API): forms, compare-and-swap with prevIndex and prevExist, and its errors.
BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Support/RealServers.psm1')
    $missing = Install-ServerPackage -Apt etcd-server
}

Describe "etcd$(if ($missing) { " ($missing)" })" -Skip:([bool] $missing) {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Support/Initialize.ps1')
        $folder = New-TestFolder
        $port, $peer = (Get-FreePort), (Get-FreePort)
        $etcd = Start-TestService etcd -Port $port -Folder $folder -ArgumentList @(
            '--enable-v2=true', '--data-dir', "$folder/data", '--logger=zap', '--log-level=error'
            '--listen-client-urls', "http://127.0.0.1:$port", '--advertise-client-urls', "http://127.0.0.1:$port"
            '--listen-peer-urls', "http://127.0.0.1:$peer", '--initial-advertise-peer-urls', "http://127.0.0.1:$peer"
            '--initial-cluster', "default=http://127.0.0.1:$peer")
        # It listens before its election has ended.
        for ($i = 0; $i -lt 50 -and "$(Invoke-Curl "$($etcd.Uri)health")" -notmatch 'true'; $i++) { Start-Sleep -Milliseconds 100 }
        # Keys are written as forms.
        $session = New-ResourceSession "$($etcd.Uri)v2/keys/"
        $form = @{ ContentType = 'application/x-www-form-urlencoded'; Session = $session }
        function Get-Key($Key) { (Invoke-Curl "$($etcd.Uri)v2/keys/$Key" | ConvertFrom-Json).node.value }
    }

    AfterAll { Stop-TestService $etcd }

    It 'sets a key, and replaces it' {
        $response = Invoke-ResourcePut config/colour -Body @{ value = 'grün & weiß' } @form
        $response.Outcome | Should -Be Created
        $response.Content.node.key | Should -Be /config/colour
        Get-Key config/colour | Should -BeExactly 'grün & weiß'
        $response = Invoke-ResourcePut config/colour -Body @{ value = 'red' } @form
        $response.StatusCode | Should -Be 200
        $response.Content.prevNode.value | Should -BeExactly 'grün & weiß'
        $response.Headers['X-Etcd-Index'] | Should -Be $response.Content.node.modifiedIndex
    }

    It 'creates a key only once, with prevExist' {
        (Invoke-ResourcePut lock -Body @{ value = 'me'; ttl = 60 } -Query @{ prevExist = 'false' } @form).Outcome | Should -Be Created
        $failed = Get-WriteError { Invoke-ResourcePut lock -Body @{ value = 'you' } -Query @{ prevExist = 'false' } @form }
        Get-ErrorKind $failed | Should -Be PreconditionFailed
        # The server's own message is available.
        $failed.Exception.Response.Content.errorCode | Should -Be 105
        $failed.ErrorDetails.Message | Should -BeLike '*Key already exists*'
        Get-Key lock | Should -Be me
    }

    It 'swaps only an unchanged value, with prevIndex' {
        $first = Invoke-ResourcePut swap -Body @{ value = 'one' } @form
        $index = $first.Content.node.modifiedIndex
        $null = Invoke-ResourcePut swap -Body @{ value = 'two' } -Query @{ prevIndex = $index } @form
        $failed = Get-WriteError { Invoke-ResourcePut swap -Body @{ value = 'three' } -Query @{ prevIndex = $index } @form }
        Get-ErrorKind $failed | Should -Be PreconditionFailed
        $failed.Exception.Response.Content.cause | Should -Be "[$index != $($index + 1)]"
        Get-Key swap | Should -Be two
    }

    It 'counts without a lost update, four at once' {
        $null = Invoke-ResourcePut count -Body @{ value = 0 } @form
        $counting = {
            Import-Module $using:modulePath
            $key = "$($using:etcd.Uri)v2/keys/count"
            for ($done = 0; $done -lt 5) {
                $node = (Invoke-RestMethod $key -NoProxy).node
                try {
                    $null = Invoke-ResourcePut $key -Body @{ value = 1 + $node.value } -Query @{ prevIndex = $node.modifiedIndex } -ContentType application/x-www-form-urlencoded -ErrorAction Stop
                    $done++
                }
                catch { if ($_.FullyQualifiedErrorId -notlike 'PreconditionFailed,*') { throw } }
            }
        }
        $modulePath = (Get-Module PutTools).Path
        1..4 | ForEach-Object -Parallel $counting -ThrottleLimit 4
        Get-Key count | Should -Be 20
    }

    It 'sets many keys from the pipeline' {
        $rows = 1..20 | ForEach-Object { [pscustomobject]@{ name = "key $_"; value = "value $_" } }
        # As a form, each object is its fields; the name only fills in the url.
        $responses = $rows | Invoke-ResourcePut 'many/{name}' -ExcludeProperty name -ThrottleLimit 4 @form
        $responses.Count | Should -Be 20
        $nodes = (Invoke-Curl "$($etcd.Uri)v2/keys/many" | ConvertFrom-Json).node.nodes
        ($nodes | Sort-Object { [int] ($_.key -replace '\D') } | ForEach-Object { "$($_.key)=$($_.value)" }) |
            Should -Be (1..20 | ForEach-Object { "/many/key $_=value $_" })
    }

    It 'refuses to write to a folder, and the error names it' {
        $null = Invoke-ResourcePut folder -Body @{ dir = 'true' } @form
        $failed = Get-WriteError { Invoke-ResourcePut folder -Body @{ value = 'a' } @form }
        Get-ErrorKind $failed | Should -Be Forbidden
        $failed.ErrorDetails.Message | Should -BeLike '*Not a file*'
    }
}
