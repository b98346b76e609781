using System.Management.Automation;
using PutTools.Authentication;
using PutTools.Cmdlets.Pipeline;
using PutTools.Pipeline;

namespace PutTools.Cmdlets.Scripts;

/// <summary>The script block of <c>-Signer</c>.</summary>
internal sealed class ScriptSigner(ScriptBlock script)
{
    private readonly PortableScript _script = new("Signer", script);

    /// <summary>Runs it on <paramref name="thread"/> for each attempt.</summary>
    public RequestSigner On(PipelineThread thread)
        => (request, cancellationToken) => thread.RunAsync(() => Sign(request, cancellationToken), cancellationToken);

    private IReadOnlyList<KeyValuePair<string, string?>> Sign(HttpRequest request, CancellationToken cancellationToken)
    {
        var signable = new SignableRequest(request, cancellationToken);
        _script.Run(signable);
        return signable.Changes();
    }
}
