using System.Management.Automation;
using System.Net;
using PutTools.Authentication;
using PutTools.Http;

namespace PutTools.Cmdlets.Conversion;

/// <summary>Converts credentials of <c>Get-Credential</c>.</summary>
internal static class CredentialConversion
{
    /// <summary>
    /// Creates a login. DOMAIN\user has a domain; user@domain is one name, although PowerShell itself would split it.
    /// </summary>
    /// <exception cref="RequestException">
    /// InvalidParameter: the credential of <paramref name="parameter"/> has no user name.
    /// </exception>
    public static Login Of(string parameter, PSCredential credential)
    {
        if (string.IsNullOrWhiteSpace(credential.UserName))
            throw new RequestException(ErrorKind.InvalidParameter, CmdletMessages.NoUserName(parameter));
        var user = credential.GetNetworkCredential();
        return new Login(credential.UserName == $"{user.UserName}@{user.Domain}" ? new NetworkCredential(credential.UserName, user.Password) : user);
    }
}
