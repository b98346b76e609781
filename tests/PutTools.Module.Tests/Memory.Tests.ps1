# How many bytes a write allocates and a kept response holds. Both are counted by the runtime, so a busy machine changes nothing.

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../PutTools.psd1')
    Import-Module (Join-Path $PSScriptRoot 'Support/TestServer.psm1')
    $server = Start-TestServer
    # A response without Content-Length, as most APIs send.
    $uri = "$($server.uri)mirror/{id}?chunked=1"
    $rows = foreach ($id in 1..8000) { [pscustomobject]@{ id = $id; name = "name $id"; price = 1.5; inStock = $true } }
    $rows | Invoke-ResourcePut $uri -ThrottleLimit 16 | Out-Null
    $rows | Invoke-ResourcePut $uri | Out-Null
}

AfterAll {
    if ($server) { Stop-TestServer $server }
}

Describe 'Memory' -Tag net8.0 {
    It 'takes at most <Limit> bytes for a write with -ThrottleLimit <Throttle>' -ForEach @(
        @{ Throttle = 1; Limit = 10500 }
        @{ Throttle = 16; Limit = 12000 }
    ) {
        $before = [GC]::GetTotalAllocatedBytes($true)
        $rows | Invoke-ResourcePut $uri -ThrottleLimit $Throttle | Out-Null
        ([GC]::GetTotalAllocatedBytes($true) - $before) / $rows.Count | Should -BeLessOrEqual $Limit
    }

    It 'holds at most 1,500 bytes for a kept response of 60 bytes' {
        $before = [GC]::GetTotalMemory($true)
        $kept = $rows | Invoke-ResourcePut $uri
        ([GC]::GetTotalMemory($true) - $before) / $kept.Count | Should -BeLessOrEqual 1500
    }
}
