using System.Net;
using System.Security;
using PutTools.Http;

namespace PutTools.Cmdlets.Conversion;

/// <summary>Reads a secret from a string or a SecureString.</summary>
internal static class SecretText
{
    /// <summary>Returns the secret in plain text.</summary>
    /// <exception cref="RequestException">The value is neither.</exception>
    public static string Of(object value) => PSValue.Base(value) switch
    {
        string text => text,
        SecureString secure => new NetworkCredential(string.Empty, secure).Password,
        var other => throw new RequestException(ErrorKind.InvalidParameter, CmdletMessages.NoTokenType(other!.GetType())),
    };
}
