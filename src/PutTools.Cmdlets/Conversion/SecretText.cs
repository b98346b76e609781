using System.Net;
using System.Security;
using PutTools.Http;

namespace PutTools.Cmdlets.Conversion;

/// <summary>Reads a secret that the user gave as a string or a SecureString.</summary>
internal static class SecretText
{
    /// <summary>The secret in plain.</summary>
    /// <exception cref="RequestException">It is neither.</exception>
    public static string Of(object value) => InputObject.Base(value) switch
    {
        string text => text,
        SecureString secure => new NetworkCredential(string.Empty, secure).Password,
        var other => throw new RequestException(ErrorKind.InvalidParameter, CmdletMessages.NoTokenType(other!.GetType())),
    };
}
