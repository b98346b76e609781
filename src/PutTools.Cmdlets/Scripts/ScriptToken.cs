using System.Management.Automation;
using PutTools.Authentication;
using PutTools.Cmdlets.Conversion;
using PutTools.Cmdlets.Pipeline;
using PutTools.Http;

namespace PutTools.Cmdlets.Scripts;

/// <summary>A script block that outputs a token on demand.</summary>
internal sealed class ScriptToken(ScriptBlock script)
{
    private readonly PortableScript _script = new("Token", script);

    // The thread on which it runs; 0 if it does not. It runs once at a time.
    private volatile int _runsOn;

    /// <summary>Creates the source of its tokens, which runs it on <paramref name="thread"/>.</summary>
    public TokenSource On(PipelineThread thread) => new((claim, cancellationToken) => GetTokenAsync(thread, claim, cancellationToken));

    /// <summary>Runs the script block on the thread of the pipeline that needs the token, unless another pipeline has claimed that.</summary>
    public Task<AccessToken?> GetTokenAsync(PipelineThread thread, Func<bool> claim, CancellationToken cancellationToken)
        => thread.RunAsync(() => _runsOn == Environment.CurrentManagedThreadId ? throw Failure(CmdletMessages.TokenNeedsItself) : claim() ? GetToken() : null, cancellationToken);

    private AccessToken GetToken()
    {
        _runsOn = Environment.CurrentManagedThreadId;
        try
        {
            var token = _script.Run(item: null).LastOrDefault(static value => value is not null) ?? throw Failure(CmdletMessages.NoTokenGiven);
            return TokenObject.Read(token) ?? throw Failure(CmdletMessages.NoTokenInObject(PSValue.Base(token)!.GetType()));
        }
        finally
        {
            _runsOn = 0;
        }
    }

    private static RequestException Failure(string message) => new(ErrorKind.ScriptBlockFailed, message);
}
