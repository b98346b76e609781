# Each parameter of one write: a value for all objects, or a script block that outputs each object's.
BeforeDiscovery {
    # What each parameter is given for all, by a script block, and where the server sees it.
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

    # Writes two objects with one parameter, and says what the server saw of each.
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

    It 'is what a script block outputs for each' {
        Send $_ $Script | Should -Be $Each
    }

    It 'fails for the one object whose script block throws, and nothing is sent for it' {
        Reset-TestServer $server
        $script = [scriptblock]::Create("if (`$_.id -eq 1) { throw 'not this one' }; $Script")
        $ErrorActionPreference = 'SilentlyContinue'
        $sent = @(Send $_ $script)
        $sent | Should -Be $Each[1]
        $Error[0].FullyQualifiedErrorId | Should -BeLike 'ScriptBlockFailed,*'
        $Error[0].Exception.Message | Should -BeLike "*-$Name failed: not this one*"
        $Error[0].TargetObject.id | Should -Be 1
    }

    It 'takes $null of a script block as not given, or as the object''s error' {
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
