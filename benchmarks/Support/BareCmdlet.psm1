# The floor of Invoke-ResourcePut: a command with its parameters, by name, position, alias and set, that does nothing else. One call sends the JSON
# that it is given and reads the response. In a pipeline it does what the bare client does, so many times at once, for each object.
Set-StrictMode -Version Latest

<#
.SYNOPSIS
    Compiles Invoke-BarePut together with the bare client, and emits the assembly to import.
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

    $source = New-TemporaryFile | Rename-Item -NewName { "$($_.BaseName).cs" } -PassThru
    Set-Content $source @"
using System;
using System.Management.Automation;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;

[Cmdlet(VerbsLifecycle.Invoke, "BarePut", DefaultParameterSetName = "$($command.DefaultParameterSet)", SupportsShouldProcess = true)]
public sealed class InvokeBarePutCommand : PSCmdlet
{
    private static readonly HttpClient Client = new();

    $($properties -join "`n    ")

    private readonly Channel<int> _numbers = Channel.CreateBounded<int>(1024);
    private Task _loops;
    private int _read;
    private int _done;
    private int _emitted;

    protected override void BeginProcessing()
    {
        if (!MyInvocation.ExpectingInput)
            return;
        var loops = new Task[ThrottleLimit];
        for (var i = 0; i < loops.Length; i++)
            loops[i] = Task.Run(LoopAsync);
        _loops = Task.WhenAll(loops);
    }

    protected override void ProcessRecord()
    {
        if (!MyInvocation.ExpectingInput)
        {
            WriteObject(Put());
            return;
        }

        if (!_numbers.Writer.TryWrite(++_read))
            _numbers.Writer.WriteAsync(_read).AsTask().Wait();
        EmitDone();
    }

    protected override void EndProcessing()
    {
        if (!MyInvocation.ExpectingInput)
            return;
        _numbers.Writer.Complete();
        _loops.Wait();
        EmitDone();
    }

    private void EmitDone()
    {
        for (var done = Volatile.Read(ref _done); _emitted < done; _emitted++)
            WriteObject(this);
    }

    private async Task LoopAsync()
    {
        var uri = Text(Uri).Replace("{id}", string.Empty);
        await foreach (var number in _numbers.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            await BareClient.PutAsync(uri, number % 1000, null).ConfigureAwait(false);
            Interlocked.Increment(ref _done);
        }
    }

    private int Put()
    {
        using var content = new ByteArrayContent((byte[])(Body is PSObject body ? body.BaseObject : Body));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Put, Text(Uri)) { Content = content };
        using var response = Client.Send(request);
        using var stream = response.Content.ReadAsStream();
        var bytes = new byte[4096];
        var length = 0;
        for (int count; (count = stream.Read(bytes, length, bytes.Length - length)) > 0; length += count) { }
        return length;
    }

    private static string Text(object uri) => (string)(uri is PSObject wrapped ? wrapped.BaseObject : uri);
}
"@
    try { (Add-Type -Path $source, "$PSScriptRoot/BareClient.cs" -PassThru -IgnoreWarnings -WarningAction SilentlyContinue)[0].Assembly }
    finally { Remove-Item $source }
}

Export-ModuleMember -Function New-BareCmdlet
