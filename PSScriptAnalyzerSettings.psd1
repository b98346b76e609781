# The rules of PSScriptAnalyzer for the project's scripts (build.ps1 -Task Analyze runs it).
# Tests have more exceptions: see tests/PSScriptAnalyzerSettings.psd1.
@{
    Severity     = @('Error', 'Warning')
    ExcludeRules = @(
        # It does not see a parameter that a function of the same script reads.
        'PSReviewUnusedParameter'
        # It does not see that a script block has its own parameters.
        'PSUseUsingScopeModifierInNewRunspaces'
        # The demo and the benchmarks write to a person.
        'PSAvoidUsingWriteHost'
        # They run in PowerShell 7, which reads UTF-8 without a mark; the files for Windows PowerShell are ASCII.
        'PSUseBOMForUnicodeEncodedFile'
        # It does not see that a script block reads variables of its script.
        'PSUseDeclaredVarsMoreThanAssignments'
        # Helpers that create objects to send change no state.
        'PSUseShouldProcessForStateChangingFunctions'
    )
}
