# Radicale: calendar entries, created once and replaced by their entity tags.
BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Support/RealServers.psm1')
    $missing = Install-ServerPackage -Apt radicale
}

Describe "radicale$(if ($missing) { " ($missing)" })" -Skip:([bool] $missing) {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Support/Initialize.ps1')
        $folder = New-TestFolder
        $port = Get-FreePort
        Set-Content "$folder/users" 'user:pass word'
        Set-Content "$folder/config" @"
[server]
hosts = 127.0.0.1:$port
[auth]
type = htpasswd
htpasswd_filename = $folder/users
htpasswd_encryption = plain
delay = 0
[storage]
filesystem_folder = $folder/collections
[logging]
level = error
"@
        $radicale = Start-TestService radicale -ArgumentList '--config', "$folder/config" -Port $port -Folder $folder
        $user = New-TestCredential user 'pass word'
        $calendar = "$($radicale.Uri)user/work/"
        $made = Invoke-Curl -u 'user:pass word' -X MKCALENDAR -o /dev/null -w '%{http_code}' $calendar
        if ($made -ne '201') { throw "The calendar was not made: $made" }
        $session = New-ResourceSession $calendar -Authentication Basic -Credential $user -AllowUnencryptedAuthentication
        $type = @{ ContentType = 'text/calendar; charset=utf-8'; Session = $session }

        function New-Event($Uid, $Summary) {
            @(
                'BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//PutTools//Test//EN', 'BEGIN:VEVENT', "UID:$Uid", 'DTSTAMP:20240101T000000Z'
                'DTSTART:20240102T090000Z', 'DTEND:20240102T100000Z', "SUMMARY:$Summary", 'END:VEVENT', 'END:VCALENDAR', ''
            ) -join "`r`n"
        }
        function Get-Event($Uid) { (Invoke-Curl -u 'user:pass word' "$calendar$Uid.ics") -join "`n" }
    }

    AfterAll { Stop-TestService $radicale }

    It 'creates an entry once' {
        $response = Invoke-ResourcePut a.ics -Body (New-Event a 'Frühstück') -IfNoneMatch * @type
        $response.Outcome | Should -Be Created
        $response.ETag | Should -Match '^"'
        Get-Event a | Should -Match 'SUMMARY:Frühstück'
        Get-ErrorKind (Get-WriteError { Invoke-ResourcePut a.ics -Body (New-Event a other) -IfNoneMatch * @type }) | Should -Be PreconditionFailed
        Get-Event a | Should -Match 'SUMMARY:Frühstück'
    }

    It 'replaces an unchanged entry' {
        $first = Invoke-ResourcePut b.ics -Body (New-Event b one) @type
        $second = Invoke-ResourcePut b.ics -Body (New-Event b two) -IfMatch $first.ETag @type
        $second.ETag | Should -Not -Be $first.ETag
        $failed = Get-WriteError { Invoke-ResourcePut b.ics -Body (New-Event b three) -IfMatch $first.ETag @type }
        Get-ErrorKind $failed | Should -Be PreconditionFailed
        Get-Event b | Should -Match 'SUMMARY:two'
    }

    It 'changes the text of an entry despite other writers' {
        $null = Invoke-ResourcePut c.ics -Body (New-Event c 'one') @type
        $null = Invoke-ResourcePut c.ics -Update { $_ -replace 'SUMMARY:one', 'SUMMARY:two' } @type
        Get-Event c | Should -Match 'SUMMARY:two'
    }

    It 'stores a week of entries' {
        $responses = foreach ($day in 1..7) { Invoke-ResourcePut "day$day.ics" -Body (New-Event "day$day" "Day $day") @type }
        $responses.Outcome | Select-Object -Unique | Should -Be Created
        $listed = Invoke-Curl -u 'user:pass word' -X PROPFIND -H 'Depth: 1' $calendar
        ([regex]::Matches("$listed", 'day\d\.ics').Value | Select-Object -Unique).Count | Should -Be 7
    }

    It 'refuses other users' {
        $failed = Get-WriteError { Invoke-ResourcePut "${calendar}a.ics" -Body (New-Event a other) -ContentType text/calendar }
        Get-ErrorKind $failed | Should -Be Unauthorized
        # After a challenge it gets the credentials.
        (Invoke-ResourcePut "${calendar}d.ics" -Body (New-Event d one) -ContentType text/calendar -Credential $user -AllowUnencryptedAuthentication).StatusCode | Should -Be 201
    }

    It 'refuses a body that is not a calendar' {
        $failed = Get-WriteError { Invoke-ResourcePut e.ics -Body 'nothing' @type }
        Get-ErrorKind $failed | Should -Be BadRequest
        $failed.Exception.OutcomeUnknown | Should -BeFalse
    }
}
