using System;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using System.Threading;
using System.Threading.Tasks;
using PutTools.Cmdlets.Pipeline;
using PutTools.Http;

namespace PutTools.Cmdlets.Conversion;

/// <summary>A script block that outputs a token on demand.</summary>
internal sealed class ScriptToken(ScriptBlock script)
{
    private readonly Guid? _home = Runspace.DefaultRunspace?.InstanceId;

    /// <summary>Runs the script block on the thread of the pipeline that needs the token.</summary>
    public Task<string> AskAsync(PipelineThread thread, CancellationToken cancellationToken) => thread.RunAsync(Ask, cancellationToken);

    private string Ask()
    {
        // In another runspace the script block would wait for its own one. A copy of its text runs there, without the
        // variables of
        // its own runspace.
        var runnable = Runspace.DefaultRunspace?.InstanceId == _home ? script : ((ScriptBlockAst)script.Ast).GetScriptBlock();
        try
        {
            return runnable.Invoke().LastOrDefault(static value => value is not null) is { } token
                ? SecretText.Of(token)
                : throw new RequestException(ErrorKind.ScriptBlockFailed, CmdletMessages.NoTokenGiven);
        }
        catch (RuntimeException failure) when (failure is not PipelineStoppedException)
        {
            throw new RequestException(ErrorKind.ScriptBlockFailed, CmdletMessages.TokenScriptFailed(failure), failure);
        }
    }
}
