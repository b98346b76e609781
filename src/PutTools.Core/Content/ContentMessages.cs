using System.Text;
using PutTools.Secrets;
using PutTools.Text;

namespace PutTools.Content;

/// <summary>Messages about content that is sent or received.</summary>
internal static class ContentMessages
{
    public static string BodyTooLong(long limit)
        => $"The body of the response is longer than {Wording.Bytes(limit)} and was left out. Raise -MaximumResponseBytes, or use -OutFile, to get it.";

    public static string UndecodedBody(string codings, Exception failure)
        => $"The response is declared as '{RedactedText.Phrase(codings)}', but it cannot be decoded ({RedactedText.Phrase(Undecodable(failure)).TrimEnd('.')}). Content has the bytes as they arrived.";

    public static string EndsTooEarly => "it ends too early";

    public static string TooManyCodings(int count) => $"it has {Wording.Number(count)} codings";

    public static string UnknownCoding(string name) => $"the coding '{name}' is unknown";

    public static string SourceFailed(Exception failure) => $"The payload could not be read to its end: {Wording.Innermost(failure)}. The request was aborted. Check its source.";

    public static string StreamAtEnd(long position)
        => $"The stream is at its end, after {Wording.Bytes(position)}, so nothing would be sent. Set its Position to 0 to send all of it. Nothing was sent.";

    public static string ClosedStream => "The stream is closed, or it cannot be read. Give one that is open for reading. Nothing was sent.";

    public static string StreamUsedUp => "The stream was sent already, and it cannot be read again. Give a file, or a stream that can seek.";

    public static string StreamShortened(long sent, long length)
        => $"The stream ended after {Wording.Number(sent)} of {Wording.Bytes(length)}, so the request was aborted. Give a complete stream.";

    public static string StreamLonger(long length)
        => $"The stream has more than the {Wording.Bytes(length)} that Content-Length specifies, so the request was aborted. Correct the header, or drop it.";

    public static string HashOfStream
        => "The body has to be read before it is sent, for -ContentDigest or -Signer, and this stream can be read only once. Give a file or a stream that can seek. Nothing was sent.";

    public static string UnknownHash(string algorithm) => $"The hash '{algorithm}' is not known. Use MD5, SHA1, SHA256, SHA384 or SHA512. This attempt was not sent.";

    public static string CodingNotSupported(string coding)
        => $"This platform cannot compress in the content coding '{coding}'. Use -ContentEncoding Gzip, or PowerShell 7.4 or later. Nothing was sent.";

    public static string NotInCharset(string charset, Exception failure) => failure is EncoderFallbackException { Index: var index } lacking
        && (char.IsSurrogate(lacking.CharUnknown) || charset.StartsWith("utf-", StringComparison.OrdinalIgnoreCase))
        ? $"The body has half a surrogate pair at index {Wording.Number(index)}, which is not a character. Correct the text. Nothing was sent."
        : $"The body has characters that the charset '{charset}' lacks: {failure.Message.TrimEnd('.')}. Use charset=utf-8, or other text. Nothing was sent.";

    public static string UnknownCharset(string charset) => $"The charset '{charset}' is not known here. Use utf-8. Nothing was sent.";

    // The decoders of the runtime speak of archives.
    public static string Undecodable(Exception failure)
        => failure is InvalidDataException && failure.Message != EndsTooEarly ? "it is damaged, or not in the declared coding" : failure.Message;
}
