using System;
using System.Threading;
using System.Threading.Tasks;
using PutTools.Authentication;

namespace PutTools.Core.Tests.Authentication;

internal static class Tokens
{
    /// <summary>A source for tests with one pipeline, which claims each request.</summary>
    public static TokenSource From(Func<CancellationToken, Task<AccessToken>> getToken)
        => new(async (claim, cancellationToken) => claim() ? await getToken(cancellationToken) : null);
}
