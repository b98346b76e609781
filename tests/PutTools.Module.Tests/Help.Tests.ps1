# Runs once, because help is created from one build for both.
BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Support/MarkdownExamples.psm1')
    $folder = Join-Path $PSScriptRoot '../../docs/help'
    $commands = (Import-PowerShellDataFile (Join-Path $PSScriptRoot '../../PutTools.psd1')).CmdletsToExport
    $topics = (Get-ChildItem $folder -Filter about_*.md).BaseName
    $examples = foreach ($page in Get-ChildItem $folder -Filter *.md) {
        foreach ($example in Get-MarkdownExample $page.FullName) { @{ Page = $page.BaseName; Line = $example.Line } }
    }
}

BeforeAll {
    $root = Convert-Path (Join-Path $PSScriptRoot '../..')
    Import-Module (Join-Path $PSScriptRoot 'Support/TestServer.psm1')
    Import-Module (Join-Path $PSScriptRoot 'Support/MarkdownExamples.psm1')
    Import-Module "$root/build/HelpPages.psm1"
    Import-Module "$root/PutTools.psd1"

    # The value that applies if a parameter is not given and there is no session.
    $core = (Get-Command Invoke-ResourcePut).ImplementingType.BaseType
    while ($core.Name -ne 'ResourceSettingsCmdlet') { $core = $core.BaseType }
    $settings = $core.GetMethod('OverrideTime', [System.Reflection.BindingFlags]'NonPublic, Instance').ReturnType.GetProperty('Default').GetValue($null)
    $inherited = @{
        Accept                  = $settings.Headers.Where({ $_.Key -eq 'Accept' }).Value
        UserAgent               = $settings.Headers.Where({ $_.Key -eq 'User-Agent' }).Value
        TimeoutSec              = $settings.Time.Attempt.TotalSeconds
        OperationTimeoutSeconds = $settings.Time.Operation.TotalSeconds
        DeadlineSeconds         = $settings.Time.Deadline -eq [timespan]::MaxValue ? 'none' : $settings.Time.Deadline.TotalSeconds
        MaximumRetryCount       = $settings.Retry.MaximumRetryCount
        RetryIntervalSec        = $settings.Retry.Interval.TotalSeconds
        MaximumRetryAfterSec    = $settings.Retry.MaximumRetryAfter.TotalSeconds
        MaximumRedirection      = $settings.Redirects.Maximum
        Authentication          = $settings.Credentials.Authentication
        SslProtocol             = [PutTools.WebSslProtocol][int] $settings.Connection.Tls.Protocols
    }

    # The value of a property of a new command, as a page writes it.
    function Get-DefaultText([object] $Value) {
        if ($null -eq $Value -or "$Value" -eq '') { return 'none' }
        [string]::Format([cultureinfo]::InvariantCulture, '{0}', $Value)
    }
}

Describe 'The page of <_>' -ForEach $commands {
    BeforeAll {
        $command = Get-Command $_
        $page = Read-HelpPage "$root/docs/help/$_.md"
        $help = Get-Help $_ -Full
    }

    It 'documents each parameter, and no other' {
        $page.Parameters.Name | Sort-Object | Should -Be @(Get-DocumentedName $command | Sort-Object)
        $page.Parameters | Where-Object { -not $_.Text } | Should -BeNullOrEmpty
    }

    It 'has the correct defaults' {
        $instance = [Activator]::CreateInstance($command.ImplementingType)
        $version = $command.ImplementingType.Assembly.GetName().Version.ToString(3)
        $withDefault = $page.Parameters | Where-Object { $_.Default }
        $withDefault.Count | Should -BeGreaterThan 1
        $wrong = foreach ($parameter in $withDefault) {
            $actual = Get-DefaultText ($instance.($parameter.Name) ?? $inherited[$parameter.Name])
            if ($actual -cne $parameter.Default.Replace('<version>', $version)) { "-$($parameter.Name) is $actual, not $($parameter.Default)" }
        }
        $wrong | Should -BeNullOrEmpty
    }

    It 'has the default of each optional parameter that is not a switch' {
        $page.Parameters | Where-Object {
            $parameter = $command.Parameters[$_.Name]
            -not $parameter.SwitchParameter -and -not $_.Default -and
            -not ($parameter.Attributes | Where-Object { $_ -is [Parameter] -and $_.Mandatory })
        } | ForEach-Object Name | Should -BeNullOrEmpty
    }

    It 'has an example of each parameter, which uses it and can be bound' {
        $wrong = foreach ($parameter in $help.parameters.parameter) {
            $line = "$(@($parameter.description.Text)[-1])" -replace '^Example: '
            if ($line -eq "$(@($parameter.description.Text)[-1])") { "-$($parameter.name) has no example"; continue }
            $target = $line -notmatch '-Uri ' -and $command.Name -like 'Invoke-*' ? ' https://api.example.com/' : ''
            $faults = $null
            $ast = [System.Management.Automation.Language.Parser]::ParseInput("$($command.Name)$target $line", [ref] $null, [ref] $faults)
            $call = $ast.EndBlock.Statements[0].PipelineElements[0]
            $bound = [System.Management.Automation.Language.StaticParameterBinder]::BindCommand($call)
            if ($faults -or $bound.BindingExceptions.Count -or -not $bound.BoundParameters.ContainsKey($parameter.name)) { "-$($parameter.name): $line" }
        }
        $wrong | Should -BeNullOrEmpty
        $help.parameters.parameter.defaultValue | Should -HaveCount $page.Parameters.Count
        $help.parameters.parameter.defaultValue | Should -Not -Contain ''
    }

    It 'has at least six examples, inputs, outputs and working links' {
        $page.Examples.Count | Should -BeGreaterOrEqual 6
        $page.Examples | Where-Object { -not $_.Code } | Should -BeNullOrEmpty
        $page.Inputs | Should -Not -BeNullOrEmpty
        $page.Outputs | Should -Not -BeNullOrEmpty
        $page.Links | Should -Not -BeNullOrEmpty
        $page.Links | Where-Object { -not (Test-Path "$root/docs/help/$_.md") } | Should -BeNullOrEmpty
    }

    It 'is shown by Get-Help' {
        $help.Synopsis | Should -Be $page.Synopsis
        (($help.description.Text -join ' ') -replace '\s+', ' ') | Should -Be ($page.Description -replace '\s+', ' ')
        $help.parameters.parameter.name | Should -Be $page.Parameters.Name
        @($help.examples.example).Count | Should -Be $page.Examples.Count
        $help.inputTypes.inputType.type.name | Should -Be $page.Inputs.Title
        $help.returnValues.returnValue.type.name | Should -Be $page.Outputs.Title
        $help.relatedLinks.navigationLink.linkText | Should -Be $page.Links
    }

    It 'fits a screen of 50 lines and 120 columns, and names each parameter once in a theme' {
        (Get-Help $command.Name | Out-String -Width 120).Trim().Split("`n").Count | Should -BeLessOrEqual 50
        if ($command.Name -like 'Invoke-*') {
            $themes = (Get-Content "$root/docs/help/$($command.Name).md" -Raw) -split 'Parameters by theme' -split '## Parameters'
            $named = [regex]::Matches($themes[1], '`(\w+)`').ForEach({ $_.Groups[1].Value })
            $named | Sort-Object | Should -Be @($page.Parameters.Name | Sort-Object)
        }
    }

    It 'shows examples at -Examples, and a parameter at -Parameter' {
        Get-Help $command.Name -Examples | Out-String -Width 200 | Should -Match "Example 6: "
        $first = $page.Parameters[0]
        (Get-Help $command.Name -Parameter $first.Name | Out-String -Width 5000) -replace '\s+', ' ' | Should -BeLike "*$([WildcardPattern]::Escape(($first.Text -replace '\s+', ' ')))*"
    }
}

Describe 'The shared page <Page>' -ForEach @(
    @{ Page = '_common'; Class = 'ResourceSettingsCmdlet' }
    @{ Page = '_write'; Class = 'InvokeResourceCommand' }
    @{ Page = '_payload'; Class = 'ResourcePayloadCommand' }
) {
    It 'has the parameters of its class, so that another verb can link to it' {
        $type = (Get-Command Invoke-ResourcePut).ImplementingType
        while ($type.Name -ne $Class) { $type = $type.BaseType }
        $own = $type.GetProperties([System.Reflection.BindingFlags]'Public, Instance, DeclaredOnly') | Where-Object { [Attribute]::IsDefined($_, [Parameter]) }
        $named = (Get-Content "$root/docs/help/$Page.md") -match '^### -' -replace '^### -' | Where-Object { $_ -notin 'WhatIf', 'Confirm' }
        $named | Sort-Object | Should -Be @($own.Name | Sort-Object)
    }
}

Describe 'The page <Page>' -ForEach @(
    @{ Page = 'Invoke-ResourcePut'; Types = { [PutTools.ResourceResponse] } }
    @{ Page = 'New-ResourceSession'; Types = { [PutTools.ResourceSession] } }
    @{ Page = 'about_PutTools_Errors'; Types = { [PutTools.ResourceException], [PutTools.ProblemDetails] } }
) {
    It 'names each property of the types that it documents' {
        $text = Get-Content "$root/docs/help/$Page.md" -Raw
        $own = foreach ($type in & $Types) { $type.GetProperties([System.Reflection.BindingFlags]'Public, Instance, DeclaredOnly').Name }
        $own.Where({ $text -cnotmatch "``(Exception\.)?$_``" }) | Should -BeNullOrEmpty
    }
}

Describe 'The topic <_>' -ForEach $topics {
    It 'is shown by Get-Help' {
        $text = Get-Help $_ | Out-String
        $text | Should -Match "TOPIC\s+$_\s+SHORT DESCRIPTION\s+\S+"
        $text.Length | Should -BeGreaterThan 1000
    }

    It 'has no line of text that a console of 80 columns would break' {
        $code = [regex]::Matches((Get-Content "$root/docs/help/$_.md" -Raw), '(?s)```powershell\r?\n(.*?)```').ForEach({ $_.Groups[1].Value -split '\r?\n' })
        (Get-Help $_ | Out-String -Width 500) -split '\r?\n' | Where-Object { $_.Length -gt 79 -and $_.Trim() -notin $code.Trim() } | Should -BeNullOrEmpty
    }
}

Describe 'The page for users of Invoke-RestMethod' {
    It 'has a line for each parameter of <_>' -ForEach 'Invoke-RestMethod', 'Invoke-WebRequest' {
        $rows = (Get-Content "$root/docs/cookbook/from-invoke-restmethod.md") -match '^\| `-'
        $documented = $rows.ForEach({ [regex]::Matches(($_ -split '(?<!\\)\|')[1], '`-(\w+)').ForEach({ $_.Groups[1].Value }) })
        $documented.Count | Should -BeGreaterThan 30
        $common = [System.Management.Automation.Cmdlet]::CommonParameters
        (Get-Command $_ -CommandType Cmdlet).Parameters.Keys.Where({ $_ -notin $common -and $_ -notin $documented }) | Should -BeNullOrEmpty
    }
}

Describe 'The page for users of requests' {
    It 'has a line for each argument, and each member of a response' {
        $rows = (Get-Content "$root/docs/cookbook/from-requests.md") -match '^\| `'
        $documented = $rows.ForEach({ [regex]::Matches(($_ -split '(?<!\\)\|')[1], '(?<=`|\b(?:r|s)\.)\w+(?==|\b)').ForEach({ $_.Value }) })
        # requests 2.32: the arguments of request(), the members of Response and the settings of Session.
        $members = -split 'params data json headers cookies files auth timeout allow_redirects proxies hooks stream verify cert
            apparent_encoding close connection content cookies elapsed encoding headers history is_permanent_redirect is_redirect iter_content
            iter_lines json links next ok raise_for_status raw reason request status_code text url max_redirects mount trust_env'
        $members.Where({ $_ -notin $documented }) | Should -BeNullOrEmpty
    }
}

Describe 'The table of errors' {
    It 'equals ErrorTable: if this fails, put the expected lines into the page' {
        $cmdlets = (Get-Command Invoke-ResourcePut).ImplementingType.Assembly
        $table = $cmdlets.GetType('PutTools.Cmdlets.Output.ErrorTable').GetMethod('Of')
        $kind = $table.GetParameters()[0].ParameterType
        # A range of status codes without names has one row.
        $kinds = [ordered]@{}
        foreach ($value in [enum]::GetValues($kind) | Where-Object { "$_" -ne 'None' }) {
            $kinds["$value"] = [int]$value -lt 600 ? "``$value`` ($([int]$value))" : "``$value``"
        }
        $kinds['305'], $kinds['418'], $kinds['599'] = 'another 3xx but 304', 'another status below 500', 'another 5xx, or a status above 599' | ForEach-Object { "``Http`` and the number: $_" }
        $expected = foreach ($name in $kinds.Keys) {
            $row = $table.Invoke($null, @([enum]::Parse($kind, $name)))
            "| $($kinds[$name]) | $($row.Category) | $($row.Meaning) | $($row.Advice ?? 'The message says what to change.') |"
        }
        $rows = ((Get-Content "$root/docs/help/about_PutTools_Errors.md" -Raw) -split '## The table')[1] -split '\r?\n' -match '^\| `'
        $rows | Should -Be $expected
    }
}

Describe 'The examples of the help' {
    BeforeAll {
        $server = Start-TestServer
        $results = @{}
        foreach ($page in Get-ChildItem "$root/docs/help" -Filter *.md) {
            # Each page begins without resources.
            Reset-TestServer $server
            $place = (New-Item "$TestDrive/$($page.BaseName)" -ItemType Directory).FullName
            $results[$page.BaseName] = @(Invoke-MarkdownExample $page.FullName -Module "$root/PutTools.psd1" -Uri $server.uri -Prepare "Set-Location '$place'")
        }
    }
    AfterAll { if ($server) { Stop-TestServer $server } }

    It 'run: <Page>, line <Line>' -ForEach $examples {
        ($results[$Page] | Where-Object Line -EQ $Line).Problems | Should -BeNullOrEmpty
    }

    It 'print what the page shows' {
        ($results.Values | ForEach-Object { $_.Checked } | Measure-Object -Sum).Sum | Should -BeGreaterThan 30
    }
}
