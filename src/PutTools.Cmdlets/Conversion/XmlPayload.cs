using System;
using System.Linq;
using System.Xml;
using PutTools.Content;
using PutTools.Http;
using PutTools.Text;

namespace PutTools.Cmdlets.Conversion;

/// <summary>XML documents as bytes, in the encoding that their declaration or their content type says.</summary>
internal static class XmlPayload
{
    /// <summary>The content of <paramref name="document"/>, or of an element.</summary>
    /// <exception cref="ResourceException">InvalidPayload: the two disagree, or the encoding lacks a character.</exception>
    public static BytesContent Create(XmlNode document, string? contentType)
    {
        var declared = document.ChildNodes.OfType<XmlDeclaration>().FirstOrDefault()?.Encoding;
        var stated = MediaType.Parameter(contentType, "charset");
        if (declared is { Length: > 0 } && stated is not null && !IsSame(declared, stated))
            throw new ResourceException(ErrorKind.InvalidPayload, CmdletMessages.XmlCharsets(declared, stated));
        var charset = stated ?? (declared is { Length: > 0 } ? declared : "utf-8");
        return new BytesContent(PayloadContent.Encode(document.OuterXml, charset))
        {
            ContentType = stated is null ? $"{contentType ?? "application/xml"}; charset={charset}" : contentType,
        };
    }

    private static bool IsSame(string one, string other)
        => one.Equals(other, StringComparison.OrdinalIgnoreCase)
            || (Charset.Find(one) is { } encoding && encoding.CodePage == Charset.Find(other)?.CodePage);
}
