BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Support/TestServer.psm1')
    Import-Module (Join-Path $PSScriptRoot '../../PutTools.psd1')
    $server = Start-TestServer
    $base = $server.uri
}

AfterAll {
    if ($server) { Stop-TestServer $server }
}

Describe 'Invoke-ResourcePut' {
    It 'sends a hashtable as JSON and emits the reply' {
        $reply = Invoke-ResourcePut "${base}users/1" @{ name = 'Gandalf' }
        $reply.StatusCode | Should -Be 201
        $reply.Outcome | Should -Be 'Created'
        $reply.Content.name | Should -Be 'Gandalf'
    }

    It 'fills {name} from each object of the pipeline' {
        $replies = 1..3 | ForEach-Object { [pscustomobject]@{ id = $_ } } | Invoke-ResourcePut "${base}users/{id}"
        $replies.Uri.AbsolutePath | Should -Be '/users/1', '/users/2', '/users/3'
    }
}
