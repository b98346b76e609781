using System.Collections;
using System.Globalization;
using System.Management.Automation;
using Microsoft.PowerShell;
using PutTools.Http;
using PutTools.Patching;
using PutTools.Pipeline;
using PutTools.Secrets;
using PutTools.Text;
using PutTools.Writes;

namespace PutTools.Cmdlets;

/// <summary>
/// Messages of the commands. Those about bodies, urls and mistakes are in <see cref="PayloadMessages"/>, <see cref="TargetMessages"/> and
/// <see cref="MistakeMessages"/>; those of the engine are in <see cref="HttpMessages"/> and similar classes.
/// </summary>
internal static class CmdletMessages
{
    /// <summary>A type as PowerShell writes it, such as <c>System.Tuple[int,string]</c>.</summary>
    // PowerShell adds the assembly to the name of a type that is not public.
    public static string Name(Type type) => ToStringCodeMethods.Type(new PSObject(type)) is var name && name.Contains(", Version=", StringComparison.Ordinal) ? type.ToString() : name;

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

    public static string NoHttpDate(string field, string value)
        => $"'{value}' is not a date that {field} can have, so a server would ignore it. Give one such as 'Sat, 03 Feb 2024 10:00:00 GMT', or use -IfUnmodifiedSince. Nothing was sent.";

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

    public static string NoPrompt
        => "The write needs a confirmation, and this PowerShell cannot ask for one. Give -Confirm:$false, or set $ConfirmPreference to 'High'. Nothing was sent.";

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

    public static string NoLoop => "it has a break or continue outside of a loop; use return to end it";

    public static string OtherBlocks(string parameter)
        => $"The script block of -{parameter} can have one process or end block, or none, but no begin or clean block: join them into one. Nothing was sent.";

    public static string NoDictionary(string parameter, Type type)
        => $"-{parameter} takes a hashtable or another dictionary, not {Name(type)}: write it as in -{parameter} @{{ name = 'value' }}. Nothing was sent.";

    public static string NoDate(string parameter, object value)
        => $"'{value}' is not a date that -{parameter} accepts. Give a [datetime], or text such as '2024-02-03T10:00:00Z'. Nothing was sent.";

    public static string EmptyArgument(string parameter) => $"{parameter} is empty. Give it a value, or leave it out. Nothing was sent.";

    public static string EmptyGuard(string header) => $"The header '{header}' has no value, so it would not protect the write. Give it a value, or leave it out. Nothing was sent.";

    public static string BooleanArgument(string parameter, string value)
        => $"-{parameter} is the boolean ${value}, and not a text, perhaps the result of a comparison. Give a text, or leave -{parameter} out. Nothing was sent.";

    public static string SeveralValues(string parameter, int count)
        => $"-{parameter} takes one value, but there are {Wording.Number(count)}. For several writes, pipe the objects and give a script block, as in -{parameter} {{ $_.name }}. Nothing was sent.";

    public static string SessionHasNoObjects(string parameter)
        => $"A session has no input objects, so -{parameter} takes no script block here. Give it to Invoke-ResourcePut or Invoke-ResourcePatch.";

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

    public static string ExclusivePayload(string one, string other) => (IsPayload(one), IsPayload(other)) switch
    {
        (true, true) => $"-{one} and -{other} cannot be used together: each is the payload. Drop -{one}, or drop -{other}. Nothing was sent.",
        (true, false) when other == "Force" => ForceAlone(one),
        (false, true) when one == "Force" => ForceAlone(other),
        _ => Exclusive(one, other),
    };

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

    public static string UpdateFailed(string why, object? state, string? newProperty) => ScriptFailed("Update", state switch
    {
        null => why.TrimEnd('.') + ". The resource does not exist yet, so $_ is $null; in that case return its first state",
        string text => why.TrimEnd('.') + ". $_ is text, because the server did not declare the resource as JSON. "
            + (text.TrimStart() is ['{' or '[', ..] ? "Give -ContentType application/json" : "Perhaps it sent a page; look at it with Invoke-RestMethod"),
        byte[] bytes => why.TrimEnd('.') + ". $_ is bytes, because the server did not declare the resource as JSON or text"
            + (Array.Find(bytes, static octet => octet > ' ') is (byte)'{' or (byte)'[' ? ". Give -ContentType application/json" : string.Empty),
        IList => why.TrimEnd('.') + ". $_ is a list",
        _ when newProperty is not null => $"there is no property '{newProperty}' yet. To add it, use Add-Member, as in $_ | Add-Member {newProperty} $value",
        _ => why,
    });

    public static string StateIsNoArgument => ". The state is $_. A parameter of the block gets the input object, and there is none.";

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

    public static string ForceAlone(string payload)
        => $"-Force allows -Update to write without a validator. -{payload} writes without one anyway. Drop -Force. Nothing was sent.";

    private static bool IsPayload(string parameter) => parameter is "Body" or "Form" or "InFile" or "Update";
}
