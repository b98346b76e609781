# An S3 store, by s3rver: objects and parts at presigned urls. It computes signatures of version 2 only; swift.Tests.ps1 has a store that checks version 4.
BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Support/RealServers.psm1')
    $missing = Install-ServerPackage -Npm s3rver@3.7.1
}

Describe "s3$(if ($missing) { " ($missing)" })" -Skip:([bool] $missing) {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Support/Initialize.ps1')
        $folder, $port = (New-TestFolder), (Get-FreePort)
        $s3 = Start-TestService node -Port $port -Folder $folder -TimeoutSec 60 -Environment @{ NODE_OPTIONS = '--no-deprecation' } -ArgumentList @(
            "$(Get-NpmFolder s3rver@3.7.1)/node_modules/s3rver/bin/s3rver.js", '--directory', $folder, '--address', '127.0.0.1', '--port', $port, '--silent', '--configure-bucket', 'files')

        function New-Url($Method, $Path, $Query = @{}) { New-PresignedUrl -Method $Method -Uri "http://127.0.0.1:$port$Path" -Query $Query -Key S3RVER -Secret S3RVER }
        function Test-Object($Path, $File) {
            Invoke-Curl (New-Url GET $Path) -o "$TestDrive/back"
            Get-Sha256 "$TestDrive/back" | Should -Be (Get-Sha256 $File)
        }
    }

    AfterAll { Stop-TestService $s3 }

    It 'accepts a file at a presigned url' {
        $file = New-RandomFile (Join-Path $TestDrive object) 6MB
        $response = Invoke-ResourcePut (New-Url PUT /files/a/object.bin) -InFile $file
        $response.StatusCode | Should -Be 200
        # Its entity tag is the MD5 of the content.
        $response.ETag.Trim('"') | Should -Be (Get-FileHash $file -Algorithm MD5).Hash
        Test-Object /files/a/object.bin $file
    }

    It 'accepts a file in parts' {
        $file = New-RandomFile (Join-Path $TestDrive parts) 11MB
        $begun = Invoke-RestMethod (New-Url POST /files/parts.bin @{ uploads = '' }) -Method Post -NoProxy
        $upload = $begun.InitiateMultipartUploadResult.UploadId
        $number = 0
        $parts = foreach ($piece in Get-FilePiece $file 5MB) {
            $number++
            $response = Invoke-ResourcePut (New-Url PUT /files/parts.bin @{ partNumber = "$number"; uploadId = $upload }) -Body $piece.Bytes
            "<Part><PartNumber>$number</PartNumber><ETag>$($response.ETag)</ETag></Part>"
        }
        $parts.Count | Should -Be 3
        $null = Invoke-RestMethod (New-Url POST /files/parts.bin @{ uploadId = $upload }) -Method Post -Body "<CompleteMultipartUpload>$($parts -join '')</CompleteMultipartUpload>" -ContentType application/xml -NoProxy
        Test-Object /files/parts.bin $file
    }

    It 'verifies a signature of version 2, and no error shows it' {
        $expires = [DateTimeOffset]::UtcNow.AddMinutes(10).ToUnixTimeSeconds()
        function Get-Signature($Secret) {
            $utf8 = [Text.Encoding]::UTF8
            $hmac = [Security.Cryptography.HMACSHA1]::HashData($utf8.GetBytes($Secret), $utf8.GetBytes("PUT`n`ntext/plain`n$expires`n/files/b.txt"))
            [Convert]::ToBase64String($hmac)
        }
        $url = "$($s3.Uri)files/b.txt"
        $put = @{ Body = 'hello'; ContentType = 'text/plain' }
        (Invoke-ResourcePut $url @put -Query @{ AWSAccessKeyId = 'S3RVER'; Expires = $expires; Signature = Get-Signature S3RVER }).StatusCode | Should -Be 200
        Invoke-Curl (New-Url GET /files/b.txt) | Should -BeExactly hello

        $wrong = Get-Signature other
        $failed = Get-WriteError { Invoke-ResourcePut $url @put -Query @{ AWSAccessKeyId = 'S3RVER'; Expires = $expires; Signature = $wrong } }
        Get-ErrorKind $failed | Should -Be Forbidden
        $failed.ErrorDetails.Message | Should -BeLike '*SignatureDoesNotMatch*'
        $shown = ($failed | Format-List * -Force | Out-String) + ($failed.Exception | Format-List * -Force | Out-String)
        $shown | Should -Not -Match ([regex]::Escape([uri]::EscapeDataString($wrong)))
    }

    It 'reports a missing bucket' {
        $failed = Get-WriteError { Invoke-ResourcePut (New-Url PUT /none/b.txt) -Body a -ContentType text/plain }
        Get-ErrorKind $failed | Should -Be NotFound
        $failed.ErrorDetails.Message | Should -BeLike '*NoSuchBucket*'
    }
}
