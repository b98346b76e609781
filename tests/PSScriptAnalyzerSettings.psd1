# The rules of PSScriptAnalyzer for tests.
@{
    Severity     = @('Error', 'Warning')
    ExcludeRules = @(
        'PSReviewUnusedParameter'
        'PSUseUsingScopeModifierInNewRunspaces'
        'PSAvoidUsingWriteHost'
        'PSUseBOMForUnicodeEncodedFile'
        # It does not see that Pester passes the variables of BeforeAll to tests.
        'PSUseDeclaredVarsMoreThanAssignments'
        # Get-Writes reads better than Get-Write if there are many.
        'PSUseSingularNouns'
        # Helpers that create things for tests need no confirmation.
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
