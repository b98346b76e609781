using PutTools.Secrets;
using PutTools.Text;

namespace PutTools.Cmdlets;

/// <summary>Messages about mistakes in the text of a command, and about arguments that are refused.</summary>
internal static class MistakeMessages
{
    public static string NoSession(Type type)
        => $"-Session takes a session, not a {CmdletMessages.Name(type)}. Make one with $session = New-ResourceSession <url>, and give -Session $session. Nothing was sent.";

    public static string SessionIsText => "-Session takes a session, not a url. Make one with $session = New-ResourceSession <url>, and give -Session $session. Nothing was sent.";

    public static string ForeignParameter(string name, string remedy) => $"There is no parameter -{name}: {remedy} Nothing was sent.";

    public static string ReadOnce(string argument)
    {
        // "$_.id" in quotes is the whole object, and then .id.
        var remedy = argument[0] == '"' ? "In a url, write {name} for a property; in other text, write { \"$($_.name)\" }, a script block." : $"Put braces around it, so that it is read for each object: {{ {argument} }}.";
        return $"$_ has no value in {argument}, because it is read once, before the first object comes. {remedy} Nothing was sent.";
    }

    public static string UpdateIsDictionary => "-Update takes a script block that changes the resource, as in -Update { $_.name = 'value' }, not a hashtable. To send a hashtable, use -Body. Nothing was sent.";

    public static string EmptyInUri(string expression, string uri)
        => $"{expression} is empty, so the url is '{RedactedUri.Text(uri)}', which is another resource. Give {expression} a value, or write `{expression} if it is part of the url.";

    public static string BlankInUri(string expression, string uri)
        => $"{expression} begins or ends with white space, which is sent as an escape such as %20, so the url is '{RedactedUri.Text(uri)}'. If it is not part of the name, remove it with .Trim() first.";

    public static string NumberSignInUri(string uri)
        => $"The url '{RedactedUri.Text(uri)}' has a '#', and nothing after a '#' is sent, so this is another resource. Write %23, escape a value, as in $([uri]::EscapeDataString($name)), or use {{name}} with an object from the pipeline.";

    public static string BackslashInUri(string uri)
        => $"The url '{RedactedUri.Text(uri)}' has a backslash, which is sent as a slash. Write a slash, or %5C if it is part of a name; or use {{name}} with an object from the pipeline.";

    public static string NoStartOfUri(string expression, string uri)
        => $"{expression} is empty, so the url is only '{RedactedUri.Text(uri)}'. Give {expression} a value. Nothing was sent.";

    public static string BracesInUri(string expression, string remedy)
        => $"{expression} in the url is one variable for PowerShell, and it does not exist. Write {remedy}. Nothing was sent.";

    public static string ObjectInUri(string expression, string members) => members.Length > 0
        ? $"Within quotes, {expression}{members} is the whole {expression} and then the text '{members}'. Write $({expression}{members}) in the url. Nothing was sent."
        : $"{expression} in the url is a whole object. Write $({expression}.id), with the property that identifies the resource. Nothing was sent.";

    public static string ListInUri(string expression, int count)
        => $"{expression} in the url is a list of {Wording.Number(count)} values, which PowerShell joins with spaces. Write to one url after the other: pipe the list, as in $ids | …, or, if a command outputs it as one object, {TargetMessages.Parentheses}. Nothing was sent.";

    public static string QuotedObject(string uri, string quoted) => quoted[0] == '$'
        ? $"The url '{RedactedUri.Text(uri)}' has '{quoted}' as text, because PowerShell replaces it only in double quotes. Use double quotes, name the property of each object in braces, as in 'https://host/users/{{id}}', or write a literal $ as %24. Nothing was sent."
        : $"The url '{RedactedUri.Text(uri)}' has a whole object as text. Within double quotes, write a property as $($user.id); for each object of a pipeline, name it in braces, as in 'https://host/users/{{id}}'. Nothing was sent.";

    public static string UnquotedUri(string command)
        => $"The url has a brace and no quotes, so PowerShell cuts it in two. Put it in quotes: {command}";

    public static string UrlWithSpace(string command)
        => $"The url has a space and no quotes, so PowerShell cuts it in two. Put it in quotes: {command}";

    public static string ValueOfSwitch(string name, string value)
        => $"-{name} is a switch, which takes no value. {(value.Equals("$true", StringComparison.OrdinalIgnoreCase) ? $"Drop {value}" : $"Drop both, or write -{name}:{value}")}. Nothing was sent.";

    public static string TwoDashes(string argument, string? remedy)
        => $"{argument} is read as text, because a parameter of PowerShell begins with one dash: {remedy ?? "write -Body, -Headers or -InFile."} Nothing was sent.";

    public static string EqualsSign(string parameter, string name, string value)
        => $"{parameter} is read as one name, because a space separates a parameter and its value. Write -{name} {value}. Nothing was sent.";

    public static string CommandIsText(string command)
        => $"{command} is read as text. To send the output of a command, put the command and its arguments in parentheses, as in ({command} …); to send the text, put it in quotes. Nothing was sent.";

    public static string CastIsText(string cast)
        => $"{cast} is read as text, because a cast in an argument needs parentheses. Put it and its value in parentheses, as in ([ordered] @{{ name = 'Frodo' }}). Nothing was sent.";

    public static string SumIsText
        => "PowerShell reads + as text in an argument. Put the sum in parentheses, as in ($api + '/users/1'), or write one text in double quotes, as in \"$api/users/1\". Nothing was sent.";

    public static string QuotesInQuotes
        => "The JSON is in double quotes and ends at the next one. Put it in single quotes, as in '{\"name\":\"Frodo\"}', or give an object, as in @{ name = 'Frodo' }. Nothing was sent.";

    public static string NoSuchName(string text, Type type, string? remedy)
        => $"'{text}' is not one of {string.Join(", ", Enum.GetNames(type))}.{remedy} Nothing was sent.";

    public static string NoTextValue(Type type)
        => $"It takes text that is the same for all objects, and not a {CmdletMessages.Name(type)}. Give text. Nothing was sent.";

    public static string SeveralTexts(int count) => $"It takes one text, but there are {Wording.Number(count)}. Give one. Nothing was sent.";

    public const string OtherAuthentication = " -Credential alone, or -UseDefaultCredentials, answers a challenge of Digest, NTLM or Negotiate.";

    public static string CertificateIsText
        => "-Certificate takes a certificate object, not text. Give a file with -CertificatePath, or a certificate of the store with -CertificateThumbprint. Nothing was sent.";

    public static string OneTooMany(string argument, string? payload) => payload switch
    {
        null => $"{argument} is one argument too many: the first one is the url, the second one the payload. Drop it, or put what belongs together in quotes. Nothing was sent.",
        "Force" => CmdletMessages.ForceAlone("Body"),
        _ => $"{argument} is one argument too many: after the url comes the payload, which -{payload} gives. Drop {argument}, or drop -{payload}. Nothing was sent.",
    };

    public static string ForgottenAt(string parameter, string name, string script)
        => parameter == "Update"
            ? $"The script block of -Update has '{name} =', which assigns nothing. Write $_.{name} = … to change the resource, as in -Update {{ $_.{name} = 1 }}. Nothing was sent."
            : $"-{parameter} has a script block where a hashtable was meant: its @ is missing. Write @{script}. Nothing was sent.";

    public static string CredentialIsText(string user)
        => $"'{user}' is text, not a credential. Give the output of Get-Credential, which asks for the password.";
}
