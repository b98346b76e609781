# Converts PowerShell values to JSON bytes and back, without a request. The writer and reader are internal: the tests
# use those of the build that PUTTOOLS_BUILD names.

BeforeDiscovery {
    $netOnly = @(
        @{ Type = 'Int128'; Value = '170141183460469231731687303715884105727'; Json = '170141183460469231731687303715884105727' }
        @{ Type = 'UInt128'; Value = '340282366920938463463374607431768211455'; Json = '340282366920938463463374607431768211455' }
        @{ Type = 'Half'; Value = '1.5'; Json = '1.5' }
        @{ Type = 'Half'; Value = '2'; Json = '2.0' }
    ).Where({ "System.$($_.Type)" -as [type] })
}

BeforeAll {
    $build = $env:PUTTOOLS_BUILD ? $env:PUTTOOLS_BUILD : 'net8.0'
    $bin = Resolve-Path "$PSScriptRoot/../../src/module/bin/$build"
    if (-not ('PutTools.Tests.JsonConversion' -as [type])) {
        Add-Type -Path "$PSScriptRoot/Support/JsonConversion.cs" -IgnoreWarnings -WarningAction SilentlyContinue
    }

    $module = [Reflection.Assembly]::LoadFrom("$bin/PutTools.Cmdlets.dll")
    $conversion = [PutTools.Tests.JsonConversion]::new($module)

    function ConvertTo-PayloadJson($Value, [hashtable] $Options = @{}) {
        if ($Options.ContainsKey('ExcludeProperty')) {
            $Options.ExcludeProperty = [WildcardPattern[]] @($Options.ExcludeProperty | ForEach-Object { [WildcardPattern]::new($_, 'IgnoreCase') })
        }

        try { [Text.Encoding]::UTF8.GetString($conversion.Write($Value, $conversion.NewOptions($Options))) }
        catch { throw $_.Exception.InnerException ?? $_.Exception }
    }

    function ConvertFrom-ResponseJson([string] $Text, [switch] $AsHashtable) {
        try { , $conversion.Read([Text.Encoding]::UTF8.GetBytes($Text), $AsHashtable) }
        catch { throw $_.Exception.InnerException ?? $_.Exception }
    }

    # Returns the message of the InvalidPayload error that the writer must throw.
    function Get-PayloadError($Value, [hashtable] $Options = @{}) {
        try { $null = ConvertTo-PayloadJson $Value $Options }
        catch {
            $_.Exception.GetType().FullName | Should -Be 'PutTools.Http.RequestException'
            "$($_.Exception.Kind)" | Should -Be 'InvalidPayload'
            return $_.Exception.Message
        }

        throw 'It was written.'
    }

    class Wizard {
        [string] $Name = 'Gandalf'
        [int] $Age = 2019
        hidden [string] $Ring = 'Narya'
        [object[]] $Friends = @('Frodo')
        [string] Speak() { return 'You shall not pass' }
    }

    class Grey : Wizard { [bool] $Pilgrim = $true }

    Add-Type -TypeDefinition @'
        namespace PutTools.Tests {
            [System.Flags] public enum Right : ulong { None = 0, Read = 1, Write = 2, All = ulong.MaxValue }
            public static class Code { public static int Five(System.Management.Automation.PSObject instance) => 5; }
            public class Thrower { public int Good => 1; public int Bad => throw new System.InvalidOperationException("no coffee"); }
            public class Net {
                public string Field = "f"; public int Auto { get; set; } = 1; public int? Maybe { get; set; } public int WriteOnly { set { } }
                public int this[int i] => i; public static int Static => 5; private int Hidden => 6; public int Method() => 7;
            }
        }
'@ -IgnoreWarnings -ErrorAction SilentlyContinue
}

Describe 'The JSON writer' {
    Context 'numbers' {
        It 'writes a <Type> exactly: <Json>' -ForEach @(
            @{ Type = 'byte'; Value = [byte]::MaxValue; Json = '255' }
            @{ Type = 'sbyte'; Value = [sbyte]::MinValue; Json = '-128' }
            @{ Type = 'int16'; Value = [int16]::MinValue; Json = '-32768' }
            @{ Type = 'uint16'; Value = [uint16]::MaxValue; Json = '65535' }
            @{ Type = 'int'; Value = [int]::MinValue; Json = '-2147483648' }
            @{ Type = 'uint32'; Value = [uint32]::MaxValue; Json = '4294967295' }
            @{ Type = 'long'; Value = [long]::MinValue; Json = '-9223372036854775808' }
            @{ Type = 'ulong'; Value = [ulong]::MaxValue; Json = '18446744073709551615' }
            @{ Type = 'bigint'; Value = [bigint]::Pow(10, 30); Json = '1000000000000000000000000000000' }
            @{ Type = 'decimal'; Value = [decimal]::MaxValue; Json = '79228162514264337593543950335' }
            @{ Type = 'decimal with its own digits'; Value = 1.10d; Json = '1.10' }
            @{ Type = 'double'; Value = 0.1; Json = '0.1' }
            @{ Type = 'double that 15 digits do not tell'; Value = 0.1 + 0.2; Json = '0.30000000000000004' }
            @{ Type = 'double without a fraction'; Value = [double] 5; Json = '5.0' }
            @{ Type = 'largest double'; Value = [double]::MaxValue; Json = '1.7976931348623157E+308' }
            @{ Type = 'smallest double'; Value = [double]::Epsilon; Json = '5E-324' }
            @{ Type = 'negative zero'; Value = -0.0; Json = '-0.0' }
            @{ Type = 'float'; Value = [float] 0.1; Json = '0.1' }
            @{ Type = 'largest float'; Value = [float]::MaxValue; Json = '3.4028235E+38' }
        ) {
            ConvertTo-PayloadJson $Value | Should -BeExactly $Json
        }

        It 'writes a <Type> exactly, although the older build does not know the type: <Json>' -ForEach $netOnly {
            ConvertTo-PayloadJson ("System.$Type" -as [type])::Parse($Value, [cultureinfo]::InvariantCulture) | Should -BeExactly $Json
        }

        It 'refuses <_>' -ForEach ([double]::NaN, [double]::PositiveInfinity, [float]::NegativeInfinity, [float]::NaN) {
            Get-PayloadError @{ a = @{ b = $_ } } | Should -BeLike '*$.a.b*'
        }

        It 'does not depend on the culture' {
            $before = [cultureinfo]::CurrentCulture
            try {
                [cultureinfo]::CurrentCulture = 'de-DE'
                ConvertTo-PayloadJson @(1.5, 2.5d, [float] 3.5, -1, @{ 1.5 = 1 }) | Should -BeExactly '[1.5,2.5,3.5,-1,{"1.5":1}]'
            }
            finally { [cultureinfo]::CurrentCulture = $before }
        }
    }

    Context 'plain values' {
        It 'writes a <Type>: <Json>' -ForEach @(
            @{ Type = 'null'; Value = $null; Json = 'null' }
            @{ Type = 'DBNull'; Value = [DBNull]::Value; Json = 'null' }
            @{ Type = 'NullString'; Value = [NullString]::Value; Json = 'null' }
            @{ Type = 'nothing of a pipeline'; Value = [Management.Automation.Internal.AutomationNull]::Value; Json = 'null' }
            @{ Type = 'boolean'; Value = $true; Json = 'true' }
            @{ Type = 'switch'; Value = [switch] $true; Json = 'true' }
            @{ Type = 'char'; Value = [char] 'é'; Json = '"é"' }
            @{ Type = 'guid'; Value = [guid] '0f8fad5b-d9cb-469f-a165-70867728950e'; Json = '"0f8fad5b-d9cb-469f-a165-70867728950e"' }
            @{ Type = 'uri, as it was given'; Value = [uri] 'http://Example.org:80/a b'; Json = '"http://Example.org:80/a b"' }
            @{ Type = 'relative uri'; Value = [uri]::new('a/b', [UriKind]::Relative); Json = '"a/b"' }
            @{ Type = 'version'; Value = [version] '1.2.3'; Json = '"1.2.3"' }
            @{ Type = 'semantic version'; Value = [semver] '1.2.3-beta'; Json = '"1.2.3-beta"' }
            @{ Type = 'timespan'; Value = [timespan]::new(1, 2, 3, 4, 5); Json = '"1.02:03:04.0050000"' }
            @{ Type = 'UTC DateTime'; Value = [datetime]::new(2024, 1, 2, 3, 4, 5, [DateTimeKind]::Utc); Json = '"2024-01-02T03:04:05Z"' }
            @{ Type = 'DateTime of no kind'; Value = [datetime]::new(2024, 1, 2, 3, 4, 5, [DateTimeKind]::Unspecified); Json = '"2024-01-02T03:04:05"' }
            @{ Type = 'DateTimeOffset'; Value = [DateTimeOffset]::new(2024, 1, 2, 3, 4, 5, [timespan]::FromHours(5)); Json = '"2024-01-02T03:04:05+05:00"' }
            @{ Type = 'DateOnly'; Value = [DateOnly]::new(2024, 1, 2); Json = '"2024-01-02"' }
            @{ Type = 'TimeOnly'; Value = [TimeOnly]::new(3, 4, 5); Json = '"03:04:05"' }
            @{ Type = 'enum'; Value = [DayOfWeek]::Friday; Json = '5' }
            @{ Type = 'flags enum'; Value = [IO.FileAttributes] 'Hidden, System'; Json = '6' }
            @{ Type = 'byte array'; Value = [byte[]] (1, 2, 255); Json = '"AQL/"' }
            @{ Type = 'memory of bytes'; Value = [Memory[byte]]::new([byte[]] (1, 2, 255)); Json = '"AQL/"' }
            @{ Type = 'StringBuilder'; Value = [Text.StringBuilder] 'abc'; Json = '"abc"' }
            @{ Type = 'IP address'; Value = [ipaddress] '::1'; Json = '"::1"' }
            @{ Type = 'mail address'; Value = [Net.Mail.MailAddress] 'a@example.org'; Json = '"a@example.org"' }
            @{ Type = 'culture'; Value = [cultureinfo] 'de-DE'; Json = '"de-DE"' }
            @{ Type = 'regular expression'; Value = [regex] 'a.b'; Json = '"a.b"' }
            @{ Type = 'encoding'; Value = [Text.Encoding]::UTF8; Json = '"utf-8"' }
            @{ Type = 'file'; Value = [IO.FileInfo] '/tmp/a.txt'; Json = '"/tmp/a.txt"' }
            @{ Type = 'folder'; Value = [IO.DirectoryInfo] '/tmp'; Json = '"/tmp"' }
            @{ Type = 'XML document'; Value = [xml] '<a><b>1</b></a>'; Json = '"<a><b>1</b></a>"' }
            @{ Type = 'XElement'; Value = [Xml.Linq.XElement]::Parse('<a/>'); Json = '"<a />"' }
        ) {
            ConvertTo-PayloadJson @{ a = $Value } | Should -BeExactly "{`"a`":$Json}"
        }

        It 'writes a local DateTime with its offset' {
            $local = [datetime]::new(2024, 1, 2, 3, 4, 5, [DateTimeKind]::Local)
            ConvertTo-PayloadJson $local | Should -BeExactly "`"$($local.ToString('yyyy-MM-ddTHH:mm:sszzz', [cultureinfo]::InvariantCulture))`""
        }

        It 'writes an enum larger than a long as its number' { ConvertTo-PayloadJson ([PutTools.Tests.Right]::All) | Should -BeExactly '18446744073709551615' }
        It 'writes enums as strings on demand' { ConvertTo-PayloadJson ([DayOfWeek]::Friday) @{ EnumsAsStrings = $true } | Should -BeExactly '"Friday"' }
        It 'writes flags as strings on demand' {
            ConvertTo-PayloadJson ([PutTools.Tests.Right] 'Read, Write') @{ EnumsAsStrings = $true } | Should -BeExactly '"Read, Write"'
        }

        It 'writes a nullable with and without a value' {
            $net = [PutTools.Tests.Net]::new()
            (ConvertTo-PayloadJson $net) | Should -BeLike '*"Maybe":null*'
            $net.Maybe = 3
            (ConvertTo-PayloadJson $net) | Should -BeLike '*"Maybe":3*'
        }
    }

    Context 'text' {
        It 'writes text outside ASCII unescaped' { ConvertTo-PayloadJson "é日本😀`u{2028}<&'>" | Should -BeExactly "`"é日本😀`u{2028}<&'>`"" }
        It 'escapes the characters that JSON requires' { ConvertTo-PayloadJson "`"\/`b`f`n`r`t`0`u{1f}" | Should -BeExactly '"\"\\/\b\f\n\r\t\u0000\u001f"' }
        It 'escapes lone surrogates in values and names' {
            $lone = [string] [char] 0xD83D
            ConvertTo-PayloadJson @{ "a$lone" = "$([char] 0xDE00)$lone" } | Should -BeExactly '{"a\ud83d":"\ude00\ud83d"}'
        }

        It 'never splits a surrogate pair in a long text' -ForEach 4094, 4095, 4096 {
            $text = ('x' * $_) + '😀' + ('y' * 5000)
            ConvertTo-PayloadJson $text | Should -BeExactly "`"$text`""
        }

        It 'does not write properties that were added to a string' {
            $line = 'abc' | Add-Member -NotePropertyName PSPath -NotePropertyValue 'x' -PassThru
            ConvertTo-PayloadJson @{ a = $line } | Should -BeExactly '{"a":"abc"}'
        }

        It 'does not write what Get-Content adds to a line' {
            Set-Content "$TestDrive/line.txt" 'abc'
            ConvertTo-PayloadJson @{ a = Get-Content "$TestDrive/line.txt" } | Should -BeExactly '{"a":"abc"}'
        }
    }

    Context 'objects' {
        It 'writes a PSCustomObject in its order' {
            ConvertTo-PayloadJson ([pscustomobject]@{ z = 1; a = [pscustomobject]@{ y = 2; b = $null } }) | Should -BeExactly '{"z":1,"a":{"y":2,"b":null}}'
        }

        It 'writes note, script, alias and code properties' {
            $object = [pscustomobject]@{ a = 1 }
            $object | Add-Member ScriptProperty b { $this.a + 1 }
            $object | Add-Member AliasProperty c a
            $object.psobject.Properties.Add([psnoteproperty]::new('d', 4))
            $object.psobject.Properties.Add([Management.Automation.PSCodeProperty]::new('e', [PutTools.Tests.Code].GetMethod('Five')))
            ConvertTo-PayloadJson $object | Should -BeExactly '{"a":1,"b":2,"c":1,"d":4,"e":5}'
        }

        # Without the internal table, objects take five times as long, and hashtables three times.
        It 'reads the properties of <Name> as PowerShell enumerates them, <How>' -ForEach $(
            foreach ($how in 'from its internal table', 'without that table') {
                @{ How = $how; Name = 'an empty object'; Value = { [pscustomobject]@{} } }
                @{ How = $how; Name = 'an object'; Value = { [pscustomobject]@{ z = 1; A = 2; 'a b' = $null } } }
                @{ How = $how; Name = 'one of New-Object'; Value = { New-Object psobject -Property ([ordered]@{ b = 1; a = 2 }) } }
                @{ How = $how; Name = 'a row of a table'; Value = { 'b,a', '1,2' | ConvertFrom-Csv } }
                @{ How = $how; Name = 'selected properties'; Value = { Get-Item . | Select-Object Name, @{ n = 'two'; e = { 2 } } } }
                @{ How = $how; Name = 'an enumerated object'; Value = { $o = [pscustomobject]@{ z = 1 }; $null = $o.psobject.Members.Match('*'), $o.psobject.TypeNames; $o } }
                @{ How = $how; Name = 'added, removed and replaced properties'; Value = {
                        $o = [pscustomobject]@{ z = 1; y = 2; x = 3 }; $o.psobject.Properties.Remove('y')
                        $o | Add-Member ScriptProperty s { 5 }; $o | Add-Member AliasProperty l z; $o | Add-Member ScriptMethod m { 6 }
                        $o | Add-Member z 7 -Force; $o | Add-Member PropertySet p ([string[]] 'z') -PassThru
                    }
                }
                @{ How = $how; Name = 'an object with a type name'; Value = { [pscustomobject]@{ PSTypeName = 'Plain'; a = 1 } } }
                @{ How = $how; Name = 'an object with a type that has properties'; Value = {
                        Update-TypeData -TypeName Typed -MemberType ScriptProperty -MemberName twice -Value { 2 * $this.a } -Force
                        [pscustomobject]@{ PSTypeName = 'Typed'; a = 1 }
                    }
                }
                @{ How = $how; Name = 'an object with a type that has a method'; Value = {
                        Update-TypeData -TypeName Calm -MemberType ScriptMethod -MemberName twice -Value { 2 } -DefaultDisplayPropertySet a -Force
                        [pscustomobject]@{ PSTypeName = 'Calm'; a = 1; b = 2 }
                    }
                }
                @{ How = $how; Name = 'a deserialized object'; Value = { [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize([pscustomobject]@{ a = 1; b = @{} })) } }
                @{ How = $how; Name = 'a deserialized instance of a class'; Value = { [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize([Wizard]::new())) } }
                @{ How = $how; Name = 'a copy'; Value = { ([pscustomobject]@{ a = 1; b = 2 }).psobject.Copy() } }
                @{ How = $how; Name = 'an object in an object'; Value = { $o = [psobject]::new([pscustomobject]@{ a = 1 }); $o.psobject.Properties.Add([psnoteproperty]::new('b', 2)); , $o } }
            }
        ) {
            $object = & $Value
            $own = $module.GetType('PutTools.Cmdlets.Conversion.OwnProperties')
            $table = $own.GetField('_table', [Reflection.BindingFlags]'NonPublic, Static')
            $internal = $table.GetValue($null)
            $internal | Should -Not -BeNullOrEmpty
            try {
                if ($How -like 'without*') { $table.SetValue($null, $null) }
                $read = [Collections.Generic.List[System.Management.Automation.PSPropertyInfo]]::new()
                $own.GetMethod('AddAllOf').Invoke($null, @($object, $read))
                $dictionary = @{ a = 1 } | Add-Member b 2 -PassThru
                ConvertTo-PayloadJson $dictionary | Should -BeExactly '{"a":1,"b":2}'
            }
            finally { $table.SetValue($null, $internal) }
            $expected = @($object.psobject.Properties | ForEach-Object { "$($_.MemberType) $($_.Name)=$($_.Value)" })
            @($read | ForEach-Object { "$($_.MemberType) $($_.Name)=$($_.Value)" }) | Should -BeExactly $expected
        }

        It 'writes a PowerShell class without its hidden members' {
            ConvertTo-PayloadJson ([Wizard]::new()) | Should -BeExactly '{"Name":"Gandalf","Age":2019,"Friends":["Frodo"]}'
        }

        It 'writes a derived PowerShell class completely' { ConvertTo-PayloadJson ([Grey]::new()) | Should -BeLike '*"Pilgrim":true*"Name":"Gandalf"*' }

        It 'writes the readable public members of a .NET object' {
            ConvertTo-PayloadJson ([PutTools.Tests.Net]::new()) | Should -BeExactly '{"Auto":1,"Maybe":null,"Field":"f"}'
        }

        It 'writes the properties that were added to a .NET object' {
            $net = [PutTools.Tests.Net]::new() | Add-Member -NotePropertyName Note -NotePropertyValue 1 -PassThru
            ConvertTo-PayloadJson $net | Should -BeLike '*"Note":1*'
        }

        It 'names the property whose getter throws' {
            Get-PayloadError @{ a = [PutTools.Tests.Thrower]::new() } | Should -BeLike '*$.a.Bad could not be read: no coffee*'
        }

        It 'names the script property that throws' {
            $object = [pscustomobject]@{ a = 1 } | Add-Member ScriptProperty b { throw 'no tea' } -PassThru
            Get-PayloadError $object | Should -BeLike '*$.b could not be read: no tea*'
        }

        It 'names the element in place of which a list throws' {
            $list = [System.Linq.Enumerable]::Select([int[]] (1, 2), [Func[int, int]] { param($x) if ($x -eq 2) { throw 'no milk' } $x })
            Get-PayloadError @{ a = $list } | Should -BeLike '*$.a`[1`] could not be read: no milk*'
            Get-PayloadError @{ a = [System.Linq.Enumerable]::Select([int[]] 1, [Func[int, int]] { throw 'no tea' }) } | Should -BeLike '*$.a`[0`] could not be read: no tea*'
        }

        It 'names the alias that leads nowhere, which -ExcludeProperty can leave out' {
            $object = [pscustomobject]@{ a = 1 } | Add-Member AliasProperty b nothing -PassThru
            Get-PayloadError $object | Should -BeLike '*$.b could not be read*'
            ConvertTo-PayloadJson $object @{ ExcludeProperty = 'b' } | Should -BeExactly '{"a":1}'
        }

        It 'unwraps PSObjects within PSObjects' {
            ConvertTo-PayloadJson ([psobject] @{ a = [psobject] [psobject] @([psobject] 1, [psobject] 'x') }) | Should -BeExactly '{"a":[1,"x"]}'
        }

        It 'writes a deserialized object' {
            $copy = [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize([PutTools.Tests.Net]::new()))
            ConvertTo-PayloadJson $copy | Should -BeExactly '{"Auto":1,"Maybe":null,"Field":"f"}'
        }

        It 'refuses a deserialized <Type>' -ForEach @(
            @{ Type = 'System.Numerics.BigInteger'; Value = [bigint] 5 }
            @{ Type = 'System.DateTimeOffset'; Value = [datetimeoffset]::Now }
            @{ Type = 'System.DBNull'; Value = [dbnull]::Value }
        ) {
            $copy = [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize([pscustomobject]@{ a = 1; b = $Value }))
            Get-PayloadError $copy | Should -BeLike "*`$.b was a $Type before a job*"
        }
    }

    Context 'members that are marked with JsonIgnore' {
        BeforeAll {
            class Account {
                [int] $Id = 1
                [Newtonsoft.Json.JsonIgnore()] [string] $Password = 'p'
                [Text.Json.Serialization.JsonIgnore()] [string] $Session = 's'
                [Text.Json.Serialization.JsonIgnore(Condition = 'WhenWritingNull')] [string] $Note = 'n'
            }

            class AdminAccount : Account { [bool] $Admin = $true }
        }

        It 'are not data, as for ConvertTo-Json' {
            ConvertTo-PayloadJson ([Account]::new()) | Should -BeExactly '{"Id":1,"Note":"n"}'
            ConvertTo-PayloadJson @{ a = [AdminAccount]::new() } | Should -BeExactly '{"a":{"Admin":true,"Id":1,"Note":"n"}}'
        }

        It 'are sent if Add-Member has replaced them' {
            $account = [Account]::new() | Add-Member Password 'new' -Force -PassThru
            ConvertTo-PayloadJson $account | Should -BeLike '*"Password":"new"*'
        }
    }

    Context 'dictionaries' {
        It 'writes an ordered dictionary in its order' { ConvertTo-PayloadJson ([ordered]@{ z = 1; a = 2 }) | Should -BeExactly '{"z":1,"a":2}' }
        It 'writes an empty dictionary' { ConvertTo-PayloadJson @{} | Should -BeExactly '{}' }
        It 'writes names that differ only in letter case' {
            $names = [Collections.Specialized.OrderedDictionary]::new([StringComparer]::Ordinal)
            $names.Add('a', 1); $names.Add('A', 2)
            ConvertTo-PayloadJson $names | Should -BeExactly '{"a":1,"A":2}'
        }

        It 'writes keys of the type <Name>' -ForEach @(
            @{ Name = 'int'; Key = 5; Json = '5' }
            @{ Name = 'guid'; Key = [guid]::Empty; Json = '00000000-0000-0000-0000-000000000000' }
            @{ Name = 'enum'; Key = [DayOfWeek]::Friday; Json = 'Friday' }
            @{ Name = 'DateTime'; Key = [datetime]::new(2024, 1, 2, 3, 4, 5, [DateTimeKind]::Utc); Json = '2024-01-02T03:04:05Z' }
            @{ Name = 'boolean'; Key = $true; Json = 'True' }
            @{ Name = 'double'; Key = 1.5; Json = '1.5' }
            @{ Name = 'char'; Key = [char] 'c'; Json = 'c' }
            @{ Name = 'bigint'; Key = [bigint] 12; Json = '12' }
            @{ Name = 'wrapped string'; Key = [psobject]::AsPSObject('k'); Json = 'k' }
        ) {
            $generic = [Collections.Generic.Dictionary[object, int]]::new()
            $generic.Add($Key, 1)
            ConvertTo-PayloadJson $generic | Should -BeExactly "{`"$Json`":1}"
        }

        It 'refuses two keys with the same name' {
            $pair = [ordered]@{ }
            $pair.Add('1', 'a'); $pair.Add([object] 1L, 'b')
            Get-PayloadError @{ deep = $pair } | Should -BeLike "*`$.deep*two keys*'1'*"
        }

        It 'refuses a key that is not a single value' { Get-PayloadError @{ @{} = 1 } | Should -BeLike '*of the type hashtable*' }
        It 'writes an ExpandoObject' {
            $expando = [Dynamic.ExpandoObject]::new(); $expando.a = 1
            ConvertTo-PayloadJson $expando | Should -BeExactly '{"a":1}'
        }

        It 'writes a NameValueCollection' {
            $fields = [Collections.Specialized.NameValueCollection]::new(); $fields.Add('a', '1'); $fields.Add('b', '2'); $fields.Add('b', '3')
            ConvertTo-PayloadJson $fields | Should -BeExactly '{"a":"1","b":["2","3"]}'
        }

        It 'writes <Name> in the same order in each process' -TestCases @(
            @{ Name = 'a hashtable'; Make = { @{ b = 1; a = 2; C = 3; 'ä' = 4; 10 = 5 } } }
            @{ Name = 'a synchronized hashtable'; Make = { [hashtable]::Synchronized(@{ b = 1; a = 2; C = 3; 'ä' = 4; 10 = 5 }) } }
        ) {
            ConvertTo-PayloadJson @{ z = 1; at = & $Make } @{ SortsHashtables = $true } | Should -BeExactly '{"at":{"10":5,"C":3,"a":2,"b":1,"ä":4},"z":1}'
        }

        It 'keeps the order of what ConvertFrom-Json -AsHashtable outputs' -Tag net8.0 {
            ConvertTo-PayloadJson ('{"b":1,"a":{"d":1,"c":2}}' | ConvertFrom-Json -AsHashtable) | Should -BeExactly '{"b":1,"a":{"d":1,"c":2}}'
        }

        It 'does not write properties that a job adds to a dictionary' {
            $dictionary = @{ a = 1 } | Add-Member -NotePropertyName PSComputerName -NotePropertyValue localhost -PassThru
            ConvertTo-PayloadJson $dictionary | Should -BeExactly '{"a":1}'
        }

        It 'writes properties that were added to <Name>, as ConvertTo-Json does' -TestCases @(
            @{ Name = 'a hashtable'; Dictionary = @{ a = 1 } }
            @{ Name = 'an ordered dictionary'; Dictionary = [ordered]@{ a = 1 } }
            @{ Name = 'a generic dictionary'; Dictionary = & { $generic = [Collections.Generic.Dictionary[string, int]]::new(); $generic.Add('a', 1); $generic } }
        ) {
            $Dictionary | Add-Member b 2
            $Dictionary | Add-Member ScriptProperty c { $this.a + 2 }
            ConvertTo-PayloadJson ([ordered]@{ at = $Dictionary }) | Should -BeExactly '{"at":{"a":1,"b":2,"c":3}}'
        }

        It 'writes the key, not an added property with its name' {
            $dictionary = @{ a = 1 } | Add-Member -NotePropertyName a -NotePropertyValue 2 -Force -PassThru
            ConvertTo-PayloadJson $dictionary | Should -BeExactly '{"a":1}'
        }

        It 'names an added property whose getter throws' {
            $dictionary = @{ a = 1 } | Add-Member ScriptProperty b { throw 'no tea' } -PassThru
            Get-PayloadError $dictionary | Should -BeLike '*could not be read: no tea*'
        }
    }

    Context 'lists' {
        It 'keeps empty and one-element lists' { ConvertTo-PayloadJson @{ a = [ordered]@{ e = @(); o = , 1 } } | Should -BeExactly '{"a":{"e":[],"o":[1]}}' }
        It 'writes lists in lists' { ConvertTo-PayloadJson @(@(1, 2), @(@(), , @(3))) | Should -BeExactly '[[1,2],[[],[[3]]]]' }
        It 'writes a Hashtable in an ArrayList' { ConvertTo-PayloadJson ([Collections.ArrayList] @(@{ a = 1 }, 2)) | Should -BeExactly '[{"a":1},2]' }
        It 'writes a generic list, a set, a queue and a lazy sequence' {
            $lists = [Collections.Generic.List[int]] (1, 2), [Collections.Generic.HashSet[string]] ('x'), [Collections.Queue] @(3), [Linq.Enumerable]::Range(4, 2)
            ConvertTo-PayloadJson $lists | Should -BeExactly '[[1,2],["x"],[3],[4,5]]'
        }

        It 'writes a wrapped list with note properties as a list' {
            ConvertTo-PayloadJson @{ a = Add-Member -InputObject @(1) -NotePropertyName n -NotePropertyValue 1 -PassThru } | Should -BeExactly '{"a":[1]}'
        }
    }

    Context 'data tables' {
        BeforeAll {
            $table = [Data.DataTable]::new('t')
            $null = $table.Columns.Add('id', [int]); $null = $table.Columns.Add('name', [string])
            $null = $table.Rows.Add(1, 'a'); $null = $table.Rows.Add(2, [DBNull]::Value)
        }

        It 'writes a DataRow by its columns' { ConvertTo-PayloadJson $table.Rows[1] | Should -BeExactly '{"id":2,"name":null}' }
        It 'writes the properties that were added to a DataRow' {
            $row = [Data.DataTable]::new('t').NewRow()
            $null = $row.Table.Columns.Add('id', [int])
            $row | Add-Member n 1
            $row | Add-Member id 5 -Force
            ConvertTo-PayloadJson @{ r = $row } | Should -BeExactly '{"r":{"id":null,"n":1}}'
        }

        It 'writes a DataTable as its rows' { ConvertTo-PayloadJson @{ t = $table } | Should -BeExactly '{"t":[{"id":1,"name":"a"},{"id":2,"name":null}]}' }
        It 'writes a record of a data reader' {
            $table.CreateDataReader() | ForEach-Object { ConvertTo-PayloadJson $_ } | Should -BeExactly '{"id":1,"name":"a"}', '{"id":2,"name":null}'
        }

        It 'writes a DataRowView' { ConvertTo-PayloadJson $table.DefaultView[0] | Should -BeExactly '{"id":1,"name":"a"}' }
    }

    Context 'values of JSON libraries' {
        BeforeAll { $text = '{"n":1.10,"big":123456789012345678901234567890.50,"t":"é\ud800","l":[ 1e5 ]}' }

        It 'writes a JsonDocument as it is' { ConvertTo-PayloadJson @{ j = [Text.Json.JsonDocument]::Parse($text) } | Should -BeExactly "{`"j`":$text}" }
        It 'writes a JsonElement as it is' { ConvertTo-PayloadJson @{ j = [Text.Json.JsonDocument]::Parse($text).RootElement } | Should -BeExactly "{`"j`":$text}" }
        It 'writes a parsed JsonNode with its own numbers' {
            ConvertTo-PayloadJson @{ j = [Text.Json.Nodes.JsonNode]::Parse($text) } | Should -BeExactly "{`"j`":$($text.Replace('[ 1e5 ]', '[1e5]'))}"
        }

        It 'writes a JsonNode that was built in code' {
            $node = [Text.Json.Nodes.JsonObject]::new()
            $node.Add('a', [Text.Json.Nodes.JsonValue]::Create(5)); $node.Add('b', [Text.Json.Nodes.JsonArray]::new()); $node.Add('c', $null)
            ConvertTo-PayloadJson $node | Should -BeExactly '{"a":5,"b":[],"c":null}'
        }

        It 'removes comments and trailing commas' {
            $lenient = [Text.Json.JsonDocumentOptions] @{ CommentHandling = 'Skip'; AllowTrailingCommas = $true }
            ConvertTo-PayloadJson ([Text.Json.JsonDocument]::Parse('{"a":[1,/* x */2,],}', $lenient)) | Should -BeExactly '{"a":[1,2]}'
        }

        It 'refuses a JsonElement without a value' { Get-PayloadError @{ j = [Text.Json.JsonElement]::new() } | Should -BeLike '*$.j*' }
    }

    Context 'values that are refused' {
        It 'refuses a <Name>' -ForEach @(
            @{ Name = 'script block'; Value = { 1 } }
            @{ Name = 'type'; Value = [string] }
            @{ Name = 'method'; Value = 'a'.ToUpper }
            @{ Name = 'delegate'; Value = [Action] { } }
            @{ Name = 'assembly'; Value = [string].Assembly }
            @{ Name = 'stream'; Value = [IO.MemoryStream]::new() }
            @{ Name = 'pointer'; Value = [IntPtr] 5 }
            @{ Name = 'task'; Value = [Threading.Tasks.Task]::FromResult(1) }
            @{ Name = 'secure string'; Value = [securestring]::new() }
            @{ Name = 'matrix'; Value = [int[, ]]::new(2, 2) }
            @{ Name = 'network credential'; Value = [Net.NetworkCredential]::new('u', 'p') }
        ) {
            Get-PayloadError @{ a = @(1, $Value) } | Should -Match '\$\.a\[1\] is '
        }

        It 'refuses a credential' {
            Get-PayloadError @{ who = [pscredential]::new('u', [securestring]::new()) } | Should -BeLike '*$.who is a *PSCredential: it contains a secret*'
        }

        It 'refuses a reference, and names its type without assemblies' {
            Get-PayloadError @{ by = [ref] 1 } | Should -BeLike '*PSReference*System.Int32`]: it is a reference to a variable; give its Value*'
        }

        It 'names the path to a value in lists, and to names with special characters' {
            Get-PayloadError @{ address = @{ 'geo data' = @(1, 2, @{ x = { } }) } } | Should -Match ([regex]::Escape("`$.address['geo data'][2].x "))
        }
    }

    Context 'depth and cycles' {
        It 'refuses an object that contains itself and names the path' {
            $cycle = @{ }; $cycle.a = @($cycle)
            Get-PayloadError $cycle | Should -Match '\$\.a\[0\] contains itself'
        }

        It 'refuses a PSCustomObject that contains itself' {
            $cycle = [pscustomobject]@{ self = $null }; $cycle.self = $cycle
            Get-PayloadError $cycle | Should -BeLike '*$.self contains itself*'
        }

        It 'writes the same object twice' {
            $same = @{ a = 1 }
            ConvertTo-PayloadJson @($same, $same, @{ x = $same }) | Should -BeExactly '[{"a":1},{"a":1},{"x":{"a":1}}]'
        }

        It 'writes as many levels as -Depth allows, and no more' {
            $three = @{ a = @{ b = @(1) } }
            ConvertTo-PayloadJson $three @{ Depth = 3 } | Should -BeExactly '{"a":{"b":[1]}}'
            Get-PayloadError $three @{ Depth = 2 } | Should -BeLike '*$.a.b is nested deeper*-Depth*'
        }

        It 'writes 64 levels by default' {
            $deep = 1; foreach ($i in 1..64) { $deep = @{ a = $deep } }
            ConvertTo-PayloadJson $deep | Should -BeLike '*{"a":1}*'
            Get-PayloadError @{ a = $deep } | Should -BeLike '*64 levels*'
        }

        It 'shortens a long path' {
            $deep = { }; foreach ($i in 1..60) { $deep = @{ parent = $deep } }
            $message = Get-PayloadError @{ first = $deep; }
            $message.Length | Should -BeLessThan 400
            $message | Should -BeLike '*$.first.parent*…*.parent.parent is a scriptblock*'
        }

        It 'writes 1,000 levels' {
            $deep = 1; foreach ($i in 1..500) { $deep = @([pscustomobject]@{ a = $deep }) }
            (ConvertTo-PayloadJson $deep @{ Depth = 1000 }).Length | Should -Be 4001
        }
    }

    Context 'ExcludeProperty' {
        It 'leaves members of the outermost object out, in any letter case' {
            ConvertTo-PayloadJson ([ordered]@{ Id = 1; name = 2; inner = @{ id = 3 } }) @{ ExcludeProperty = 'ID', 'na*' } | Should -BeExactly '{"inner":{"id":3}}'
        }

        It 'leaves members of each object of a list out' {
            ConvertTo-PayloadJson @([pscustomobject]@{ id = 1; a = @(@{ id = 5 }) }, @{ id = 2 }) @{ ExcludeProperty = 'id' } | Should -BeExactly '[{"a":[{"id":5}]},{}]'
        }

        It 'does not read the members that it leaves out' {
            ConvertTo-PayloadJson ([PutTools.Tests.Thrower]::new()) @{ ExcludeProperty = 'bad' } | Should -BeExactly '{"Good":1}'
        }
    }
}

Describe 'The JSON reader' {
    It 'reads <Text> as <Type>' -ForEach @(
        @{ Text = '1'; Type = 'long'; Value = 1L }
        @{ Text = '9223372036854775807'; Type = 'long'; Value = [long]::MaxValue }
        @{ Text = '9223372036854775808'; Type = 'bigint'; Value = [bigint]::Parse('9223372036854775808') }
        @{ Text = '1.0'; Type = 'double'; Value = [double] 1 }
        @{ Text = '1.10'; Type = 'double'; Value = 1.1 }
        @{ Text = '1e3'; Type = 'double'; Value = [double] 1000 }
        @{ Text = '0.30000000000000004'; Type = 'double'; Value = 0.1 + 0.2 }
        @{ Text = '1.2345678901234567890'; Type = 'decimal'; Value = 1.2345678901234567890d }
        @{ Text = '1E400'; Type = 'double'; Value = [double]::PositiveInfinity }
        @{ Text = '1e999999999'; Type = 'double'; Value = [double]::PositiveInfinity }
        @{ Text = '"2024-01-02T10:00:00+05:00"'; Type = 'string'; Value = '2024-01-02T10:00:00+05:00' }
        @{ Text = 'true'; Type = 'bool'; Value = $true }
        @{ Text = '"\ud83d\ude00\u00e9\n"'; Type = 'string'; Value = "😀é`n" }
    ) {
        $value = ConvertFrom-ResponseJson $Text
        $value | Should -BeOfType $Type
        $value | Should -BeExactly $Value
    }

    It 'keeps the sign of <_>' -ForEach '-0', '-0.0', '-0e1' {
        [double]::IsNegative((ConvertFrom-ResponseJson $_)) | Should -BeTrue
    }

    It 'writes <_> again with all its digits, although no number type has them' -ForEach @(
        '1E400', '-1e-400', '1e999999999', '1e99999999999999999999', '3.14159265358979323846264338327950288'
    ) {
        ConvertTo-PayloadJson (ConvertFrom-ResponseJson "{`"a`":[$_]}") | Should -BeExactly "{`"a`":[$_]}"
    }

    It 'calculates with a number that fits no number type' { (ConvertFrom-ResponseJson '[3.14159265358979323846264338327950288]')[0] * 2 | Should -Be ([math]::PI * 2) }

    It 'reads an integer of 20,000 digits and writes it again' {
        $number = '7' * 20000
        ConvertTo-PayloadJson (ConvertFrom-ResponseJson "[$number]") | Should -BeExactly "[$number]"
    }

    It 'reads null as null' { ConvertFrom-ResponseJson 'null' | Should -Be $null }
    It 'reads an object as a PSCustomObject in its order' {
        $object = ConvertFrom-ResponseJson '{"z":1,"a":{"b":null}}'
        $object | Should -BeOfType pscustomobject
        $object.psobject.Properties.Name | Should -Be 'z', 'a'
        $object.a.psobject.Properties.Name | Should -Be 'b'
    }

    It 'keeps empty and one-element arrays' {
        $array = ConvertFrom-ResponseJson '[[],[1]]'
        $array.GetType() | Should -Be ([object[]])
        $array[0].Length | Should -Be 0
        , $array[1] | Should -BeOfType ([object[]])
    }

    It 'reads objects as ordered, case-insensitive dictionaries on demand' {
        $object = ConvertFrom-ResponseJson '{"z":1,"A":{"b":2}}' -AsHashtable
        $object | Should -BeOfType ([Collections.Specialized.OrderedDictionary])
        $object.Keys | Should -Be 'z', 'A'
        $object['a']['B'] | Should -Be 2
    }

    It 'reads names that differ in letter case as a case-sensitive dictionary (<_>)' -ForEach $false, $true {
        $object = ConvertFrom-ResponseJson '{"a":1,"A":2,"b":{"c":3}}' -AsHashtable:$_
        $object['a'] | Should -Be 1
        $object['A'] | Should -Be 2
        $object['B'] | Should -Be $null
        $object['b'].C | Should -Be 3
    }

    It 'reads the name "<_>", which a PSCustomObject cannot have, into a dictionary' -ForEach '', 'psobject', 'PSBase', 'psadapted', 'PSExtended', 'pstypenames' {
        $object = ConvertFrom-ResponseJson "{`"$_`":1,`"x`":2}"
        $object | Should -BeOfType ([Collections.Specialized.OrderedDictionary])
        $object[$_] | Should -Be 1
        $object['X'] | Should -Be 2
    }

    It 'reads the name "<_>" as a property like any other' -ForEach 'Count', 'Length', 'Equals', 'ToString', 'GetType', 'Item', 'pspath', '*', 'a b' {
        $object = ConvertFrom-ResponseJson "{`"$_`":1}"
        $object -is [pscustomobject] | Should -BeTrue
        $object.$_ | Should -Be 1
        $object | Out-String | Should -Match '1'
    }

    It 'keeps the last of duplicate names, in the place of the first, and warns' {
        $object = ConvertFrom-ResponseJson '{"l":[{"a":1,"b":2,"a":3,"b":4}]}'
        ConvertTo-PayloadJson $object | Should -BeExactly '{"l":[{"a":3,"b":4}]}'
        $conversion.Warnings.Count | Should -Be 1
        $conversion.Warnings[0] | Should -Match "'a'.*\$\.l\[0\].*1 more"
    }

    It 'finds duplicates among many names' {
        $members = foreach ($i in 1..50) { "`"n$i`":$i" }
        (ConvertFrom-ResponseJson "{$($members -join ','),`"n7`":0}").n7 | Should -Be 0
        $conversion.Warnings.Count | Should -Be 1
    }

    It 'does not warn in other cases' {
        $null = ConvertFrom-ResponseJson '{"a":{"a":1},"A":1,"b":[{"a":1},{"a":2}]}'
        $conversion.Warnings.Count | Should -Be 0
    }

    It 'keeps lone surrogates in values and names' {
        $object = ConvertFrom-ResponseJson '{"a\ud83d":"\ude00x"}'
        [int] $object.psobject.Properties.Name[1] | Should -Be 0xD83D
        [int] $object.psobject.Properties.Value[0] | Should -Be 0xDE00
    }

    It 'makes objects of a long list that PowerShell reads, changes, extends and copies as its own, <How>' -ForEach @(
        @{ How = 'with the internal table' }
        @{ How = 'without it' }
    ) {
        $table = $module.GetType('PutTools.Cmdlets.Conversion.OwnProperties').GetField('_table', [Reflection.BindingFlags]'NonPublic, Static')
        $internal = $table.GetValue($null)
        # New names in each call. Before they are read, no object has had one, and one within another of the same name.
        $outer, $inner = foreach ($i in 1, 2) { 'n' + [guid]::NewGuid().ToString('N') }
        function Get-Inner($object) { $object.$outer.$inner }
        Get-Inner @{} | Should -BeNullOrEmpty
        try {
            if ($How -eq 'without it') { $table.SetValue($null, $null) }
            $list = ConvertFrom-ResponseJson ('[' + (@("{`"$outer`":{`"$inner`":{`"$inner`":1,`"b`":2}},`"b`":3}") * 50 -join ',') + ']')
        }
        finally { $table.SetValue($null, $internal) }
        foreach ($item in $list[0, 1, 49]) {
            (Get-Inner $item).$inner | Should -Be 1
            $item.b = 4
            $item | Add-Member c 5
            $copy = $item.psobject.Copy()
            $copy.b = 6
            $copy.psobject.Properties.Remove('c')
            "$($item.b) $($item.c) $($copy.b) $($copy.c)" | Should -BeExactly '4 5 6 '
            ($item | Select-Object b, c | ConvertTo-Json -Compress) | Should -BeExactly '{"b":4,"c":5}'
            @($item.psobject.Properties.Name) | Should -BeExactly $outer, 'b', 'c'
            { Add-Member -InputObject $item b 7 -ErrorAction Stop } | Should -Throw
        }
    }

    It 'skips a byte order mark' { $conversion.Read([byte[]] (0xEF, 0xBB, 0xBF, 0x31)) | Should -Be 1 }

    It 'throws if the text is not JSON: <_>' -ForEach '', ' ', '{', '[1', '[1,]', '{"a":1,}', '1 2', '// c', '[1] x', 'NaN', '[Infinity]', "{'a':1}", '01', '1.', '"\x"', "`"`n`"", 'nul' {
        { ConvertFrom-ResponseJson $_ } | Should -Throw -ExceptionType ([Text.Json.JsonException])
    }

    It 'throws if the text is not UTF-8' {
        { try { $conversion.Read([byte[]] (0x22, 0xC3, 0x22)) } catch { throw $_.Exception.InnerException } } | Should -Throw -ExceptionType ([Text.Json.JsonException])
    }

    It 'reads 1,000 levels, and refuses 1,001' {
        { ConvertFrom-ResponseJson (('[' * 1000) + (']' * 1000)) } | Should -Not -Throw
        { ConvertFrom-ResponseJson (('[' * 1001) + (']' * 1001)) } | Should -Throw -ExceptionType ([Text.Json.JsonException])
    }

    It 'refuses 5,000 levels of <_>' -ForEach '[', '{"a":' {
        { ConvertFrom-ResponseJson ($_ * 5000) } | Should -Throw -ExceptionType ([Text.Json.JsonException])
    }

    It 'ends with a value or an error, never a crash, on a thread with a stack of <_> KiB' -ForEach 256, 512, 1024 {
        [PutTools.Tests.RoundTrip]::OnSmallStack($conversion, $_ * 1024, ('{"a":[' * 500) + (']}' * 500)) | Should -BeIn 'read and written', 'refused'
    }

    It 'works on a thread without a runspace' {
        [PutTools.Tests.RoundTrip]::OnSmallStack($conversion, 0, '{"a":[1,{"b":"c"}],"psobject":1}') | Should -Be 'read and written'
    }
}

Describe 'Reading and writing' {
    It 'returns generated documents unchanged (as dictionaries: <_>)' -ForEach $false, $true {
        $count = $env:PUTTOOLS_LONG -eq '1' ? 100000 : 2000
        $seed = $env:PUTTOOLS_SEED ? [int] $env:PUTTOOLS_SEED : (Get-Random)
        Write-Host "    $count documents, PUTTOOLS_SEED=$seed"
        [PutTools.Tests.RoundTrip]::FindFailures($conversion, $seed, $count, $_) | Should -BeNullOrEmpty
    }

    It 'reads 300 MB' -Tag Long {
        $array = $conversion.Read([PutTools.Tests.RoundTrip]::LargeDocument(300MB))
        $array.Length | Should -BeGreaterThan 1MB
        $array[-1].id | Should -Be ($array.Length - 1)
    }
}
