using PutTools.Pipeline;

namespace PutTools.Authentication;

/// <summary>Messages about credentials.</summary>
internal static class AuthenticationMessages
{
    public static string BasicNeedsUser => "-Authentication Basic needs a user name and a password. Give -Credential. Nothing was sent.";

    public static string BearerNeedsToken => "-Authentication Bearer and OAuth need a token. Give -Token. Nothing was sent.";

    public static string ControlInLogin => "The user name or the password has a line break or another control character, which -Authentication Basic cannot send (RFC 7617). Perhaps it was read from a file: remove it, as with .Trim(). Nothing was sent.";

    public static string ColonInUserName => "A user name with a colon cannot be used with -Authentication Basic (RFC 7617). Use another user, or leave -Authentication out to answer the server's challenge. Nothing was sent.";

    public static string TokenAndCredential => "-Token and -Credential cannot be used together. Drop the one that the server does not expect. Nothing was sent.";

    public static string DefaultAndOtherCredentials => "-UseDefaultCredentials cannot be used with -Credential, -Token or -Authentication. Drop it, or drop those. Nothing was sent.";

    public static string EmptyToken => "The token is empty. Give another one. Nothing was sent.";

    public static string FramingSigned(string name)
        => $"The script block of -Signer sets the header {name}, which must describe the content. Leave it unchanged. This attempt was not sent.";

    public static string TokenInQuotes => "The token has quotes around it, as in JSON. Give it without them, for example the output of ConvertFrom-Json. Nothing was sent.";

    public static string TokenInJson => "The token is the JSON text of a whole response. Give the object, as in -Token ($json | ConvertFrom-Json). Nothing was sent.";

    public static string TokenWithSpace => "The token has a space, which is not allowed in a token. Give the token alone, or after its scheme, as in 'DPoP abc'. Nothing was sent.";

    public static string NoBearerToken => "The token contains a space, which a bearer token cannot have. Give the token alone; if it begins with its own scheme, as in 'DPoP abc', drop -Authentication. Nothing was sent.";

    public static string CredentialsRenewed(HttpRequest request, int status) => $"{PipelineMessages.Target(request)}: {status}; the request is sent again with renewed credentials.";

    public static string UnencryptedAuthentication(HttpRequest request)
        => $"{PipelineMessages.Target(request)} failed: credentials would be sent over plain http, where others can read them. Nothing was sent.";
}
