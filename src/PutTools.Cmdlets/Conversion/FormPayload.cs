using System.Collections;
using System.Management.Automation;
using System.Xml;
using System.Xml.Linq;
using PutTools.Content;
using PutTools.Files;
using PutTools.Http;

namespace PutTools.Cmdlets.Conversion;

/// <summary>
/// Creates <c>multipart/form-data</c> from the dictionary of -Form. Single values are sent as text, files and streams as
/// files, bytes as a file with the name of the field, XML documents as XML, and other objects as JSON. A list repeats the
/// field. <c>@{ Content = …; FileName = …; ContentType = … }</c> sets the name and the media type of a part.
/// </summary>
internal static class FormPayload
{
    private static readonly string[] DescriptionKeys = ["Content", "FileName", "ContentType"];

    /// <summary>Creates the content of <paramref name="form"/>.</summary>
    /// <exception cref="RequestException">
    /// A value can't be sent, or <paramref name="contentType"/> is not a multipart type.
    /// </exception>
    public static MultipartFormContent Create(IDictionary form, string? contentType, JsonWriteOptions options, Action<string>? warn = null)
    {
        // The user's boundary is refused, because the content might contain it.
        if (contentType is not null
            && (!MediaType.IsMultipart(MediaType.Of(contentType)) || MediaType.Parameter(contentType, "boundary") is not null))
            throw new RequestException(ErrorKind.InvalidParameter, PayloadMessages.FormType(contentType));
        FormFields.CheckCharset(contentType);
        IEnumerable<FormPart> parts = Parts(form, options).ToList();
        if (!parts.Any())
            warn?.Invoke(PayloadMessages.NoFields);
        // A hashtable has no order, and some servers ignore the fields after a file.
        return new MultipartFormContent([.. form is Hashtable ? parts.OrderBy(static part => part.FileName is not null) : parts], contentType);
    }

    private static IEnumerable<FormPart> Parts(IDictionary form, JsonWriteOptions options)
    {
        foreach (var entry in DictionaryEntries.Of(form)!)
        {
            var name = FormFields.Name(entry.Key);
            foreach (var value in FormFields.Values(entry.Value))
                yield return Part(name, value, options);
        }
    }

    private static FormPart Part(string name, object value, JsonWriteOptions options)
    {
        if (PSValue.Base(value) is not IDictionary description || !IsDescription(description))
            return Part(name, value, contentType: null, fileName: null, options);
        var (content, type, file) = (PSValue.Property(description, "Content"), Specified(description, "ContentType"), Specified(description, "FileName"));
        if (PSValue.Base(content) is not { } known)
            throw new RequestException(ErrorKind.InvalidPayload, PayloadMessages.NullPart(name));
        if (PSValue.Elements(known) is not null && !MediaType.IsJson(MediaType.Of(type)))
            throw new RequestException(ErrorKind.InvalidPayload, PayloadMessages.NotOnePart(name, known.GetType()));
        if (type is not null)
            MediaType.Check(type);
        return Part(name, content!, type, file, options);
    }

    private static FormPart Part(string name, object value, string? contentType, string? fileName, JsonWriteOptions options)
    {
        var known = PSValue.Base(value)!;
        switch (known)
        {
            case FileSystemInfo file:
                fileName ??= file.Name;
                return new FormPart(name, PayloadContent.OfFile(file.FullName, contentType ?? FileExtension.MediaTypeOf(fileName)), fileName);
            case Stream stream:
                fileName ??= stream is FileStream opened ? Path.GetFileName(opened.Name) : name;
                return new FormPart(name, new StreamedContent(stream) { ContentType = contentType ?? FileExtension.MediaTypeOf(fileName) }, fileName);
            case HttpContent content:
                return new FormPart(name, ForeignContent.Create(content, contentType), fileName ?? ForeignContent.FileNameOf(content));
            case string text:
                return new FormPart(name, PayloadContent.OfText(text, contentType), fileName);
            case XmlDocument or XmlElement or XDocument or XElement or ResourceResponse:
                return new FormPart(name, PayloadContent.Create(value, contentType, options), fileName);
        }

        if (ByteSequence.Of(known) is { } bytes)
        {
            fileName ??= name;
            return new FormPart(name, new BytesContent(bytes) { ContentType = contentType ?? FileExtension.MediaTypeOf(fileName) }, fileName);
        }

        if (InvariantText.Of(value) is { } scalar)
            return new FormPart(name, PayloadContent.OfText(scalar, contentType), fileName);
        return known is not PSCustomObject && PSValue.Elements(known) is null && DictionaryEntries.Of(known) is null && UnknownType.WhyRefused(known) is not null
            ? throw new RequestException(ErrorKind.InvalidPayload, PayloadMessages.NoFieldText(name, known.GetType()))
            : new FormPart(name, PayloadContent.Create(value, contentType, options), fileName);
    }

    // With any other key, the dictionary is an object to send.
    private static bool IsDescription(IDictionary value)
        => PSValue.Property(value, "Content") is not null
            && value.Keys.Cast<object>().All(static key => DescriptionKeys.Contains(InvariantText.Of(key), StringComparer.OrdinalIgnoreCase));

    private static string? Specified(IDictionary description, string name)
        => InvariantText.Of(PSValue.Property(description, name)) is { Length: > 0 } text ? text : null;
}
