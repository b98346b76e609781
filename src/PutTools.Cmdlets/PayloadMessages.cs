using System.Text.Json;
using PutTools.Cmdlets.Conversion;
using PutTools.Http;
using PutTools.Secrets;
using PutTools.Text;

namespace PutTools.Cmdlets;

/// <summary>Messages about bodies, forms and files, and about the body of a response.</summary>
internal static class PayloadMessages
{
    public static string NullBody => "The body is $null, perhaps a variable without a value or an empty element of a list. To send no body, leave -Body out; to leave out such elements, use Where-Object { $null -ne $_ }; to send JSON's null, give the text 'null'. Nothing was sent.";

    public static string Unwritable(string path, string why)
        => path == "$" ? $"The payload cannot be converted to JSON: it {why}. Nothing was sent."
            : $"The payload cannot be converted to JSON: the value at {path} {why}. Change it or leave it out (-ExcludeProperty of a write). Nothing was sent.";

    public static string NotJsonText(string text, JsonException failure)
        => "The body is a string, but not JSON: " + (JsonMistake.Instead(text) is { } other ? other
            : $"{Wording.JsonFault(failure)}. {(JsonMistake.Fault(text, failure) is { } fault ? fault + " " : string.Empty)}Correct the text, give an object instead, or specify its media type with -ContentType.")
            + " Nothing was sent.";

    public static string PrintedObject(string text)
        => $"The payload has the text '{Truncate.Of(DisplayText.Of(text), 60)}' in the place of an object. ConvertTo-Json writes it for what is deeper than its -Depth, and quotes and Export-Csv for any list or object. Give the object itself.";

    public static string AddedProperty(string name)
        => $"The JSON text has an object with 'value' and '{name}' in the place of a list, a date or a line, as ConvertTo-Json of Windows PowerShell makes. Give the object itself, without ConvertTo-Json.";

    public static string JsonTwice => "The body is a JSON text that holds JSON again, as ConvertTo-Json makes when it is run twice. It is sent as one text. Give the object itself, or convert it once.";

    public static string OperationAsMembers
        => "The body looks like an operation of JSON Patch, but its members are set in the resource. Give -PatchFormat JsonPatch if it is one.";

    public static string NotJsonState(Exception failure)
        => $"The state to compare with is not JSON: {Wording.JsonFault(failure)}. Give an object, JSON text, or a JSON file from Get-Item. Nothing was sent.";

    public static string NullState => "The state is $null. Give an object, JSON text, or a file of it by Get-Item; the text 'null' is JSON's null.";

    public static string NoTextForm(Type type, string mediaType)
        => $"A body of type {CmdletMessages.Name(type)} cannot be sent as '{mediaType}'. {(mediaType == "multipart/form-data" ? "Give the fields with -Form instead of -Body and -ContentType" : "Give text or bytes")}, or leave -ContentType out to send JSON. Nothing was sent.";

    public static string DeclaredCharset(string declared, string charset)
        => $"The text declares the charset '{declared}', but the content type specifies '{charset}'. Leave the charset out of the content type, or correct the declaration. Nothing was sent.";

    public static string EmptyXml => "The XML document is empty: it has no root element. Give a complete document. Nothing was sent.";

    public static string SingleByte
        => "The body is a single byte: Get-Content -AsByteStream outputs a file byte by byte. Send a file with -InFile, bytes together with -Body ([byte[]] …), or a number as [int]. Nothing was sent.";

    public static string AmbiguousLines
        => "The body is a list of texts that begins or ends like JSON, but its lines do not form one JSON text. To send a file, use -InFile, or read it with Get-Content -Raw. To send a list of texts, use -Body (ConvertTo-Json -InputObject …). Nothing was sent.";

    public static string JsonLinesAsValues
        => "A value is the lines of a JSON text, each of which would be a value of its own. To send the text, read it with Get-Content -Raw, or join the lines with -join \"`n\"; to send the file in a form, use Get-Item. Nothing was sent.";

    public static string DisposedJson
        => "A value is JSON of a JsonDocument that is disposed, so its content is gone. Parse it again, or take a Clone() of its RootElement before. Nothing was sent.";

    public static string NoJsonValue(Exception failure)
        => $"A value is JSON of another library that cannot be written: {Wording.JsonFault(failure)}. Correct it, or leave it out. Nothing was sent.";

    public static string StrayLine
        => "The body is a single line from the middle of a file. To send the whole file, use -InFile, or read it with Get-Content -Raw. Nothing was sent.";

    public static string LinesOfText(string mediaType)
        => $"The body is a list of texts, but a body of '{mediaType}' is one text. To send a file, use -InFile, or read it with Get-Content -Raw; to join lines, use -Body ($lines -join \"`n\"). Nothing was sent.";

    public static string BinaryText(char character)
        => $"The text has the character U+{(int)character:X4}, as if the bytes of a file were read as text, and is sent as UTF-8: the server gets other bytes than the file has. Use -InFile, -Form, or bytes instead of text; or give -ContentType with the charset of the text, as in 'text/plain; charset=iso-8859-1'.";

    public static string NoBoundary(string contentType)
        => $"The content type '{contentType}' has no boundary, so a server cannot find the parts of the body. Send fields and files with -Form, as in -Form @{{ file = Get-Item ./photo.png }}; if the body has its parts already, add their boundary, as in '{contentType.TrimEnd(' ', ';')}; boundary=xyz'. Nothing was sent.";

    public static string NoDelimiter(string delimiter)
        => $"The body has no line '{delimiter}', with which each part begins: two dashes, and the boundary of the content type. Correct the boundary, or send fields and files with -Form. Nothing was sent.";

    public static string LineFeedsInParts
        => "The lines between the parts of the body end with a line feed alone, and many servers find no parts then. Join the lines with \"`r`n\", or send fields and files with -Form.";

    public static string PartOfForm
        => "The body is one part of a multipart form, because a pipeline unrolls the form into its parts. Give the form with -Body instead of the pipeline. Nothing was sent.";

    public static string UnrolledMember(Type type)
        => $"The body is one member of an object ({(type.IsGenericType ? "a pair of a name and a value" : type.Name)}): a pipeline unrolls the object, and gives its members one by one. Give the object with -Body, in a script block with a comma before it, or specify what to send of each member, as in -Body {{ $_.Value }}. Nothing was sent.";

    public static string UnrolledObject
        => "The body is a list of pairs of a name and a value: PowerShell unrolls some objects where a function or a script block outputs them, and GetEnumerator does. Put a comma before the object, as in { , $object }; to sort members, fill an [ordered] dictionary. Nothing was sent.";

    public static string ContentWithField(Type type, string field)
        => $"The {type.Name} has the header {field}, which would be lost. Remove it from the content, and give it with -Headers. Nothing was sent.";

    public static string DisposedContent(Type type) => $"The {type.Name} is disposed, so its content is gone. Create it again. Nothing was sent.";

    public static string MultipartWithType(string contentType)
        => $"The body is multipart content with its own type and boundary, so it cannot be sent as '{contentType}'. Leave -ContentType out. Nothing was sent.";

    public static string NotUtf16(string path, Exception failure)
        => $"The file '{path}' begins like UTF-16 or UTF-32, but is not in that encoding ({failure.Message.TrimEnd('.')}). Save it as UTF-8. Nothing was sent.";

    public static string NotUtf8(string path)
        => $"The file '{path}' is not UTF-8, and is sent as it is. JSON has to be UTF-8 (RFC 8259). Save it as UTF-8, or name its charset with -ContentType.";

    public static string BytesNotUtf8
        => "The body is bytes that are not UTF-8, or begin with a byte order mark, and is sent as it is. JSON has to be UTF-8 without one (RFC 8259). Send a file with -InFile, which converts it, or name the charset with -ContentType.";

    public static string NothingToExclude(Type type)
        => $"-ExcludeProperty cannot leave anything out of a {CmdletMessages.Name(type)}, which is sent as it is. Give an object or JSON text, or drop -ExcludeProperty. Nothing was sent.";

    public static string OtherCharset(string path, string found, string declared)
        => $"The file '{path}' is in '{found}', but its own declaration or its content type specifies '{declared}'. Correct one of them. Nothing was sent.";

    public static string UnwritableXml(Exception failure) => $"The XML document cannot be written: {failure.Message.TrimEnd('.')}. Nothing was sent.";

    public static string FormType(string contentType)
        => $"-Form is sent as multipart/form-data, not as '{contentType}'. Drop -ContentType, or use -Body with a hashtable for application/x-www-form-urlencoded. Nothing was sent.";

    public static string FormCharset(string charset)
        => $"Form fields are sent in UTF-8, but the content type specifies the charset '{charset}'. Leave the charset out. Nothing was sent.";

    public static string NoFieldName => "A form field has an empty name. Give it a name, or drop it. Nothing was sent.";

    public static string NoFieldText(string name, Type type)
        => $"The form field '{name}' is a {CmdletMessages.Name(type)}, which has no text form. Give text, a number, a date, a boolean, or a list of these. Nothing was sent.";

    public static string NoPair(Type? type)
        => $"A form needs pairs of a name and a value, but there is {(type is null ? "$null" : "a " + CmdletMessages.Name(type))}. Give a dictionary, or a list of two-element arrays or of objects with Name and Value. Nothing was sent.";

    public static string NotOnePart(string name, Type type)
        => $"The form field '{name}' has a description whose Content is a {CmdletMessages.Name(type)}, which is not a single value. Give text, bytes, a file or an object there; for several values, give a list of descriptions. Nothing was sent.";

    public static string NullPart(string name)
        => $"The form field '{name}' has a description without a value in Content. Give one there, or drop the field. Nothing was sent.";

    public static string NoFilePath(string parameter, string path, string reason)
        => $"{parameter} '{path}' is not the path of a file: {reason.TrimEnd('.')}. Give a path in the file system. Nothing was sent.";

    public static string NotFileSystem(string provider) => $"it belongs to the provider {provider}, and only files of the file system can be sent or written";

    public static string NoFields => "The form has no fields: it is empty, or each value is $null, such as that of a command without output. An empty form is sent.";

    public static string EmptyJson(string path)
        => $"The file '{path}' is empty, and JSON is at least a value such as {{}}. An empty body is sent.";

    public static string OutFileIsJournal(string path)
        => $"-OutFile '{path}' is the file of -JournalPath. Give another path. Nothing was sent.";

    public static string UnusableOutFile(string path, Exception failure)
        => $"-OutFile '{path}' cannot be used: {Wording.Innermost(failure)}. Give another path. Nothing was sent.";

    public static string PathAsText(string text)
        => $"The text '{text}' of -Form is sent as text, although a file with that name exists. To send the file, give (Get-Item '{text[1..]}').";

    public static string FolderNotFound(string path) => $"The folder of -OutFile '{path}' does not exist. Create it first. Nothing was sent.";

    public static string UnparsedBody(HttpResponse response, Exception failure)
        => $"The response is declared as '{RedactedText.Phrase(response.ContentType ?? string.Empty)}', but it is not ({Wording.JsonFault(failure)}). Content has the body as text. {Answered(response)}";

    public static string TextTooLong(HttpResponse response)
        => $"The body of the response ({Wording.Number(response.Body.Length)} bytes) is longer than a string can be. Content has the bytes. {Answered(response)}";

    public static string TooDeep(int levels) => $"it is nested more than {Wording.Number(levels)} levels deep";

    public static string RepeatedNames(string first, int count)
    {
        var more = count == 1 ? string.Empty : $", and {Wording.Number(count - 1)} more";
        return $"The JSON has the same name more than once: {first}{more}. The last value of each is kept.";
    }

    private static string Answered(HttpResponse response) => $"The write itself was answered with status {Wording.Number(response.StatusCode)}.";
}
