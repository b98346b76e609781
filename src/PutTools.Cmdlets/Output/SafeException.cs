using System.Management.Automation;
using PutTools.Http;
using PutTools.Secrets;
using PutTools.Text;

namespace PutTools.Cmdlets.Output;

/// <summary>
/// Replaces an exception of the runtime whose message contains secrets, or control characters of a server.
/// </summary>
internal sealed class SafeException : Exception
{
    // The runtime quotes what it can't read, which may be of any length.
    private const int Longest = 1000;

    private readonly Exception _original;

    private SafeException(Exception original, string message, Exception? inner)
        : base(message, inner) => _original = original;

    public override string? StackTrace => _original.StackTrace;

    /// <summary>Returns the exception, or a replacement for it and its inner exceptions.</summary>
    /// <param name="failure">The exception.</param>
    /// <param name="secrets">The secrets of the request, longest first.</param>
    public static Exception? Of(Exception? failure, IReadOnlyList<string> secrets)
    {
        if (failure is null)
            return null;
        var message = Truncate.Of(DisplayText.OfLines(RedactedText.Any(SentSecrets.Mask(failure.Message, secrets))), Longest);
        var inner = Of(failure.InnerException, secrets);
        // An exception that a script threw stays as it is, with its error record.
        return failure is RuntimeException || (message == failure.Message && ReferenceEquals(inner, failure.InnerException)) ? failure
            : new SafeException(failure, $"{failure.GetType().Name}: {message}", inner);
    }
}
