using System;
using System.Management.Automation;
using PutTools.Secrets;
using PutTools.Text;

namespace PutTools.Cmdlets.Output;

/// <summary>
/// Stands for an exception of the runtime whose words can't be shown as they are: they have a url with its secrets, or
/// control characters that a server sent.
/// </summary>
internal sealed class SafeException : Exception
{
    private readonly Exception _original;

    private SafeException(Exception original, string message, Exception? inner)
        : base(message, inner) => _original = original;

    public override string? StackTrace => _original.StackTrace;

    /// <summary>Returns an exception, or what stands for it and for those within it.</summary>
    public static Exception? Of(Exception? failure)
    {
        if (failure is null)
            return null;
        var (message, inner) = (DisplayText.OfLines(RedactedUri.InSentence(failure.Message)), Of(failure.InnerException));
        // What a script threw is the script's own, with its error record.
        return failure is RuntimeException || (message == failure.Message && ReferenceEquals(inner, failure.InnerException)) ? failure
            : new SafeException(failure, $"{failure.GetType().Name}: {message}", inner);
    }
}
