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
    /// <summary>The number of bytes at the start of a file or stream that are checked for UTF-8.</summary>
    public const int CheckedLength = 1024 * 1024;

    /// <summary>Returns the file as it is if it is UTF-8; otherwise without its mark, or converted from UTF-16 or UTF-32.</summary>
    /// <param name="file">The file.</param>
    /// <param name="warn">Receives a warning if the file has no encoding of JSON. It is then sent as it is.</param>
    /// <exception cref="RequestException">The file can't be read, or is not text in the encoding of its mark.</exception>
    public static RequestContent ToUtf8(FileContent file, Action<string>? warn)
    {
        var content = Convert(file);
        if (warn is not null && content.Length == 0 && !MediaType.IsJsonLines(MediaType.Of(file.ContentType)))
            warn(PayloadMessages.EmptyJson(file.Path));
        if (warn is not null && content == file && !Charset.IsStartOfUtf8(file.ReadStart(CheckedLength)))
            warn(PayloadMessages.NotUtf8(file.Path));
        return content;
    }

    /// <summary>True if the start of bytes is UTF-8 without a byte order mark.</summary>
    public static bool IsUtf8(ReadOnlySpan<byte> bytes)
        => bytes is not ([0xEF, 0xBB, 0xBF, ..] or [0, ..] or [_, 0, ..]) && Charset.IsStartOfUtf8(bytes[..Math.Min(bytes.Length, CheckedLength)].ToArray());

    private static RequestContent Convert(FileContent file)
    {
        var start = file.ReadStart(4);
        return (TextDecoder.MarkOf(start) ?? TextDecoder.OfZeros(start)) switch
        {
            null => file,
            UTF8Encoding mark => new FileContent(file.Path, skip: mark.GetPreamble().Length) { ContentType = file.ContentType },
            var encoding => Transcode(file, Encoding.GetEncoding(encoding.CodePage, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)),
        };
    }

    private static BytesContent Transcode(FileContent file, Encoding encoding)
    {
        try
        {
            var text = encoding.GetString(FileReader.Read(file.Path)).TrimStart('\uFEFF');
            return new BytesContent(Charset.StrictUtf8.GetBytes(text)) { ContentType = file.ContentType };
        }
        catch (ArgumentException failure)
        {
            throw new RequestException(ErrorKind.InvalidPayload, PayloadMessages.NotUtf16(file.Path, failure), failure);
        }
    }
}
