BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Support/TestServer.psm1')
    Import-Module (Join-Path $PSScriptRoot '../../PutTools.psd1')
    $server = Start-TestServer
    $base = $server.uri
    $echo = "${base}echo/1"
    $uri = "${base}things/1"

    # Invoke-RestMethod emits a list as one object.
    function Get-WriteCount { (Invoke-RestMethod "${base}journal" | ForEach-Object { $_ } | Measure-Object).Count }

    # Runs a block that fails before anything is sent, and emits its error.
    function Get-Refusal([scriptblock] $Block) {
        $count = Get-WriteCount
        $failed = $null
        try { & $Block } catch { $failed = $_ }
        Get-WriteCount | Should -Be $count
        $failed
    }

    # -WhatIf writes to the host, outside of all streams, so only another PowerShell can capture it.
    function Get-WhatIf([string] $Command) {
        $module = Join-Path $PSScriptRoot '../../PutTools.psd1'
        $text = pwsh -NoProfile -NonInteractive -Command "Import-Module '$module'; $Command -WhatIf"
        $text | ForEach-Object Trim
    }
}

AfterAll {
    if ($server) { Stop-TestServer $server }
}

Describe 'Invoke-ResourcePatch' {
    BeforeEach {
        $null = Invoke-ResourcePut $uri ([ordered]@{ name = 'Gandalf'; rank = 1; tags = 'grey', 'wizard' })
    }

    Context 'formats' {
        It 'sends <Format> as <Type>' -ForEach @(
            @{ Format = 'Json'; Type = 'application/json'; Body = @{ a = 1 } }
            @{ Format = 'Merge'; Type = 'application/merge-patch+json'; Body = @{ a = 1 } }
            @{ Format = 'JsonPatch'; Type = 'application/json-patch+json'; Body = @(@{ op = 'add'; path = '/a'; value = 1 }) }
        ) {
            $received = (Invoke-ResourcePatch $echo $Body -PatchFormat $Format).Content
            $received.method | Should -Be 'PATCH'
            $received.headers.'Content-Type' | Should -Be $Type
            (Invoke-ResourcePatch $echo (ConvertTo-Json $Body) -PatchFormat $Format).Content.headers.'Content-Type' | Should -Be $Type
            $bytes = [Text.Encoding]::UTF8.GetBytes((ConvertTo-Json $Body))
            if ($Format -ne 'Json') {
                (Invoke-ResourcePatch $echo $bytes -PatchFormat $Format).Content.headers.'Content-Type' | Should -Be $Type
            }
        }

        It 'uses Json by default' {
            (Invoke-ResourcePatch $echo @{ a = 1 }).Content.headers.'Content-Type' | Should -Be 'application/json'
        }

        It 'lets -ContentType take precedence' {
            $received = (Invoke-ResourcePatch $echo @{ a = 1 } -PatchFormat Merge -ContentType 'application/vnd.things+json').Content
            $received.headers.'Content-Type' | Should -Be 'application/vnd.things+json'
        }

        It 'refuses -PatchFormat <Format> with the type of another format' -ForEach @(
            @{ Format = 'Merge'; With = @{ ContentType = 'application/json-patch+json' } }
            @{ Format = 'JsonPatch'; With = @{ Headers = @{ 'Content-Type' = 'application/merge-patch+json; charset=utf-8' } } }
        ) {
            $failed = Get-Refusal { Invoke-ResourcePatch $uri @() -PatchFormat $Format @With -ErrorAction Stop }
            $failed.ToString() | Should -BeLike "-PatchFormat $Format contradicts the content type 'application/*Drop one of them. Nothing was sent."
        }

        It 'takes the format from -ContentType' {
            $failed = Get-Refusal { Invoke-ResourcePatch $uri @{ op = 'add' } -ContentType 'application/json-patch+json' -ErrorAction Stop }
            $failed.ToString() | Should -Match "Operation 0 .*'path'"
        }

        It 'removes a member that is null in a merge patch, and replaces a list as a whole' {
            $response = Invoke-ResourcePatch $uri @{ rank = $null; tags = @('white') } -PatchFormat Merge
            $response.RawContent | Should -Be '{"name":"Gandalf","tags":["white"]}'
        }

        It 'sends an object as JSON for a YAML patch, and does not guess the changes' {
            $received = (Invoke-ResourcePatch $echo @{ kind = 'Pod' } -ContentType 'application/apply-patch+yaml').Content
            $received.body | Should -Be '{"kind":"Pod"}'
            $received.headers.'Content-Type' | Should -Be 'application/apply-patch+yaml'
            $failed = Get-Refusal { Invoke-ResourcePatch $uri @{ a = 1 } -ContentType 'application/apply-patch+yaml' -IfChanged -ErrorAction Stop }
            $failed.FullyQualifiedErrorId | Should -BeLike 'InvalidParameter,*'
            $failed.Exception.Message | Should -BeLike '*apply-patch+yaml*-PatchFormat*'
        }

        It 'lists the formats if the given one is unknown' {
            { Invoke-ResourcePatch $echo @{ a = 1 } -PatchFormat Xml } | Should -Throw '*Json, Merge, JsonPatch*'
        }

        It 'refuses a merge patch that is not JSON: <Name>' -ForEach @(
            @{ Name = 'text'; Arguments = @{ Body = 'name=Frodo' } }
            @{ Name = 'text with a type'; Arguments = @{ Body = 'name=Frodo'; ContentType = 'text/plain' } }
            @{ Name = 'bytes'; Arguments = @{ Body = [byte[]](1, 2) } }
            @{ Name = 'no body'; Arguments = @{} }
        ) {
            $failed = Get-Refusal { Invoke-ResourcePatch $uri @Arguments -PatchFormat Merge -ErrorAction Stop }
            $failed.FullyQualifiedErrorId | Should -Be 'InvalidPayload,PutTools.Cmdlets.InvokeResourcePatchCommand'
            $failed.ToString() | Should -Match 'not JSON'
        }
    }

    Context 'JsonPatch' {
        It 'applies every operation' {
            $response = Invoke-ResourcePatch $uri -PatchFormat JsonPatch @(
                @{ op = 'test'; path = '/rank'; value = 1 }
                @{ op = 'replace'; path = '/name'; value = 'Saruman' }
                @{ op = 'remove'; path = '/tags/0' }
                @{ op = 'add'; path = '/tags/-'; value = @{ colour = 'white' } }
                [pscustomobject]@{ op = 'copy'; from = '/name'; path = '/alias' }
                [ordered]@{ op = 'move'; from = '/rank'; path = '/level' })
            $response.RawContent | Should -Be '{"name":"Saruman","tags":["wizard",{"colour":"white"}],"alias":"Saruman","level":1}'
        }

        It 'refuses an operation with <What>, and names its index' -ForEach @(
            @{ What = 'an unknown op'; Operation = @{ op = 'increase'; path = '/rank' }; Message = "'increase'" }
            @{ What = 'no op'; Operation = @{ path = '/rank' }; Message = "'op'" }
            @{ What = 'no path'; Operation = @{ op = 'remove' }; Message = "'path'" }
            @{ What = 'no value'; Operation = @{ op = 'add'; path = '/a' }; Message = "'value'" }
            @{ What = 'no from'; Operation = @{ op = 'move'; path = '/a' }; Message = "'from'" }
            @{ What = 'a path without its slash'; Operation = @{ op = 'remove'; path = 'rank' }; Message = "'/rank'" }
            @{ What = 'a malformed pointer'; Operation = @{ op = 'remove'; path = '/~2' }; Message = '~' }
            @{ What = 'another case'; Operation = @{ Op = 'remove'; Path = '/rank' }; Message = 'case-sensitive' }
        ) {
            $operations = @(@{ op = 'test'; path = '/rank'; value = 1 }, $Operation)
            foreach ($body in $operations, (ConvertTo-Json $operations)) {
                $failed = Get-Refusal { Invoke-ResourcePatch $uri $body -PatchFormat JsonPatch -ErrorAction Stop }
                $failed.FullyQualifiedErrorId | Should -Be 'InvalidPayload,PutTools.Cmdlets.InvokeResourcePatchCommand'
                $failed.ToString() | Should -Match "^Operation 1 .*$([regex]::Escape($Message))"
            }
        }

        It 'ignores members that an operation does not define, and sends them unchanged' {
            $operation = [ordered]@{ op = 'add'; path = '/a'; from = $null; value = 1 }
            (Invoke-ResourcePatch $echo $operation -PatchFormat JsonPatch).Content.body | Should -Be '[{"op":"add","path":"/a","from":null,"value":1}]'
            (Invoke-ResourcePatch $uri $operation -PatchFormat JsonPatch).Content.a | Should -Be 1
            (Invoke-ResourcePatch $uri $operation -PatchFormat JsonPatch -IfChanged).Outcome | Should -Be 'Unchanged'
        }

        It 'takes the format from a Content-Type <Where>' -ForEach @(
            @{ Where = 'among the headers'; Arguments = { @{ Headers = @{ 'content-type' = 'application/json-patch+json' } } } }
            @{ Where = 'of the session'; Arguments = { @{ Session = New-ResourceSession -Headers @{ 'Content-Type' = 'application/json-patch+json' } } } }
            @{ Where = 'of a server''s own'; Arguments = { @{ ContentType = 'application/openstack-images-v2.1-json-patch' } } }
            @{ Where = 'with a charset'; Arguments = { @{ ContentType = 'application/json-patch+json; charset=utf-8' } } }
        ) {
            $arguments = & $Arguments
            $received = @{ op = 'add'; path = '/a'; value = 1 }, @{ op = 'remove'; path = '/a' } | Invoke-ResourcePatch $echo @arguments
            $received | Should -HaveCount 1
            $received.Content.body | Should -BeLike '`[{*},{*}`]'
            $received.Content.headers.'Content-Type' | Should -BeLike 'application/*json-patch*'
            (Invoke-ResourcePatch $echo @{ op = 'remove'; path = '/a' } @arguments).Content.body | Should -BeLike '`[{*}`]'
            (Invoke-ResourcePatch $echo @{ a = 2 } -Original @{ a = 1 } @arguments).Content.body | Should -Be '[{"op":"replace","path":"/a","value":2}]'
        }

        It 'sends a single operation as a list of one: <Name>' -ForEach @(
            @{ Name = 'a hashtable'; Body = @{ op = 'remove'; path = '/rank' } }
            @{ Name = 'an object'; Body = [pscustomobject]@{ op = 'remove'; path = '/rank' } }
            @{ Name = 'JSON text'; Body = '{"op":"remove","path":"/rank"}' }
        ) {
            (Invoke-ResourcePatch $uri $Body -PatchFormat JsonPatch).RawContent | Should -Be '{"name":"Gandalf","tags":["grey","wizard"]}'
        }

        It 'sends operations from the pipeline as one patch' {
            $count = Get-WriteCount
            $operations = @{ op = 'replace'; path = '/name'; value = 'Saruman' }, @{ op = 'remove'; path = '/rank' }
            $response = $operations | Invoke-ResourcePatch $uri -PatchFormat JsonPatch
            $response.RawContent | Should -Be '{"name":"Saruman","tags":["grey","wizard"]}'
            $response.InputObject | Should -HaveCount 2
            Get-WriteCount | Should -Be ($count + 1)
        }

        It 'sends operations from the pipeline as one patch if they are lines of JSON, too' {
            $count = Get-WriteCount
            $operations = '{"op":"replace","path":"/name","value":"Saruman"}', @{ op = 'remove'; path = '/rank' }
            ($operations | Invoke-ResourcePatch $uri -PatchFormat JsonPatch).RawContent | Should -Be '{"name":"Saruman","tags":["grey","wizard"]}'
            Get-WriteCount | Should -Be ($count + 1)
            $failed = Get-Refusal { '{"op":"remove","path":"/name"}', '{"op":' | Invoke-ResourcePatch $uri -PatchFormat JsonPatch -ErrorAction Stop }
            $failed.ToString() | Should -Match '^Operation 1 '
            Get-WriteCount | Should -Be ($count + 1)
        }

        It 'sends no part of the operations from the pipeline if there is <What> among them' -ForEach @(
            @{ What = '$null'; Operations = @{ op = 'remove'; path = '/name' }, $null, @{ op = 'remove'; path = '/rank' }; Fault = '^Operation 1 .*null' }
            @{ What = 'a line of a list'; Operations = '[', '{"op":"remove","path":"/name"},', '{"op":"remove","path":"/rank"}', ']'; Fault = '^Operation 0 .*-InFile' }
            @{ What = 'a number'; Operations = @{ op = 'remove'; path = '/name' }, 5; Fault = '^Operation 1 .*a number' }
            @{ What = 'an object without op'; Operations = @{ op = 'remove'; path = '/name' }, [version] '1.0'; Fault = '^Operation 1 ' }
            @{ What = 'text'; Operations = '{"op":"remove","path":"/name"}', 'x'; Fault = '^Operation 1 .*-InFile' }
        ) {
            $count = Get-WriteCount
            $failed = Get-Refusal { $Operations | Invoke-ResourcePatch $uri -PatchFormat JsonPatch -ErrorAction Stop }
            $failed.ToString() | Should -Match $Fault
            Get-WriteCount | Should -Be $count
        }

        It 'does not warn of operations whose type a script block of <_> outputs' -ForEach 'ContentType', 'Headers' {
            $type = @{ ContentType = { 'application/json-patch+json' }; Headers = { @{ 'Content-Type' = 'application/json-patch+json' } } }
            $arguments = @{ $_ = $type[$_] }
            @(@{ op = 'remove'; path = '/rank' } | Invoke-ResourcePatch $uri @arguments 3>&1).StatusCode | Should -Be 200
        }

        It 'sends nothing if one of the operations from the pipeline is wrong, and can repeat them' {
            $operations = @{ op = 'replace'; path = '/name'; value = 'Saruman' }, @{ path = '/rank' }
            $failed = Get-Refusal { $operations | Invoke-ResourcePatch $uri -PatchFormat JsonPatch -ErrorAction Stop }
            $failed.ToString() | Should -Match '^Operation 1 '
            $failed.TargetObject[1].op = 'remove'
            ($failed.TargetObject | Invoke-ResourcePatch $uri -PatchFormat JsonPatch).RawContent | Should -Be '{"name":"Saruman","tags":["grey","wizard"]}'
        }

        It 'sends each list from the pipeline as a patch' {
            $patches = @(@{ op = 'add'; path = '/a'; value = 1 }), @(@{ op = 'remove'; path = '/a' })
            $responses = $patches[0], $patches[1] | ForEach-Object { , @($_) } | Invoke-ResourcePatch $uri -PatchFormat JsonPatch
            $responses.StatusCode | Should -Be 200, 200
        }

        It 'shows the server''s message if a patch cannot be applied' {
            $failed = $null
            try { Invoke-ResourcePatch $uri @{ op = 'test'; path = '/rank'; value = 2 } -PatchFormat JsonPatch -ErrorAction Stop } catch { $failed = $_ }
            $failed.ErrorDetails.Message | Should -Match "'/rank' is another"
        }

        It 'sends text outside ASCII unchanged' {
            $smile = [char]::ConvertFromUtf32(0x1F600)
            $body = (Invoke-ResourcePatch $echo -Original @{ a = 1 } -Body @{ a = "é$smile" } -PatchFormat JsonPatch).Content.body
            $body | Should -BeExactly "[{`"op`":`"replace`",`"path`":`"/a`",`"value`":`"é$smile`"}]"
        }
    }

    Context '-Original' {
        BeforeAll {
            $before = [pscustomobject][ordered]@{ name = 'Gandalf'; rank = 1; tags = 'grey', 'wizard' }
            $after = [pscustomobject][ordered]@{ name = 'Gandalf'; rank = 2; tags = @('wizard') }
        }

        It 'sends only the difference as <Format>' -ForEach @(
            @{ Format = 'Json'; Patch = '{"rank":2,"tags":["wizard"]}' }
            @{ Format = 'Merge'; Patch = '{"rank":2,"tags":["wizard"]}' }
            @{ Format = 'JsonPatch'; Patch = '[{"op":"replace","path":"/rank","value":2},{"op":"remove","path":"/tags/0"}]' }
        ) {
            (Invoke-ResourcePatch $echo $after -Original $before -PatchFormat $Format).Content.body | Should -BeExactly $Patch
            $response = Invoke-ResourcePatch $uri $after -Original $before -PatchFormat $Format
            $response.RawContent | Should -Be '{"name":"Gandalf","rank":2,"tags":["wizard"]}'
        }

        It 'sends nothing if nothing differs, as <_>' -ForEach 'Json', 'Merge', 'JsonPatch' {
            $count = Get-WriteCount
            $response = Invoke-ResourcePatch $uri '{"tags":["grey","wizard"],"rank":1.0,"name":"Gandalf"}' -Original $before -PatchFormat $_
            $response.Outcome | Should -Be 'Unchanged'
            $response.IsSuccess | Should -BeTrue
            Get-WriteCount | Should -Be $count
        }

        It 'accepts a response as the original' {
            $response = Invoke-ResourcePatch $uri @{}
            (Invoke-ResourcePatch $echo $after -Original $response).Content.body | Should -Be '{"rank":2,"tags":["wizard"]}'
        }

        It 'accepts the desired states from the pipeline' {
            $bodies = @{ a = 1 }, @{ a = 2 }, '{"b":3}' | Invoke-ResourcePatch $echo -Original @{ a = 1 } -PatchFormat JsonPatch
            $bodies.Outcome | Should -Be 'Unchanged', 'Updated', 'Updated'
            $bodies[1].Content.body | Should -Be '[{"op":"replace","path":"/a","value":2}]'
        }

        It 'reads its file once for a pipeline' {
            $file = Join-Path $TestDrive original.json
            Set-Content $file '{"a":1}'
            $bodies = 1..3 | ForEach-Object { if ($_ -eq 2) { Remove-Item $file }; @{ a = $_ } } |
                Invoke-ResourcePatch $echo -Original (Get-Item $file) -PatchFormat JsonPatch
            $bodies.Outcome | Should -Be 'Unchanged', 'Updated', 'Updated'
        }

        It 'removes members that are missing in the desired state' {
            (Invoke-ResourcePatch $echo @{} -Original @{ a = 1 }).Content.body | Should -Be '{"a":null}'
        }

        It 'suggests JsonPatch if a value must become null' {
            $failed = Get-Refusal { Invoke-ResourcePatch $uri @{ rank = $null } -Original @{ rank = 1 } -PatchFormat Merge -ErrorAction Stop }
            $failed.FullyQualifiedErrorId | Should -BeLike 'InvalidPayload,*'
            $failed.ToString() | Should -Match "'/rank'.*JsonPatch"
        }

        It 'keeps the charset of -ContentType' {
            $received = (Invoke-ResourcePatch $echo @{ a = 'é' } -Original @{ a = 1 } -ContentType 'application/json; charset=iso-8859-1').Content
            [Text.Encoding]::GetEncoding('iso-8859-1').GetString([Convert]::FromBase64String($received.bodyBase64)) | Should -Be '{"a":"é"}'
        }

        It 'cannot be used with -IfChanged' {
            $failed = Get-Refusal { Invoke-ResourcePatch $uri @{ a = 1 } -Original $before -IfChanged }
            $failed.FullyQualifiedErrorId | Should -BeLike 'InvalidParameter,*'
            $failed.ToString() | Should -Match 'Drop -Original, or drop -IfChanged'
        }

        It 'is in no parameter set with -<Name>' -ForEach @{ Name = 'Update'; Value = { $_.rank = 3 } }, @{ Name = 'Form'; Value = @{ a = 1 } } {
            $given = @{ $Name = $Value }
            (Get-Refusal { Invoke-ResourcePatch $uri -Original $before @given }).FullyQualifiedErrorId | Should -BeLike 'ParameterBindingFailed,*'
        }
    }

    Context 'a body that never ends' {
        It 'is aborted for a <Name> by -<Limit>' -ForEach @(
            foreach ($limit in @{ DeadlineSeconds = 0.5 }, @{ OperationTimeoutSeconds = 0.5 }) {
                @{ Name = 'stream'; Limit = "$($limit.Keys)"; Arguments = $limit; Format = @{ PatchFormat = 'Merge' } }
                @{ Name = 'stream with -Original'; Limit = "$($limit.Keys)"; Arguments = $limit; Format = @{ Original = @{ a = 1 } } }
            }
        ) {
            $pipe = [IO.Pipes.AnonymousPipeServerStream]::new('In')
            try {
                $watch = [Diagnostics.Stopwatch]::StartNew()
                $failed = Get-Refusal { Invoke-ResourcePatch $uri $pipe @Arguments @Format -ErrorAction Stop }
                $failed.FullyQualifiedErrorId | Should -BeIn 'DeadlineExceeded,PutTools.Cmdlets.InvokeResourcePatchCommand', 'OperationTimeout,PutTools.Cmdlets.InvokeResourcePatchCommand'
                $watch.Elapsed.TotalSeconds | Should -BeLessThan 20
            }
            finally { $pipe.SafePipeHandle.Dispose() }
        }
    }

    Context '-WhatIf' {
        It 'shows path, old value and new value with -Original, as <_>' -ForEach 'Merge', 'JsonPatch' {
            $lines = Get-WhatIf "Invoke-ResourcePatch '$uri' @{ rank = 2; name = 'Gandalf' } -Original @{ rank = 1; name = 'Gandalf'; old = `$true } -PatchFormat $_"
            $lines[1..2] | Should -Contain '/old: true -> (nothing)'
            $lines[1..2] -match '^/rank: 1 -> 2' | Should -HaveCount 1
        }

        It 'shows each operation of a handwritten patch' {
            $lines = Get-WhatIf "Invoke-ResourcePatch '$uri' @(@{ op = 'move'; from = '/a'; path = '/b' }, @{ op = 'add'; path = '/c'; value = @(1) }) -PatchFormat JsonPatch"
            $lines[1] | Should -Be 'move /a -> /b'
            $lines[2] | Should -Match '^add /c: \[1\]'
        }

        It 'shows what a merge patch sets and removes' {
            $lines = Get-WhatIf "Invoke-ResourcePatch '$uri' ([ordered]@{ a = @{ b = 1 }; c = `$null }) -PatchFormat Merge"
            $lines[1] | Should -Be 'set /a/b: 1'
            $lines[2] | Should -Match '^remove /c'
        }

        It 'shows what the members of plain JSON set' {
            $lines = Get-WhatIf "Invoke-ResourcePatch '$uri' ([ordered]@{ a = @{ b = 1 }; c = `$null })"
            $lines[1] | Should -Be 'set /a/b: 1'
            $lines[2] | Should -Match '^set /c: null'
        }

        It 'shows only what is known' {
            $lines = Get-WhatIf "Invoke-ResourcePatch '$uri' 'some text' -ContentType text/plain"
            $lines[-1] | Should -Be 'some text'
            @($lines)[0] | Should -BeLike '*(9 bytes of text/plain*): change the resource http*'
        }

        It 'sends nothing' {
            $count = Get-WriteCount
            Invoke-ResourcePatch $uri @{ op = 'remove'; path = '/rank' } -PatchFormat JsonPatch -WhatIf | Should -BeNullOrEmpty
            Get-WriteCount | Should -Be $count
        }
    }

    It 'reports that there is no body, with -<name> <value>' -ForEach @(
        @{ name = 'Original'; value = @{ a = 1 } }
        @{ name = 'PatchFormat'; value = 'Merge' }
        @{ name = 'PatchFormat'; value = 'JsonPatch' }
    ) {
        $arguments = @{ $name = $value }
        $failed = Get-Refusal { Invoke-ResourcePatch $uri @arguments -ErrorAction Stop }
        $failed.FullyQualifiedErrorId | Should -BeLike 'InvalidPayload,*'
        $failed.Exception.Message | Should -BeLike '*: it is empty. Give a body. Nothing was sent.'
    }

    It 'refuses -Form, which is not a patch, with -<name> <value>' -ForEach @(
        @{ name = 'PatchFormat'; value = 'Merge' }
        @{ name = 'PatchFormat'; value = 'JsonPatch' }
    ) {
        $arguments = @{ $name = $value }
        $failed = Get-Refusal { Invoke-ResourcePatch $uri -Form @{ a = 1 } @arguments }
        $failed.FullyQualifiedErrorId | Should -BeLike 'InvalidParameter,*'
        $failed.Exception.Message | Should -BeLike "*Drop -Form, or drop -$name*"
    }

    It 'applies the filtered operations of New-ResourcePatch as one patch' {
        $after = @{ name = 'Saruman'; tags = 'wizard', 'white' }
        $before = Invoke-ResourcePatch $uri @{} -ContentOnly
        $response = New-ResourcePatch $before $after -Format JsonPatch -IncludeTest | Where-Object path -NE '/rank' |
            Invoke-ResourcePatch $uri -PatchFormat JsonPatch
        $response.RawContent | Should -Be '{"name":"Saruman","rank":1,"tags":["wizard","white"]}'
    }

    It 'sends nothing if New-ResourcePatch emitted no operation' {
        New-ResourcePatch @{ a = 1 } @{ a = 1 } -Format JsonPatch | Invoke-ResourcePatch $uri -PatchFormat JsonPatch | Should -BeNullOrEmpty
    }
}
