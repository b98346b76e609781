# nginx as a WebDAV store: pages that are published with PUT, and its limits.
BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Support/RealServers.psm1')
    $missing = Install-ServerPackage -Apt nginx
}

Describe "nginx$(if ($missing) { " ($missing)" })" -Skip:([bool] $missing) {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Support/Initialize.ps1')
        $folder = New-TestFolder
        $port = Get-FreePort
        $null = New-Item -ItemType Directory "$folder/files"
        chmod 777 "$folder/files"
        Set-Content "$folder/nginx.conf" @"
daemon off; pid $folder/nginx.pid; error_log stderr error; worker_processes 1;
events {}
http {
    access_log off;
    types { application/json json; text/html html; }
    client_body_temp_path $folder/body; proxy_temp_path $folder/proxy; fastcgi_temp_path $folder/fastcgi;
    uwsgi_temp_path $folder/uwsgi; scgi_temp_path $folder/scgi;
    gzip on; gzip_types application/json; gzip_min_length 1; gzip_proxied any;
    server {
        listen 127.0.0.1:$port;
        root $folder/files;
        client_max_body_size 64m;
        location / { dav_methods PUT DELETE MKCOL COPY MOVE; dav_access all:rw; }
        location /made/ { dav_methods PUT; dav_access all:rw; create_full_put_path on; }
        location /small/ { dav_methods PUT; client_max_body_size 1k; }
    }
}
"@
        $nginx = Start-TestService nginx -ArgumentList '-c', "$folder/nginx.conf", '-e', 'stderr' -Port $port -Folder $folder
        $session = New-ResourceSession $nginx.Uri
    }

    AfterAll { Stop-TestService $nginx }

    It 'publishes a page, and replaces it' {
        $page = '<h1>Grüße</h1>'
        $response = Invoke-ResourcePut page.html -Body $page -ContentType 'text/html; charset=utf-8' -Session $session
        $response.StatusCode | Should -Be 201
        $response.Outcome | Should -Be Created
        Invoke-Curl "$($nginx.Uri)page.html" | Should -BeExactly $page
        (Invoke-ResourcePut page.html -Body 'two' -ContentType text/plain -Session $session).StatusCode | Should -Be 204
        Invoke-Curl "$($nginx.Uri)page.html" | Should -BeExactly two
    }

    It 'publishes a folder, eight files at once' {
        $site = New-Item -ItemType Directory (Join-Path $TestDrive site)
        1..12 | ForEach-Object { Set-Content "$site/page $_.html" "page $_ ü" -NoNewline }
        $responses = Get-ChildItem $site -File | Invoke-ResourcePut 'made/site/{Name}' -Session $session -ThrottleLimit 8
        $responses.Outcome | Select-Object -Unique | Should -Be Created
        foreach ($file in Get-ChildItem $site -File) {
            Invoke-Curl "$($nginx.Uri)made/site/$([uri]::EscapeDataString($file.Name))" | Should -BeExactly (Get-Content $file -Raw)
        }
    }

    It 'stores a file of 48 MiB byte for byte' {
        $file = New-RandomFile (Join-Path $TestDrive large) 48MB
        (Invoke-ResourcePut large.bin -InFile $file -Session $session).StatusCode | Should -Be 201
        Invoke-Curl "$($nginx.Uri)large.bin" -o "$TestDrive/back"
        Get-Sha256 "$TestDrive/back" | Should -Be (Get-Sha256 $file)
    }

    It 'accepts a file in chunks' {
        $file = New-RandomFile (Join-Path $TestDrive chunks) 3MB
        (Invoke-ResourcePut chunks.bin -InFile $file -TransferEncoding chunked -Session $session).StatusCode | Should -Be 201
        Invoke-Curl "$($nginx.Uri)chunks.bin" -o "$TestDrive/back"
        Get-Sha256 "$TestDrive/back" | Should -Be (Get-Sha256 $file)
    }

    It 'writes only if the content differs, although responses are compressed' {
        $state = [ordered]@{ colour = 'white'; sizes = 1, 2, 3 }
        (Invoke-ResourcePut state.json -Body $state -Session $session).Outcome | Should -Be Created
        $written = (Get-Item "$folder/files/state.json").LastWriteTimeUtc
        (Invoke-ResourcePut state.json -Body $state -IfChanged -Session $session).Outcome | Should -Be Unchanged
        (Get-Item "$folder/files/state.json").LastWriteTimeUtc | Should -Be $written
        $state.colour = 'grey'
        (Invoke-ResourcePut state.json -Body $state -IfChanged -Session $session).Outcome | Should -Be Updated
        (Invoke-Curl "$($nginx.Uri)state.json" | ConvertFrom-Json).colour | Should -Be grey
    }

    It 'allows -Update of its documents' {
        $null = Invoke-ResourcePut count.json -Body @{ count = 41 } -Session $session
        $null = Invoke-ResourcePut count.json -Update { $_.count++ } -Session $session
        (Invoke-Curl "$($nginx.Uri)count.json" | ConvertFrom-Json).count | Should -Be 42
    }

    It 'reports that the body is too large: <how>' -ForEach @(
        @{ how = 'by its length'; with = @{} }
        @{ how = 'in chunks'; with = @{ TransferEncoding = 'chunked' } }
    ) {
        $file = New-RandomFile (Join-Path $TestDrive toolarge) 8MB
        $failed = Get-WriteError { Invoke-ResourcePut small/a -InFile $file -Session $session @with }
        Get-ErrorKind $failed | Should -Be ContentTooLarge
        $failed.Exception.StatusCode | Should -Be 413
        $failed.Exception.OutcomeUnknown | Should -BeFalse
        $failed.Exception.Attempts | Should -Be 1
        "$folder/files/small/a" | Should -Not -Exist
    }

    It 'answers <status> as <kind> for <what>' -ForEach @(
        # The WebDAV specification has 409 for this.
        @{ status = 500; kind = 'InternalServerError'; what = 'a folder that is not there'; path = 'none/a.txt'; with = @{} }
        @{ status = 409; kind = 'Conflict'; what = 'a url that ends with a slash'; path = 'folder/'; with = @{} }
        @{ status = 501; kind = 'NotImplemented'; what = 'a range'; path = 'range'; with = @{ Headers = @{ 'Content-Range' = 'bytes 0-0/2' } } }
    ) {
        $failed = Get-WriteError { Invoke-ResourcePut $path -Body 'a' -ContentType text/plain -Session $session @with }
        Get-ErrorKind $failed | Should -Be $kind
        $failed.Exception.StatusCode | Should -Be $status
    }

    It 'does not support PATCH' {
        Get-ErrorKind (Get-WriteError { Invoke-ResourcePatch state.json -Body @{ a = 1 } -Session $session }) | Should -Be MethodNotAllowed
    }
}
