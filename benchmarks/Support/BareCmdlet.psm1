# The floor of one call: a command with the parameters of Invoke-ResourcePut, by name, position, alias and set, that does nothing but send
# the JSON that it is given and read the response.
Set-StrictMode -Version Latest

<#
.SYNOPSIS
    Compiles Invoke-BarePut, and emits the assembly to import.
#>
function New-BareCmdlet {
    $command = Get-Command Invoke-ResourcePut
    $common = [System.Management.Automation.PSCmdlet]::CommonParameters + [System.Management.Automation.PSCmdlet]::OptionalCommonParameters
    $properties = foreach ($parameter in $command.Parameters.Values) {
        if ($parameter.Name -in $common) { continue }
        foreach ($attribute in $parameter.Attributes) {
            if ($attribute -is [System.Management.Automation.AliasAttribute]) { '[Alias({0})]' -f (($attribute.AliasNames | ForEach-Object { "`"$_`"" }) -join ', ') }
            if ($attribute -isnot [Parameter]) { continue }
            $facts = @(
                if ($attribute.Position -ge 0) { "Position = $($attribute.Position)" }
                if ($attribute.Mandatory) { 'Mandatory = true' }
                if ($attribute.ValueFromPipeline) { 'ValueFromPipeline = true' }
                if ($attribute.ValueFromPipelineByPropertyName) { 'ValueFromPipelineByPropertyName = true' }
                if ($attribute.ParameterSetName -ne '__AllParameterSets') { "ParameterSetName = `"$($attribute.ParameterSetName)`"" })
            "[Parameter($($facts -join ', '))]"
        }

        # What only this module has, or what C# writes otherwise, is an object.
        $type = $parameter.ParameterType
        $name = if ($type.IsGenericType -or $type.Namespace -notmatch '^System(\.|$)') { 'object' } else { $type.FullName }
        "public $name $($parameter.Name) { get; set; }"
    }

    $type = Add-Type -PassThru -IgnoreWarnings -WarningAction SilentlyContinue -TypeDefinition @"
using System;
using System.Management.Automation;
using System.Net.Http;
using System.Net.Http.Headers;

[Cmdlet(VerbsLifecycle.Invoke, "BarePut", DefaultParameterSetName = "$($command.DefaultParameterSet)", SupportsShouldProcess = true)]
public sealed class InvokeBarePutCommand : PSCmdlet
{
    private static readonly HttpClient Client = new();

    $($properties -join "`n    ")

    protected override void ProcessRecord()
    {
        using var content = new ByteArrayContent((byte[])(Body is PSObject body ? body.BaseObject : Body));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Put, (string)(Uri is PSObject uri ? uri.BaseObject : Uri)) { Content = content };
        using var response = Client.Send(request);
        using var stream = response.Content.ReadAsStream();
        var bytes = new byte[4096];
        var length = 0;
        for (int count; (count = stream.Read(bytes, length, bytes.Length - length)) > 0; length += count) { }
        WriteObject(length);
    }
}
"@
    $type.Assembly
}

Export-ModuleMember -Function New-BareCmdlet
