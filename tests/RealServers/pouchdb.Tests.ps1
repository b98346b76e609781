# CouchDB's API, by express-pouchdb: documents with a revision in the body and in the entity tag.
BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Support/RealServers.psm1')
    $missing = Install-ServerPackage -Npm express-pouchdb@4.2.0, pouchdb-node@9.0.0, express@4
}

Describe "pouchdb$(if ($missing) { " ($missing)" })" -Skip:([bool] $missing) {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Support/Initialize.ps1')
        $couch = Start-NodeServer pouchdb.cjs -Npm express-pouchdb@4.2.0, pouchdb-node@9.0.0, express@4
        # Its JSON is declared as text/plain.
        $session = New-ResourceSession "$($couch.Uri)shop/"
        function Get-Document($Id) { Invoke-Curl "$($couch.Uri)shop/$Id" | ConvertFrom-Json }
        # A PUT without content creates a database.
        $null = Invoke-ResourcePut "$($couch.Uri)shop" -Body ([byte[]]::new(0))
    }

    AfterAll { Stop-TestService $couch }

    It 'creates the database once' {
        (Invoke-Curl "$($couch.Uri)shop" | ConvertFrom-Json).db_name | Should -Be shop
        $failed = Get-WriteError { Invoke-ResourcePut "$($couch.Uri)shop" -Body ([byte[]]::new(0)) }
        Get-ErrorKind $failed | Should -Be PreconditionFailed
        $failed.ErrorDetails.Message | Should -BeLike '*file_exists*'
    }

    It 'creates a document, and replaces its revision' {
        $first = Invoke-ResourcePut kettle -Body @{ name = 'Kettle'; price = 34.99 } -Session $session
        $first.Outcome | Should -Be Created
        $first.Content.rev | Should -BeLike '1-*'
        $second = Invoke-ResourcePut kettle -Body @{ _rev = $first.Content.rev; name = 'Kettle'; price = 29.99 } -Session $session
        $second.Content.rev | Should -BeLike '2-*'
        (Get-Document kettle).price | Should -Be 29.99
    }

    It 'refuses an older revision, and a missing one' {
        $first = Invoke-ResourcePut pan -Body @{ n = 1 } -Session $session
        $null = Invoke-ResourcePut pan -Body @{ _rev = $first.Content.rev; n = 2 } -Session $session
        foreach ($body in @{ _rev = $first.Content.rev; n = 3 }, @{ n = 3 }) {
            $failed = Get-WriteError { Invoke-ResourcePut pan -Body $body -Session $session }
            Get-ErrorKind $failed | Should -Be Conflict
            $failed.Exception.OutcomeUnknown | Should -BeFalse
            $failed.ErrorDetails.Message | Should -BeLike '*Document update conflict*'
        }
        (Get-Document pan).n | Should -Be 2
    }

    It 'allows -Update' {
        $null = Invoke-ResourcePut count -Body @{ n = 41 } -Session $session
        $failed = Get-WriteError { Invoke-ResourcePut count -Update { $_.n++ } -Force -Session $session }
        $failed.Exception.Message | Should -BeLike '*Give -ContentType application/json*'
        $null = Invoke-ResourcePut count -Update { $_.n++ } -ContentType application/json -Session $session
        (Get-Document count).n | Should -Be 42
        (Get-Document count)._rev | Should -BeLike '2-*'
    }

    It 'accepts documents from the pipeline' {
        $rows = 1..20 | ForEach-Object { [pscustomobject]@{ key = "item $_"; n = $_ } }
        $responses = $rows | Invoke-ResourcePut '{key}' -ExcludeProperty key -Session $session -ThrottleLimit 4
        $responses.Outcome | Select-Object -Unique | Should -Be Created
        (Get-Document 'item%2020').n | Should -Be 20
    }

    It 'stores an attachment byte for byte' {
        $first = Invoke-ResourcePut photo -Body @{ title = 'photo' } -Session $session
        $file = New-RandomFile (Join-Path $TestDrive photo.png) 2MB
        $response = Invoke-ResourcePut photo/image.png -InFile $file -Query @{ rev = $first.Content.rev } -Session $session
        $response.Content.rev | Should -BeLike '2-*'
        Invoke-Curl "$($couch.Uri)shop/photo/image.png" -o "$TestDrive/back"
        Get-Sha256 "$TestDrive/back" | Should -Be (Get-Sha256 $file)
        (Get-Document photo)._attachments.'image.png'.content_type | Should -Be image/png
    }
}
