using System;
using System.IO;
using System.Text;
using PutTools.Content;
using PutTools.Files;
using PutTools.Http;
using PutTools.Text;

namespace PutTools.Cmdlets.Conversion;

/// <summary>
/// JSON files, sent as UTF-8 without a byte order mark (RFC 8259 §8.1). Windows PowerShell writes others: with a mark for
/// <c>-Encoding utf8</c>, and UTF-16 for <c>&gt;</c>.
/// </summary>
internal static class JsonFile
{
    private static readonly UnicodeEncoding LittleEndian = new(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true);
    private static readonly UnicodeEncoding BigEndian = new(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true);

    /// <summary>Returns the file as it is if it is UTF-8; otherwise without its mark, or converted from UTF-16.</summary>
    /// <exception cref="RequestException">The file can't be read, or is not text in the encoding of its mark.</exception>
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
