# tus: an upload that continues after the connection broke.
BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Support/RealServers.psm1')
    $npm = '@tus/server@2.4.5', '@tus/file-store@2.1.1'
    $missing = Install-ServerPackage -Npm $npm
}

Describe "tus$(if ($missing) { " ($missing)" })" -Skip:([bool] $missing) {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Support/Initialize.ps1')
        $tus = Start-NodeServer tus.mjs -Npm '@tus/server@2.4.5', '@tus/file-store@2.1.1'
        $version = @{ 'Tus-Resumable' = '1.0.0' }
        $file = New-RandomFile (Join-Path $TestDrive large) 24MB
        $type = @{ ContentType = 'application/offset+octet-stream' }

        # Creates an upload with POST; emits its url.
        function Start-Upload($Base, $Length) {
            $made = Invoke-WebRequest "${Base}files" -Method Post -Headers ($version + @{ 'Upload-Length' = "$Length" }) -NoProxy
            [uri]::new([uri] $Base, "$($made.Headers.Location)")
        }
        function Get-Offset($Url) { [long] "$((Invoke-WebRequest $Url -Method Head -Headers $version -NoProxy).Headers['Upload-Offset'])" }
        # The stored bytes. A GET of this server would end Node 20.
        function Test-Upload($Url) { Get-Sha256 "$($tus.Folder)/$($Url.Segments[-1])" | Should -Be (Get-Sha256 $file) }
    }

    AfterAll { Stop-TestService $tus }

    It 'accepts a file in pieces' {
        $url = Start-Upload $tus.Uri 24MB
        foreach ($piece in Get-FilePiece $file 8MB) {
            $response = Invoke-ResourcePatch $url -Body $piece.Bytes -Headers ($version + @{ 'Upload-Offset' = "$($piece.Start)" }) @type
            $response.StatusCode | Should -Be 204
            $response.Headers['Upload-Offset'] | Should -Be "$($piece.End + 1)"
        }
        Test-Upload $url
    }

    It 'continues after the connection broke' {
        $relay = Start-Relay $tus.Port -BreakAfter 9MB
        $stream = [IO.File]::OpenRead($file)
        try {
            $url = Start-Upload $relay.Uri 24MB
            $lost = Get-WriteError { Invoke-ResourcePatch $url -Body $stream -Headers ($version + @{ 'Upload-Offset' = '0' }) @type }
            $relay.Broke | Should -BeTrue
            Get-ErrorKind $lost | Should -Be ConnectionLost
            $lost.Exception.OutcomeUnknown | Should -BeTrue
            # It was not repeated: the server has received a part.
            $lost.Exception.Attempts | Should -Be 1

            $from = Get-Offset $url
            $from | Should -BeGreaterThan 0
            $from | Should -BeLessThan 24MB
            $stream.Position = $from
            $response = Invoke-ResourcePatch $url -Body $stream -Headers ($version + @{ 'Upload-Offset' = "$from" }) @type
            $response.Headers['Upload-Offset'] | Should -Be "$(24MB)"
        }
        finally {
            $stream.Dispose()
            $relay.Dispose()
        }
        Test-Upload $url
    }

    It 'accepts a file as the cookbook sends it, after the connection broke' {
        . (Get-CookbookBlock resume-an-upload 'The functions')
        $PSDefaultParameterValues['Invoke-WebRequest:NoProxy'] = $true
        $relay = Start-Relay $tus.Port -BreakAfter 9MB
        Push-Location $TestDrive
        try {
            Copy-Item $file video.bin
            $responses = . (Get-CookbookBlock resume-an-upload tus @{ 'https://tus.example/' = "$($relay.Uri)" })
            $relay.Broke | Should -BeTrue
            $responses[-1].Headers['Upload-Offset'] | Should -Be "$(24MB)"
        }
        finally {
            Pop-Location
            $relay.Dispose()
        }
        Test-Upload $url
    }

    It 'refuses a piece at the wrong offset' {
        $url = Start-Upload $tus.Uri 10
        $failed = Get-WriteError { Invoke-ResourcePatch $url -Body ([byte[]] (1, 2, 3)) -Headers ($version + @{ 'Upload-Offset' = '5' }) @type }
        Get-ErrorKind $failed | Should -Be Conflict
        $failed.Exception.OutcomeUnknown | Should -BeFalse
        Get-Offset $url | Should -Be 0
    }

    It 'refuses another media type, and another version' {
        $url = Start-Upload $tus.Uri 3
        $piece = @{ Body = [byte[]] (1, 2, 3) }
        Get-ErrorKind (Get-WriteError { Invoke-ResourcePatch $url @piece -Headers ($version + @{ 'Upload-Offset' = '0' }) -ContentType text/plain }) | Should -Be BadRequest
        Get-ErrorKind (Get-WriteError { Invoke-ResourcePatch $url @piece -Headers @{ 'Upload-Offset' = '0'; 'Tus-Resumable' = '0.1' } @type }) | Should -Be BadRequest
        Get-Offset $url | Should -Be 0
    }
}
