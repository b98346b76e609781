using System;
using System.IO;
using System.Text;
using PutTools.Content;
using PutTools.Files;
using PutTools.Http;
using PutTools.Text;

namespace PutTools.Cmdlets.Conversion;

/// <summary>
/// Files of JSON, which goes out as UTF-8 without a byte order mark (RFC 8259 §8.1). Windows PowerShell writes others: a mark
/// with <c>-Encoding utf8</c>, UTF-16 with <c>&gt;</c>.
/// </summary>
internal static class JsonFile
{
    private static readonly UnicodeEncoding LittleEndian = new(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true);
    private static readonly UnicodeEncoding BigEndian = new(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true);

    /// <summary>The file without its mark, or what it says in UTF-16 as UTF-8; the file itself where it is UTF-8 already.</summary>
    /// <exception cref="RequestException">The file can't be read, or is no text in the encoding that it begins with.</exception>
    public static RequestContent ToUtf8(FileContent file) => file.ReadStart(3) switch
    {
        [0xEF, 0xBB, 0xBF] => new FileContent(file.Path, skip: 3) { ContentType = file.ContentType },
        [0xFF, 0xFE, ..] or [not 0, 0, ..] => Transcode(file, LittleEndian),
        [0xFE, 0xFF, ..] or [0, not 0, ..] => Transcode(file, BigEndian),
        _ => file,
    };

    private static BytesContent Transcode(FileContent file, UnicodeEncoding encoding)
    {
        try
        {
            var text = encoding.GetString(FileReader.Read(file.Path)).TrimStart('\uFEFF');
            return new BytesContent(Charset.StrictUtf8.GetBytes(text)) { ContentType = file.ContentType };
        }
        catch (ArgumentException failure)
        {
            throw new RequestException(ErrorKind.InvalidPayload, CmdletMessages.NotUtf16(file.Path, failure), failure);
        }
    }
}
