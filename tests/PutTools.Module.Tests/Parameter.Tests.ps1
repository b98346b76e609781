BeforeAll { . (Join-Path $PSScriptRoot 'Support/Initialize.ps1') }

AfterAll { if ($server) { Stop-TestServer $server } }

Describe 'A parameter that is $null' {
    It '-<_> counts as not given' -ForEach 'Headers', 'Credential', 'ProxyCredential', 'Token', 'WebSession', 'Session', 'Proxy', 'UserAgent', 'ContentType', 'Query', 'Form', 'Cookies' {
        $given = @{ $_ = $null }
        $sent = Invoke-ResourcePut "${base}echo" @{ a = 1 } @given -ContentOnly
        $sent.body | Should -Be '{"a":1}'
        $sent.url | Should -Be "${base}echo"
        $sent.headers.'Content-Type' | Should -Be 'application/json'
        $sent.headers.'User-Agent' | Should -BeLike 'PutTools/*'
        $sent.headers.PSObject.Properties.Name | Should -Not -Contain 'Cookie'
    }

    It '-Proxy counts as not given if it is empty, as with Invoke-RestMethod' {
        (Invoke-ResourcePut "${base}echo" @{ a = 1 } -Proxy '' -NoProxy -ContentOnly).body | Should -Be '{"a":1}'
    }

    It 'counts as not given, for all parameters together' {
        $sent = Invoke-ResourcePut "${base}echo" @{ a = 1 } -Headers $null -Credential $null -ProxyCredential $null -Token $null -WebSession $null `
            -Session $null -Proxy $null -UserAgent $null -ContentType $null -Query $null -Form $null -Cookies $null -ContentOnly
        $sent.body | Should -Be '{"a":1}'
    }

    It 'leaves the values of the session unchanged' {
        $session = New-ResourceSession $base -Headers @{ 'X-A' = 'a' } -UserAgent mine -Cookies @{ c = '1' } -Token t -AllowUnencryptedAuthentication
        $headers = (Invoke-ResourcePut echo @{} -Session $session -Headers $null -UserAgent $null -Cookies $null -Token $null -Credential $null -ContentOnly).headers
        $headers.'X-A', $headers.'User-Agent', $headers.Cookie, $headers.Authorization | Should -Be 'a', 'mine', 'c=1', 'Bearer t'
    }

    It 'counts as not given for a session, too' {
        $session = New-ResourceSession $base -Headers $null -Credential $null -ProxyCredential $null -Token $null -Proxy $null -UserAgent $null -Cookies $null
        (Invoke-ResourcePut echo @{ a = 1 } -Session $session -ContentOnly).body | Should -Be '{"a":1}'
    }
}

Describe 'A parameter that is a text for the whole call' {
    It '-<_> is an error if it is a script block, an object or a boolean' -ForEach 'Accept', 'UserAgent', 'CertificatePath', 'CertificateKeyPath', 'CertificateThumbprint',
    'CACertificatePath', 'UnixSocket', 'ExcludeProperty', 'VersionProperty', 'JournalPath' {
        foreach ($value in { $_.name }, @{ a = 1 }, $true) {
            $given = @{ $_ = $value }
            { @{ name = 'x' } | Invoke-ResourcePut "${base}echo" @given } | Should -Throw '*text that is the same for all objects*' -ErrorId 'ParameterArgumentTransformationError,*'
        }
    }

    It '-<_> is an error if it is two texts' -ForEach 'UserAgent', 'CertificatePath', 'CertificateThumbprint', 'VersionProperty', 'JournalPath' {
        $given = @{ $_ = 'a', 'b' }
        { Invoke-ResourcePut "${base}echo" 1 @given } | Should -Throw '*It takes one text, but there are 2.*' -ErrorId 'ParameterArgumentTransformationError,*'
    }

    It 'may be a file object, a number or a list of texts' {
        $journal = [IO.FileInfo] (Join-Path $TestDrive run.jsonl)
        $sent = Invoke-ResourcePut "${base}echo" @{ a = 1; b = 2; c = 3 } -JournalPath $journal -UserAgent @(1.5) -ExcludeProperty a, b -ContentOnly
        $sent.body | Should -Be '{"c":3}'
        $sent.headers.'User-Agent' | Should -Be '1.5'
        $journal.FullName | Should -Exist
    }
}

Describe 'A parameter that is a text for each object' {
    It '-<_> is an error if it is a boolean' -ForEach 'IfMatch', 'IfNoneMatch', 'IfUnmodifiedSince', 'IdempotencyKey', 'ContentType', 'InFile', 'OutFile' {
        foreach ($value in $false, [switch] $true, { $_.id -eq 1 }) {
            $given = @{ $_ = $value }
            { Invoke-ResourcePut "${base}echo" -InputObject @{ id = 1 } @given } | Should -Throw "-$_ is the boolean `$*" -ErrorId 'InvalidParameter,*'
        }
    }
}

Describe '-Accept' {
    It 'sends a list as one field' {
        (Invoke-ResourcePut "${base}echo" 1 -Accept application/json, 'text/*;q=0.5' -ContentOnly).headers.Accept | Should -Be 'application/json, text/*;q=0.5'
    }
}

Describe 'An unattended host' {
    It 'is never prompted: <Command>' -ForEach @(
        @{ Command = 'Invoke-ResourcePut'; Error = 'MissingMandatoryParameter' }
        @{ Command = 'Invoke-ResourcePut http://127.0.0.1:1/ 1 -Credential $null -MaximumRetryCount 0'; Error = 'ConnectionFailed' }
        @{ Command = 'Invoke-ResourcePut http://127.0.0.1:1/ 1 -Credential somebody'; Error = 'ParameterArgumentTransformationError' }
        @{ Command = 'Invoke-ResourcePut http://127.0.0.1:1/ 1 -ProxyCredential somebody'; Error = 'ParameterArgumentTransformationError' }
        @{ Command = 'Invoke-ResourcePut http://127.0.0.1:1/ -Form'; Error = 'MissingArgument' }
        @{ Command = 'Invoke-ResourcePut http://127.0.0.1:1/ -InFile $null'; Error = 'ParameterArgumentValidationError' }
        @{ Command = 'Invoke-ResourcePut $null 1'; Error = 'InvalidUri' }
        @{ Command = 'New-ResourceSession -Credential somebody'; Error = 'ParameterArgumentTransformationError' }
        @{ Command = 'New-ResourcePatch'; Error = 'MissingMandatoryParameter' }
    ) {
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript("Import-Module '$(Resolve-Path (Join-Path $PSScriptRoot '../../PutTools.psd1'))'; try { $Command -ErrorAction Stop } catch { `$_.FullyQualifiedErrorId }")
            $run = $shell.BeginInvoke()
            # A prompt would wait for ever.
            $run.AsyncWaitHandle.WaitOne([timespan]::FromSeconds(60)) | Should -BeTrue
            $shell.EndInvoke($run) | Should -BeLike "$Error*"
        }
        finally { $shell.Dispose() }
    }
}

Describe 'A credential' {
    It 'without a user name is an error in -<_>' -ForEach 'Credential', 'ProxyCredential' {
        foreach ($empty in [pscredential]::Empty, [pscredential]::new(' ', [securestring]::new())) {
            $given = @{ $_ = $empty }
            { Invoke-ResourcePut "${base}echo" @{ a = 1 } @given } | Should -Throw -ErrorId 'InvalidParameter,*' -ExpectedMessage "*-$_ has no user name*"
            { New-ResourceSession $base @given } | Should -Throw -ErrorId 'InvalidParameter,*' -ExpectedMessage "*-$_ has no user name*"
        }
    }

    It 'is never prompted for if -<_> is a name' -ForEach 'Credential', 'ProxyCredential' {
        $given = @{ $_ = 'somebody' }
        { Invoke-ResourcePut "${base}echo" @{ a = 1 } @given } | Should -Throw -ExpectedMessage "*'somebody' is text, not a credential*"
    }
}

Describe 'The parameters of a command' {
    It 'keep one value each, no matter how often they are bound' {
        $values = @{
            Headers = @{ a = 1 }; Accept = 'text/a'; UserAgent = 'a'; Cookies = @{ a = 1 }; TimeoutSec = 1; MaximumRetryCount = 1; RetryIntervalSec = 1
            RetryStatusCode = 500; MaximumRedirection = 1; Proxy = 'http://p:1'; NoProxy = $false; Token = 't'; MaximumResponseBytes = 1; Depth = 9
            Authentication = 'Bearer'; SslProtocol = 'Tls12'; HttpVersion = '1.1'; UnixSocket = '/s'; EnumsAsStrings = $true; DeadlineSeconds = 1
        }
        $command = [PutTools.Cmdlets.InvokeResourcePutCommand]::new()
        $bind = { param($times) foreach ($turn in 1..$times) { foreach ($name in $values.Keys) { $command.$name = $values[$name] } } }
        & $bind 100
        $before = [GC]::GetTotalMemory($true)
        & $bind 10000
        # None of the 200,000 values is kept: the smallest object would take 24 bytes.
        [GC]::GetTotalMemory($true) - $before | Should -BeLessThan 1MB
        $command.Accept | Should -Be 'text/a'
        $command.Dispose()
    }
}
