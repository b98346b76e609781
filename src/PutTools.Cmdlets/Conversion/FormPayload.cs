using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text;
using System.Xml;
using PutTools.Content;
using PutTools.Files;
using PutTools.Http;

namespace PutTools.Cmdlets.Conversion;

/// <summary>
/// Makes <c>multipart/form-data</c> of what -Form got. Single values are text, files and streams are files, bytes are a
/// file named as the field, XML documents are XML, and other objects are parts of JSON. A list repeats the field.
/// <c>@{ Content = …; FileName = …; ContentType = … }</c> says of one part what can't be told from its value.
/// </summary>
internal static class FormPayload
{
    private const string MultipartType = "multipart/form-data";

    private static readonly string[] DescriptionKeys = ["Content", "FileName", "ContentType"];

    /// <summary>The content of <paramref name="form"/>.</summary>
    /// <exception cref="ResourceException">A value can't be sent, or <paramref name="contentType"/> is no multipart type.</exception>
    public static MultipartFormContent Create(IDictionary form, string? contentType, JsonWriteOptions options)
    {
        // With a boundary of the user's own we could not tell whether the content has it.
        if (contentType is not null
            && (!contentType.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) || MediaType.Parameter(contentType, "boundary") is not null))
            throw new ResourceException(ErrorKind.InvalidParameter, CmdletMessages.FormType(contentType));
        return new MultipartFormContent([.. Parts(form, options)], contentType ?? MultipartType);
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
        if (InputObject.Base(value) is not IDictionary description || !IsDescription(description))
            return Part(name, value, contentType: null, fileName: null, options);
        var (content, type, file) = (InputObject.Property(description, "Content"), Stated(description, "ContentType"), Stated(description, "FileName"));
        if (InputObject.Base(content) is not { } known)
            throw new ResourceException(ErrorKind.InvalidPayload, CmdletMessages.NullPart(name));
        if (FormFields.IsList(known) && !MediaType.IsJson(MediaType.Of(type)))
            throw new ResourceException(ErrorKind.InvalidPayload, CmdletMessages.NotOnePart(name, known.GetType()));
        if (type is not null)
            HeaderField.Check("Content-Type", type);
        return Part(name, content!, type, file, options);
    }

    private static FormPart Part(string name, object value, string? contentType, string? fileName, JsonWriteOptions options)
    {
        var known = InputObject.Base(value)!;
        switch (known)
        {
            case FileSystemInfo file:
                fileName ??= file.Name;
                return new FormPart(name, PayloadContent.OfFile(file.FullName, contentType ?? FileExtension.MediaTypeOf(fileName)), fileName);
            case Stream stream:
                fileName ??= stream is FileStream opened ? Path.GetFileName(opened.Name) : name;
                return new FormPart(name, new StreamedContent(stream) { ContentType = contentType ?? FileExtension.MediaTypeOf(fileName) }, fileName);
            case byte[] bytes:
                fileName ??= name;
                return new FormPart(name, new BytesContent(bytes) { ContentType = contentType ?? FileExtension.MediaTypeOf(fileName) }, fileName);
            case string text:
                return new FormPart(name, PayloadContent.OfText(text, contentType), fileName);
        }

        var isObject = JsonScalar.WhyRefused(known) is null
            && (FormFields.IsList(known) || DictionaryEntries.Of(known) is not null || known is XmlNode || known is not (ValueType or Uri or Version));
        return isObject
            ? new FormPart(name, PayloadContent.Create(value, contentType, options), fileName)
            : new FormPart(name, PayloadContent.OfText(FormFields.Text(name, value), contentType), fileName);
    }

    // Any other key makes it an object of the user's.
    private static bool IsDescription(IDictionary value)
        => InputObject.Property(value, "Content") is not null
            && value.Keys.Cast<object>().All(static key => DescriptionKeys.Contains(InvariantText.Of(key), StringComparer.OrdinalIgnoreCase));

    private static string? Stated(IDictionary description, string name)
        => InvariantText.Of(InputObject.Property(description, name)) is { Length: > 0 } text ? text : null;
}
