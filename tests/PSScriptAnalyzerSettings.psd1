# What PSScriptAnalyzer looks for in tests.
@{
    Severity     = @('Error', 'Warning')
    ExcludeRules = @(
        'PSReviewUnusedParameter'
        'PSUseUsingScopeModifierInNewRunspaces'
        'PSAvoidUsingWriteHost'
        'PSUseBOMForUnicodeEncodedFile'
        # It does not see that Pester hands the variables of BeforeAll on.
        'PSUseDeclaredVarsMoreThanAssignments'
        # Get-Write of many writes reads worse than Get-Writes.
        'PSUseSingularNouns'
        # Helpers that make things for tests have nobody to ask.
        'PSUseShouldProcessForStateChangingFunctions'
        # The secrets of tests are not secret.
        'PSAvoidUsingConvertToSecureStringWithPlainText'
        'PSAvoidUsingPlainTextForPassword'
        'PSAvoidUsingUsernameAndPasswordParams'
        'PSAvoidUsingAllowUnencryptedAuthentication'
        # A script block that runs in another runspace shares nothing else with its test.
        'PSAvoidGlobalVars'
    )
}
