using System.Xml;
using System.Xml.Linq;
using PutTools.Content;
using PutTools.Http;

namespace PutTools.Cmdlets.Conversion;

/// <summary>Encodes XML documents and elements in the encoding of their declaration or content type.</summary>
internal static class XmlPayload
{
    /// <summary>Returns the content of a document or element of either API of .NET; null for anything else.</summary>
    /// <exception cref="RequestException">
    /// InvalidPayload: the encodings differ, one lacks a character, or the document is empty.
    /// </exception>
    public static BytesContent? Create(object value, string? contentType)
    {
        try
        {
            return OfXml(value, contentType);
        }
        catch (Exception failure) when (failure is ArgumentException or XmlException)
        {
            // For example, a text contains half a surrogate pair.
            throw new RequestException(ErrorKind.InvalidPayload, PayloadMessages.UnwritableXml(failure), failure);
        }
    }

    /// <summary>The document with its declaration, which its own text leaves out.</summary>
    public static string TextOf(XDocument document) => document.Declaration + document.ToString(SaveOptions.DisableFormatting);

    private static BytesContent? OfXml(object value, string? contentType)
    {
        var (text, declared) = value switch
        {
            XmlDocument { DocumentElement: null } or XDocument { Root: null }
                => throw new RequestException(ErrorKind.InvalidPayload, PayloadMessages.EmptyXml),
            XmlDocument document => (document.OuterXml, document.ChildNodes.OfType<XmlDeclaration>().FirstOrDefault()?.Encoding),
            XmlElement element => (element.OuterXml, null),
            XDocument document => (TextOf(document), document.Declaration?.Encoding),
            XElement element => (element.ToString(SaveOptions.DisableFormatting), null),
            _ => (null, null),
        };
        if (text is null)
            return null;
        contentType ??= "application/xml";
        return PayloadContent.OfText(text, MediaType.Parameter(contentType, "charset") is not null ? contentType
            : $"{contentType}; charset={(declared is { Length: > 0 } ? declared : "utf-8")}");
    }
}
