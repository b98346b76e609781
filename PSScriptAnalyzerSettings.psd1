# What PSScriptAnalyzer looks for in the project's scripts (build.ps1 -Task Analyze runs it where it is installed).
# Tests have more exceptions: see tests/PSScriptAnalyzerSettings.psd1.
@{
    Severity     = @('Error', 'Warning')
    ExcludeRules = @(
        # It does not see a parameter that a function of the same script reads.
        'PSReviewUnusedParameter'
        # It does not see that a script block has parameters of its own.
        'PSUseUsingScopeModifierInNewRunspaces'
        # The demo and the benchmarks talk to a person.
        'PSAvoidUsingWriteHost'
        # They run in PowerShell 7, which reads UTF-8 without a mark; what Windows PowerShell reads is ASCII.
        'PSUseBOMForUnicodeEncodedFile'
        # It does not see that a script block reads what its script has set.
        'PSUseDeclaredVarsMoreThanAssignments'
        # Helpers that make objects to send have nobody to ask.
        'PSUseShouldProcessForStateChangingFunctions'
    )
}
