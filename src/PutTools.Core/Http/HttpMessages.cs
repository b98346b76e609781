using PutTools.Text;

namespace PutTools.Http;

/// <summary>Messages about header fields and status lines.</summary>
internal static class HttpMessages
{
    public static string Status(HttpResponse response) => $"{Wording.Number(response.StatusCode)} {response.ReasonPhrase}".TrimEnd();

    public static string InvalidTag(string tag) => $"'{tag}' is not an entity tag. Give the ETag of a response, such as \"abc\", or * for any. Nothing was sent.";

    public static string EmptyHeaderName(string what) => $"A {what} has an empty name. Give it a name, or drop it. Nothing was sent.";

    public static string InvalidHeaderName(string name, string what)
        => $"'{name}' is not a valid {what} name. Use only letters, digits and !#$%&'*+-.^_`|~. Nothing was sent.";

    public static string HeaderLineBreak(string name, string what)
        => $"The value of the {what} '{name}' has a line break or a null character, which could add other headers. Remove it. Nothing was sent.";

    public static string InvalidHeaderValue(string name, char character, string what)
        => $"The value of the {what} '{name}' has the character U+{(int)character:X4}, which is not ASCII text. {(DisplayText.IsInvisible(character) ? "It is invisible, and copied text often has it: remove it" : "Encode it first, for example with [uri]::EscapeDataString()")}. Nothing was sent.";

    public static string HalfPairInHeader(string name, string what)
        => $"The value of the {what} '{name}' has half a surrogate pair, which is not a character. Correct the text. Nothing was sent.";

    public static string ObjectInHeader(string name, string what)
        => $"The {what} '{name}' has a whole object as text, which quotes have made of it. Within double quotes, write a property as $($token.access_token); give a secure string or a credential itself, with -Token or -Credential. Nothing was sent.";

    public static string InvalidMediaType(string contentType)
        => $"'{contentType}' is not a media type. Give a type and a subtype, such as application/json or text/plain; charset=utf-8. Nothing was sent.";

    public static string InvalidMediaRange(string range)
        => $"The header 'Accept' has '{range}', which is not a media type. Give a type and a subtype, such as application/json or text/*. Nothing was sent.";

    public static string InvalidHost(string value)
        => $"The header 'Host' is '{value}', which is not a host name with or without a port, such as api.example.com or api.example.com:8080. Nothing was sent.";

    public static string UnknownTransferCoding(string coding)
        => $"The transfer coding '{coding}' cannot be used: -TransferEncoding takes only chunked. To compress, use -ContentEncoding Gzip. Nothing was sent.";
}
