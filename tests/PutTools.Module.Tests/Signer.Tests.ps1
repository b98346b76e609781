# -Signer: a script block that computes header fields for each attempt.
BeforeAll {
    . (Join-Path $PSScriptRoot 'Support/Initialize.ps1')
    $plain = @{ AllowUnencryptedAuthentication = $true }
    $secret = 'signer-secret-4711'
    function Get-Echo($Response, [string] $Name) { $Response.Content.headers.$Name }
}

AfterAll { if ($server) { Stop-TestServer $server } }

Describe '-Signer' {
    It 'gets the request as it is sent, and sets its headers' {
        $seen = @{}
        $response = Invoke-ResourcePut "${base}echo/a%2Fb?x=1" @{ a = 1 } @plain -Headers @{ 'X-Own' = 'own' } -Cookies @{ c = '1' } -IfMatch '"t"' -Signer {
            param($Request)
            foreach ($name in 'Method', 'Uri', 'ContentLength') { $seen[$name] = $Request.$name }
            foreach ($name in $Request.Headers.Keys) { $seen[$name] = $Request.Headers[$name] }
            $seen.hash = [Convert]::ToHexString($Request.GetContentHash('SHA256'))
            $seen.text = [Text.Encoding]::UTF8.GetString($Request.GetContent())
            $seen.same = $_ -eq $Request
            $Request.Headers['X-Signature'] = 'signed'
            $Request.Headers.'X-Own' = 'changed'
            $Request.Headers.Remove('Accept')
        }
        $seen.Method | Should -Be PUT
        $seen.Uri.PathAndQuery | Should -BeExactly '/echo/a%2Fb?x=1'
        $seen.ContentLength | Should -Be 7
        $seen.hash | Should -Be ([Convert]::ToHexString([Security.Cryptography.SHA256]::HashData([Text.Encoding]::UTF8.GetBytes('{"a":1}'))))
        $seen.text | Should -Be '{"a":1}'
        $seen.same | Should -BeTrue
        # Each field that the server received, except those of framing and connection.
        $response.Content.headers.PSObject.Properties.Name | Where-Object { $_ -notin 'Content-Length', 'Connection', 'X-Signature' } | ForEach-Object {
            $expected = $_ -eq 'X-Own' ? 'own' : "$($response.Content.headers.$_)"
            $seen[$_] | Should -Be $expected -Because $_
        }
        $seen.Cookie | Should -Be 'c=1'
        Get-Echo $response 'X-Signature' | Should -Be signed
        Get-Echo $response 'X-Own' | Should -Be changed
        Get-Echo $response Accept | Should -BeNullOrEmpty
    }

    It 'is called last, after the token' {
        $response = Invoke-ResourcePut "${base}echo" 1 @plain -Token abc -Signer { $_.Headers.Authorization = $_.Headers.Authorization -replace 'Bearer', 'DPoP' }
        Get-Echo $response Authorization | Should -Be 'DPoP abc'
    }

    It 'is called for each attempt, and hashes a file once' {
        $file = Join-Path $TestDrive once.bin
        [IO.File]::WriteAllBytes($file, [byte[]]::new(1MB))
        $script:turns = 0
        $response = Invoke-ResourcePut "${base}status/503/signed?times=2" -InFile $file @plain @quick -Signer {
            $script:turns++
            $hash = $_.GetContentHash('SHA256')
            $_.Headers.'X-Turn' = "$($script:turns) $([Convert]::ToHexString($hash))"
        }
        $response.Attempts | Should -Be 3
        Get-Echo $response 'X-Turn' | Should -Be "3 $((Get-FileHash $file).Hash)"
        $script:turns | Should -Be 3
    }

    It 'reads a file once for all hashes of a write, and once for each attempt' -Tag Linux {
        $size = 32MB
        $file = Join-Path $TestDrive read.bin
        [IO.File]::WriteAllBytes($file, [byte[]]::new($size))
        function Get-ReadBytes { [long] ((Get-Content /proc/self/io) -match '^rchar: ' -replace '\D')[0] }
        $before = Get-ReadBytes
        $response = Invoke-ResourcePut "${base}status/503" -InFile $file @plain @quick -MaximumRetryCount 2 -SkipHttpErrorCheck -Signer {
            foreach ($turn in 1..4) { $_.Headers.'X-Hash' = [Convert]::ToHexString($_.GetContentHash('SHA256')) }
        }
        $response.Attempts | Should -Be 3
        # What else the process reads is less than half of the file.
        $read = ((Get-ReadBytes) - $before) / $size
        $read | Should -BeGreaterThan 3
        $read | Should -BeLessThan 4.5
    }

    It 'is called for the read of -Update, and after a 401 with a renewed token' {
        $path = New-Path
        $null = Invoke-ResourcePut "$base$path" @{ n = 1 }
        $seen = [System.Collections.Generic.List[string]]::new()
        $null = Invoke-ResourcePut "$base$path" -Update { $_.n++ } @plain -Signer { $seen.Add("$($_.Method) $($_.ContentLength)") }
        $seen | Should -Be 'GET 0', 'PUT 7'
        $seen.Clear()
        $script:tokens = 0
        $null = Invoke-ResourcePut "${base}auth/bearer/t2" 1 @plain -Token { "t$((++$script:tokens))" } -Signer { $seen.Add($_.Headers.Authorization) }
        $seen | Should -Be 'Bearer t1', 'Bearer t2'
    }

    It 'signs only for the same origin, unless -PreserveAuthorizationOnRedirect is given' {
        $other = $base.Replace('127.0.0.1', 'localhost')
        $signer = @{ Signer = { $_.Headers.'X-Proof' = "for $($_.Uri.AbsolutePath)" } }
        Get-Echo (Invoke-ResourcePut "${base}redirect/307/a" 1 @plain @signer) 'X-Proof' | Should -Be 'for /echo'
        Get-Echo (Invoke-ResourcePut "${base}redirect/307/a?to=${other}echo" 1 @plain @signer) 'X-Proof' | Should -BeNullOrEmpty
        Get-Echo (Invoke-ResourcePut "${base}redirect/307/a?to=${other}echo" 1 @plain @signer -PreserveAuthorizationOnRedirect) 'X-Proof' | Should -Be 'for /echo'
    }

    It 'runs on the pipeline''s thread, <_> at once' -ForEach 1, 16 {
        $thread = [Environment]::CurrentManagedThreadId
        $script:threads = [System.Collections.Generic.HashSet[int]]::new()
        $responses = 1..50 | ForEach-Object { [pscustomobject]@{ id = $_ } } | Invoke-ResourcePut "${base}echo/{id}" -ThrottleLimit $_ @plain -Signer {
            $null = $script:threads.Add([Environment]::CurrentManagedThreadId)
            $_.Headers.'X-Proof' = $_.Uri.AbsolutePath
        }
        $responses | Should -HaveCount 50
        $responses.ForEach({ Get-Echo $_ 'X-Proof' }) | Should -Be (1..50).ForEach({ "/echo/$_" })
        $script:threads | Should -Be $thread
    }

    It 'is an error of the object if it <What>, and nothing is sent' -ForEach @(
        @{ What = 'throws'; Signer = { throw 'no key' }; Id = 'ScriptBlockFailed'; Words = 'script block of -Signer failed: no key. This attempt was not sent' }
        @{ What = 'writes an error'; Signer = { Write-Error 'no key' }; Id = 'ScriptBlockFailed'; Words = 'script block of -Signer failed: no key' }
        @{ What = 'sets a value with a line break'; Signer = { $_.Headers.'X-Proof' = "a`r`nb" }; Id = 'InvalidHeader'; Words = "'X-Proof'" }
        @{ What = 'sets an invalid name'; Signer = { $_.Headers.'X Proof' = 'a' }; Id = 'InvalidHeader'; Words = "'X Proof'" }
        @{ What = 'sets a value without a text form'; Signer = { $_.Headers.'X-Proof' = @{ a = 1 } }; Id = 'InvalidParameter'; Words = 'X-Proof' }
        @{ What = 'sets the length'; Signer = { $_.Headers.'Content-Length' = '3' }; Id = 'InvalidHeader'; Words = 'Content-Length' }
        @{ What = 'requests an unknown hash'; Signer = { $_.GetContentHash('CRC32') }; Id = 'ScriptBlockFailed'; Words = "The hash 'CRC32' is not known" }
    ) {
        Reset-TestServer $server
        $connections = (Invoke-RestMethod "${base}connections").accepted
        1, 2 | ForEach-Object { @{ id = $_ } } | Invoke-ResourcePut "${base}signed/{id}" @plain -Signer $Signer @quietly | Should -BeNullOrEmpty
        $failed | Should -HaveCount 2
        $failed[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $failed[0].Exception.Message | Should -BeLike "*$Words*"
        $failed[0].Exception.Attempts | Should -Be 0
        $failed[0].Exception.OutcomeUnknown | Should -BeFalse
        Get-TestServerJournal $server | Should -BeNullOrEmpty
    }

    It 'leaves the outcome unknown if a later attempt cannot be signed' {
        $script:turns = 0
        Invoke-ResourcePut "${faults}close-after-apply/$(New-Path)?times=1" 1 @plain @quick -Signer { if ($script:turns++) { throw 'the key is gone' } } @quietly
        $failed[0].Exception.Kind | Should -Be ScriptBlockFailed
        $failed[0].Exception.OutcomeUnknown | Should -BeTrue
        $failed[0].ErrorDetails.RecommendedAction | Should -Be 'The write may have been applied: read the resource before writing again.'
        $failed[0].Exception.Attempts | Should -Be 1
    }

    It 'is never sent over plain http without permission' {
        { Invoke-ResourcePut "${base}echo" 1 -Signer { throw 'not run' } } | Should -Throw -ErrorId 'UnencryptedAuthentication,*'
        (Invoke-ResourcePut "$($server.secureUri)echo" 1 -SkipCertificateCheck -Signer { $_.Headers.A = 'a' }).Content.headers.A | Should -Be a
    }

    It 'is not given if it is $null' {
        (Invoke-ResourcePut "${base}echo" 1 -Signer $null).StatusCode | Should -Be 200
    }

    It 'refuses to read a stream that can be read only once' {
        $pipe = [IO.Pipes.AnonymousPipeServerStream]::new('Out')
        $end = [IO.Pipes.AnonymousPipeClientStream]::new('In', $pipe.ClientSafePipeHandle)
        try {
            { Invoke-ResourcePut "${base}echo" -Body $end @plain -Signer { $_.GetContentHash('MD5') } } | Should -Throw '*this stream can be read only once*'
            { Invoke-ResourcePut "${base}echo" -Body $end @plain -Signer { $_.GetContent() } } | Should -Throw '*this stream can be read only once*'
        }
        finally { $end.Dispose(); $pipe.Dispose() }
    }

    It 'never shows what it sets: <What>' -ForEach @(
        @{ What = 'the server repeats it in an error'; Do = {
                $body = [Text.Encoding]::UTF8.GetBytes("{`"message`":`"The proof $secret is wrong.`"}")
                Invoke-ResourcePut "${base}mirror" $body -ContentType application/json @plain -Signer { $_.Headers.Proof = $secret } -SuccessCondition { $false } -Verbose
            }; Shown = 'The proof \*\*\* is wrong' }
        @{ What = 'the connection is lost'; Do = { Invoke-ResourcePut "${faults}reset-before-response/x" 1 @plain @once -Signer { $_.Headers.Proof = $secret } -Verbose } }
        @{ What = 'the write succeeds'; Do = { Invoke-ResourcePut "${base}sink" 1 @plain -Signer { $_.Headers.Proof = $secret } -Verbose } }
        @{ What = 'it is shown with -Debug'; Do = { Invoke-ResourcePut "${base}sink" 1 @plain -Signer { $_.Headers.Proof = $secret } -Verbose -Debug }; Shown = 'Proof: \*\*\*' }
        @{ What = 'a journal is written'; Do = {
                1, 2 | Invoke-ResourcePut "${base}sink" @plain -Signer { $_.Headers.Proof = $secret } -JournalPath $TestDrive/signed.jsonl
                Get-Content $TestDrive/signed.jsonl -Raw
            }; Shown = '"statusCode":200' }
        @{ What = 'it is malformed'; Do = { Invoke-ResourcePut "${base}sink" 1 @plain -Signer { $_.Headers.Proof = "$secret`n" } -Verbose } }
    ) {
        $Error.Clear()
        $text = (& { try { & $Do } catch { $_ } } *>&1 | ForEach-Object { $_; $_ | Format-List * -Force; $_.Exception | Format-List * -Force } | Out-String) + ($Error | Format-List * -Force | Out-String)
        $text | Should -Match ($Shown ?? 'PUT ')
        $text | Should -Not -Match $secret
    }
}

Describe '-Signer of a session' {
    It 'signs the requests of its calls, and another one replaces it' {
        $session = New-ResourceSession $base @plain -Signer { $_.Headers.'X-Proof' = "session $($_.Method)" }
        $session.IsSigned | Should -BeTrue
        Get-Echo (Invoke-ResourcePatch echo @{} -Session $session) 'X-Proof' | Should -Be 'session PATCH'
        Get-Echo (Invoke-ResourcePatch echo @{} -Session $session -Signer { $_.Headers.'X-Proof' = 'call' }) 'X-Proof' | Should -Be 'call'
        (New-ResourceSession $base).IsSigned | Should -BeFalse
    }

    It 'runs as a copy in another runspace, where a missing variable is an error' {
        $key = 'only here'
        $own = New-ResourceSession $base @plain -Signer { $_.Headers.'X-Proof' = "by $($_.Method)" }
        $foreign = New-ResourceSession $base @plain -Signer { $_.Headers.'X-Proof' = $key }
        $module = Convert-Path (Join-Path $PSScriptRoot '../../PutTools.psd1')
        $results = $own, $foreign | ForEach-Object -Parallel {
            Import-Module $using:module
            try { (Invoke-ResourcePut echo 1 -Session $_).Content.headers.'X-Proof' } catch { $_.Exception.Message }
        } -ThrottleLimit 1
        $results[0] | Should -Be 'by PUT'
        $results[1] | Should -BeLike "*'`$key' cannot be retrieved*another runspace*make the session there*"
    }
}
