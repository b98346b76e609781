@{
    RootModule             = 'src/module/PutTools.psm1'
    ModuleVersion          = '0.1.0'
    GUID                   = '7d3c2f58-0c1b-4c37-9a34-5b1f5a0f6f0e'
    Author                 = 'The PutTools maintainers'
    CompanyName            = 'PutTools'
    Copyright              = '(c) The PutTools maintainers. MIT licence.'
    Description            = 'Changes resources over HTTP with PUT and PATCH: exact with your data, honest about what was written, and fast.'
    PowerShellVersion      = '5.1'
    DotNetFrameworkVersion = '4.7.2'
    CompatiblePSEditions   = @('Desktop', 'Core')
    FormatsToProcess       = @('src/module/PutTools.Format.ps1xml', 'src/module/PutTools.Session.Format.ps1xml')
    TypesToProcess         = @('src/module/PutTools.Types.ps1xml')
    FunctionsToExport      = @()
    CmdletsToExport        = @('Invoke-ResourcePut', 'Invoke-ResourcePatch', 'New-ResourcePatch', 'New-ResourceSession')
    VariablesToExport      = @()
    AliasesToExport        = @()
    PrivateData            = @{
        PSData = @{
            Tags = @('HTTP', 'REST', 'PUT', 'PATCH', 'API', 'JSON', 'WebRequest', 'PSEdition_Core', 'PSEdition_Desktop', 'Windows', 'Linux', 'MacOS')
            ReleaseNotes = 'See CHANGELOG.md in the module''s folder.'
        }
    }
}
