# OpenStack Swift: objects and segments by token, and by its S3 interface, which checks signatures of version 4.
BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Support/RealServers.psm1')
    $missing = Install-ServerPackage -Apt memcached, swift-proxy, swift-object, swift-container, swift-account
}

Describe "swift$(if ($missing) { " ($missing)" })" -Skip:([bool] $missing) {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Support/Initialize.ps1')
        $folder = New-TestFolder
        $null = New-Item -ItemType Directory "$folder/devices/d1" -Force
        Set-Content "$folder/swift.conf" "[swift-hash]`nswift_hash_path_suffix = a`nswift_hash_path_prefix = b`n[storage-policy:0]`nname = Policy-0`ndefault = yes"
        $services = @()
        $cachePort = Get-FreePort
        $services += Start-TestService memcached -ArgumentList '-u', (id -un), '-l', '127.0.0.1', '-p', $cachePort -Port $cachePort -Folder (New-TestFolder)
        foreach ($kind in 'account', 'container', 'object') {
            $port = Get-FreePort
            Set-Content "$folder/$kind.conf" @"
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = $port
user = $(id -un)
workers = 0
swift_dir = $folder
devices = $folder/devices
mount_check = false
[pipeline:main]
pipeline = $kind-server
[app:$kind-server]
use = egg:swift#$kind
"@
            $null = swift-ring-builder "$folder/$kind.builder" create 4 1 0
            $null = swift-ring-builder "$folder/$kind.builder" add "r1z1-127.0.0.1:$port/d1" 1
            $null = swift-ring-builder "$folder/$kind.builder" rebalance
            $services += Start-TestService "swift-$kind-server" -ArgumentList "$folder/$kind.conf" -Port $port -Folder (New-TestFolder) -TimeoutSec 60
        }
        $port = Get-FreePort
        Set-Content "$folder/proxy.conf" @"
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = $port
user = $(id -un)
workers = 0
swift_dir = $folder
[pipeline:main]
pipeline = catch_errors gatekeeper cache listing_formats s3api tempauth slo dlo proxy-server
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:gatekeeper]
use = egg:swift#gatekeeper
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:$cachePort
[filter:listing_formats]
use = egg:swift#listing_formats
[filter:s3api]
use = egg:swift#s3api
[filter:tempauth]
use = egg:swift#tempauth
user_test_tester = testing .admin
[filter:slo]
use = egg:swift#slo
[filter:dlo]
use = egg:swift#dlo
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
"@
        $swift = Start-TestService swift-proxy-server -ArgumentList "$folder/proxy.conf" -Port $port -Folder $folder -TimeoutSec 60
        $login = Invoke-WebRequest "$($swift.Uri)auth/v1.0" -Headers @{ 'X-Auth-User' = 'test:tester'; 'X-Auth-Key' = 'testing' } -NoProxy
        $store, $token = "$($login.Headers['X-Storage-Url'])", "$($login.Headers['X-Auth-Token'])"
        $session = New-ResourceSession "$store/" -Headers @{ 'X-Auth-Token' = $token }
        # A PUT without content creates a container.
        $null = Invoke-ResourcePut files -Body ([byte[]]::new(0)) -Session $session
        function Test-Object($Name, $File) {
            Invoke-Curl -H "X-Auth-Token: $token" "$store/files/$Name" -o "$TestDrive/back"
            Get-Sha256 "$TestDrive/back" | Should -Be (Get-Sha256 $File)
        }
    }

    AfterAll {
        Stop-TestService $swift
        $services | ForEach-Object { Stop-TestService $_ }
    }

    It 'stores a file, and returns its MD5' {
        $file = New-RandomFile (Join-Path $TestDrive object) 8MB
        $response = Invoke-ResourcePut files/object.bin -InFile $file -Session $session
        $response.Outcome | Should -Be Created
        $response.ETag.Trim('"') | Should -Be (Get-FileHash $file -Algorithm MD5).Hash
        Test-Object object.bin $file
    }

    It 'creates an object only once' {
        $put = { Invoke-ResourcePut files/once.txt -Body a -ContentType text/plain -IfNoneMatch * -Session $session }
        (& $put).Outcome | Should -Be Created
        Get-ErrorKind (Get-WriteError $put) | Should -Be PreconditionFailed
    }

    It 'refuses content that differs from its digest' {
        $failed = Get-WriteError { Invoke-ResourcePut files/bad.txt -Body a -ContentType text/plain -Headers @{ ETag = '0' * 32 } -Session $session }
        Get-ErrorKind $failed | Should -Be UnprocessableContent
    }

    It 'accepts a file in segments, and their list' {
        $file = New-RandomFile (Join-Path $TestDrive segments) 7MB
        $list = foreach ($piece in Get-FilePiece $file 3MB) {
            $response = Invoke-ResourcePut "files/part-$($piece.Start)" -Body $piece.Bytes -Session $session
            [ordered]@{ path = "/files/part-$($piece.Start)"; etag = $response.ETag.Trim('"'); size_bytes = $piece.Bytes.Length }
        }
        $null = Invoke-ResourcePut files/whole.bin -Query @{ 'multipart-manifest' = 'put' } -Body $list -Session $session
        Test-Object whole.bin $file
    }

    It 'accepts a file at a presigned url of S3, and verifies its signature' {
        $file = New-RandomFile (Join-Path $TestDrive s3) 2MB
        $bucket = @{ Uri = "$($swift.Uri)bucket"; Key = 'test:tester' }
        $null = Invoke-ResourcePut (New-PresignedUrl PUT @bucket -Secret testing) -Body ([byte[]]::new(0))
        $object = @{ Uri = "$($swift.Uri)bucket/s3.bin"; Key = 'test:tester' }
        (Invoke-ResourcePut (New-PresignedUrl PUT @object -Secret testing) -InFile $file).StatusCode | Should -Be 200
        Invoke-Curl (New-PresignedUrl GET @object -Secret testing) -o "$TestDrive/back"
        Get-Sha256 "$TestDrive/back" | Should -Be (Get-Sha256 $file)

        $failed = Get-WriteError { Invoke-ResourcePut (New-PresignedUrl PUT @object -Secret planted) -Body a -ContentType text/plain }
        Get-ErrorKind $failed | Should -Be Forbidden
        $failed.ErrorDetails.Message | Should -BeLike '*SignatureDoesNotMatch*'
    }

    It 'verifies the signatures of the cookbook' {
        . (Get-CookbookBlock sign-for-s3 'The function')
        $PSDefaultParameterValues['New-ResourceSession:AllowUnencryptedAuthentication'] = $true
        $replace = @{ 'https://api.example.com/bucket/' = "$($swift.Uri)signed/"; AKIDEXAMPLE = 'test:tester'; "'secret'" = "'testing'"; 'eu-central-1' = 'us-east-1' }
        $null = Invoke-ResourcePut "$($swift.Uri)signed" -Body ([byte[]]::new(0)) -Signer { Add-AwsSignature $_ test:tester testing } -AllowUnencryptedAuthentication
        Push-Location $TestDrive
        try {
            . (Get-CookbookBlock sign-for-s3 Objects $replace)
            $responses.StatusCode | Should -Be 200, 200, 200, 200, 200
            . (Get-CookbookBlock sign-for-s3 'A presigned url' $replace)
            $response.StatusCode | Should -Be 200
            Invoke-Curl (New-S3Url "$($swift.Uri)signed/reports/2024 (final).json" test:tester testing -Method GET) | Should -BeExactly '{"total":5}'
        }
        finally { Pop-Location }

        # A query without values, a large file, and a wrong key.
        $signed = @{ AllowUnencryptedAuthentication = $true; Signer = { Add-AwsSignature $_ test:tester testing } }
        $file = New-RandomFile (Join-Path $TestDrive signed) 9MB
        (Invoke-ResourcePut "$($swift.Uri)signed/signed.bin?x&b=2&a=%2F+1" -InFile $file @signed).StatusCode | Should -Be 200
        Invoke-Curl (New-S3Url "$($swift.Uri)signed/signed.bin" test:tester testing -Method GET) -o "$TestDrive/back"
        Get-Sha256 "$TestDrive/back" | Should -Be (Get-Sha256 $file)
        $failed = Get-WriteError { Invoke-ResourcePut "$($swift.Uri)signed/none" 1 -AllowUnencryptedAuthentication -Signer { Add-AwsSignature $_ test:tester planted } }
        Get-ErrorKind $failed | Should -Be Forbidden
        $failed.ErrorDetails.Message | Should -BeLike '*SignatureDoesNotMatch*'
    }

    It 'requires a token' {
        $failed = Get-WriteError { Invoke-ResourcePut "$store/files/none.txt" -Body a -ContentType text/plain -Headers @{ 'X-Auth-Token' = 'planted' } }
        Get-ErrorKind $failed | Should -Be Unauthorized
        $failed | Format-List * -Force | Out-String | Should -Not -Match planted
    }
}
