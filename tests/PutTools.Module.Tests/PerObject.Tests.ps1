# Each parameter of one write: one value for all objects, or a script block that outputs the value of each object.
BeforeDiscovery {
    # The value of each parameter for all objects, its script block, and the place where the server finds it.
    $parameters = @(
        @{ Name = 'Uri'; Constant = { "${base}echo/7" }; Script = { "${base}echo/$($_.id)" }; Seen = { $_.path }; All = '/echo/7'; Each = '/echo/1', '/echo/2' }
        @{ Name = 'Body'; Constant = { @{ n = 7 } }; Script = { @{ n = $_.id } }; Seen = { $_.body }; All = '{"n":7}'; Each = '{"n":1}', '{"n":2}' }
        @{ Name = 'Headers'; Constant = { @{ 'X-Id' = 7 } }; Script = { @{ 'X-Id' = $_.id } }; Seen = { $_.headers.'X-Id' }; All = '7'; Each = '1', '2'; MayBeNull = $true }
        @{ Name = 'Query'; Constant = { @{ q = 7 } }; Script = { @{ q = $_.id } }; Seen = { ([uri] $_.url).Query -replace '^\?\d&', '?' }; All = '?q=7'; Each = '?q=1', '?q=2'; MayBeNull = $true }
        @{ Name = 'Cookies'; Constant = { @{ c = '7' } }; Script = { @{ c = "$($_.id)" } }; Seen = { $_.headers.Cookie }; All = 'c=7'; Each = 'c=1', 'c=2'; MayBeNull = $true }
        @{ Name = 'ContentType'; Constant = { 'application/v7+json' }; Script = { "application/v$($_.id)+json" }; Seen = { $_.headers.'Content-Type' }; All = 'application/v7+json'; Each = 'application/v1+json', 'application/v2+json'; MayBeNull = $true }
        @{ Name = 'Form'; Constant = { @{ f = 'seven' } }; Script = { @{ f = "is$($_.id)" } }; Seen = { [regex]::Match($_.body, '\r\n\r\n(\w+)').Groups[1].Value }; All = 'seven'; Each = 'is1', 'is2' }
        @{ Name = 'InFile'; Constant = { $files[7] }; Script = { $files[$_.id] }; Seen = { $_.body }; All = 'file 7'; Each = 'file 1', 'file 2' }
        @{ Name = 'OutFile'; Constant = { "$TestDrive/out7.json" }; Script = { "$TestDrive/out$($_.id).json" }; Seen = { $_ }; All = 'out7.json'; Each = 'out1.json', 'out2.json' }
        @{ Name = 'IfMatch'; Constant = { '"t7"' }; Script = { "`"t$($_.id)`"" }; Seen = { $_.headers.'If-Match' }; All = '"t7"'; Each = '"t1"', '"t2"' }
        @{ Name = 'IfNoneMatch'; Constant = { '"t7"' }; Script = { "`"t$($_.id)`"" }; Seen = { $_.headers.'If-None-Match' }; All = '"t7"'; Each = '"t1"', '"t2"' }
        @{ Name = 'IfUnmodifiedSince'; Constant = { '2024-01-07T00:00:00Z' }; Script = { [datetime]::new(2024, 1, $_.id, 0, 0, 0, [DateTimeKind]::Utc) }; Seen = { $_.headers.'If-Unmodified-Since' }; All = 'Sun, 07 Jan 2024 00:00:00 GMT'; Each = 'Mon, 01 Jan 2024 00:00:00 GMT', 'Tue, 02 Jan 2024 00:00:00 GMT' }
        @{ Name = 'IdempotencyKey'; Constant = { 'k7' }; Script = { "k$($_.id)" }; Seen = { $_.headers.'Idempotency-Key' }; All = 'k7'; Each = 'k1', 'k2' }
        @{ Name = 'Original'; Constant = { @{ id = 7; old = 7 } }; Script = { @{ id = $_.id; old = $_.id } }; Seen = { $_.body }; Verb = 'Patch'; All = '{"old":null,"id":1}', '{"old":null,"id":2}'; Each = '{"old":null}', '{"old":null}' }
    )
    $cases = foreach ($parameter in $parameters) { foreach ($limit in 1, 16) { $parameter + @{ Limit = $limit } } }
}

BeforeAll {
    . (Join-Path $PSScriptRoot 'Support/Initialize.ps1')
    $files = @{}
    foreach ($id in 1, 2, 7) {
        $files[$id] = "$TestDrive/in$id.txt"
        Set-Content $files[$id] "file $id" -NoNewline
    }

    # Writes two objects with one parameter, and emits what the server received for each.
    function Send([hashtable] $Case, $Value) {
        $given = @{ Uri = "${base}echo?{id}"; ThrottleLimit = $Case.Limit; WarningAction = 'Ignore' }
        if ($Case.Verb) { $given.PatchFormat = 'Merge' }
        $given[$Case.Name] = $Value
        $command = "Invoke-Resource$($Case.Verb ?? 'Put')"
        if ($Case.Name -eq 'OutFile') {
            Remove-Item "$TestDrive/out*.json"
            [pscustomobject]@{ id = 1 }, [pscustomobject]@{ id = 2 } | & $command @given
            (Get-ChildItem "$TestDrive/out*.json" | Sort-Object Name).Name
        }
        else {
            [pscustomobject]@{ id = 1 }, [pscustomobject]@{ id = 2 } | & $command @given -ContentOnly | ForEach-Object $Case.Seen
        }
    }
}

AfterAll { if ($server) { Stop-TestServer $server } }

Describe '-<Name>, <Limit> at once' -ForEach $cases {
    It 'is the same for all objects' {
        $expected = $Name -in 'Original', 'OutFile' ? @($All) : @($All, $All)
        Send $_ (& $Constant) | Should -Be $expected
    }

    It 'is the output of a script block for each object' {
        Send $_ $Script | Should -Be $Each
    }

    It 'is not given, or refused before anything is sent, if it is $null' {
        $sent = try { @(Send $_ $null) } catch { $refused = $_ }
        if ($Name -in 'IfMatch', 'IfNoneMatch', 'IfUnmodifiedSince', 'IdempotencyKey', 'InFile', 'OutFile', 'Original') {
            $refused.FullyQualifiedErrorId | Should -BeLike 'ParameterArgumentValidationError*'
        }
        elseif ($Name -in 'Body', 'Uri') { $refused.FullyQualifiedErrorId | Should -BeLike ($Name -eq 'Uri' ? 'InvalidUri,*' : 'InvalidPayload,*') }
        else { $sent | Should -HaveCount 2 }
    }

    It 'fails only for the object whose script block throws, and nothing is sent for it' {
        Reset-TestServer $server
        $script = [scriptblock]::Create("if (`$_.id -eq 1) { throw 'not this one' }; $Script")
        $ErrorActionPreference = 'SilentlyContinue'
        $sent = @(Send $_ $script)
        $sent | Should -Be $Each[1]
        $Error[0].FullyQualifiedErrorId | Should -BeLike 'ScriptBlockFailed,*'
        $Error[0].Exception.Message | Should -BeLike "*-$Name failed: not this one*"
        $Error[0].TargetObject.id | Should -Be 1
    }

    It 'accepts $null from a script block as not given, or as the error of the object' {
        $ErrorActionPreference = 'SilentlyContinue'
        $Error.Clear()
        $null = Send $_ { }
        if ($MayBeNull) { $Error | Should -BeNullOrEmpty }
        else {
            $Error | Should -HaveCount 2
            $Error[0].FullyQualifiedErrorId | Should -BeLike 'ScriptBlockFailed,*'
            $Error[0].Exception.Message | Should -BeLike "*-$Name output nothing*"
            $Error[0].TargetObject.id | Should -Be 2
        }
    }
}

# Typical script blocks of users.
Describe 'A script block' {
    It 'is an error of PowerShell if it calls itself without end, and does not end the process' {
        $body = { @{ a = 1 } | Invoke-ResourcePut "${base}items/self" -Body $body }
        { 1 | Invoke-ResourcePut "${base}items/self" -Body $body -ErrorAction Stop } | Should -Throw -ErrorId 'ScriptBlockFailed,*' -ExpectedMessage 'The script block of -Body failed: The script failed due to call depth*'
    }

    It 'has no object without a pipeline, in a wrapper too' {
        foreach ($body in { @{ none = $null -eq $_ } }, ([psobject] { @{ none = $null -eq $_ } })) {
            (Invoke-ResourcePut "${base}echo" -Body $body -ContentOnly).body | Should -Be '{"none":true}'
        }
    }

    BeforeAll {
        $rows = 1..2 | ForEach-Object { [pscustomobject]@{ id = $_ } }
        $caller = New-Module {
            function Get-Tag($Id) { Write-Error "no tag for $Id"; 'half' }
            function Get-Thing($Id) { Get-Item "/nothing/$Id"; 'half' }
            function Send-Row($Rows, $Uri) { $own = 'module'; $Rows | Invoke-ResourcePut $Uri -Body { "`"$own $($_.id)`"" } -ContentOnly }
            function Send-Tag($Rows, $Uri) { $Rows | Invoke-ResourcePut $Uri -IfMatch { Get-Tag $_.id } -ErrorAction Continue 2>&1 }
            function Send-Strict($Rows, $Uri) { Set-StrictMode -Version Latest; $Rows | Invoke-ResourcePut $Uri -IfMatch { $_.missing } -ErrorAction Continue 2>&1 }
            function Send-Block($Rows, $Uri, $Block) { $own = 'module'; $Rows | Invoke-ResourcePut $Uri -Body $Block -ContentOnly }
        }
        Import-Module $caller
    }

    AfterAll { Remove-Module $caller }

    It 'keeps the form of a list: <Name>' -ForEach @(
        @{ Name = 'one element'; Item = [pscustomobject]@{ list = @('a') }; Block = { $_.list }; Arrives = '["a"]' }
        @{ Name = 'no element'; Item = [pscustomobject]@{ list = @() }; Block = { $_.list }; Arrives = '[]' }
        @{ Name = 'a key'; Item = @{ list = @('a') }; Block = { $PSItem.LIST }; Arrives = '["a"]' }
        @{ Name = 'bytes'; Item = @{ data = [byte[]] (65, 66) }; Block = { $_.data }; Arrives = 'AB' }
        @{ Name = 'the object itself'; Item = , 'a'; Block = { $_ }; Arrives = '["a"]' }
        @{ Name = 'a method'; Item = @{ list = @('a') }; Block = { , $_.list.Clone() }; Arrives = '["a"]' }
    ) {
        $type = $Name -eq 'bytes' ? 'text/plain' : 'application/json'
        (Invoke-ResourcePut "${base}mirror/x" -InputObject $Item -Body $Block -ContentType $type).RawContent | Should -Be $Arrives
    }

    It 'fails if a property is missing, also in strict mode' {
        $written = { Invoke-ResourcePut "${base}mirror/x" -InputObject ([pscustomobject]@{ a = 1 }) -Body { $_.b } }
        $written | Should -Throw -ErrorId 'ScriptBlockFailed,*'
        { Set-StrictMode -Version Latest; & $written } | Should -Throw -ErrorId 'ScriptBlockFailed,*'
    }

    It 'fails at a non-terminating error: <What>' -ForEach @(
        @{ What = 'its own'; Do = { $rows | Invoke-ResourcePut "${base}echo/{id}" -IfMatch { Write-Error "no tag for $($_.id)"; 'half' } @quietly }; Words = 'no tag for 1' }
        @{ What = 'of a function in a module'; Do = { $rows | Invoke-ResourcePut "${base}echo/{id}" -IfMatch { Get-Tag $_.id } @quietly }; Words = 'no tag for 1' }
        @{ What = 'of a command in a function in a module'; Do = { $rows | Invoke-ResourcePut "${base}echo/{id}" -Headers { @{ a = Get-Thing $_.id } } @quietly }; Words = "Cannot find path '/nothing/1' because it does not exist" }
        @{ What = 'in a module that calls the command'; Do = { $failed = Send-Tag $rows "${base}echo/{id}" }; Words = 'no tag for 1' }
        @{ What = 'strict mode of a module'; Do = { $failed = Send-Strict $rows "${base}echo/{id}" }; Words = "The property 'missing' cannot be found on this object. Verify that the property exists" }
        @{ What = 'strict mode of the caller'; Do = { Set-StrictMode -Version Latest; $rows | Invoke-ResourcePut "${base}echo/{id}" -IfMatch { $missing } @quietly }; Words = "The variable '`$missing' cannot be retrieved because it has not been set" }
        @{ What = 'a condition'; Do = { $rows | Invoke-ResourcePut "${base}echo/{id}" -SuccessCondition { Get-Tag $_.InputObject.id } @quietly }; Words = 'no tag for 1' }
        @{ What = '-Update'; Do = { $rows | Invoke-ResourcePut "${base}users/{id}" -Update { Get-Tag 1 } @quietly }; Words = 'no tag for 1' }
    ) {
        $sent = . $Do
        $sent | Should -BeNullOrEmpty
        $failed | Should -HaveCount 2
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'ScriptBlockFailed,*'
        $failed[0].Exception.Message | Should -Match "script block of -\w+ failed: $([regex]::Escape($Words))\."
    }

    It 'continues after an error that it handles: <What>' -ForEach @(
        @{ What = '-ErrorAction'; Block = { Write-Error x -ErrorAction SilentlyContinue; 'tag' } }
        @{ What = 'its own preference'; Block = { $ErrorActionPreference = 'SilentlyContinue'; Write-Error x; 'tag' } }
        @{ What = 'catch'; Block = { try { throw 'x' } catch { 'tag' } } }
        @{ What = 'output of a native program to its error stream'; Block = { pwsh -NoProfile -Command '[Console]::Error.WriteLine(1)'; 'tag' } }
    ) {
        ($rows | Invoke-ResourcePut "${base}echo/{id}" -IfMatch $Block -ContentOnly).headers.'If-Match' | Should -Be 'tag', 'tag'
    }

    It 'fails after an error, whatever preference another one has set: <Block>' -ForEach @(
        @{ Block = { $local:ErrorActionPreference = 'SilentlyContinue'; 'tag' } }
        @{ Block = { Set-Variable ErrorActionPreference SilentlyContinue; 'tag' } }
        @{ Block = { param($row) $ErrorActionPreference = 'SilentlyContinue'; 'tag' } }
    ) {
        $rows | Invoke-ResourcePut "${base}echo/{id}" -IfMatch $Block | Should -HaveCount 2
        $rows | Invoke-ResourcePut "${base}echo/{id}" -IfMatch { Write-Error x; 'tag' } @quietly | Should -BeNullOrEmpty
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'ScriptBlockFailed,*'
    }

    It 'is refused before anything is sent if PowerShell cannot run its blocks as one: <Name> { <Text> }' -ForEach @(
        @{ Name = 'Body'; Text = 'begin { } process { 1 }' }
        @{ Name = 'Body'; Text = 'begin { 1 }' }
        @{ Name = 'Update'; Text = 'process { 1 } end { }' }
        @{ Name = 'Headers'; Text = 'begin { } end { @{ a = 1 } }' }
        @{ Name = 'SuccessCondition'; Text = 'process { $true } clean { }' }
        @{ Name = 'Token'; Text = 'clean { }' }
        @{ Name = 'Query'; Text = 'function f { begin { } process { @{ a = 1 } } }' }
    ) {
        $path = "items/$([guid]::NewGuid())"
        $script = [scriptblock]::Create($Text)
        if ($Text -match '^function') { . $script; $script = $function:f }
        $given = @{ $Name = $script }
        if ($Name -notin 'Update', 'Body') { $given.Body = @{ a = 1 } }
        { @{ a = 2 } | Invoke-ResourcePut "$base$path" @given -WarningAction SilentlyContinue } | Should -Throw "*-$Name can have one process or end block*Nothing was sent." -ErrorId 'InvalidParameter,*'
        (Invoke-WebRequest "$base$path" -SkipHttpErrorCheck).StatusCode | Should -Be 404
    }

    It 'may be one block: <_>' -ForEach 'process { @{ a = 2 } }', 'end { @{ a = 2 } }', 'dynamicparam { } end { @{ a = 2 } }', 'param($row) @{ a = 2 }' {
        (Invoke-ResourcePut "${base}items/$([guid]::NewGuid())" -Body ([scriptblock]::Create($_))).Content.a | Should -Be 2
    }

    It 'neither ends a loop of its caller nor sends a part of its output: <What>' -ForEach @(
        @{ What = 'break'; Given = @{ Headers = { @{ a = 1 }; break } } }
        @{ What = 'continue'; Given = @{ Query = { continue } } }
        @{ What = 'break with a label'; Given = @{ Body = { break outer } } }
        @{ What = 'break in a condition'; Given = @{ SuccessCondition = { break } } }
    ) {
        $turns = 0
        :outer foreach ($turn in 1, 2) {
            $rows | Invoke-ResourcePut "${base}echo/{id}" @Given @quietly | Should -BeNullOrEmpty
            $failed.FullyQualifiedErrorId | Should -Be (, 'ScriptBlockFailed,PutTools.Cmdlets.InvokeResourcePutCommand' * 2)
            $failed[0].Exception.Message | Should -BeLike '*break or continue outside of a loop; use return*'
            $turns++
        }
        $turns | Should -Be 2
    }

    It 'has access to the scope in which it is written: <What>' -ForEach @(
        @{ What = 'the function of a script'; Do = { function Send-Own { $own = 'function'; $rows | Invoke-ResourcePut "${base}echo/{id}" -Body { "`"$own $($_.id)`"" } -ContentOnly }; Send-Own }; Body = '"function 1"', '"function 2"' }
        @{ What = 'the function of a module'; Do = { Send-Row $rows "${base}echo/{id}" }; Body = '"module 1"', '"module 2"' }
        @{ What = 'the caller of a function of a module'; Do = { $own = 'caller'; Send-Block $rows "${base}echo/{id}" { "`"$own $($_.id)`"" } }; Body = '"caller 1"', '"caller 2"' }
        @{ What = 'a closure'; Do = { $own = 'closed'; $block = { "`"$own $($_.id)`"" }.GetNewClosure(); $own = 'later'; Send-Block $rows "${base}echo/{id}" $block }; Body = '"closed 1"', '"closed 2"' }
        @{ What = 'its argument'; Do = { Send-Block $rows "${base}echo/{id}" { param($row) "`"$($row.id)`"" } }; Body = '"1"', '"2"' }
        @{ What = 'its output before return'; Do = { Send-Block $rows "${base}echo/{id}" { return "$($_.id)"; 'more' } }; Body = '1', '2' }
        @{ What = 'a pipeline in it'; Do = { Send-Block $rows "${base}echo/{id}" { , @(1..3 | ForEach-Object { $_ * 2 } | Where-Object { $_ -gt 2 }) } }; Body = '[4,6]', '[4,6]' }
        @{ What = 'another write in it'; Do = { Send-Block $rows "${base}echo/{id}" { "`"$(($_ | Invoke-ResourcePatch "${base}echo/{id}" -ContentOnly).method) $($_.id)`"" } }; Body = '"PATCH 1"', '"PATCH 2"' }
    ) {
        (. $Do).body | Should -Be $Body
    }
}

Describe 'A script block in a session with a constrained language' {
    BeforeAll {
        $state = [initialsessionstate]::CreateDefault2()
        $state.LanguageMode = 'ConstrainedLanguage'
        $constrained = [runspacefactory]::CreateRunspace($state)
        $constrained.Open()

        function Invoke-Constrained([string] $Script) {
            $shell = [powershell]::Create($constrained)
            try {
                $shell.AddScript($Script).Invoke()
                $shell.Streams.Error.ForEach({ "$($_.FullyQualifiedErrorId -replace ',.*'): $($_.ErrorDetails)" })
            }
            finally { $shell.Dispose() }
        }

        Invoke-Constrained "Import-Module '$(Convert-Path (Join-Path $PSScriptRoot '../../PutTools.psd1'))'
            `$null = New-Module { function Get-Bad { Write-Error 'planted'; 5 } }; `$token = 'abc'; `$row = @{ id = 1; n = 2 }"
    }

    AfterAll { $constrained.Dispose() }

    It 'outputs the values of an object' {
        $sent = Invoke-Constrained "`$row | Invoke-ResourcePut '${base}echo/{id}' -Body { @{ m = `$_.n } } -Headers { @{ 'X-N' = `$_.n } } -ContentOnly"
        $sent.body, $sent.headers.'X-N' | Should -Be '{"m":2}', '2'
    }

    It 'changes the state of -Update, and gets the input object' {
        $path = New-Path
        $null = Invoke-ResourcePut "$base$path" @{ n = 1 }
        (Invoke-Constrained "`$row | Invoke-ResourcePut '$base$path' -Update { `$_.n += `$args[0].n }").Content.n | Should -Be 3
    }

    It 'outputs a token, signs, and decides about success' {
        Invoke-Constrained "(Invoke-ResourcePut '${base}echo' 1 -Token { `$token } -Signer { `$_.Headers['X-Sig'] = 's' } -AllowUnencryptedAuthentication -ContentOnly).headers |
            ForEach-Object { `$_.Authorization; `$_.'X-Sig' }" | Should -Be 'Bearer abc', 's'
        Invoke-Constrained "Invoke-ResourcePut '${base}echo' 1 -SuccessCondition { `$_.Content.body -eq 2 }" | Should -BeLike 'ResponseRejected: *'
    }

    It 'is its object''s error if it fails: <Block>' -ForEach @(
        @{ Block = '{ Write-Error planted; 1 }' }, @{ Block = '{ Get-Bad }' }, @{ Block = '{ throw "planted" }' }, @{ Block = '{ [IO.File]::ReadAllText("/x"); "method" }' }, @{ Block = '{ break }' }
    ) {
        Invoke-Constrained "`$row | Invoke-ResourcePut '${base}refused' -Body $Block" | Should -BeLike 'ScriptBlockFailed: *'
        Get-Writes 'refused' | Should -BeNullOrEmpty
    }
}
