using System.Collections;
using System.Globalization;
using System.Management.Automation;
using Microsoft.PowerShell;
using PutTools.Http;
using PutTools.Patching;
using PutTools.Pipeline;
using PutTools.Secrets;
using PutTools.Templates;
using PutTools.Text;
using PutTools.Writes;

namespace PutTools.Cmdlets;

/// <summary>Messages of the commands; those of the engine are in <see cref="HttpMessages"/> and similar classes.</summary>
internal static partial class CmdletMessages
{
    /// <summary>A type as PowerShell writes it, such as <c>System.Tuple[int,string]</c>.</summary>
    // PowerShell adds the assembly to the name of a type that is not public.
    public static string Name(Type type) => ToStringCodeMethods.Type(new PSObject(type)) is var name && name.Contains(", Version=", StringComparison.Ordinal) ? type.FullName! : name;

    public static string TwoSessions => "-Session and -WebSession cannot be used together. Drop -WebSession, or drop -Session. Nothing was sent.";

    public static string NeedsJournalPath => "-Resume needs -JournalPath. Give the journal of the run to continue. Nothing was sent.";

    public static string NoneJournaled(string path, long done)
        => $"The journal '{path}' has {Wording.Number(done)} finished {(done == 1 ? "write" : "writes")}, and none of them was among these objects. It may be the journal of another run.";

    public static string SeveralCertificates => "Only one of -Certificate, -CertificatePath and -CertificateThumbprint can be given. Drop the others. Nothing was sent.";

    public static string ProxyAndNone => "-Proxy and -NoProxy cannot be used together. Drop -NoProxy to use that proxy, or -Proxy to use none. Nothing was sent.";

    public static string SocketAnd(string other) => $"-UnixSocket and {other} cannot be used together. Drop one of them. Nothing was sent.";

    public static string ProxyCredentialTwice => "-ProxyCredential and -ProxyUseDefaultCredentials cannot be used together. Drop one of them. Nothing was sent.";

    public static string NoUserName(string parameter)
        => $"The credential of {parameter} has no user name. Give one with a user name, for example from Get-Credential, or $null for none. Nothing was sent.";

    public static string NoTokenGiven => "The script block of -Token output no token. It must output a string, a SecureString, or an object with access_token.";

    public static string TokenNeedsItself => "The script block of -Token makes a call with the session that it gets the token for. Make that call without the session, or with another one.";

    public static string NoTokenInObject(Type type)
        => $"The script block of -Token output a {type} without a token. It must output a string, a SecureString, or an object with access_token.";

    public static string NeedsCertificatePath(string parameter) => $"-{parameter} needs -CertificatePath. Drop it, or give -CertificatePath. Nothing was sent.";

    public static string NoTokenType(Type type)
        => $"A token is a SecureString, a string, an object with access_token, or a script block, not {Name(type)}. Give one of these. Nothing was sent.";

    public static string ProxyNotAbsolute(string proxy)
    {
        var shown = RedactedUri.Text(proxy);
        return $"The proxy '{shown}' is not an absolute url. Write it with its scheme, such as http://{shown.TrimStart('/')}. Nothing was sent.";
    }

    public static string NoWebSession(Type type)
        => $"-WebSession takes a WebRequestSession, such as one from Invoke-RestMethod -SessionVariable, not {Name(type)}. Use -Session for a session from New-ResourceSession. Nothing was sent.";

    public static string NoUri => "The url is empty. Give an absolute one, such as https://host/resources/1. Nothing was sent.";

    public static string NoUriType(object value) => value switch
    {
        IDictionary parameters when parameters.Contains("Uri") => "The url is a hashtable of parameters. Write its name with @ instead of $, as in @parameters. Nothing was sent.",
        IList => "The url is a list. Give one url, and separate it from the payload with a space, without commas or parentheses, as in Invoke-ResourcePut $url $body. Nothing was sent.",
        _ => $"The url is a {Name(value.GetType())}. Give text or a [uri]; of a response, give its Uri. Nothing was sent.",
    };

    public static string HalfPairInUri => "The url or a value in it has half a surrogate pair, which is not a character. Correct the text. Nothing was sent.";

    public static string NoHttpDate(string field, string value)
        => $"'{value}' is not a date that {field} can have, so a server would ignore it. Give one such as 'Sat, 03 Feb 2024 10:00:00 GMT', or use -IfUnmodifiedSince. Nothing was sent.";

    public static string NotAbsoluteUri(string uri)
    {
        var shown = RedactedUri.Text(uri);
        if (shown.StartsWith("http", StringComparison.OrdinalIgnoreCase) && shown.IndexOf(":\\", StringComparison.Ordinal) > 0)
            return $"'{shown}' has backslashes, and a url has slashes. Write {shown.Replace('\\', '/')}. Nothing was sent.";
        if (shown[0] == '$')
            return $"'{shown}' begins with a variable in single quotes, which PowerShell leaves as it is. Use double quotes. Nothing was sent.";
        if (shown.IndexOf('\\') >= 0)
            return $"'{shown}' is a path, not a url. Give the url first, and a file to send with -InFile. Nothing was sent.";
        return $"'{shown}' is not an absolute http or https url. Write it with its scheme, such as {WithScheme(shown)}. Nothing was sent.";
    }

    // users/1 and /users/1 lack the host, too; //host/users/1 and localhost:8080/users/1 have it.
    private static string WithScheme(string text)
    {
        foreach (var scheme in (string[])["https", "http"])
        {
            if (text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) && text.Length > scheme.Length && text[scheme.Length] is ':' or '/')
                return scheme + "://" + text[scheme.Length..].TrimStart(':', '/');
        }

        var host = text.TrimStart('/').Split('/', '?')[0];
        var isLocal = host.StartsWith("localhost", StringComparison.OrdinalIgnoreCase) || host.StartsWith("127.", StringComparison.Ordinal);
        var hasHost = text.StartsWith("//", StringComparison.Ordinal)
            || (!text.StartsWith("/", StringComparison.Ordinal) && (isLocal || host.IndexOfAny(['.', ':']) >= 0));
        return hasHost ? (isLocal ? "http://" : "https://") + text.TrimStart('/')
            : $"https://host/{text.TrimStart('/')}, or give a -Session with the base url";
    }

    public static string ControlInUri(string uri)
        => $"The url '{RedactedUri.Text(uri)}' has a line break or another control character. Remove it, as in \"https://host/users/$($id.Trim())/name\", or write it as an escape such as %0A. Nothing was sent.";

    public static string InvisibleInUri(string uri, char character)
        => $"The url '{RedactedUri.Text(uri)}' has an invisible character, U+{(int)character:X4}, as copied text often has. Type the url, or write the character as an escape if it is part of a name. Nothing was sent.";

    public static string BlankInValue(string template, string name)
        => $"A value of {{{name}}} in the url '{RedactedUri.Text(template)}' begins or ends with white space or an invisible character, which is sent as an escape such as %20 or %0D. If it is not part of the name, remove it with .Trim() before.";

    public static string NoHost(string uri)
        => $"'{RedactedUri.Text(uri)}' is not a valid url: its host name or port is invalid. Check it for spaces, quotes and other unusual characters; a port is a number up to 65535, and an IPv6 address has brackets, as in http://[::1]/. Nothing was sent.";

    public static string UnknownScheme(string uri, string scheme)
        => $"The url '{RedactedUri.Text(uri)}' has the scheme '{scheme}'. Only http and https can be used: begin it with http:// or https://. Nothing was sent.";

    public static string UnixSocketInUri(string uri)
        => $"The url '{RedactedUri.Text(uri)}' names a unix socket. Give the path of the socket with -UnixSocket, and a url for the server behind it, such as http://localhost/v1. Nothing was sent.";

    public static string BaseWithoutSlash(Uri target)
    {
        var segment = target.Segments[^1];
        return $"The base url '{RedactedUri.Text(target)}' does not end with a slash, so relative urls replace its last segment '{segment}' (RFC 3986). End it with '{segment}/' to keep that.";
    }

    public static string BaseWithQuery(Uri target)
        => $"The base url '{RedactedUri.Text(target)}' has a query, and relative urls do not keep it (RFC 3986). Give it to each call with -Query, or a key as a header of the session.";

    public static string BasePathDropped(Uri target)
        => $"The url begins with a slash, so the path of the session's base url '{RedactedUri.Text(target)}' is left out (RFC 3986). Leave the slash out to keep that path.";

    public static string MaskedUri(string uri)
        => $"The url '{RedactedUri.Text(uri)}' is masked: *** replaces a secret. Give the true url, such as the Uri of a response in this process. Nothing was sent.";

    public static string LeavesPlace(string template)
        => $"A value for a name in the url '{RedactedUri.Text(template)}' would change another part of the url: the host, or the path above it by a segment of dots. Correct the object, or give its complete url, as in -Uri {{ $_.url }}. Nothing was sent.";

    public static string NumberSignInValue(string template)
        => $"A value for a name in the url '{RedactedUri.Text(template)}' has a '#', and nothing after a '#' is sent. Write {{name}} without the plus sign, which escapes it, or %23 in the value. Nothing was sent.";

    public static string Operation(ResourceRequest request)
    {
        var method = request.Method.Method;
        // WriteRunner adds If-None-Match: * when the resource does not exist.
        var what = request.Field("If-None-Match")?.Trim() == "*" ? "create the resource"
            : method == "PUT" ? "replace the resource"
            : "change the resource";
        var payload = request.Content switch
        {
            null => string.Empty,
            { Length: 0 } => " (no content)",
            { Length: { } length } content => $" ({Wording.Bytes(length)} of {content.ContentType})",
            { } content => $" (a stream of {content.ContentType})",
        };
        return $"{method}{payload}: {what} {RedactedUri.Text(request.Uri)}";
    }

    public static string Confirm => "Confirm";

    public static string ConfirmQuery(string preview) => "Are you sure you want to send this?" + Environment.NewLine + preview;

    public static string MissingValue(string template, string name, object? input, IReadOnlyList<string> names)
    {
        const int Most = 8;
        if (names.Contains(name, StringComparer.OrdinalIgnoreCase))
            return $"The url '{RedactedUri.Text(template)}' needs a value for {{{name}}}, which is empty in the input object. Give the object that value. Nothing was sent.";
        if (Conversion.InputObject.Elements(input)?.Count() is { } count)
            return ListForUri(template, name, count);
        if (Conversion.InputObject.Base(input) is string text && text.TrimStart().StartsWith('['))
            return $"The url '{RedactedUri.Text(template)}' needs a value for {{{name}}}, and the input object is the JSON text of a list. Make objects of it first, as in $json | ConvertFrom-Json | …, or leave ConvertTo-Json out. Nothing was sent.";
        if (input is not null && names.Count == 0)
            return $"The url '{RedactedUri.Text(template)}' needs a value for {{{name}}}, and an input object of type {Name(Conversion.InputObject.Base(input)!.GetType())} has no properties. Give the url as a script block, as in -Uri {{ \"https://host/items/$_\" }}, or write literal braces as %7B and %7D. Nothing was sent.";
        var why = input is null ? "and there is no input object."
            : $"and the input object has none. Its properties are {string.Join(", ", names.Take(Most).Select(static known => known.Trim() == known ? known : $"'{known}'"))}{(names.Count > Most ? ", …" : string.Empty)}."
            + (names is [var only] && only.IndexOfAny([';', '\t', '|', ',']) is >= 0 and var at ? $" They are one, as of a CSV with another delimiter: give Import-Csv -Delimiter {(only[at] == '\t' ? "\"`t\"" : $"'{only[at]}'")}." : string.Empty);
        return $"The url '{RedactedUri.Text(template)}' needs a value for {{{name}}}, {why}{UriMessages.OtherExpansion(name)} Correct the name in braces, or write literal braces as %7B and %7D. Nothing was sent.";
    }

    public static string UnusedInput => "There are objects in the pipeline, but the request does not use them, so the same request would be sent for each. Drop the objects or -Body, or use the objects: with {name} in the url, or a script block such as -Body { $_ }. Nothing was sent.";

    // Once for a block that calls itself, too.
    public static string ScriptFailed(string parameter, string why)
        => $"The script block of -{parameter} failed: " is var start && why.StartsWith(start, StringComparison.Ordinal) ? why : $"{start}{why.TrimEnd('.')}. Nothing was written.";

    public static string AttemptScriptFailed(string parameter, string why, bool isHome)
    {
        var where = isHome ? string.Empty : " It runs in another runspace than the one it was written in, without the variables of that one: make the session there.";
        return $"The script block of -{parameter} failed: {why.TrimEnd('.')}.{where} This attempt was not sent.";
    }

    public static string TooLongToSign(long length)
        => $"The content has {Wording.Bytes(length)}, and is too long for GetContent. Sign what GetContentHash outputs. This attempt was not sent.";

    public static string ScriptGaveNull(string parameter)
        => $"The script block of -{parameter} output nothing, or $null, for this object, but a value is required. Correct it, or leave the object out with Where-Object. Nothing was sent.";

    public static string NoDictionary(string parameter, Type type)
        => $"-{parameter} takes a hashtable or another dictionary, not {Name(type)}: write it as in -{parameter} @{{ name = 'value' }}. Nothing was sent.";

    public static string NoDate(string parameter, object value)
        => $"'{value}' is not a date that -{parameter} accepts. Give a [datetime], or text such as '2024-02-03T10:00:00Z'. Nothing was sent.";

    public static string EmptyArgument(string parameter) => $"{parameter} is empty. Give it a value, or leave it out. Nothing was sent.";

    public static string BooleanArgument(string parameter, string value)
        => $"-{parameter} is the boolean ${value}, and not a text, perhaps the result of a comparison. Give a text, or leave -{parameter} out. Nothing was sent.";

    public static string SeveralValues(string parameter, int count)
        => $"-{parameter} takes one value, but there are {Wording.Number(count)}. For several writes, pipe the objects and give a script block, as in -{parameter} {{ $_.name }}. Nothing was sent.";

    public static string SessionHasNoObjects(string parameter)
        => $"A session has no input objects, so -{parameter} takes no script block here. Give it to Invoke-ResourcePut or Invoke-ResourcePatch.";

    public static string NoFields => "The form has no fields: it is empty, or each value is $null, such as that of a command without output. An empty form is sent.";

    public static string EmptyJson(string path)
        => $"The file '{path}' is empty, and JSON is at least a value such as {{}}. An empty body is sent.";

    public static string NoBody => "There is nothing to send, so the body of the request is empty. Give -Body, -InFile, -Form or objects from the pipeline, or -Body '' to send an empty body without this warning.";

    public static string RepeatedTarget(ResourceRequest request, bool isOfObject) => isOfObject
        ? $"More than one object is written to '{RedactedUri.Text(request.Uri)}'. Each replaces the one before, so only the last one remains. To find the objects that share a url, use Group-Object, as in $rows | Group-Object id."
        : $"More than one object is written to '{RedactedUri.Text(request.Uri)}'. Each replaces the one before, so only the last one remains. To write a list as one resource, give the whole list, as in -Body $rows. To give each object its own url, name a property in the url, as in '{RedactedUri.Text(request.Uri).TrimEnd('/')}/{{id}}'.";

    public static string Rejected(ResourceResponse response)
        => $"{response.Method} {PipelineMessages.Shown(response.Uri)} was answered with {response}, which -SuccessCondition does not accept as success.";

    public static string ConditionFailed(ResourceResponse response, string why)
        => $"{response.Method} {PipelineMessages.Shown(response.Uri)} was answered with {response}, but it is unknown if that means success: the script block of -SuccessCondition failed: {why.TrimEnd('.')}.";

    public static string Unexpected(Exception failure, HttpResponse? response, bool mayBeSent)
    {
        var known = response is not null ? $"The write was answered with status {Wording.Number(response.StatusCode)}."
            : mayBeSent ? "The write may have been applied."
            : "Nothing was sent.";
        return $"An error that PutTools did not expect: {failure.GetType().Name}: {failure.Message.TrimEnd('.')}. {known}";
    }

    public static string Abandoned(int succeeded, int failed, int unknown)
        => $"The pipeline ended before {Wording.Number(succeeded + failed + unknown)} started {(succeeded + failed + unknown == 1 ? "write was" : "writes were")} reported: {Wording.Number(succeeded)} succeeded, {Wording.Number(failed)} failed, and the outcome of {Wording.Number(unknown)} is unknown.";

    public const string MayBeApplied = "The write may have been applied: read the resource before writing again.";

    public static string RequestedPause(TimeSpan pause)
        => $" The server requests a pause of {Wording.Seconds(TimeSpan.FromSeconds(Math.Ceiling(pause.TotalSeconds)))}.";

    public static string Tried(RequestException failure)
        => $" Tried {Wording.Number(failure.Attempts)} times in {Wording.Seconds(TimeSpan.FromSeconds(Math.Round(failure.Elapsed.TotalSeconds, 1)))}"
            + (failure.EarlierKinds.Count == 0 ? "." : $"; an earlier attempt failed with {string.Join(", ", failure.EarlierKinds.Select(static kind => kind.ToId()))}.");

    public static string OfLine(long number, string message) => $"Line {Wording.Number(number)} of the input: {message}";

    public static string Exclusive(string one, string other) => $"-{one} and -{other} cannot be used together. Drop -{one}, or drop -{other}. Nothing was sent.";

    public static string RepeatedOutFile(string path)
        => $"The responses of several input objects are saved to the same file '{path}', so only the last one remains. Give -OutFile a folder, or a script block that outputs a path for each object, such as {{ \"$($_.id).json\" }}.";

    public static string RepeatedKey
        => "Several input objects have the same idempotency key: the server may ignore all but the first. Give -IdempotencyKey Auto, or call the command for each object with its own key.";

    public static string OwnPrecondition(string field)
        => $"-Update and -IfChanged set their own precondition, so {field} cannot be given as well. Drop it, or drop them. Nothing was sent.";

    public static string OriginalAndIfChanged
        => "-IfChanged reads the original state, so -Original cannot be given as well. Drop -Original, or drop -IfChanged. Nothing was sent.";

    public static string UnknownPatch(string contentType, string parameter)
        => $"-{parameter} needs the format of the patch, and the type '{contentType}' does not determine it. Specify the format with -PatchFormat, or drop -{parameter}. Nothing was sent.";

    public static string OtherPatchFormat(PatchFormat format, string contentType)
        => $"-PatchFormat {format} contradicts the content type '{contentType}', which is the type of another format. Drop one of them. Nothing was sent.";

    public static string VersionPropertyNeedsReading => "-VersionProperty is for -Update and -IfChanged, which read the resource. Leave it out, or add one of them.";

    public static string ExtraMembersNeedIfChanged
        => "-IgnoreExtraMembers specifies how -IfChanged compares. Add -IfChanged, or drop -IgnoreExtraMembers. Nothing was sent.";

    public static string TestsInMergePatch => "Only a JSON Patch has tests. Drop -IncludeTest, or use -Format JsonPatch.";

    public static string UpdateReturnedMany(int count)
        => $"The script block of -Update returned {Wording.Number(count)} objects, but the new state is one object. Return only the new state, and send other output to $null. Nothing was written.";

    public static string UpdateReturnedOther(Type? type)
        => $"The script block of -Update returned {(type is null ? "$null" : "a " + type)}, but the resource is an object. Change $_ and send other output to $null, or return the new object. Nothing was written.";

    public static string PipelineStatus(long done, long? total, long failed, int underWay, double rate)
    {
        var all = total is { } count ? " of " + Wording.Number(count) : string.Empty;
        return string.Format(CultureInfo.InvariantCulture, rate < 10 ? "{0}{1} done, {2} of them failed, {3} in flight, {4:0.0} a second" : "{0}{1} done, {2} of them failed, {3} in flight, {4:0} a second", done, all, failed, underWay, rate);
    }

    public static string UnreadableProperty(string name, Exception failure)
        => $"The property '{name}' of the input object could not be read: {(failure.InnerException ?? failure).Message.TrimEnd('.')}. Correct the object. Nothing was sent.";

    public static string NoName(Type type)
        => $"A name is a {Name(type)}, which has no text form. Give text or a number. Nothing was sent.";

    public static string NoText(string name, Type type)
        => $"The value of '{name}' is a {Name(type)}, which has no text form. Give text, a number, a date, a boolean, or a list of these. Nothing was sent.";

    public static string Response(ResourceResponse response) => string.Format(
        CultureInfo.InvariantCulture,
        "{0} {1}: {2} {3} after {4:0.#} ms, {5} attempt(s)",
        response.Method,
        response.Uri?.ToString(),
        response.StatusCode,
        response.ReasonPhrase,
        response.Elapsed.TotalMilliseconds,
        response.Attempts);
}
