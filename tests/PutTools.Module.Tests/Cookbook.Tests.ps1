# Runs once, because the pages are for both builds, whose features have their own tests.
# Runs each example of docs/cookbook and docs, and compares its output with its page. Scaling.Tests.ps1 runs those of scaling-out.md.
BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Support/MarkdownExamples.psm1')
    Import-Module (Join-Path $PSScriptRoot 'Support/Services.psm1')
    $missing = Get-MissingTool nginx, squid
    $pages = Get-ChildItem (Join-Path $PSScriptRoot '../../docs'), (Join-Path $PSScriptRoot '../../docs/cookbook') -Filter *.md | ForEach-Object {
        @{ Name = $_.BaseName; Path = $_.FullName; Lines = @((Get-MarkdownExample $_.FullName).Line) }
    }
    $apart = 'proxy-and-client-certificate', 'scaling-out'
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Support/TestServer.psm1')
    Import-Module (Join-Path $PSScriptRoot 'Support/MarkdownExamples.psm1')
    Import-Module (Join-Path $PSScriptRoot 'Support/Services.psm1')
    $root = Convert-Path (Join-Path $PSScriptRoot '../..')
    # Thread jobs find the module as an installed one.
    # Outside of TestDrive, because Pester deletes new files there, and follows links.
    $folder = (New-Item (Join-Path ([IO.Path]::GetTempPath()) "puttools-$([guid]::NewGuid().ToString('N'))") -ItemType Directory).FullName
    $null = New-Item (Join-Path $folder PutTools) -ItemType ($IsWindows ? 'Junction' : 'SymbolicLink') -Target $root
    $before = $env:PSModulePath
    $env:PSModulePath = $folder + [IO.Path]::PathSeparator + $before
    $server = Start-TestServer --https
    Set-Content $TestDrive/server.pem $server.certificate

    # Each page runs in its own folder, and trusts the test server.
    function Invoke-Page([string] $Path, [string] $Uri, [hashtable] $Replace = @{}, [string] $Prepare) {
        Reset-TestServer $server
        $place = (New-Item "$TestDrive/$(Split-Path $Path -LeafBase)" -ItemType Directory -Force).FullName
        Invoke-MarkdownExample $Path -Module "$root/PutTools.psd1" -Uri $Uri -Replace $Replace -Prepare "
            Set-Location '$place'
            `$PSDefaultParameterValues = @{ 'Invoke-RestMethod:SkipCertificateCheck' = `$true }
            $Prepare"
    }
}

AfterAll {
    if ($server) { Stop-TestServer $server }
    if ($before) { $env:PSModulePath = $before }
    # Deletes only the link, and not its target.
    if ($folder) {
        [IO.Directory]::Delete((Join-Path $folder PutTools))
        [IO.Directory]::Delete($folder)
    }
}

Describe 'The page <Name>' -ForEach @($pages | Where-Object { $_.Name -notin $apart -and $_.Lines }) {
    BeforeAll {
        # Tokens are sent only over TLS.
        $isSecure = $Name -in 'runbook', 'tokens-that-expire', 'signed-requests', 'sign-for-s3', 'sign-for-azure-storage', 'connections'
        # The files and variables that these pages require.
        $given = switch ($Name) {
            connections { "`$token = 'secret'" }
            contents { "`$uri = '$($server.uri)page'; `$bytes = [byte[]] (1, 2); `$report = @{ a = 1 }; Set-Content gandalf.png image" }
            trust {
                "`$url = '$($server.uri)products/1'; `$orders = @{ id = 1; quantity = 2 }
                `$null = Invoke-ResourcePut `$url @{ price = 1; stock = 9 }"
            }
        }
        $prepare = if ($isSecure) {
            "foreach (`$name in 'Invoke-Resource*', 'New-ResourceSession') { `$PSDefaultParameterValues[`"`${name}:CACertificatePath`"] = '$TestDrive/server.pem' }
            `$env:IDENTITY_ENDPOINT = '$($server.secureUri)identity'
            `$null = Invoke-ResourcePut `$env:IDENTITY_ENDPOINT @{ access_token = 'eyJ0eXAi' }"
        }
        $uri = $isSecure ? $server.secureUri : $server.uri
        $results = @(Invoke-Page $Path $uri @{ 'https://shop.example/' = $uri; 'https://api.example/' = $uri } -Prepare "$prepare; $given")
    }

    AfterAll { $env:IDENTITY_ENDPOINT = [NullString]::Value }

    It 'has a working example at line <_>' -ForEach $Lines {
        ($results | Where-Object Line -EQ $_).Problems | Should -BeNullOrEmpty
    }

    if ($Path -match 'docs.cookbook.') {
        It 'has examples that print what the page shows' { ($results.Checked | Measure-Object -Sum).Sum | Should -BeGreaterThan 1 }
    }
}

Describe "The page proxy-and-client-certificate$(if ($missing) { " ($missing)" })" -Skip:([bool] $missing) {
    It 'has working examples' {
        $authority = New-TestCertificate 'Test authority'
        $nginx = Start-Nginx (New-TestCertificate localhost $authority 127.0.0.1) $authority
        try {
            $squid = Start-Squid
            $null = New-Item $TestDrive/proxy-and-client-certificate -ItemType Directory
            Set-Content $TestDrive/proxy-and-client-certificate/ca.pem $authority.Certificate
            $client = (New-TestCertificate client $authority).Whole.Export('Pkcs12', 'pfx password')
            [IO.File]::WriteAllBytes("$TestDrive/proxy-and-client-certificate/client.pfx", $client)
            $results = @(Invoke-Page $root/docs/cookbook/proxy-and-client-certificate.md $server.uri @{
                'https://partner.example.com/'  = $nginx.Uri
                'http://proxy.example.com:3128' = $squid.Uri.TrimEnd('/')
            })
            $results.Problems | Should -BeNullOrEmpty
            ($results.Checked | Measure-Object -Sum).Sum | Should -Be 2
        }
        finally {
            Stop-TestService $nginx
            Stop-TestService $squid
        }
    }
}

Describe 'The page testing-a-runbook, with Mock' {
    It 'has a test that passes' {
        $page = (Get-Content $root/docs/cookbook/testing-a-runbook.md -Raw).Replace("`r", '')
        Set-Content $TestDrive/Publish-Price.ps1 ([regex]::Match($page, '(?s)(function Publish-Price.*?)```').Groups[1].Value)
        Set-Content $TestDrive/Mock.Tests.ps1 ([regex]::Match($page, '(?s)\n```\n(Describe.*?)```').Groups[1].Value)
        # Pester does not run in itself.
        $run = "Import-Module '$root/PutTools.psd1', '$((Get-Module Pester).Path)'; Set-Location '$TestDrive'; (Invoke-Pester Mock.Tests.ps1 -Output None -PassThru).PassedCount"
        dotnet (Join-Path $PSHOME pwsh.dll) -NoProfile -Command $run | Should -Be 1
    }
}

Describe 'The pages' {
    It 'are in the index, and link only to existing files' {
        $index = Get-Content $root/docs/README.md -Raw
        Get-ChildItem $root/docs -Recurse -Filter *.md | Where-Object { $_.FullName -notlike '*docs?help?*' -and $_.FullName -ne "$root/docs/README.md" } |
            ForEach-Object { [IO.Path]::GetRelativePath("$root/docs", $_.FullName).Replace('\', '/') } |
            Where-Object { -not $index.Contains("($_)") } | Should -BeNullOrEmpty

        Get-ChildItem $root, $root/docs, $root/docs/cookbook -Filter *.md | ForEach-Object {
            $page = $_
            [regex]::Matches((Get-Content $page -Raw), '\]\((?!https?:)(?<file>[^)#]+)').ForEach({ $_.Groups['file'].Value }) |
                Where-Object { -not (Test-Path (Join-Path $page.DirectoryName $_)) } | ForEach-Object { "$($page.Name): $_" }
        } | Should -BeNullOrEmpty
    }
}
