BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Support/TestServer.psm1')
    Import-Module (Join-Path $PSScriptRoot '../../PutTools.psd1')
    $server = Start-TestServer
    $base = $server.uri

    $deep = 'bottom'
    1..30 | ForEach-Object { $deep = @{ n = $deep } }
    $arguments = @{
        Uri     = "${base}mirror/x?token=s3cret"
        Body    = [ordered]@{ a = @{ b = @{ c = @{ d = @{ e = 1.5 } } } }; list = @(@(1, 2), @()); nothing = $null; deep = $deep; password = 'in the input' }
        Headers = @{ 'Response-Set-Cookie' = 'sid=s3cret; path=/'; 'Response-Location' = '/x?sig=s3cret'; 'Response-ETag' = '"1"'; Authorization = 'Bearer s3cret' }
    }
}

AfterAll {
    if ($server) { Stop-TestServer $server }
}

Describe 'A response after <Way>' -ForEach @(
    @{ Way = 'Export-Clixml' }
    @{ Way = 'Start-Job' }
    @{ Way = 'Start-ThreadJob' }
) {
    BeforeAll {
        $response = switch ($Way) {
            'Export-Clixml' {
                $path = Join-Path $TestDrive 'response.xml'
                Invoke-ResourcePut @arguments | Export-Clixml $path
                Import-Clixml $path
            }
            'Start-Job' {
                Start-Job { param($Module, $Arguments) Import-Module $Module; Invoke-ResourcePut @Arguments } -ArgumentList (Resolve-Path (Join-Path $PSScriptRoot '../../PutTools.psd1')).Path, $arguments |
                    Receive-Job -Wait
            }
            'Start-ThreadJob' {
                Start-ThreadJob { param($Module, $Arguments) Import-Module $Module; Invoke-ResourcePut @Arguments } -ArgumentList (Resolve-Path (Join-Path $PSScriptRoot '../../PutTools.psd1')).Path, $arguments |
                    Receive-Job -Wait
            }
        }
    }

    It 'keeps status and outcome' {
        $response.StatusCode | Should -Be 200
        $response.ReasonPhrase | Should -Be 'OK'
        $response.IsSuccess | Should -BeTrue
        $response.Outcome | Should -BeExactly 'Updated'
        $response.Method | Should -Be 'PUT'
        $response.Attempts | Should -Be 1
        $response.Elapsed | Should -BeGreaterThan ([timespan]::Zero)
    }

    It 'keeps headers and the properties that are read from them' {
        $response.Headers['content-type'] | Should -Be 'application/json'
        $response.ContentType | Should -Be 'application/json'
        $response.ETag | Should -BeExactly '"1"'
    }

    It 'keeps content of any depth' {
        $response.Content.a.b.c.d.e | Should -Be 1.5
        $response.Content.list.Count | Should -Be 2
        $response.Content.list[0] | Should -Be 1, 2
        $value = $response.Content.deep
        1..30 | ForEach-Object { $value = $value.n }
        $value | Should -BeExactly 'bottom'
    }

    It 'is displayed as before' {
        $response | Out-String | Should -BeLike '*200*Updated*PUT*'
    }
}

Describe 'A serialized response' {
    It 'contains no secret: no cookie, no secret of a url, nothing of the request' {
        $arguments.Body = @{ shown = 1 }
        $path = Join-Path $TestDrive 'secrets.xml'
        Invoke-ResourcePut @arguments | Export-Clixml $path
        $text = Get-Content $path -Raw
        $text | Should -Not -BeLike '*s3cret*'
        $text | Should -BeLike '*shown*'
        (Import-Clixml $path).PSObject.Properties.Name | Should -Not -Contain 'InputObject'
    }

    It 'cannot be a body, because its status and headers would be sent; its content can' {
        $copy = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize((Invoke-ResourcePut "${base}users/1" @{ id = 1 })))
        $copy | Invoke-ResourcePut "${base}users/2" -ErrorAction SilentlyContinue -ErrorVariable failed | Should -BeNullOrEmpty
        "$failed" | Should -BeLike '*was a PutTools.ResourceResponse before a job*give a single property*'
        ($copy.Content | Invoke-ResourcePut "${base}users/2").Content.id | Should -Be 1
        $fromJob = $copy | Add-Member PSComputerName localhost -PassThru
        { Invoke-ResourcePut "${base}users/2" $fromJob } | Should -Throw '*converted to JSON: it was a PutTools.ResourceResponse before*'
    }

    It 'has a working url without a secret, otherwise the url is an error that names the reason' {
        $module = (Resolve-Path (Join-Path $PSScriptRoot '../../PutTools.psd1')).Path
        $plain, $masked = Start-Job { param($Module, $Base) Import-Module $Module; "${Base}echo/%7Bid%7D?status_code=4", "${Base}echo?token=s3cret" | Invoke-ResourcePut { $_ } -Body 1 } -ArgumentList $module, $base |
            Receive-Job -Wait
        (Invoke-ResourcePut $plain.Uri @{ id = 7 }).Content.url | Should -BeExactly "${base}echo/%7Bid%7D?status_code=4"
        { Invoke-ResourcePut $masked.Uri 1 } | Should -Throw '*is masked*' -ErrorId 'InvalidUri,*'
    }

    It 'emits rows without the properties that the job added, even after Select-Object: <Way>' -ForEach @(
        @{ Way = 'as they are'; Select = { $_ } }, @{ Way = 'Select-Object *'; Select = { $_ | Select-Object * } }, @{ Way = 'Sort-Object'; Select = { $_ | Sort-Object id } }
    ) {
        $row = Start-Job { [pscustomobject]@{ id = 1; name = 'a' } } | Receive-Job -Wait
        $row | ForEach-Object $Select | Invoke-ResourcePut "${base}mirror/{id}" | ForEach-Object RawContent | Should -BeExactly '{"id":1,"name":"a"}'
    }

    It 'is also part of an error' {
        $record = Start-Job { param($Module, $Uri) Import-Module $Module; Invoke-ResourcePut "${Uri}status/422" @{ a = 1 } -ErrorVariable failed -ErrorAction SilentlyContinue; $failed[0] } -ArgumentList (Resolve-Path (Join-Path $PSScriptRoot '../../PutTools.psd1')).Path, $base |
            Receive-Job -Wait
        $record.FullyQualifiedErrorId | Should -BeLike 'UnprocessableContent,*'
        "$record" | Should -BeLike '*422*'
    }
}
