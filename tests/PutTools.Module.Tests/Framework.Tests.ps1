# The engine of the build for Windows PowerShell, on Mono: the classes of .NET Framework, and another HTTP handler than that of .NET.
BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Support/Services.psm1')
    $missing = Get-MissingTool mono

    $json = "Content-Type: application/json`r`nContent-Length: 7`r`nConnection: close`r`n`r`n{`"a`":1}"
    $empty = "Connection: close`r`nContent-Length: 0`r`n`r`n"
    $chunks = "Transfer-Encoding: chunked`r`nConnection: close`r`n`r`n5`r`n{`"a`":"
    # The response, what is known of the write, and how often a PUT is sent. A PATCH is sent again only if it was not applied.
    $cases = @(
        @{ Name = 'whole'; Response = "HTTP/1.1 200 OK`r`n$json"; Outcome = '200 Updated {"a":1}' }
        @{ Name = 'created'; Response = "HTTP/1.1 201 Created`r`nLocation: /1`r`n$empty"; Outcome = '201 Created' }
        @{ Name = 'without content'; Response = "HTTP/1.1 204 No Content`r`nConnection: close`r`n`r`n"; Outcome = '204 Updated' }
        @{ Name = 'in chunks'; Response = "HTTP/1.1 200 OK`r`n$chunks`r`n2`r`n1}`r`n0`r`n`r`n"; Outcome = '200 Updated {"a":1}' }
        @{ Name = 'of HTTP/1.0'; Response = "HTTP/1.0 200 OK`r`n`r`n{`"a`":1}"; Outcome = '200 Updated {"a":1}' }
        @{ Name = 'with invalid fields'; Response = "HTTP/1.1 200 OK`r`nETag: bare`r`nRetry-After: soon`r`nLast-Modified: x`r`n$json"; Outcome = '200 Updated {"a":1}' }
        @{ Name = 'cut in its body'; Response = "HTTP/1.1 200 OK`r`nContent-Length: 70`r`nConnection: close`r`n`r`n{`"a`""; Outcome = '200 Updated' }
        @{ Name = 'cut in a chunk'; Response = "HTTP/1.1 200 OK`r`n$chunks"; Outcome = '200 Updated' }
        @{ Name = 'cut in its header section'; Response = "HTTP/1.1 200 OK`r`nContent-Le"; Outcome = 'ConnectionLost, unknown'; PutCount = 3 }
        @{ Name = 'missing'; Response = ''; Outcome = 'ConnectionLost, unknown'; PutCount = 3 }
        @{ Name = 'of another protocol'; Response = "SSH-2.0-OpenSSH_9`r`n`r`n"; Outcome = 'ProtocolError, unknown'; PutCount = 3 }
        @{ Name = 'a refusal'; Response = "HTTP/1.1 400 Bad`r`n$empty"; Outcome = 'BadRequest, not applied' }
        @{ Name = 'a conflict'; Response = "HTTP/1.1 409 Conflict`r`n$json"; Outcome = 'Conflict, not applied' }
        @{ Name = 'a request to wait'; Response = "HTTP/1.1 503 Busy`r`nRetry-After: 0`r`n$empty"; Outcome = 'ServiceUnavailable, not applied'; PutCount = 3 }
        @{ Name = 'a redirect'; Response = "HTTP/1.1 307 Moved`r`nLocation: /moved`r`n$empty"; Outcome = '200 Updated' }
    )
    for ($i = 0; $i -lt $cases.Count; $i++) { $cases[$i].Index = $i }
}

Describe "Mono$(if ($missing) { " ($missing)" })" -Skip:([bool] $missing) -ForEach @{ Cases = $cases } {
    BeforeAll {
        Add-Type -Path (Join-Path $PSScriptRoot 'Support/HostileServer.cs')
        $hostile = [PutTools.Testing.HostileServer]::new()
        foreach ($case in $Cases) { $hostile.Responses["$($case.Index)"] = [Text.Encoding]::Latin1.GetBytes($case.Response) }
        $program = Get-ChildItem "$PSScriptRoot/../FrameworkCheck/bin" -Filter FrameworkCheck.exe -Recurse | Sort-Object LastWriteTime | Select-Object -Last 1
        $known = @{}
        foreach ($method in 'PUT', 'PATCH') { $known[$method] = mono $program $method @($Cases.Index | ForEach-Object { "$($hostile.Uri)$_" }) }
    }
    AfterAll { if ($hostile) { $hostile.Dispose() } }

    It 'reports a write whose response is <Name>' -ForEach $cases {
        foreach ($method in 'PUT', 'PATCH') {
            $known[$method][$Index].TrimEnd() | Should -BeExactly $Outcome -Because $method
            $sent = $method -eq 'PATCH' -and $Outcome -like '*, unknown' ? 1 : $PutCount ?? 1
            @($hostile.Requests -eq "$method $Index").Count | Should -Be $sent -Because $method
        }
    }
}
