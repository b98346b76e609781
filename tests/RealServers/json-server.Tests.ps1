# json-server: the REST server of many demos and prototypes, on Express with its weak entity tags.
BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Support/RealServers.psm1')
    $missing = Install-ServerPackage -Npm json-server@0.17.4
}

Describe "json-server$(if ($missing) { " ($missing)" })" -Skip:([bool] $missing) {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Support/Initialize.ps1')
        $folder = New-TestFolder
        $port = Get-FreePort
        Set-Content "$folder/db.json" '{"posts":[{"id":1,"title":"one","views":0},{"id":2,"title":"two","views":0},{"id":3,"title":"three","views":0}],"profile":{"name":"typicode"}}'
        $cli = "$(Get-NpmFolder json-server@0.17.4)/node_modules/json-server/lib/cli/bin.js"
        $server = Start-TestService node -ArgumentList $cli, '--port', $port, '--host', '127.0.0.1', '--quiet', "$folder/db.json" -Port $port -Folder $folder
        $session = New-ResourceSession $server.Uri
        function Get-Post($Id) { Invoke-RestMethod "$($server.Uri)posts/$Id" -NoProxy }
    }

    AfterAll { Stop-TestService $server }

    It 'replaces a whole post' {
        $response = Invoke-ResourcePut posts/1 -Body @{ title = 'eins'; author = @{ name = 'Jörg'; tags = 'a', 'b' } } -Session $session
        $response.Outcome | Should -Be Updated
        $response.Content.id | Should -Be 1
        $post = Get-Post 1
        $post.author.name | Should -BeExactly 'Jörg'
        $post.author.tags | Should -Be a, b
        $post.psobject.Properties.Name | Should -Not -Contain views
    }

    It 'changes one member' {
        (Invoke-ResourcePatch posts/2 -Body @{ views = 7 } -Session $session).Content.title | Should -Be two
        (Get-Post 2).views | Should -Be 7
        (Get-Post 2).title | Should -Be two
    }

    It 'changes many posts from the pipeline' {
        $posts = 2, 3 | ForEach-Object { [pscustomobject]@{ id = $_; views = 100 + $_ } }
        $responses = $posts | Invoke-ResourcePatch 'posts/{id}' -Session $session -ThrottleLimit 2
        $responses.Content.views | Should -Be 102, 103
        (Get-Post 3).views | Should -Be 103
    }

    It 'writes only if something differs' {
        $state = @{ name = 'typicode'; url = 'https://example.com' }
        (Invoke-ResourcePut profile -Body $state -IfChanged -Session $session).Outcome | Should -Be Updated
        (Invoke-ResourcePut profile -Body $state -IfChanged -Session $session).Outcome | Should -Be Unchanged
    }

    It 'updates a post, although it has only weak tags and ignores preconditions' {
        $null = Invoke-ResourcePut posts/3 -Body @{ title = 'three'; views = 41 } -Session $session
        (Invoke-ResourcePut posts/3 -Update { $_.views++ } -Force -Session $session).Content.views | Should -Be 42
        (Get-Post 3).views | Should -Be 42
    }

    It 'reports a missing post' {
        foreach ($write in { Invoke-ResourcePut posts/99 -Body @{ title = 'x' } -Session $session }, { Invoke-ResourcePatch posts/99 -Body @{ title = 'x' } -Session $session }) {
            Get-ErrorKind (Get-WriteError $write) | Should -Be NotFound
        }
    }

    It 'refuses a body that is not JSON' {
        $failed = Get-WriteError { Invoke-ResourcePut posts/1 -Body '{"a":' -ContentType 'application/json; charset=utf-8' -Session $session }
        Get-ErrorKind $failed | Should -BeIn InvalidPayload, BadRequest
        (Get-Post 1).title | Should -Be eins
    }

    It 'refuses a body above its limit' {
        $failed = Get-WriteError { Invoke-ResourcePut posts/1 -Body @{ text = 'x' * 12MB } -Session $session }
        Get-ErrorKind $failed | Should -Be ContentTooLarge
        (Get-Post 1).title | Should -Be eins
    }
}
