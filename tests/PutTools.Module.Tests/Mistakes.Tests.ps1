# What a new user does wrong most often: the message names the cause and the way out.
BeforeDiscovery {
    $mistakes = @(
        @{ Mistake = 'no scheme'; Do = { Invoke-ResourcePut api.example.com/users/1 @{ a = 1 } }
            Id = 'InvalidUri'; Cause = "'api.example.com/users/1' is not an absolute http or https url"; WayOut = 'Write it with its scheme, such as https://api.example.com/users/1' }
        @{ Mistake = 'a path alone'; Do = { Invoke-ResourcePut /users/1 @{ a = 1 } }
            Id = 'InvalidUri'; Cause = "'/users/1' is not an absolute http or https url"; WayOut = 'such as https://host/users/1, or give a -Session with the base url' }
        @{ Mistake = 'JSON text with a typo'; Do = { Invoke-ResourcePut "${base}users/1" '{"name":"Frodo",}' }
            Id = 'InvalidPayload'; Cause = 'not JSON: *trailing comma*(line 1, byte 17)'; WayOut = 'Correct the text, give an object instead' }
        @{ Mistake = 'the wrong verb'; Do = { Invoke-ResourcePut "${base}status/405" @{ a = 1 } }
            Id = 'MethodNotAllowed'; Cause = '405 Method Not Allowed. The resource supports GET, HEAD'; WayOut = 'Use another verb or url' }
        @{ Mistake = 'no token'; Do = { Invoke-ResourcePut "${base}auth/bearer/secret" @{ a = 1 } }
            Id = 'Unauthorized'; Cause = '401 Unauthorized*identity is missing or wrong'; WayOut = 'with -Credential or -Token' }
        @{ Mistake = 'a self-signed certificate'; Do = { Invoke-ResourcePut "$($server.secureUri)users/1" @{ a = 1 } }
            Id = 'TlsFailure'; Cause = 'certificate is refused*UntrustedRoot*issuer CN=localhost'; WayOut = 'with -CACertificatePath' }
        @{ Mistake = 'a hashtable that has itself'; Do = { $self = @{ a = 1 }; $self.self = $self; Invoke-ResourcePut "${base}users/1" $self }
            Id = 'InvalidPayload'; Cause = 'the value at $.self contains itself'; WayOut = 'leave it out with -ExcludeProperty' }
        @{ Mistake = 'a space in the url''s host'; Do = { Invoke-ResourcePut 'https://my host/users/1' @{ a = 1 } }
            Id = 'InvalidUri'; Cause = "'https://my host/users/1' is not a valid url"; WayOut = 'check it for spaces' }
        @{ Mistake = 'a url with braces, without quotes'; Do = { @{ id = 1 } | Invoke-ResourcePut http://h/users/{id}/name -Headers @{ a = 1 } }
            Id = 'ParameterArgumentTransformationError'; Cause = 'The url has a brace and no quotes'; WayOut = "Invoke-ResourcePut 'http://h/users/{id}/name' -Headers" }
        @{ Mistake = 'a body forgotten, with rows that all go to one url'; Do = { @{ id = 1 }, @{ id = 2 } | Invoke-ResourcePut "${base}users/1" -Body @{ a = 1 } }
            Id = 'InvalidParameter'; Cause = 'nothing of what is sent comes from them'; WayOut = 'say where they go: {name} in the url' }
        @{ Mistake = 'a network that needs a proxy'; Do = { Invoke-ResourcePut http://127.0.0.1:1/users/1 @{ a = 1 } @once }
            Id = 'ConnectionFailed'; Cause = 'no connection to 127.0.0.1:1: Connection refused'; WayOut = 'if this network needs a proxy, give -Proxy' }
        @{ Mistake = 'a proxy that wants a login'; Do = { Invoke-ResourcePut "${base}status/407" @{ a = 1 } }
            Id = 'ProxyAuthenticationRequired'; Cause = '407 Proxy Authentication Required'; WayOut = 'with -ProxyCredential' }
        @{ Mistake = 'a body that is too large'; Do = { Invoke-ResourcePut "${base}status/413" @{ a = 1 } }
            Id = 'ContentTooLarge'; Cause = '413 '; WayOut = 'Send less at once, or raise the server''s limit' }
        @{ Mistake = 'an entity tag that is stale'; Do = { $null = Invoke-ResourcePut "${base}mistakes/tag" @{ a = 1 }; Invoke-ResourcePut "${base}mistakes/tag" @{ a = 2 } -IfMatch '"0"' }
            Id = 'PreconditionFailed'; Cause = '412 Precondition Failed*not in the state'; WayOut = 'Read the resource again and build the change on its current ETag, or let -Update do both' }
        @{ Mistake = 'the format of -PatchFormat not heeded'; Do = { Invoke-ResourcePatch "${base}users/1" @{ op = 'set'; path = '/a' } -PatchFormat JsonPatch }
            Id = 'InvalidPayload'; Cause = "its 'op' is 'set'"; WayOut = 'use one of add, remove, replace' }
        @{ Mistake = 'a name in braces that the object lacks'; Do = { @{ a = 1 } | Invoke-ResourcePut "${base}users/{id}" }
            Id = 'MissingUriValue'; Cause = 'needs a value for {id}, and the input object has none'; WayOut = 'Give the input object that property, or correct the name in braces' }
    )
}

BeforeAll { . (Join-Path $PSScriptRoot 'Support/Initialize.ps1') }

AfterAll { if ($server) { Stop-TestServer $server } }

Describe 'The message for' {
    It '<Mistake> names cause and way out' -ForEach $mistakes {
        # Terminating or not: what the user reads.
        $global:Error.Clear()
        try { $null = & $Do 2>$null } catch { Write-Debug 'It is in $Error as well.' }
        $Error.Count | Should -BeGreaterThan 0
        $record = $Error[0]
        $record.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $text = "$($record.ErrorDetails.Message ?? $record.Exception.Message) $($record.ErrorDetails.RecommendedAction)"
        $text | Should -BeLike "*$($Cause.Replace('[', '`['))*"
        $text | Should -BeLike "*$WayOut*"
    }
}

Describe 'What is no mistake' {
    It 'a space in the path of a url in quotes' {
        (Invoke-ResourcePut "${base}users/John Doe" @{ a = 1 }).Uri.AbsolutePath | Should -Be '/users/John%20Doe'
    }
}
