using System.Text;
using PutTools.Content;
using PutTools.Http;
using PutTools.Text;

namespace PutTools.Cmdlets.Conversion;

/// <summary>Checks the charset of text files, which are sent as they are.</summary>
internal static class TextFile
{
    private const int DeclarationLength = 1024;

    /// <summary>Throws if byte order mark, declaration and content type of a file contradict each other.</summary>
    /// <exception cref="RequestException">InvalidPayload: they do.</exception>
    public static void CheckCharset(FileContent file)
    {
        var type = MediaType.Of(file.ContentType);
        var specified = MediaType.Parameter(file.ContentType, "charset");
        if (specified is null && !MediaType.IsXml(type))
            return;
        var start = file.ReadStart(DeclarationLength);
        var mark = TextDecoder.MarkOf(start)?.WebName;
        var declared = mark is null ? TextDecoder.Declared(Encoding.ASCII.GetString(start), type) : null;
        if (specified is not null && (mark ?? declared) is { } own && !IsWithin(own, specified))
            throw new RequestException(ErrorKind.InvalidPayload, PayloadMessages.OtherCharset(file.Path, own, specified));
        // The declaration was readable as ASCII, so characters do not have two bytes.
        if (declared?.StartsWith("utf-16", StringComparison.OrdinalIgnoreCase) == true)
            throw new RequestException(ErrorKind.InvalidPayload, PayloadMessages.OtherCharset(file.Path, "utf-8", declared));
    }

    // "utf-16" allows both byte orders.
    private static bool IsWithin(string own, string specified)
        => Charset.AreSame(own, specified) || (specified.ToUpperInvariant() is "UTF-16" or "UTF-32" && own.StartsWith(specified, StringComparison.OrdinalIgnoreCase));
}
