# The tables of docs/contents.md: each row is sent and compared with what arrives.

BeforeDiscovery {
    # The rows of the table below a heading, each as a hashtable of its columns.
    function Get-Row([string] $Heading, [string[]] $Column) {
        $text = Get-Content (Join-Path $PSScriptRoot '../../docs/contents.md') -Raw
        $section = [regex]::Match($text, "(?ms)^### $Heading\n(.*?)(?=^##|\z)").Groups[1].Value
        foreach ($line in $section -split "`n" -match '^\| .* \|$' | Select-Object -Skip 2) {
            $cells = $line.Trim('|', ' ') -split ' \| '
            $row = @{}
            for ($i = 0; $i -lt $Column.Count; $i++) { $row[$Column[$i]] = $cells[$i].Trim() -replace '^`(.*)`$', '$1' }
            $row
        }
    }

    $bodies = Get-Row Bodies Kind, Example, Type, Arrives
    $values = Get-Row Values Kind, Example, Json, Text
    $refused = Get-Row 'What is refused' Kind, Example
}

BeforeAll {
    . (Join-Path $PSScriptRoot 'Support/Initialize.ps1')
    Push-Location $TestDrive
    [IO.File]::WriteAllText("$TestDrive/notes.txt", 'inhält')
    [IO.File]::WriteAllText("$TestDrive/mark.json", '{"a":"ä"}', [Text.UTF8Encoding]::new($true))
    [IO.File]::WriteAllText("$TestDrive/utf-16.json", '{"a":"ä"}', [Text.UnicodeEncoding]::new())
    $response = Invoke-ResourcePut "${base}echo" 1
    $form = @{ ContentType = 'application/x-www-form-urlencoded' }

    function Get-ErrorId([hashtable] $Splat, [string] $Path = 'refused') {
        Invoke-ResourcePut "${base}$Path" @Splat -ErrorAction SilentlyContinue -ErrorVariable failed
        $failed[0].FullyQualifiedErrorId -replace ',.*'
    }
}

AfterAll {
    Pop-Location
    if ($server) { Stop-TestServer $server }
}

Describe 'A body' {
    It 'of the kind <Kind> arrives as <Arrives>: <Example>' -ForEach $bodies {
        $sent = & ([scriptblock]::Create("Invoke-ResourcePut '${base}echo' $Example -ContentOnly"))
        "$($sent.headers.'Content-Type')" | Should -BeExactly ($Type -replace '^\(none\)$')
        $charset = if ($Type -match 'charset=(.+)') { $Matches[1] } else { 'utf-8' }
        [Text.Encoding]::GetEncoding($charset).GetString([Convert]::FromBase64String($sent.bodyBase64)) | Should -BeExactly $Arrives.Replace('⏎', "`n")
    }
}

Describe 'A state of -Original' {
    # Only rows that need no parameter besides the body.
    It 'of the kind <Kind> is read like a body, if it is JSON: <Example>' -ForEach $bodies.Where({ $_.Example -notmatch ' -\w|^-' }) {
        . ([scriptblock]::Create("`$body = $Example"))
        . ([scriptblock]::Create("`$state = $Example"))
        if ($Arrives -match '^[{["\d]') { (Invoke-ResourcePatch "${base}refused" -Body $body -Original $state -PatchFormat JsonPatch).Outcome | Should -Be 'Unchanged' }
        else { { Invoke-ResourcePatch "${base}refused" @{ a = 1 } -Original $state } | Should -Throw -ErrorId 'InvalidPayload,*' }
        (Invoke-RestMethod "${base}journal").Where({ $_.path -like '/refused*' }) | Should -BeNullOrEmpty
    }
}

Describe 'A value' {
    It 'of the kind <Kind> is <Json> in JSON and in -Original: <Example>' -ForEach $values {
        . ([scriptblock]::Create("`$value = $Example"))
        (Invoke-ResourcePut "${base}echo" @{ v = $value } -ContentOnly).body | Should -BeExactly "{`"v`":$Json}"
        (Invoke-ResourcePatch "${base}echo" @{ v = $value } -Original @{ v = $value }).Outcome | Should -Be 'Unchanged'
        (Invoke-ResourcePut "${base}echo" -Form @{ p = @{ v = $value } } -ContentOnly).body | Should -BeLike "*application/json*{`"v`":$($Json -replace '\[|\]', '`$0')}*"
    }

    It 'of the kind <Kind> is <Text> as text: <Example>' -ForEach $values.Where({ $_.Text -notlike '(*' }) {
        . ([scriptblock]::Create("`$value = $Example"))
        $texts = $Text -split '`, `'
        $escaped = $texts.ForEach({ [uri]::EscapeDataString($_) })
        (Invoke-ResourcePut "${base}echo" 1 -Query @{ v = $value } -ContentOnly).url | Should -BeExactly "${base}echo?$($escaped.ForEach({ "v=$_" }) -join '&')"
        (Invoke-ResourcePut "${base}echo/{v}" @{ v = $value } -ContentOnly).path | Should -BeExactly "/echo/$($escaped -join ',')"
        (Invoke-ResourcePut "${base}echo" 1 -Headers @{ 'X-V' = $value } -ContentOnly).headers.'X-V' -join ', ' | Should -BeExactly ($texts -join ', ')
        (Invoke-ResourcePut "${base}form" @{ v = $value } @form -ContentOnly).fields.v | Should -BeExactly $texts
        # In a form, a file is sent as a file.
        if ($value -isnot [IO.FileInfo]) { (Invoke-ResourcePut "${base}form" -Form @{ v = $value } -ContentOnly).fields.v | Should -BeExactly $texts }
    }

    It 'of the kind <Kind> is left out as text: <Example>' -ForEach $values.Where({ $_.Text -eq '(left out)' }) {
        . ([scriptblock]::Create("`$value = $Example"))
        (Invoke-ResourcePut "${base}echo" 1 -Query @{ v = $value } -ContentOnly).url | Should -BeExactly "${base}echo"
        (Invoke-ResourcePut "${base}echo" @{ v = $value } @form -ContentOnly).length | Should -Be 0
    }

    It 'of the kind <Kind> has no text: <Example>' -ForEach $values.Where({ $_.Text -eq '(refused)' }) {
        . ([scriptblock]::Create("`$value = $Example"))
        Get-ErrorId @{ Body = @{ v = $value } } 'refused/{v}' | Should -Be 'InvalidParameter'
        Get-ErrorId @{ Body = 1; Query = @{ q = $value } } | Should -Be 'InvalidParameter'
        Get-ErrorId (@{ Body = @{ v = $value } } + $form) | Should -Be 'InvalidPayload'
        { Invoke-ResourcePut "${base}refused" 1 -Headers @{ 'X-V' = $value } } | Should -Throw -ErrorId 'InvalidParameter,*'
    }
}

Describe 'A refused value' {
    It 'is <Kind>, in any place: <Example>' -ForEach $refused {
        . ([scriptblock]::Create("`$value = $Example"))
        Get-ErrorId @{ Body = @{ a = @(1, $value) } } | Should -Be 'InvalidPayload'
        Get-ErrorId @{ Form = @{ a = $value } } | Should -Be 'InvalidPayload'
        Get-ErrorId @{ Body = 1; Query = @{ q = $value } } | Should -Be 'InvalidParameter'
        Get-ErrorId (@{ Body = @{ x = $value } } + $form) | Should -Be 'InvalidPayload'
        @{ x = $value } | Invoke-ResourcePut "${base}refused/{x}" -Body 1 @quietly
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'InvalidParameter,*'
        { Invoke-ResourcePut "${base}refused" 1 -Headers @{ 'X-V' = $value } } | Should -Throw -ErrorId 'InvalidParameter,*'
        { Invoke-ResourcePut "${base}refused" 1 -Cookies @{ v = $value } } | Should -Throw -ErrorId 'InvalidParameter,*'
        { Invoke-ResourcePatch "${base}refused" @{ x = 1 } -Original @{ x = $value } } | Should -Throw -ErrorId 'InvalidPayload,*'
        (Invoke-RestMethod "${base}journal").Where({ $_.path -like '/refused*' }) | Should -BeNullOrEmpty
    }
}
