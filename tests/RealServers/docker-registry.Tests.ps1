# A Docker registry: a blob in chunks, a break in the middle, and the manifest that names it.
BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Support/RealServers.psm1')
    $missing = Install-ServerPackage -Apt docker-registry
}

Describe "docker-registry$(if ($missing) { " ($missing)" })" -Skip:([bool] $missing) {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Support/Initialize.ps1')
        $folder = New-TestFolder
        $port = Get-FreePort
        # Urls without a host, so that they go through any proxy in front.
        Set-Content "$folder/config.yml" @"
version: 0.1
log: { level: error }
storage: { filesystem: { rootdirectory: $folder/data }, delete: { enabled: true } }
http: { addr: "127.0.0.1:$port", relativeurls: true, secret: none }
"@
        $registry = Start-TestService docker-registry -ArgumentList serve, "$folder/config.yml" -Port $port -Folder $folder
        $file = New-RandomFile (Join-Path $TestDrive layer) 3500000
        $digest = "sha256:$(Get-Sha256 $file)"

        # The url of a new upload, which a registry creates with POST.
        function Start-Upload($Base, $Name) {
            $begun = Invoke-WebRequest "${Base}v2/$Name/blobs/uploads/" -Method Post -NoProxy
            [uri]::new([uri] $Base, "$($begun.Headers.Location)")
        }

        # Sends one piece; emits the url of the next.
        function Send-Piece($Url, $Piece, $With = @{}) {
            $response = Invoke-ResourcePatch $Url -Body $Piece.Bytes -Headers @{ 'Content-Range' = "$($Piece.Start)-$($Piece.End)" } @With
            $response.StatusCode | Should -Be 202
            $response.Headers['Range'] | Should -Be "0-$($Piece.End)"
            [uri]::new([uri] $Url, "$($response.Location)")
        }

        function Complete-Upload($Url, $With = @{}) {
            Invoke-ResourcePut $Url -Body ([byte[]]::new(0)) -Query @{ digest = $digest } @With
        }

        function Test-Blob($Name) {
            Invoke-Curl "$($registry.Uri)v2/$Name/blobs/$digest" -o "$TestDrive/back"
            Get-Sha256 "$TestDrive/back" | Should -Be (Get-Sha256 $file)
        }
    }

    AfterAll { Stop-TestService $registry }

    It 'accepts a blob in pieces, then its digest' {
        $url = Start-Upload $registry.Uri pieces
        foreach ($piece in Get-FilePiece $file 1MB) { $url = Send-Piece $url $piece }
        $response = Complete-Upload $url
        $response.Outcome | Should -Be Created
        $response.Headers['Docker-Content-Digest'] | Should -Be $digest
        Test-Blob pieces
    }

    It 'accepts a whole blob' {
        $response = Invoke-ResourcePut (Start-Upload $registry.Uri whole) -InFile $file -ContentType application/octet-stream -Query @{ digest = $digest }
        $response.StatusCode | Should -Be 201
        Test-Blob whole
    }

    It 'continues after the connection broke between two pieces' {
        $relay = Start-Relay $registry.Port
        try {
            $url = Start-Upload $relay.Uri between
            $pieces = @(Get-FilePiece $file 1MB)
            $url = Send-Piece (Send-Piece $url $pieces[0]) $pieces[1]
            $relay.Break()
            # The registry reports how much has arrived.
            $state = Invoke-WebRequest $url -NoProxy
            "$($state.Headers.Range)" | Should -Be "0-$(2MB - 1)"
            $url = [uri]::new($url, "$($state.Headers.Location)")
            foreach ($piece in Get-FilePiece $file 1MB -From (2MB)) { $url = Send-Piece $url $piece }
            (Complete-Upload $url).StatusCode | Should -Be 201
        }
        finally { $relay.Dispose() }
        Test-Blob between
    }

    It 'accepts a blob as the cookbook sends it, and continues with a second call' {
        . (Get-CookbookBlock resume-an-upload 'The functions')
        $PSDefaultParameterValues['Invoke-WebRequest:NoProxy'] = $true
        $url = Start-Upload $registry.Uri cookbook
        $url = Send-Piece $url (Get-FilePiece $file -Size 1MB | Select-Object -First 1)
        $response = . (Get-CookbookBlock resume-an-upload 'A Docker registry' @{ 'layer.tar' = $file; 'Invoke-ResourcePatch -Offset' = 'Invoke-ResourcePatch -Size 1MB -Offset' })
        $response.StatusCode | Should -Be 202, 202, 202, 201
        Test-Blob cookbook
    }

    It 'does not repeat a piece that broke in the middle, and starts over' {
        $relay = Start-Relay $registry.Port -BreakAfter 1800000
        try {
            $url = Start-Upload $relay.Uri broken
            $lost = Get-WriteError {
                $script:at = $url
                foreach ($piece in Get-FilePiece $file 1MB) { $script:at = Send-Piece $script:at $piece }
            }
            $relay.Broke | Should -BeTrue
            Get-ErrorKind $lost | Should -Be ConnectionLost
            $lost.Exception.OutcomeUnknown | Should -BeTrue
            $lost.Exception.Attempts | Should -Be 1
            # This registry keeps half of the piece, and accepts nothing more at the url of that piece.
            (Invoke-WebRequest $script:at -NoProxy -SkipHttpErrorCheck).StatusCode | Should -Be 404
            $null = Invoke-WebRequest $script:at -Method Delete -NoProxy -SkipHttpErrorCheck
            $url = Start-Upload $relay.Uri broken
            foreach ($piece in Get-FilePiece $file 1MB) { $url = Send-Piece $url $piece }
            (Complete-Upload $url).StatusCode | Should -Be 201
        }
        finally { $relay.Dispose() }
        Test-Blob broken
    }

    It 'refuses the same piece twice' {
        $url = Start-Upload $registry.Uri twice
        $piece = Get-FilePiece $file 1MB | Select-Object -First 1
        $null = Send-Piece $url $piece
        $failed = Get-WriteError { Send-Piece $url $piece }
        Get-ErrorKind $failed | Should -Be NotFound
        $failed.Exception.Response.Content.errors[0].code | Should -Be BLOB_UPLOAD_INVALID
    }

    It 'refuses a wrong digest, with its own message' {
        $url = Start-Upload $registry.Uri wrong
        $failed = Get-WriteError { Invoke-ResourcePut $url -Body 'other' -ContentType application/octet-stream -Query @{ digest = $digest } }
        Get-ErrorKind $failed | Should -Be BadRequest
        $failed.Exception.Response.Content.errors[0].code | Should -Be DIGEST_INVALID
        $failed.ErrorDetails.Message | Should -BeLike '*provided digest did not match uploaded content*'
    }

    It 'accepts the manifest of an image' {
        $null = Complete-Upload (Send-Piece (Start-Upload $registry.Uri image) (Get-FilePiece $file 4MB))
        $type = 'application/vnd.docker.distribution.manifest.v2+json'
        $blob = @{ mediaType = 'application/octet-stream'; size = (Get-Item $file).Length; digest = $digest }
        $manifest = [ordered]@{ schemaVersion = 2; mediaType = $type; config = $blob; layers = @($blob) }
        $response = Invoke-ResourcePut "$($registry.Uri)v2/image/manifests/latest" -Body $manifest -ContentType $type
        $response.Outcome | Should -Be Created
        $back = Invoke-Curl -H "Accept: $type" "$($registry.Uri)v2/image/manifests/latest"
        ($back | ConvertFrom-Json).layers[0].digest | Should -Be $digest
        (Invoke-Curl "$($registry.Uri)v2/image/tags/list" | ConvertFrom-Json).tags | Should -Be latest
    }

    It 'refuses a manifest whose blob is missing' {
        $type = 'application/vnd.docker.distribution.manifest.v2+json'
        $blob = @{ mediaType = 'application/octet-stream'; size = 1; digest = "sha256:$('0' * 64)" }
        $failed = Get-WriteError { Invoke-ResourcePut "$($registry.Uri)v2/image/manifests/bad" -Body @{ schemaVersion = 2; mediaType = $type; config = $blob; layers = @($blob) } -ContentType $type }
        $failed.Exception.StatusCode | Should -Be 400
        $failed.ErrorDetails.Message | Should -BeLike '*blob unknown*'
    }
}
