# Azure Storage, by Azurite: blobs in blocks, conditions and leases; entities of a table with their weak tags. Access by SAS.
BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Support/RealServers.psm1')
    $missing = Install-ServerPackage -Npm azurite@3.37.0
}

Describe "azurite$(if ($missing) { " ($missing)" })" -Skip:([bool] $missing) {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Support/Initialize.ps1')
        $account = 'account'
        $key = [Convert]::ToBase64String([byte[]] (1..64))
        $main = "$(Get-NpmFolder azurite@3.37.0)/node_modules/azurite/dist/src"
        # Its packages bring their own telemetry.
        $environment = @{ AZURITE_ACCOUNTS = "${account}:$key"; NODE_OPTIONS = '--no-deprecation' }
        function Start-Azurite($Kind) {
            $folder, $port = (New-TestFolder), (Get-FreePort)
            Start-TestService node -Port $port -Folder $folder -Environment $environment -TimeoutSec 120 -ArgumentList @(
                "$main/$Kind/main.js", "--${Kind}Host", '127.0.0.1', "--${Kind}Port", $port, '--location', $folder, '--silent', '--disableTelemetry')
        }
        $blob = Start-Azurite blob
        $table = Start-Azurite table

        # The shared access signature of an account: the permissions and their end, signed with the account's key.
        function New-Sas {
            param([datetime] $Until = [datetime]::UtcNow.AddHours(1), [string] $Permissions = 'rwdlacu')
            $fields = [ordered]@{
                sv = '2020-08-04'; ss = 'bt'; srt = 'sco'; sp = $Permissions; se = $Until.ToString('yyyy-MM-ddTHH:mm:ssZ')
            }
            $text = (@($account, $fields.sp, $fields.ss, $fields.srt, '', $fields.se, '', '', $fields.sv) -join "`n") + "`n"
            $hmac = [Security.Cryptography.HMACSHA256]::new([Convert]::FromBase64String($key))
            $fields.sig = [Convert]::ToBase64String($hmac.ComputeHash([Text.Encoding]::UTF8.GetBytes($text)))
            $fields
        }
        $sas = New-Sas
        function Join-Query($Fields) { ($Fields.GetEnumerator() | ForEach-Object { "$($_.Key)=$([uri]::EscapeDataString($_.Value))" }) -join '&' }
        $version = @{ 'x-ms-version' = '2021-10-04' }
        $nothing = [byte[]]::new(0)
        $blobs = New-ResourceSession "$($blob.Uri)$account/files/" -Headers $version
        $entities = New-ResourceSession "$($table.Uri)$account/" -Headers ($version + @{ Accept = 'application/json;odata=fullmetadata' })
        $block = @{ 'x-ms-blob-type' = 'BlockBlob' }
        function Read-Blob($Name) { Invoke-Curl "$($blob.Uri)$account/files/${Name}?$(Join-Query $sas)" @args }

        # The container and the table that the tests use.
        $null = Invoke-ResourcePut "$($blob.Uri)$account/files" -Query ($sas + @{ restype = 'container' }) -Body $nothing -Headers $version
        $null = Invoke-RestMethod "$($table.Uri)$account/Tables?$(Join-Query $sas)" -Method Post -Body '{"TableName":"people"}' -ContentType application/json -Headers ($version + @{ Accept = 'application/json' }) -NoProxy
    }

    AfterAll {
        Stop-TestService $blob
        Stop-TestService $table
    }

    It 'accepts a whole blob, and creates it only once' {
        $put = { Invoke-ResourcePut once.txt -Query $sas -Body 'hello' -ContentType text/plain -Headers $block -IfNoneMatch * -Session $blobs }
        $response = & $put
        $response.Outcome | Should -Be Created
        Read-Blob once.txt | Should -BeExactly hello
        $failed = Get-WriteError $put
        Get-ErrorKind $failed | Should -Be Conflict
        $failed.ErrorDetails.Message | Should -BeLike '*BlobAlreadyExists*'
    }

    It 'accepts a blob in blocks, then their list, if it is unchanged' {
        $file = New-RandomFile (Join-Path $TestDrive large) 9000000
        $old = Invoke-ResourcePut large.bin -Query $sas -Body 'old' -ContentType text/plain -Headers $block -Session $blobs
        $ids = foreach ($piece in Get-FilePiece $file 4MB) {
            $id = [Convert]::ToBase64String([Text.Encoding]::ASCII.GetBytes($piece.Start.ToString('d12')))
            $null = Invoke-ResourcePut large.bin -Query ($sas + @{ comp = 'block'; blockid = $id }) -Body $piece.Bytes -Session $blobs
            $id
        }
        $list = [xml] "<BlockList>$(($ids | ForEach-Object { "<Latest>$_</Latest>" }) -join '')</BlockList>"
        $response = Invoke-ResourcePut large.bin -Query ($sas + @{ comp = 'blocklist' }) -Body $list -IfMatch $old.ETag -Session $blobs
        $response.StatusCode | Should -Be 201
        $null = Read-Blob large.bin -o "$TestDrive/back"
        Get-Sha256 "$TestDrive/back" | Should -Be (Get-Sha256 $file)

        $failed = Get-WriteError { Invoke-ResourcePut large.bin -Query ($sas + @{ comp = 'blocklist' }) -Body $list -IfMatch $old.ETag -Session $blobs }
        Get-ErrorKind $failed | Should -Be PreconditionFailed
        $failed.ErrorDetails.Message | Should -BeLike '*ConditionNotMet*'
    }

    It 'accepts writes only from the holder of its lease' {
        $null = Invoke-ResourcePut leased.txt -Query $sas -Body one -ContentType text/plain -Headers $block -Session $blobs
        $lease = Invoke-ResourcePut leased.txt -Query ($sas + @{ comp = 'lease' }) -Body $nothing -Headers @{ 'x-ms-lease-action' = 'acquire'; 'x-ms-lease-duration' = '-1' } -Session $blobs
        $id = $lease.Headers['x-ms-lease-id']
        $failed = Get-WriteError { Invoke-ResourcePut leased.txt -Query $sas -Body two -ContentType text/plain -Headers $block -Session $blobs }
        Get-ErrorKind $failed | Should -Be PreconditionFailed
        $failed.ErrorDetails.Message | Should -BeLike '*LeaseIdMissing*'
        $null = Invoke-ResourcePut leased.txt -Query $sas -Body three -ContentType text/plain -Headers ($block + @{ 'x-ms-lease-id' = "$id" }) -Session $blobs
        Read-Blob leased.txt | Should -BeExactly three
        (Invoke-ResourcePut leased.txt -Query ($sas + @{ comp = 'lease' }) -Body $nothing -Headers @{ 'x-ms-lease-action' = 'release'; 'x-ms-lease-id' = "$id" } -Session $blobs).StatusCode | Should -Be 200
    }

    It 'stores metadata' {
        $null = Invoke-ResourcePut meta.txt -Query $sas -Body one -ContentType text/plain -Headers $block -Session $blobs
        $null = Invoke-ResourcePut meta.txt -Query ($sas + @{ comp = 'metadata' }) -Body $nothing -Headers @{ 'x-ms-meta-colour' = 'white' } -Session $blobs
        (Read-Blob meta.txt -D - -o /dev/null) -join "`n" | Should -Match 'x-ms-meta-colour: white'
    }

    It 'accepts entities, which have weak tags' {
        $path = "people(PartitionKey='a',RowKey='1')"
        $read = { Invoke-Curl -H 'Accept: application/json;odata=nometadata' "$($table.Uri)$account/${path}?$(Join-Query $sas)" | ConvertFrom-Json }
        $first = Invoke-ResourcePut $path -Query $sas -Body @{ name = 'Frodo'; age = 50 } -Session $entities
        $first.StatusCode | Should -Be 204
        $first.ETag | Should -BeLike 'W/*'
        (& $read).name | Should -Be Frodo

        # Any header is sent unchanged.
        $second = Invoke-ResourcePut $path -Query $sas -Body @{ name = 'Frodo'; age = 51 } -Headers @{ 'If-Match' = $first.ETag } -Session $entities
        (& $read).age | Should -Be 51
        $failed = Get-WriteError { Invoke-ResourcePut $path -Query $sas -Body @{ age = 52 } -Headers @{ 'If-Match' = $first.ETag } -Session $entities }
        Get-ErrorKind $failed | Should -Be PreconditionFailed
        $failed.ErrorDetails.Message | Should -BeLike '*UpdateConditionNotSatisfied*'
        (& $read).age | Should -Be 51
        $second.ETag | Should -Not -Be $first.ETag
    }

    It 'accepts many entities from the pipeline' {
        $rows = 1..20 | ForEach-Object { [pscustomobject]@{ key = "r$_"; n = $_ } }
        $responses = $rows | Invoke-ResourcePut "people(PartitionKey='many',RowKey='{key}')" -Query $sas -ExcludeProperty key -Session $entities -ThrottleLimit 4
        $responses.StatusCode | Select-Object -Unique | Should -Be 204
        $listed = Invoke-Curl -H 'Accept: application/json;odata=nometadata' "$($table.Uri)$account/people()?$(Join-Query $sas)" | ConvertFrom-Json
        @($listed.value | Where-Object PartitionKey -EQ many).Count | Should -Be 20
    }

    It 'verifies the signatures of the cookbook' {
        . (Get-CookbookBlock sign-for-azure-storage 'The function')
        $PSDefaultParameterValues['New-ResourceSession:AllowUnencryptedAuthentication'] = $true
        $replace = @{ 'https://api.example.com/files/' = "$($blob.Uri)$account/files/"; 'c2VjcmV0' = $key }
        $null = . (Get-CookbookBlock sign-for-azure-storage Blobs $replace)
        $response.Outcome, $again.Outcome | Should -Be Created, Created
        Read-Blob 'reports/2024%20%28final%29.json' | Should -BeExactly '{"total":6}'
        $responses.StatusCode | Should -Be 201, 201, 201, 201, 201
        $failed = Get-WriteError { Invoke-ResourcePut 'reports/2024 (final).json' @{ total = 7 } -IfMatch $response.ETag -Session $container }
        Get-ErrorKind $failed | Should -Be PreconditionFailed

        $id = [Convert]::ToBase64String([byte[]] (1, 2, 3))
        (Invoke-ResourcePut blocks.bin -Query @{ comp = 'block'; blockid = $id } -Body ([byte[]] (1..9)) -Session $container).StatusCode | Should -Be 201
        (Invoke-ResourcePut empty.bin -Body $nothing -Session $container).StatusCode | Should -Be 201

        . (Get-CookbookBlock sign-for-azure-storage 'A shared access signature' $replace)
        Read-Blob by-sas.json | Should -BeExactly '{"total":5}'
        $planted = [Convert]::ToBase64String([byte[]] (9..1))
        $failed = Get-WriteError { Invoke-ResourcePut none.txt -Body a -ContentType text/plain -Session $container -Signer { Add-AzureSignature $_ $account $planted } }
        Get-ErrorKind $failed | Should -Be Forbidden
    }

    It 'refuses an expired signature, and the error does not show it' {
        $expired = New-Sas -Until ([datetime]::UtcNow.AddHours(-1))
        $failed = Get-WriteError { Invoke-ResourcePut expired.txt -Query $expired -Body a -ContentType text/plain -Headers $block -Session $blobs }
        Get-ErrorKind $failed | Should -Be Forbidden
        $shown = ($failed | Format-List * -Force | Out-String) + ($failed.Exception | Format-List * -Force | Out-String)
        $shown | Should -Not -Match ([regex]::Escape([uri]::EscapeDataString($expired.sig)))
    }
}
