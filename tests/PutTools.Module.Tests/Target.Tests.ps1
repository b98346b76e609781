BeforeAll { . (Join-Path $PSScriptRoot 'Support/Initialize.ps1') }

AfterAll { if ($server) { Stop-TestServer $server } }

Describe '-Uri' {
    It 'is the first argument, and the body the second' {
        $response = Invoke-ResourcePut "${base}users/1" @{ name = 'Gandalf' }
        $response.Uri | Should -Be "${base}users/1"
        $response.Content.name | Should -Be 'Gandalf'
    }

    It 'is also called -Url' {
        (Invoke-ResourcePut -Url "${base}echo" -ContentOnly).path | Should -Be '/echo'
    }

    It 'is never taken from a property of the input object, and neither are files' {
        $object = [pscustomobject]@{ Uri = "${base}echo/data"; Url = 'x'; InFile = $PSCommandPath; OutFile = "$TestDrive/never"; Body = 'data'; InputObject = 'data' }
        $sent = $object | Invoke-ResourcePut "${base}echo/typed" -ContentOnly
        $sent.path | Should -Be '/echo/typed'
        ($sent.body | ConvertFrom-Json).InFile | Should -Be $PSCommandPath
        "$TestDrive/never" | Should -Not -Exist
    }

    It 'is not a template if it is a [uri]' {
        (Invoke-ResourcePut ([uri] "${base}echo/%7Bid%7D") @{ id = 7 } -ContentOnly).path | Should -Be '/echo/%7Bid%7D'
    }

    It 'is sent verbatim if it is a [uri] that .NET must not canonicalize' -Tag net8.0 {
        $verbatim = [UriCreationOptions]::new()
        $verbatim.DangerousDisablePathAndQueryCanonicalization = $true
        $uri = [uri]::new("${base}echo/%7E/%41/%2E?q=%7E", [ref] $verbatim)
        (Invoke-ResourcePut $uri 1 -ContentOnly).url | Should -BeExactly "${base}echo/%7E/%41/%2E?q=%7E"
        (Invoke-ResourcePut $uri 1 -Query @{ b = 1 } -ContentOnly).url | Should -BeExactly "${base}echo/%7E/%41/%2E?q=%7E&b=1"
        (@{ u = $uri } | Invoke-ResourcePut { $_.u } -ContentOnly -Body 1).url | Should -BeExactly "${base}echo/%7E/%41/%2E?q=%7E"
    }

    It 'may be a [UriBuilder]' {
        (Invoke-ResourcePut ([UriBuilder] "${base}echo/x?a=1") 1 -ContentOnly).url | Should -BeExactly "${base}echo/x?a=1"
    }

    It 'is an error that names the type if it is <Kind>' -ForEach @(
        @{ Kind = 'a hashtable'; Given = @{ a = 1 }; Type = 'hashtable' }, @{ Kind = 'a list'; Given = @('http://a/', 'http://b/'); Type = 'list' }
    ) {
        { Invoke-ResourcePut $Given 1 } | Should -Throw "*The url is a $Type*" -ErrorId 'InvalidUri,*'
    }

    It 'is an error with a line break or another control character within it: <_>' -ForEach "x/1`n/name", "x`t1", "x?a=1`r`n", "x$([char] 0x7F)/a" {
        $text = "${base}echo/$_/end"
        { Invoke-ResourcePut $text 1 } | Should -Throw '*has a line break or another control character. *.Trim()*' -ErrorId 'InvalidUri,*'
        { Invoke-ResourcePut ([uri] $text) 1 } | Should -Throw -ErrorId 'InvalidUri,*'
        ([pscustomobject]@{ id = "1`n2" } | Invoke-ResourcePut "${base}echo/{id}").Uri.AbsolutePath | Should -Be '/echo/1%0A2'
    }

    It 'is an error with an invisible character: <_>' -ForEach 0x200B, 0xFEFF, 0x202A, 0x00AD {
        $text = "${base}echo/a$([char] $_)b"
        { Invoke-ResourcePut $text 1 } | Should -Throw "*invisible character, U+$($_.ToString('X4')),*" -ErrorId 'InvalidUri,*'
        { Invoke-ResourcePut "$([char] $_)${base}echo" 1 } | Should -Throw -ErrorId 'InvalidUri,*'
        # The Location of a response may have one.
        (Invoke-ResourcePut ([uri] $text) 1).StatusCode | Should -Be 200
    }

    It 'may have joiners, which shape letters and emoji' {
        (Invoke-ResourcePut "${base}echo/a$([char] 0x200D)b" 1 -ContentOnly).path | Should -BeExactly '/echo/a%E2%80%8Db'
    }

    It 'is a warning, once, for values that begin or end with white space or an invisible character: <_>' -ForEach "7`n", "7`r", ' 7', "$([char] 0xFEFF)7" {
        $given = @{ id = $_ }
        $response = $given, $given | Invoke-ResourcePut "${base}echo/{id}/{+id}" -WarningVariable warned 3>$null
        $warned.Where({ $_ -like '*.Trim()*' }) | Should -HaveCount 1
        $warned[0] | Should -BeLike '*A value of {id} in the url*begins or ends with white space*'
        $response[0].Uri.AbsolutePath | Should -BeExactly "/echo/$([uri]::EscapeDataString($_))/$([uri]::EscapeDataString($_))"
    }

    It 'is a warning for a value of the query that begins or ends with a line break or an invisible character: <_>' -ForEach "1`r", "$([char] 0x200B)1" {
        $null = Invoke-ResourcePut "${base}echo" 1 -Query @{ a = ' x '; v = $_ } -WarningVariable warned 3>$null
        $warned | Should -BeLike "The value of 'v' in the query begins or ends with *"
    }

    It 'is no warning for white space within a value' {
        $null = @{ id = 'a b' } | Invoke-ResourcePut "${base}echo/{id}" -WarningVariable warned
        $warned | Should -BeNullOrEmpty
    }

    It 'needs the interface of a link-local address' -Tag Linux {
        { Invoke-ResourcePut 'http://[fe80::1]:9/' 1 -MaximumRetryCount 0 } | Should -Throw '*A link-local address needs the network interface, as in http://`[fe80::1%eth0`]/.' -ErrorId 'ConnectionFailed,*'
    }

    It 'accepts the Uri of a response, and its Location' {
        $response = Invoke-ResourcePut "${base}mirror?productCode=4&token=t0ken" 1 -Headers @{ 'Response-Location' = '/echo/%7Bid%7D/x%7Ey?code=4' }
        (Invoke-ResourcePut $response.Uri 1).Uri.OriginalString | Should -BeExactly "${base}mirror?productCode=4&token=t0ken"
        (@{ id = 7 } | Invoke-ResourcePut $response.Location -ContentOnly).url | Should -BeExactly "${base}echo/%7Bid%7D/x%7Ey?code=4"
        { Invoke-ResourcePut $response 1 } | Should -Throw '*give its Uri*'
    }

    It 'takes the name in its letter case if several differ in that alone: <Kind>' -ForEach @(
        @{ Kind = 'a dictionary'; Object = '{"id":1,"ID":2}' | ConvertFrom-Json -AsHashtable }
        @{ Kind = 'a JSON document'; Object = [Text.Json.JsonDocument]::Parse('{"id":1,"ID":2}') }
        @{ Kind = 'a line of JSON'; Object = '{"id":1,"ID":2}' }
    ) {
        (Invoke-ResourcePut "${base}echo/{id}/{ID}/{Id}" -InputObject $Object -ContentOnly).path | Should -BeExactly '/echo/1/2/1'
    }

    It 'takes a script block' {
        $paths = 1, 2 | ForEach-Object { @{ id = $_ } } | Invoke-ResourcePut -Uri { "${base}echo/$($_.id)" } -ContentOnly | ForEach-Object path
        $paths | Should -Be '/echo/1', '/echo/2'
    }

    It 'loses surrounding spaces and its fragment' {
        (Invoke-ResourcePut " ${base}echo/1#part " -ContentOnly).url | Should -Be "${base}echo/1"
    }

    It 'keeps its escapes' {
        (Invoke-ResourcePut "${base}echo/a%2Fb%20c" -ContentOnly).path | Should -Be '/echo/a%2Fb%20c'
    }

    It "'<Uri>' is InvalidUri" -ForEach @(
        @{ Uri = ''; Words = '*is empty*' }
        @{ Uri = '/users/1'; Words = '*not an absolute*' }
        @{ Uri = 'users/1'; Words = '*https://host/users/1, or give a -Session*' }
        @{ Uri = 'localhost:8080/users'; Words = '*http://localhost:8080/users*' }
        @{ Uri = 'ftp://127.0.0.1/users'; Words = "*'ftp'*" }
        @{ Uri = 'file:///etc/passwd'; Words = "*'file'*" }
        @{ Uri = 'http://'; Words = '*is not a valid url*' }
        @{ Uri = 'http://[::1]8080/users'; Words = '*is not a valid url: its host name or port is invalid*' }
        @{ Uri = 'http://me:pa/ss@h/users'; Words = "*'http://h/users' is not a valid url: its user name or password, which is not shown, has a character that must be escaped: *" }
        @{ Uri = 'http://me:pa#ss@h/users'; Words = "*'http://me:``*``*``*' is not a valid url: its user name or password, which is not shown, has a character that must be escaped: *" }
        @{ Uri = 'http://me:pass@h:99999/users'; Words = '*is not a valid url: its host name or port is invalid*' }
        @{ Uri = 'http://fe80::1/users'; Words = '*is not a valid url*an IPv6 address has brackets*' }
        @{ Uri = "http://a$([char] 0x200D)b.example/"; Words = '*its host name or port is invalid*Nothing was sent.' }
        @{ Uri = "http://$([char] 0xB4)$([char] 0xD2)/"; Words = '*its host name or port is invalid*Nothing was sent.' }
        @{ Uri = 'http://127.0.0.1/{id'; Words = '*brace*' }
    ) {
        Invoke-ResourcePut $Uri @{ id = 1 } @quietly
        $failed[0].FullyQualifiedErrorId | Should -Be 'InvalidUri,PutTools.Cmdlets.InvokeResourcePutCommand'
        $failed[0].CategoryInfo.Category | Should -Be 'InvalidArgument'
        $failed[0].Exception.Message | Should -BeLike $Words
    }
}

Describe '{name} in -Uri' {
    It 'is replaced from each object of the pipeline' {
        $responses = 1..3 | ForEach-Object { [pscustomobject]@{ id = $_ } } | Invoke-ResourcePut "${base}users/{id}"
        $responses.Uri.AbsolutePath | Should -Be '/users/1', '/users/2', '/users/3'
    }

    It 'is replaced from <Kind>' -ForEach @(
        @{ Kind = 'a hashtable'; Body = @{ id = 7 } }
        @{ Kind = 'an ordered dictionary'; Body = [ordered]@{ id = 7 } }
        @{ Kind = 'a custom object'; Body = [pscustomobject]@{ id = 7 } }
        @{ Kind = 'a property in another case'; Body = @{ ID = 7 } }
        @{ Kind = 'a note property on a .NET object'; Body = [version]'1.2' | Add-Member id 7 -PassThru }
        @{ Kind = 'a note property on a hashtable'; Body = @{ a = 1 } | Add-Member id 7 -PassThru }
    ) {
        (Invoke-ResourcePut "${base}echo/{id}" $Body -ContentOnly).path | Should -Be '/echo/7'
    }

    It 'becomes <Text> for <Value>' -ForEach @(
        @{ Value = 'a b/c?d'; Text = 'a%20b%2Fc%3Fd' }
        @{ Value = 'Zoë'; Text = 'Zo%C3%AB' }
        @{ Value = $true; Text = 'true' }
        @{ Value = 1.5; Text = '1.5' }
        @{ Value = 12345678901; Text = '12345678901' }
        @{ Value = [guid]'7d3c2f58-0c1b-4c37-9a34-5b1f5a0f6f0e'; Text = '7d3c2f58-0c1b-4c37-9a34-5b1f5a0f6f0e' }
        @{ Value = [datetime]::new(2024, 2, 3, 0, 0, 0, [DateTimeKind]::Utc); Text = '2024-02-03T00%3A00%3A00Z' }
        @{ Value = 'x', 'y,z'; Text = 'x,y%2Cz' }
    ) {
        (Invoke-ResourcePut "${base}echo/{v}" @{ v = $Value } -ContentOnly).path | Should -Be "/echo/$Text"
    }

    It 'accepts a path unchanged with a plus sign' {
        (Invoke-ResourcePut "${base}{+path}?q={q}" @{ path = 'echo/a/b'; q = 'x&y' } -ContentOnly).url | Should -Be "${base}echo/a/b?q=x%26y"
    }

    It 'sends nothing if the value is <Kind>, and continues with the next object' -ForEach @(
        @{ Kind = 'missing'; Body = @{ other = 1 } }
        @{ Kind = 'null'; Body = @{ id = $null } }
        @{ Kind = 'empty'; Body = @{ id = '' } }
        @{ Kind = 'an empty list'; Body = @{ id = @() } }
        @{ Kind = 'missing in an object'; Body = [pscustomobject]@{ other = 1 } }
    ) {
        Reset-TestServer $server
        $response = $Body, @{ id = 'next' } | Invoke-ResourcePut "${base}users/{id}" @quietly
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be 'MissingUriValue,PutTools.Cmdlets.InvokeResourcePutCommand'
        $failed[0].CategoryInfo.Category | Should -Be 'InvalidArgument'
        $failed[0].Exception.Message | Should -BeLike '*{id}*'
        $response.Uri.AbsolutePath | Should -Be '/users/next'
        (Get-TestServerJournal $server).path | Should -Be '/users/next'
    }

    It 'is MissingUriValue if it has no name: <Uri>, for <Kind>' -ForEach @(
        foreach ($uri in '{}', '{+}', '{a.}', '{.a}') {
            @{ Uri = $uri; Kind = 'an object'; Body = [pscustomobject]@{ a = [pscustomobject]@{ b = 1 } } }
            @{ Uri = $uri; Kind = 'a hashtable'; Body = @{ a = @{ b = 1 } } }
        }
    ) {
        { Invoke-ResourcePut "${base}refused/$Uri" $Body } | Should -Throw '*Correct the name in braces, or write literal braces as %7B and %7D*' -ErrorId 'MissingUriValue,*'
    }

    It 'is filled in from a line with a byte order mark' {
        ("$([char] 0xFEFF){`"id`":7}" | Invoke-ResourcePut "${base}echo/{id}" -ContentOnly).path | Should -Be '/echo/7'
    }

    It 'is an error that lists the supported expansions if it is <_>' -ForEach '{?page,size}', '{a,b}', '{/path}', '{path:3}', '{path*}' {
        Invoke-ResourcePut "${base}users$_" @{ page = 1; size = 2; a = 1; b = 2; path = 'x' } @quietly
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'MissingUriValue,*'
        $failed[0].Exception.Message | Should -BeLike '*only {name} and {+name} are supported; give a query with -Query.*'
    }

    It "does not let '<_>' lead to another resource" -ForEach '.', '..' {
        Reset-TestServer $server
        Invoke-ResourcePut "${base}users/{id}" @{ id = $_ } @quietly
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'InvalidUri,*'
        Get-TestServerJournal $server | Should -BeNullOrEmpty
    }
}

Describe 'An unquoted url with {name}' {
    # PowerShell cuts it at the brace.
    BeforeEach { Reset-TestServer $server }

    It 'is one error that shows <Mended>' -ForEach @(
        @{ Typed = '$input | Invoke-ResourcePut http://h/users/{id}'; Mended = "`$input | Invoke-ResourcePut 'http://h/users/{id}'" }
        @{ Typed = '$input | Invoke-ResourcePut http://h/users/{id}/name -ContentOnly'; Mended = "`$input | Invoke-ResourcePut 'http://h/users/{id}/name' -ContentOnly" }
        @{ Typed = 'Invoke-ResourcePut http://h/users/{id} @{ id = 7 }'; Mended = "Invoke-ResourcePut 'http://h/users/{id}' @{ id = 7 }" }
        @{ Typed = '$input | Invoke-ResourcePatch http://h/{a}/x{b}?q={c} -Body { $_ } | Out-Null'; Mended = "`$input | Invoke-ResourcePatch 'http://h/{a}/x{b}?q={c}' -Body { `$_ } | Out-Null" }
        @{ Typed = '$input | Invoke-ResourcePut -Uri $base/users/{id} -InFile a.txt'; Mended = '$input | Invoke-ResourcePut -Uri "$base/users/{id}" -InFile a.txt' }
        @{ Typed = 'Invoke-ResourcePut users/{id} @{ id = 1 } -Session (New-ResourceSession http://h/)'; Mended = "Invoke-ResourcePut 'users/{id}' @{ id = 1 } -Session (New-ResourceSession http://h/)" }
    ) {
        $Error.Clear()
        { [pscustomobject]@{ id = 1 } | & ([scriptblock]::Create($Typed)) } | Should -Throw -ExpectedMessage "*Put it in quotes: $([WildcardPattern]::Escape($Mended))"
        @($Error | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] }) | Should -HaveCount 1
        Get-TestServerJournal $server | Should -BeNullOrEmpty
    }

    It 'is not assumed if a script block follows a space' {
        (Invoke-ResourcePut "${base}echo/" { @{ a = 1 } } -ContentOnly).body | Should -Be '{"a":1}'
    }
}

Describe 'A body on the command line with objects in the pipeline' {
    BeforeEach { Reset-TestServer $server }

    It 'is sent to the url of each object' {
        $null = 1, 2 | ForEach-Object { @{ id = $_ } } | Invoke-ResourcePut "${base}users/{id}" -Body @{ active = $false }
        $journal = Get-TestServerJournal $server
        $journal.path | Should -Be '/users/1', '/users/2'
        $journal.bodyHash | Select-Object -Unique | Should -HaveCount 1
    }

    It 'has the object as target if it fails' {
        $null = @{ id = 5 } | Invoke-ResourcePut "${base}read-only/{id}" -Body @{ active = $false } @quietly
        $failed[0].TargetObject.id | Should -Be 5
    }

    It 'is refused if the url uses no property of the objects' {
        { 1, 2 | Invoke-ResourcePut "${base}users/1" -Body @{ a = 1 } } | Should -Throw -ErrorId 'InvalidParameter,*' -ExpectedMessage '*the request does not use them*'
        Get-TestServerJournal $server | Should -BeNullOrEmpty
    }
}

Describe 'A line of JSON' {
    It 'fills in the url with its members, and is sent unchanged' {
        $sent = '{"id": 1, "n": 1.50}', ' {"id":"a b"} ' | Invoke-ResourcePut "${base}echo/{id}" -ContentOnly
        $sent.path | Should -Be '/echo/1', '/echo/a%20b'
        $sent.body | Should -Be '{"id": 1, "n": 1.50}', ' {"id":"a b"} '
    }

    It 'has its number in an error: <Line>' -ForEach @(
        @{ Line = '{"id":2'; Id = 'InvalidPayload' }
        @{ Line = '{"other":2}'; Id = 'MissingUriValue' }
        @{ Line = '{"id":"status/404"}'; Id = 'NotFound' }
    ) {
        $responses = '{"id":"users/1"}', $Line, '{"id":"users/3"}' | Invoke-ResourcePut "${base}{+id}" @once @quietly
        $responses.Uri.AbsolutePath | Should -Be '/users/1', '/users/3'
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $failed[0].ErrorDetails.Message | Should -BeLike 'Line 2 of the input: *'
        $failed[0].TargetObject | Should -Be $Line
    }
}

Describe 'Several objects that are PUT to one url' {
    It 'are a warning, once' {
        $null = 1..4 | ForEach-Object { @{ id = $_ } } | Invoke-ResourcePut "${base}users/1" -WarningVariable warned -WarningAction SilentlyContinue
        $warned | Should -HaveCount 1
        $warned[0].Message | Should -BeLike "*More than one object is written to '${base}users/1'*only the last one remains*-Body `$rows*{id}*"
    }

    It 'are a warning with a url that can be used, also after a slash' {
        $null = 1, 2 | Invoke-ResourcePut "${base}users/" -WarningVariable warned -WarningAction SilentlyContinue
        $warned[0].Message | Should -BeLike "*as in '${base}users/{id}'."
    }

    It 'are a warning even with others in between' {
        $null = 1, 2, 1 | ForEach-Object { @{ id = $_ } } | Invoke-ResourcePut "${base}users/{id}" -WarningVariable warned -WarningAction SilentlyContinue
        $warned | Should -HaveCount 1
        $warned[0].Message | Should -BeLike '*only the last one remains. To find the objects that share a url, use Group-Object, as in $rows | Group-Object id.'
    }

    It 'lose nothing with -Update, or with PATCH' {
        $null = Invoke-ResourcePut "${base}users/1" @{ n = 0 }
        $null = 1..3 | Invoke-ResourcePut "${base}users/1" -Update { $_.n += $args[0] } -WarningVariable warned
        $null = 1..3 | ForEach-Object { @{ m = $_ } } | Invoke-ResourcePatch "${base}users/1" -WarningVariable +warned
        $warned | Should -BeNullOrEmpty
        (Get-State 'users/1').n | Should -Be 6
    }
}

Describe 'A write without a body' {
    It 'is sent, with one warning' {
        $sent = Invoke-ResourcePut "${base}echo" -ContentOnly -WarningVariable warned -WarningAction SilentlyContinue
        $sent.body | Should -BeNullOrEmpty
        $warned | Should -HaveCount 1
        $warned[0].Message | Should -BeLike 'There is nothing to send*'
    }
}

Describe 'A value that has no text' {
    It 'is an error, and never the name of its type: <Kind> in <Place>' -ForEach @(
        @{ Kind = 'a hashtable'; Place = 'the url'; Value = @{ a = 1 }; Splat = { @{ Uri = "${base}users/{v}"; Body = @{ v = $Value } } } }
        @{ Kind = 'an object'; Place = 'the url'; Value = [pscustomobject]@{ a = 1 }; Splat = { @{ Uri = "${base}users/{v}"; Body = @{ v = $Value } } } }
        @{ Kind = 'a list of objects'; Place = 'the url'; Value = @(@{ a = 1 }); Splat = { @{ Uri = "${base}users/{v}"; Body = @{ v = $Value } } } }
        @{ Kind = 'a hashtable'; Place = 'the query'; Value = @{ a = 1 }; Splat = { @{ Uri = "${base}users"; Query = @{ v = $Value } } } }
        @{ Kind = 'a secure string'; Place = 'the query'; Value = [securestring]::new(); Splat = { @{ Uri = "${base}users"; Query = @{ v = $Value } } } }
        @{ Kind = 'a script block inside'; Place = 'the query'; Value = { 1 }; Splat = { @{ Uri = "${base}users"; Query = @{ v = $Value } } } }
        @{ Kind = 'a list in a list'; Place = 'the query'; Value = @(, @(1, 2)); Splat = { @{ Uri = "${base}users"; Query = @{ v = $Value } } } }
        @{ Kind = 'a credential'; Place = 'the url'; Value = [pscredential]::Empty; Splat = { @{ Uri = "${base}users/{v}"; Body = @{ v = $Value; a = 1 }; ExcludeProperty = 'v' } } }
    ) {
        Reset-TestServer $server
        $arguments = & $Splat
        Invoke-ResourcePut @arguments @quietly
        $failed[0].FullyQualifiedErrorId | Should -Be 'InvalidParameter,PutTools.Cmdlets.InvokeResourcePutCommand'
        $failed[0].Exception.Message | Should -BeLike "*'v'*"
        Get-TestServerJournal $server | Should -BeNullOrEmpty
    }

    It 'is an error in <_>, too' -ForEach 'Headers', 'Cookies' {
        $arguments = @{ $_ = @{ v = @{ a = 1 } } }
        { Invoke-ResourcePut "${base}users" @arguments } | Should -Throw "*'v'*" -ErrorId 'InvalidParameter,*'
        $arguments = @{ $_ = @{ v = [securestring]::new() } }
        { Invoke-ResourcePut "${base}users" @arguments } | Should -Throw "*'v'*" -ErrorId 'InvalidParameter,*'
    }
}

Describe '-Query' {
    It 'sends <Expected>' -ForEach @(
        @{ Query = @{ a = 1 }; Expected = '?a=1' }
        @{ Query = @{ b = 1; c = 2; a = 3; d = 4 }; Expected = '?a=3&b=1&c=2&d=4' }
        @{ Query = @{ tag = 'x', 'y' }; Expected = '?tag=x&tag=y' }
        @{ Query = [ordered]@{ b = 1; a = $null; c = $true }; Expected = '?b=1&c=true' }
        @{ Query = @{ 'odd key' = 'a b&c=d+ü/?' }; Expected = '?odd%20key=a%20b%26c%3Dd%2B%C3%BC%2F%3F' }
        @{ Query = @{ empty = '' }; Expected = '?empty=' }
        @{ Query = @{ list = 'x', $null, 'y' }; Expected = '?list=x&list=y' }
        @{ Query = @{ n = 1.5 }; Expected = '?n=1.5' }
        @{ Query = [ordered]@{ day = [dateonly]'2024-02-03'; at = [timeonly]'10:11:12' }; Expected = '?day=2024-02-03&at=10%3A11%3A12' }
        @{ Query = @{ none = $null }; Expected = '' }
        @{ Query = @{ none = @() }; Expected = '' }
        @{ Query = @{ none = & { } }; Expected = '' }
        @{ Query = @{}; Expected = '' }
    ) {
        (Invoke-ResourcePut "${base}echo" -Query $Query -ContentOnly).url | Should -Be "${base}echo$Expected"
    }

    It 'has the properties that Add-Member put on it, as have headers and cookies' {
        $given = @{ Query = @{ a = 1 }; Headers = @{ 'X-A' = 1 }; Cookies = @{ a = 1 } }
        $given.Query | Add-Member b 2
        $given.Headers | Add-Member X-B 2
        $given.Cookies | Add-Member b 2
        $echo = Invoke-ResourcePut "${base}echo" @{ a = 1 } @given -ContentOnly
        $echo.url | Should -Be "${base}echo?a=1&b=2"
        $echo.headers.'X-A', $echo.headers.'X-B', $echo.headers.Cookie | Should -Be 1, 2, 'a=1; b=2'
    }

    It 'is added to the query of the url' {
        (Invoke-ResourcePut "${base}echo?a=%26&b" -Query @{ c = 1 } -ContentOnly).url | Should -Be "${base}echo?a=%26&b&c=1"
    }

    It 'is added to a url that ends with a question mark' {
        (Invoke-ResourcePut "${base}echo?" -Query @{ c = 1 } -ContentOnly).url | Should -Be "${base}echo?c=1"
    }

    It 'precedes the fragment, which is not sent' {
        (Invoke-ResourcePut "${base}echo#part" -Query @{ c = 1 } -ContentOnly).url | Should -Be "${base}echo?c=1"
    }

    It 'is the same in every culture' {
        $before = [cultureinfo]::CurrentCulture
        [cultureinfo]::CurrentCulture = 'de-DE'
        try { $url = (Invoke-ResourcePut "${base}echo/{n}" @{ n = 2.5 } -Query @{ n = 1.5 } -ContentOnly).url }
        finally { [cultureinfo]::CurrentCulture = $before }
        $url | Should -Be "${base}echo/2.5?n=1.5"
    }
}

Describe 'A response from the pipeline' {
    It 'fills in the url with its content, which is the payload' {
        $response = 1, 2 | ForEach-Object { @{ id = $_; method = 'own' } } | Invoke-ResourcePut "${base}users/{id}" |
            Invoke-ResourcePut "${base}copies/{id}-{method}-{StatusCode}"
        $response.Uri.AbsolutePath | Should -Be '/copies/1-own-201', '/copies/2-own-201'
        $response.Content.id | Should -Be 1, 2
    }
}

Describe '-WhatIf and -Confirm' {
    BeforeEach { Reset-TestServer $server }

    It 'show one byte as "1 byte"' {
        $path = Join-Path $TestDrive 'one.txt'
        $null = Start-Transcript $path
        try { Invoke-ResourcePut "${base}users/1" 5 -WhatIf }
        finally { $null = Stop-Transcript }
        Get-Content $path -Raw | Should -BeLike '*PUT (1 byte of application/json)*'
    }

    It 'show what would be sent, and send nothing' {
        $path = Join-Path $TestDrive 'whatif.txt'
        $null = Start-Transcript $path
        try { $emitted = Invoke-ResourcePut "${base}users/{id}?token=hidden" @{ id = 1 } -WhatIf }
        finally { $null = Stop-Transcript }
        $text = Get-Content $path -Raw
        $text | Should -BeLike "*What if: *PUT (8 bytes of application/json): replace the resource*${base}users/1?token=``*``*``**"
        $text | Should -Not -BeLike '*hidden*'
        $emitted | Should -BeNullOrEmpty
        Get-TestServerJournal $server | Should -BeNullOrEmpty
    }

    It 'show the headers and the payload, without secrets' {
        $path = Join-Path $TestDrive 'whole.txt'
        $null = Start-Transcript $path
        try { Invoke-ResourcePut "${base}users/1" ([ordered]@{ name = 'Frodo'; password = 'hidden'; text = 'x' * 2000 }) -Headers ([ordered]@{ 'X-Api-Key' = 'hidden'; 'X-Run' = '7' }) -Token hidden -WhatIf }
        finally { $null = Stop-Transcript }
        $text = Get-Content $path -Raw
        $text | Should -BeLike ('*What if: PUT (2*): replace the resource*  X-Api-Key: `*`*`**  X-Run: 7*  Authorization: Bearer `*`*`**' +
            '  Content-Type: application/json*  {"name":"Frodo","password":"`*`*`*","text":"xxx*…*')
        $text | Should -Not -BeLike '*hidden*'
        [regex]::Match($text, 'x{10,}').Length | Should -BeLessThan 2000
        Get-TestServerJournal $server | Should -BeNullOrEmpty
    }

    It 'still report what could not be sent' {
        Invoke-ResourcePut "${base}users/{id}" @{ other = 1 } -WhatIf @quietly
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'MissingUriValue,*'
    }

    It 'are an error if the host cannot ask for a confirmation' {
        $shell = [powershell]::Create()
        $null = $shell.AddScript('param($module, $uri) Import-Module $module; Invoke-ResourcePut $uri @{ id = 1 } -Confirm').AddArgument((Get-Module PutTools).Path).AddArgument("${base}users/1").Invoke()
        $shell.Streams.Error[0].FullyQualifiedErrorId | Should -BeLike 'NotSupported,*'
        "$($shell.Streams.Error[0])" | Should -BeLike '*Give -Confirm:$false, *'
        $shell.Dispose()
        Get-TestServerJournal $server | Should -BeNullOrEmpty
    }

    It 'are an error if the console has no more input, as under cron' {
        $output = $null | dotnet (Join-Path $PSHOME pwsh.dll) -NoProfile -Command "Import-Module '$((Get-Module PutTools).Path)'
            try { Invoke-ResourcePut '${base}users/1' @{ id = 1 } -Confirm } catch { `$_.FullyQualifiedErrorId }"
        $output[-1] | Should -BeLike '*NotSupported,PutTools.Cmdlets.InvokeResourcePutCommand'
        Get-TestServerJournal $server | Should -BeNullOrEmpty
    }

    It 'do not prompt with -Confirm:$false' {
        $ConfirmPreference = 'Low'
        $null = Invoke-ResourcePut "${base}users/1" @{ id = 1 } -Confirm:$false
        (Get-TestServerJournal $server).path | Should -Be '/users/1'
    }
}

Describe 'A url' {
    It 'is sent as it is written: <_>' -ForEach '%7Bid%7D', '%7E%41', 'a/%2E%2E/x', 'x?q=%7e', "a'(b)!*" {
        (Invoke-ResourcePut "${base}echo/$_" 1 -ContentOnly).url | Should -BeExactly "${base}echo/$_"
        (Invoke-ResourcePut ([uri] "${base}echo/$_") 1 -ContentOnly).url | Should -BeExactly "${base}echo/$_"
    }

    It 'is not a template if it is a [uri]' {
        (Invoke-ResourcePut ([uri] "${base}echo/{id}") @{ id = 7 } -ContentOnly).path | Should -BeExactly '/echo/%7Bid%7D'
    }

    It 'can be written to again if a response has it, or the server named it' {
        $response = Invoke-ResourcePut "${base}mirror/x?code=s3cret" 1 -Headers @{ 'Response-Location' = '/echo/%7Bid%7D?sig=s3cret' }
        "$($response.Uri) $($response.Location)" | Should -Not -BeLike '*s3cret*'
        (Invoke-ResourcePut $response.Uri 2).Content | Should -Be 2
        (Invoke-ResourcePut $response.Location 2 -ContentOnly).url | Should -BeExactly "${base}echo/%7Bid%7D?sig=s3cret"
    }

    It 'is never sent if it is masked' {
        $response = Invoke-ResourcePut "${base}mirror/x?code=s3cret" 1
        foreach ($masked in "$($response.Uri)", ($response | ConvertTo-Json -Depth 1 | ConvertFrom-Json).Uri) {
            { Invoke-ResourcePut $masked 2 -ErrorAction Stop } | Should -Throw '*is masked*' -ErrorId 'InvalidUri,*'
        }
    }

    It 'is filled in from a property of a property' {
        (Invoke-ResourcePut "${base}echo/{metadata.name}" @{ metadata = @{ name = 'n' } } -ContentOnly).path | Should -Be '/echo/n'
    }

    It 'cannot be redirected by {+name}: <_>' -ForEach '../x', 'a/%2e%2E/x', '.evil.example/', 'http://evil.example/' {
        $template = if ($_ -like '*evil*') { "$($base.TrimEnd('/')){+p}" } else { "${base}echo/{+p}" }
        if ($_ -like 'http*') { $template = '{+p}' }
        { Invoke-ResourcePut $template @{ p = $_ } -Session (New-ResourceSession $base) -ErrorAction Stop } | Should -Throw '*change another part of the url*' -ErrorId 'InvalidUri,*'
    }

    It 'cannot leave its place by <_>, which some servers decode first' -ForEach '../x', 'a/../x', '..\x', 'a\..\x' {
        { Invoke-ResourcePut "${base}echo/{p}" @{ p = $_ } } | Should -Throw '*change another part of the url*' -ErrorId 'InvalidUri,*'
    }

    It 'cannot leave its place by <_> in {+name}' -ForEach 'a/%2e%2e%2fx', '..%5Cx', 'a/..;/x', '..;v=1/x' {
        { Invoke-ResourcePut "${base}echo/{+p}" @{ p = $_ } } | Should -Throw '*change another part of the url*' -ErrorId 'InvalidUri,*'
    }

    It 'may have dots that lead nowhere: <_>' -ForEach 'a..b', '...', 'v1..v2', '.git' {
        (Invoke-ResourcePut "${base}echo/{p}" @{ p = $_ } -ContentOnly).path | Should -Be "/echo/$_"
        (Invoke-ResourcePut "${base}echo/x?p={p}" @{ p = '../x' } -ContentOnly).url | Should -BeLike '*?p=..%2Fx'
    }

    It 'is not cut off by a # in {+name}: <_>' -ForEach 'C#', 'a#/b', '/x/#' {
        { Invoke-ResourcePut "${base}echo/{+p}/content" @{ p = $_ } } | Should -Throw "*has a '#', and nothing after a '#' is sent.*" -ErrorId 'InvalidUri,*'
    }

    It 'is not the same for each object by a # before {name}: <_>' -ForEach '#{id}', 'a#b/{id}', '{id}#{id}' {
        Invoke-ResourcePut ("${base}echo/" + $_) @{ id = 1 } -ErrorAction SilentlyContinue -ErrorVariable failed
        $failed[0].Exception.Message | Should -BeLike "*has a '#' before a {name}, and nothing after a '#' is sent.*%23*Nothing was sent."
        $failed[0].Exception.Kind | Should -Be InvalidUri
        (Invoke-ResourcePut "${base}echo/{id}#me" @{ id = 1 } -ContentOnly -WarningAction SilentlyContinue).path | Should -Be '/echo/1'
    }

    It 'is an error if a brace is not one of two: <_>' -ForEach 'id}', '{id', '{id}}' {
        { Invoke-ResourcePut "${base}echo/$_" @{ id = 1 } } | Should -Throw '*has a brace without its counterpart.*' -ErrorId 'InvalidUri,*'
    }

    It 'is a warning if it drops the path of its session' {
        $session = New-ResourceSession "${base}echo/"
        $null = 1, 2 | Invoke-ResourcePut '/echo/1' -Session $session -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings -like '*begins with a slash*' | Should -HaveCount 1
    }
}
