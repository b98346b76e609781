BeforeAll { . (Join-Path $PSScriptRoot 'Support/Initialize.ps1') }

AfterAll { if ($server) { Stop-TestServer $server } }

Describe 'A response' {
    It 'has the server''s answer and the outcome of the write' {
        $body = @{ name = 'Gandalf' }
        $response = Invoke-ResourcePut "${base}users/response?token=hidden" $body
        $response | Should -BeOfType PutTools.ResourceResponse
        $response.StatusCode | Should -BeOfType [int]
        $response.StatusCode | Should -Be 201
        $response.ReasonPhrase | Should -Be 'Created'
        $response.IsSuccess | Should -BeTrue
        "$($response.Outcome)" | Should -Be 'Created'
        $response.Method | Should -Be 'PUT'
        "$($response.Uri)" | Should -Be "${base}users/response?token=***"
        $response.Uri.AbsoluteUri | Should -Be "${base}users/response?token=hidden"
        $response.Content.name | Should -Be 'Gandalf'
        $response.RawContent | Should -Be '{"name":"Gandalf"}'
        $response.ContentType | Should -Be 'application/json'
        $response.ETag | Should -Be '"1"'
        $response.LastModified | Should -BeOfType [DateTimeOffset]
        $response.Location.AbsoluteUri | Should -Be "${base}users/response"
        $response.Elapsed | Should -BeGreaterThan ([timespan]::Zero)
        $response.Attempts | Should -Be 1
        $response.HttpVersion | Should -Be ([version]'1.1')
        [object]::ReferenceEquals($response.InputObject, $body) | Should -BeTrue
    }

    It 'has its headers by name, regardless of letter case, as arrays of strings' {
        $response = Invoke-ResourcePut "${base}users/headers" 1
        $response.Headers['etag'] | Should -Be '"1"'
        , $response.Headers['ETag'] | Should -BeOfType [string[]]
        $response.Headers.ContainsKey('CONTENT-TYPE') | Should -BeTrue
    }

    It 'with status <Status> has the outcome <Outcome>' -ForEach @(
        @{ Status = 200; Outcome = 'Updated' }
        @{ Status = 201; Outcome = 'Created' }
        @{ Status = 202; Outcome = 'Accepted' }
        @{ Status = 204; Outcome = 'Updated' }
        @{ Status = 409; Outcome = 'Failed' }
    ) {
        "$((Invoke-ResourcePut "${base}status/$Status" 1 -SkipHttpErrorCheck @once).Outcome)" | Should -Be $Outcome
    }

    It 'converts to JSON, as does the exception of an error' {
        $json = Invoke-ResourcePut "${base}users/json" @{ name = 'Gandalf' } | ConvertTo-Json | ConvertFrom-Json
        $json.Outcome | Should -BeExactly 'Created'
        $json.StatusCode | Should -Be 201
        $json.Content.name | Should -Be 'Gandalf'
        $redirected = Invoke-ResourcePut "${base}redirect/307" 1 | ConvertTo-Json -WarningAction Ignore | ConvertFrom-Json
        $redirected.History[0].StatusCode | Should -Be 307
        Invoke-ResourcePut "${base}status/404" 1 @quietly
        ($failed[0].Exception | ConvertTo-Json -WarningAction Ignore | ConvertFrom-Json).StatusCode | Should -Be 404
    }

    It 'has no content if none was received' {
        $response = Invoke-ResourcePut "${base}status/204" 1
        $response.Content | Should -Be $null
        Invoke-ResourcePut "${base}status/204" 1 -ContentOnly | Should -BeNullOrEmpty
    }

    It 'shows status, outcome, method, url, time and content in its default view' {
        $text = Invoke-ResourcePut "${base}users/view" ([ordered]@{ name = 'Gandalf'; lines = "a`nb" }) | Out-String -Width 200
        $text | Should -Match 'Status\s+Outcome\s+Method\s+Uri\s+Time\s+Content'
        $text | Should -Match "201\s+Created\s+PUT\s+(http://)?127\S+users/view\s+\d+(\.\d+)? m?s\s+\{""name"":""Gandalf"",""lines"":""a\\nb""\}"
    }

    It 'shows the start of a long content, and the length of binary content' {
        $text = Invoke-ResourcePut "${base}users/long" ('x' * 1000) -ContentType 'text/plain' | Out-String -Width 500
        $text | Should -Match 'x{50}'
        $text | Should -Not -Match 'x{201}'
        Invoke-ResourcePut "${base}bytes/100" 1 | Out-String -Width 200 | Should -Match '\(100 bytes\)'
    }

    It 'can be sent again unchanged' {
        $json = '{"z":1.5,"a":[],"one":[1],"big":12345678901234567890,"when":"10:00:00+05:00","nothing":null}'
        $first = Invoke-ResourcePut "${base}users/again" $json
        ($first.Content | Invoke-ResourcePut "${base}echo" -ContentOnly).body | Should -BeExactly $json
    }
}

Describe '-ContentOnly' {
    It 'emits the content' {
        (Invoke-ResourcePut "${base}users/only" @{ a = 1 } -ContentOnly).a | Should -Be 1
    }

    It 'emits an array as one object: <_>' -ForEach '[1,2]', '[1]', '[]' {
        $emitted = @(Invoke-ResourcePut "${base}users/array" $_ -ContentOnly)
        $emitted | Should -HaveCount 1
        , $emitted[0] | Should -BeOfType [array]
        ConvertTo-Json $emitted[0] -Compress | Should -Be $_
    }
}

Describe '-AsHashtable' {
    It 'converts JSON objects to ordered dictionaries, including nested ones' {
        $content = Invoke-ResourcePut "${base}users/hash" '{"z":1,"a":{"b":2}}' -AsHashtable -ContentOnly
        $content | Should -BeOfType [System.Collections.Specialized.OrderedDictionary]
        $content.Keys | Should -Be 'z', 'a'
        $content.a | Should -BeOfType [System.Collections.Specialized.OrderedDictionary]
    }

    It 'keeps names that differ only in letter case' {
        $content = Invoke-ResourcePut "${base}users/case" '{"a":1,"A":2}' -AsHashtable -ContentOnly
        $content['a'], $content['A'] | Should -Be 1, 2
    }
}

Describe '-SkipHttpErrorCheck' {
    It 'emits the response of a failure like any other' {
        $response = Invoke-ResourcePut "${base}status/422" 1 -SkipHttpErrorCheck -ErrorAction Stop
        $response.StatusCode | Should -Be 422
        $response.IsSuccess | Should -BeFalse
        $response.Content.detail | Should -BeLike '*(detail)'
    }

    It 'does not hide failures without a response' {
        Invoke-ResourcePut $server.refusingUri 1 -SkipHttpErrorCheck @once @quietly
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'ConnectionFailed,*'
    }
}

Describe 'A response that contradicts its media type' {
    It 'is a success with a warning and its text: <Fault>' -ForEach @(
        @{ Fault = 'bad-json'; Text = '{"a":' }
        @{ Fault = 'nan-json'; Text = '{"a":NaN}' }
        @{ Fault = 'html-as-json'; Text = '<!doctype html><h1>Welcome</h1>' }
    ) {
        $response = Invoke-ResourcePut "$faults$Fault/users/1" 1 -ErrorAction Stop -WarningVariable warned -WarningAction SilentlyContinue
        $response.IsSuccess | Should -BeTrue
        $response.Content | Should -BeExactly $Text
        $warned | Should -HaveCount 1
        "$warned" | Should -BeLike "*'application/json'*"
    }

    It 'is a success with a warning and its bytes if it cannot be decoded' {
        $response = Invoke-ResourcePut "${faults}bad-gzip/users/1" 1 -ErrorAction Stop -WarningVariable warned -WarningAction SilentlyContinue
        $response.IsSuccess | Should -BeTrue
        , $response.Content | Should -BeOfType [byte[]]
        [Text.Encoding]::ASCII.GetString($response.Content) | Should -Be 'not gzip data'
        "$warned" | Should -BeLike "*declared as 'gzip', but it cannot be decoded (it is damaged, or not in the declared coding). Content has the bytes*"
    }

    It 'is a success without a warning if it declares nothing: <Fault>' -ForEach @(
        @{ Fault = 'empty-json' }
        @{ Fault = 'no-content-type' }
        @{ Fault = 'bad-content-type' }
        @{ Fault = 'bad-charset' }
    ) {
        $response = Invoke-ResourcePut "$faults$Fault/users/1" 1 -ErrorAction Stop -WarningVariable warned -WarningAction SilentlyContinue
        $response.IsSuccess | Should -BeTrue
        $warned | Should -BeNullOrEmpty
    }
}

Describe 'A response of another type' {
    It 'is text in its charset' {
        (Invoke-ResourcePut "${base}text?charset=iso-8859-1" 1).Content | Should -Be 'Grüße, naïve café'
    }

    It 'is an XML document' {
        (Invoke-ResourcePut "${base}xml" 1).Content.user.name | Should -Be 'Zoë'
    }

    It 'is bytes' {
        , (Invoke-ResourcePut "${base}bytes/3" 1).Content | Should -BeOfType [byte[]]
    }

    It 'is decoded from <_>' -ForEach 'gzip', 'deflate' {
        (Invoke-ResourcePut "$base$_" 1).Content.method | Should -Be 'PUT'
    }
}

Describe 'Invoke-ResourcePatch' {
    It 'changes a part of a resource' {
        $null = Invoke-ResourcePut "${base}products/1" ([ordered]@{ name = 'Staff'; price = 39.99 })
        $response = @{ price = 29.99 } | Invoke-ResourcePatch "${base}products/1" -ContentType 'application/merge-patch+json'
        $response.Method | Should -Be 'PATCH'
        $response.RawContent | Should -Be '{"name":"Staff","price":29.99}'
    }

    It 'has its own error ids' {
        Invoke-ResourcePatch "${base}status/404" 1 @once @quietly
        $failed[0].FullyQualifiedErrorId | Should -Be 'NotFound,PutTools.Cmdlets.InvokeResourcePatchCommand'
    }
}
