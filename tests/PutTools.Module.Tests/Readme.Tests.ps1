# Runs once, because the pages are for both builds, whose features have their own tests.
# Runs each example of the README, and compares its output with the README.
BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Support/MarkdownExamples.psm1')
    $examples = @(Get-MarkdownExample (Join-Path $PSScriptRoot '../../README.md'))
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Support/TestServer.psm1')
    Import-Module (Join-Path $PSScriptRoot 'Support/MarkdownExamples.psm1')
    $module = Convert-Path (Join-Path $PSScriptRoot '../../PutTools.psd1')
    $server = Start-TestServer
    $results = @(Invoke-MarkdownExample (Join-Path $PSScriptRoot '../../README.md') -Module $module -Uri $server.uri)
}

AfterAll {
    if ($server) { Stop-TestServer $server }
}

Describe 'The README' {
    It 'has a working example at line <_.Line>' -ForEach $examples {
        $result = $results | Where-Object Line -EQ $_.Line
        $result | Should -HaveCount 1
        $result.Problems | Should -BeNullOrEmpty
    }

    It 'has examples that print what it shows' {
        ($results.Checked | Measure-Object -Sum).Sum | Should -BeGreaterThan 15
    }

    It 'links only to existing files' {
        $text = Get-Content (Join-Path $PSScriptRoot '../../README.md') -Raw
        $files = [regex]::Matches($text, '\]\((?!https?:)(?<file>[^)#]+)').ForEach({ $_.Groups['file'].Value })
        $files | Where-Object { -not (Test-Path (Join-Path $PSScriptRoot '../..' $_)) } | Should -BeNullOrEmpty
    }
}

Describe 'The runner of examples' {
    BeforeAll {
        function Invoke-Page([string] $Code) {
            $page = Join-Path $TestDrive 'page.md'
            Set-Content $page "# Page`n`n``````powershell`n$Code`n``````"
            Invoke-MarkdownExample $page -Module $module -Uri $server.uri
        }
    }

    It 'reports <Name>' -ForEach @(
        @{ Name = 'an output that differs from the page'; Code = '1 + 1    # → 3'; Problem = "*gave '2'.*" }
        @{ Name = 'an uncaught error'; Code = 'Invoke-ResourcePut https://api.example.com/status/404 @{ a = 1 }'; Problem = '*wrote the error: *404 Not Found*' }
        @{ Name = 'an exception'; Code = "throw 'bang'"; Problem = '*ended with: *bang*' }
        @{ Name = 'code that does not parse'; Code = 'if ('; Problem = '*ended with: *' }
        @{ Name = 'a line that was not reached'; Code = 'if ($false) {' + "`n" + '1    # → 1' + "`n" + '}'; Problem = "*'1*' was not reached.*" }
    ) {
        (Invoke-Page $Code).Problems | Should -BeLike $Problem
    }

    It 'reports nothing if the page is correct' {
        $result = Invoke-Page "2 + 2    # → 4"
        $result.Problems | Should -BeNullOrEmpty
        $result.Checked | Should -Be 1
    }
}
