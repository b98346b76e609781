using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using PutTools.Authentication;
using PutTools.Cmdlets.Pipeline;
using PutTools.Http;

namespace PutTools.Cmdlets.Conversion;

/// <summary>A script block that outputs a token on demand.</summary>
internal sealed class ScriptToken(ScriptBlock script)
{
    private readonly PortableScript _script = new("Token", script);

    /// <summary>Runs the script block on the thread of the pipeline that needs the token.</summary>
    public Task<AccessToken> GetTokenAsync(PipelineThread thread, CancellationToken cancellationToken) => thread.RunAsync(Ask, cancellationToken);

    private AccessToken Ask() => _script.Run(item: null).LastOrDefault(static value => value is not null) is { } token
        ? TokenObject.Read(token) ?? throw new RequestException(ErrorKind.ScriptBlockFailed, CmdletMessages.NoTokenInObject(InputObject.Base(token)!.GetType()))
        : throw new RequestException(ErrorKind.ScriptBlockFailed, CmdletMessages.NoTokenGiven);
}
