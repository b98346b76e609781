using System.Management.Automation;
using System.Net;
using PutTools.Authentication;

namespace PutTools.Cmdlets.Conversion;

/// <summary>Makes a login of what <c>Get-Credential</c> gives.</summary>
internal static class CredentialConversion
{
    /// <summary>The login. DOMAIN\user is of that domain; user@domain is a name as a whole, which PowerShell itself would take apart.</summary>
    public static Login Of(PSCredential credential)
    {
        var user = credential.GetNetworkCredential();
        return new Login(credential.UserName == $"{user.UserName}@{user.Domain}" ? new NetworkCredential(credential.UserName, user.Password) : user);
    }
}
