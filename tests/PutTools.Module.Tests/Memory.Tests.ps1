# Counts the bytes that a write allocates and a kept response holds. The runtime counts them, so a busy machine makes little difference.

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Support/TestServer.psm1')
    $server = Start-TestServer
    # A response without Content-Length, as most APIs send it.
    $bytes = pwsh -NoProfile -NonInteractive -File "$PSScriptRoot/Support/Measure-WriteMemory.ps1" "$($server.uri)mirror/{id}?chunked=1" | ConvertFrom-Json
    if (-not $bytes.one -or -not $bytes.sixteen -or -not $bytes.held) { throw "Nothing was measured: $bytes" }
}

AfterAll {
    if ($server) { Stop-TestServer $server }
}

Describe 'Memory' -Tag net8.0 {
    # A Debug build has classes in place of the structures of a Release build.
    It 'of a write is at most 6,000 bytes, one at a time' { $bytes.one | Should -BeLessOrEqual ($bytes.isDebug ? 9800 : 6000) }
    It 'of a write is at most 8,000 bytes, 16 at once' { $bytes.sixteen | Should -BeLessOrEqual ($bytes.isDebug ? 11000 : 8000) }
    It 'of a kept response of 60 bytes is at most 1,500 bytes' { $bytes.held | Should -BeLessOrEqual 1500 }
}
