BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Support/TestServer.psm1')
    Import-Module (Join-Path $PSScriptRoot '../../PutTools.psd1')
    $server = Start-TestServer
    $base = $server.uri
    $form = @{ ContentType = 'application/x-www-form-urlencoded' }

    function Get-SentForm($Body) { (Invoke-ResourcePut "${base}echo" $Body @form).Content.body }
}

AfterAll {
    if ($server) { Stop-TestServer $server }
}

Describe 'Form fields' {
    It 'are percent-encoded as in browsers' {
        Get-SentForm @{ 'a b' = "ä*-._~!'()&=+%`n" } | Should -BeExactly 'a+b=%C3%A4*-._%7E%21%27%28%29%26%3D%2B%25%0A'
    }

    It 'repeat the name for a list and leave $null out' {
        Get-SentForm ([ordered]@{ a = 1, $null, 'x'; b = $null; c = @() ; d = ''; e = & { } }) | Should -BeExactly 'a=1&a=x&d='
    }

    It 'are the same in every culture' {
        $culture = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = 'de-DE'
            Get-SentForm ([ordered]@{ n = 1.5; t = $true; d = [datetime]::new(2024, 2, 3, 0, 0, 0, [DateTimeKind]::Utc) }) |
                Should -BeExactly 'n=1.5&t=true&d=2024-02-03T00%3A00%3A00Z'
        }
        finally { [cultureinfo]::CurrentCulture = $culture }
    }

    It 'are created from a list of <Kind>' -ForEach @(
        @{ Kind = 'two-element arrays'; Pairs = @(@('a', 1), @('b', 2), @('a', 3)) }
        @{ Kind = 'dictionary entries'; Pairs = @([System.Collections.DictionaryEntry]::new('a', 1), [System.Collections.DictionaryEntry]::new('b', 2), [System.Collections.DictionaryEntry]::new('a', 3)) }
        @{ Kind = 'key-value pairs'; Pairs = @([System.Collections.Generic.KeyValuePair[string, int]]::new('a', 1), [System.Collections.Generic.KeyValuePair[string, int]]::new('b', 2), [System.Collections.Generic.KeyValuePair[string, int]]::new('a', 3)) }
        @{ Kind = 'objects with Name and Value'; Pairs = @([pscustomobject]@{ Name = 'a'; Value = 1 }, [pscustomobject]@{ Name = 'b'; Value = 2 }, [pscustomobject]@{ Name = 'a'; Value = 3 }) }
        @{ Kind = 'hashtables of one entry'; Pairs = @(@{ a = 1 }, @{ b = 2 }, @{ a = 3 }) }
    ) {
        Get-SentForm $Pairs | Should -BeExactly 'a=1&b=2&a=3'
    }

    It 'are created from the properties of an object, as Import-Csv outputs them' {
        (ConvertFrom-Csv "id,name`n1,Zoë" | Invoke-ResourcePut "${base}echo/{id}" @form).Content.body | Should -BeExactly 'id=1&name=Zo%C3%AB'
    }

    It 'are created from the columns of a DataRow' {
        $table = [Data.DataTable]::new()
        'id', 'name' | ForEach-Object { $null = $table.Columns.Add($_) }
        $null = $table.Rows.Add(1, 'Zoë'), $table.Rows.Add(2, [DBNull]::Value)
        ($table | Invoke-ResourcePut "${base}echo/{id}" @form).Content.body | Should -BeExactly 'id=1&name=Zo%C3%AB', 'id=2'
        (Invoke-ResourcePut "${base}echo" -Form @{ rows = $table } -ContentOnly).body | Should -BeLike '*{"id":"1","name":"Zoë"}*{"id":"2","name":null}*'
        (Invoke-ResourcePut "${base}echo" $table -ContentOnly).body | Should -Be '[{"id":"1","name":"Zoë"},{"id":"2","name":null}]'
    }

    It 'are refused with a charset other than UTF-8, which they would not have' {
        { Invoke-ResourcePut "${base}refused" @{ a = 'ä' } -ContentType 'application/x-www-form-urlencoded; charset=iso-8859-1' } | Should -Throw '*sent in UTF-8*' -ErrorId 'InvalidPayload,*'
        { Invoke-ResourcePut "${base}refused" -Form @{ a = 'ä' } -ContentType 'multipart/form-data; charset=iso-8859-1' } | Should -Throw '*sent in UTF-8*' -ErrorId 'InvalidPayload,*'
        (Invoke-ResourcePut "${base}echo" @{ a = 'ä' } -ContentType 'application/x-www-form-urlencoded; charset="UTF-8"').Content.body | Should -Be 'a=%C3%A4'
    }

    It 'leave out those that are marked with JsonIgnore' {
        class Login { [string] $Name = 'Zoë'; [Newtonsoft.Json.JsonIgnore()] [string] $Password = 'p' }
        (Invoke-ResourcePut "${base}echo" ([Login]::new()) @form).Content.body | Should -BeExactly 'Name=Zo%C3%AB'
    }

    It 'leave out those that -ExcludeProperty names' {
        ([pscustomobject]@{ id = 1; name = 'Zoë'; password = 'x' } | Invoke-ResourcePut "${base}echo/{id}" @form -ExcludeProperty id, pass*).Content.body |
            Should -BeExactly 'name=Zo%C3%AB'
    }

    It 'are read correctly by the parser of ASP.NET' {
        $read = (Invoke-ResourcePut "${base}form" @{ 'näme' = '日本 語', '&=' } @form).Content.fields
        $read.näme | Should -Be '日本 語', '&='
    }

    It 'are sent unchanged if they are a string' {
        Get-SentForm 'a=b c&d' | Should -BeExactly 'a=b c&d'
    }

    It 'are refused for <What>, and nothing is sent' -ForEach @(
        @{ What = 'a value that is an object'; Value = @{ a = @{ b = 1 } }; Match = "*field 'a'*" }
        @{ What = 'a secure string'; Value = @{ p = [securestring]::new() }; Match = "*field 'p'*" }
        @{ What = 'half a surrogate pair'; Value = @{ p = [string][char]0xD800 }; Match = '*half a surrogate pair*' }
        @{ What = 'a list that is not a list of pairs'; Value = @(1, 2, 3); Match = '*pairs*' }
        @{ What = 'a list with $null'; Value = @(@('a', 1), $null); Match = '*pairs*there is $null.*' }
        @{ What = 'an empty name'; Value = @{ '' = 1 }; Match = '*empty name*' }
    ) {
        Invoke-ResourcePut "${base}refused" $Value @form -ErrorAction SilentlyContinue -ErrorVariable failed | Should -BeNullOrEmpty
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'InvalidPayload,*'
        "$($failed[0])" | Should -BeLike $Match
        (Invoke-RestMethod "${base}journal").Where({ $_.path -eq '/refused' }) | Should -BeNullOrEmpty
    }
}
