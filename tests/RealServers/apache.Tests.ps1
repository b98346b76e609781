# Apache's WebDAV: preconditions, locks, and a file in pieces.
BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Support/RealServers.psm1')
    $missing = Install-ServerPackage -Apt apache2
}

Describe "apache$(if ($missing) { " ($missing)" })" -Skip:([bool] $missing) {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Support/Initialize.ps1')
        $folder = New-TestFolder
        $port = Get-FreePort
        $null = New-Item -ItemType Directory "$folder/files"
        chmod 777 "$folder/files"
        $load = foreach ($module in 'mpm_event', 'authn_core', 'authz_core', 'dav', 'dav_fs', 'mime') {
            "LoadModule ${module}_module /usr/lib/apache2/modules/mod_$module.so"
        }
        Set-Content "$folder/apache.conf" @"
ServerRoot $folder
ServerName 127.0.0.1
Listen 127.0.0.1:$port
PidFile $folder/apache.pid
ErrorLog $folder/error.log
$($load -join "`n")
TypesConfig /dev/null
AddType application/json .json
User nobody
Group nogroup
DavLockDB $folder/locks
DocumentRoot $folder/files
<Directory $folder/files>
    Dav On
    Require all granted
</Directory>
<Location /limited>
    LimitRequestBody 1024
</Location>
"@
        $apache = Start-TestService apache2 -ArgumentList '-f', "$folder/apache.conf", '-D', 'FOREGROUND' -Port $port -Folder $folder
        $session = New-ResourceSession $apache.Uri
        # The entity tag that curl sees. Apache marks that of a file as weak for a second after its change.
        function Get-Tag($Path) {
            for ($i = 0; $i -lt 30; $i++) {
                if ("$(Invoke-Curl -I "$($apache.Uri)$Path")" -match 'ETag: ("\S+)') { return $Matches[1] }
                Start-Sleep -Milliseconds 200
            }
        }
    }

    AfterAll { Stop-TestService $apache }

    It 'creates a document, and replaces it' {
        (Invoke-ResourcePut a.json -Body @{ n = 1 } -Session $session).Outcome | Should -Be Created
        $response = Invoke-ResourcePut a.json -Body @{ n = 2 } -Session $session
        $response.StatusCode | Should -Be 204
        (Invoke-Curl "$($apache.Uri)a.json" | ConvertFrom-Json).n | Should -Be 2
    }

    It 'creates only if there is no resource' {
        $create = { Invoke-ResourcePut once.json -Body @{ n = 1 } -IfNoneMatch * -Session $session }
        (& $create).Outcome | Should -Be Created
        Get-ErrorKind (Get-WriteError $create) | Should -Be PreconditionFailed
    }

    It 'replaces only an unchanged document' {
        $null = Invoke-ResourcePut shared.json -Body @{ n = 1 } -Session $session
        $tag = Get-Tag shared.json
        $tag | Should -Not -BeNullOrEmpty
        $null = Invoke-ResourcePut shared.json -Body @{ n = 22 } -IfMatch $tag -Session $session
        $failed = Get-WriteError { Invoke-ResourcePut shared.json -Body @{ n = 3 } -IfMatch $tag -Session $session }
        Get-ErrorKind $failed | Should -Be PreconditionFailed
        (Invoke-Curl "$($apache.Uri)shared.json" | ConvertFrom-Json).n | Should -Be 22
    }

    # Within a second of a change Apache sends only a weak tag, and Last-Modified has whole seconds.
    It 'loses no change of another client within the same second' {
        $null = Invoke-ResourcePut count.json -Body @{ count = 0; others = '' } -Session $session
        foreach ($n in 1..3) {
            $script:runs = 0
            $response = Invoke-ResourcePut count.json -Session $session -Update {
                if (-not $script:runs++) {
                    # Apache's entity tag consists of time and size, so the document gets longer.
                    $other = Invoke-Curl "$($apache.Uri)count.json" | ConvertFrom-Json
                    $other.others += "$n;"
                    Set-Content (Join-Path $TestDrive other.json) (ConvertTo-Json $other -Compress) -NoNewline
                    $null = Invoke-Curl -T "$TestDrive/other.json" "$($apache.Uri)count.json"
                }
                $_.count++
            }
            $response.IsSuccess | Should -BeTrue
            $script:runs | Should -Be 2
        }
        $state = Invoke-Curl "$($apache.Uri)count.json" | ConvertFrom-Json
        $state.count | Should -Be 3
        $state.others | Should -Be '1;2;3;'
    }

    It 'respects the lock of another client, and writes with its token' {
        $null = Invoke-ResourcePut locked.txt -Body one -ContentType text/plain -Session $session
        $lock = '<?xml version="1.0"?><D:lockinfo xmlns:D="DAV:"><D:lockscope><D:exclusive/></D:lockscope><D:locktype><D:write/></D:locktype></D:lockinfo>'
        $answer = Invoke-WebRequest "$($apache.Uri)locked.txt" -CustomMethod LOCK -Body $lock -ContentType application/xml -NoProxy
        $token = "$($answer.Headers['Lock-Token'])"
        $token | Should -Match '^<opaquelocktoken:'

        $failed = Get-WriteError { Invoke-ResourcePut locked.txt -Body two -ContentType text/plain -Session $session }
        Get-ErrorKind $failed | Should -Be Locked
        $failed.Exception.OutcomeUnknown | Should -BeFalse
        (Invoke-ResourcePut locked.txt -Body three -ContentType text/plain -Headers @{ If = "($token)" } -Session $session).StatusCode | Should -Be 204
        $null = Invoke-WebRequest "$($apache.Uri)locked.txt" -CustomMethod UNLOCK -Headers @{ 'Lock-Token' = $token } -NoProxy
        (Invoke-ResourcePut locked.txt -Body four -ContentType text/plain -Session $session).StatusCode | Should -Be 204
        Invoke-Curl "$($apache.Uri)locked.txt" | Should -BeExactly four
    }

    It 'accepts a file in pieces, each with its Content-Range' {
        $file = New-RandomFile (Join-Path $TestDrive pieces) 3000000
        foreach ($piece in Get-FilePiece $file 1MB) {
            $null = Invoke-ResourcePut pieces.bin -Body $piece.Bytes -Headers @{ 'Content-Range' = "bytes $($piece.Start)-$($piece.End)/3000000" } -Session $session
        }
        Invoke-Curl "$($apache.Uri)pieces.bin" -o "$TestDrive/back"
        Get-Sha256 "$TestDrive/back" | Should -Be (Get-Sha256 $file)
    }

    It 'reports that the body is too large' {
        $file = New-RandomFile (Join-Path $TestDrive toolarge) 8MB
        $failed = Get-WriteError { Invoke-ResourcePut limited -InFile $file -Session $session }
        Get-ErrorKind $failed | Should -Be ContentTooLarge
        "$folder/files/limited" | Should -Not -Exist
    }

    It 'reports a missing folder' {
        Get-ErrorKind (Get-WriteError { Invoke-ResourcePut none/a.json -Body @{ a = 1 } -Session $session }) | Should -Be Conflict
    }
}
