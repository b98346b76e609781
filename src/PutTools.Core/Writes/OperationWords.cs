using System.Globalization;
using PutTools.Text;

namespace PutTools.Writes;

/// <summary>The meaning of an operation's state.</summary>
internal enum OperationPhase
{
    /// <summary>The word is in no list and matches no rule.</summary>
    Unknown,

    /// <summary>The operation is still running.</summary>
    Running,

    /// <summary>The operation has succeeded.</summary>
    Succeeded,

    /// <summary>The operation has ended and did a part of its work.</summary>
    PartlySucceeded,

    /// <summary>The operation has ended in failure or was cancelled.</summary>
    Failed,
}

/// <summary>Classifies the states that APIs report. Letter case and separators don't matter.</summary>
internal static class OperationWords
{
    private const int LongestWord = 40;

    private static readonly HashSet<string> Good = new(StringComparer.Ordinal)
    {
        "succeeded", "success", "successful", "successfully", "completed", "complete", "done", "ready", "finished", "ok", "available",
        "closed", "updated", "applied", "deployed", "provisioned", "fulfilled", "passed", "resolved", "completedok", "completedsuccessfully",
        "completedwithouterrors", "noerror",
    };

    private static readonly HashSet<string> Bad = new(StringComparer.Ordinal)
    {
        "failed", "failure", "fail", "error", "errored", "canceled", "cancelled", "aborted", "abort", "rejected", "timedout", "timeout",
        "terminated", "expired", "exception", "killed", "denied", "invalid", "faulted", "fault", "crashed", "unsuccessful", "unsuccessfully", "stopped",
        "dead", "deadletter", "missing", "declined", "revoked", "undeliverable", "rolledback", "reverted", "abandoned", "notbuilt",
    };

    private static readonly HashSet<string> UnderWay = new(StringComparer.Ordinal)
    {
        "accepted", "queued", "started", "notstarted", "submitted", "scheduled", "new", "open", "suspended", "paused", "interrupted",
        "requested", "received", "enqueued", "initialized", "inprogress", "onhold", "blocked", "throttled", "delayed", "deferred", "notready",
    };

    // The last word of several, as in UPDATE_SUCCEEDED.
    private static readonly string[] GoodEnds = ["complete", "completed", "succeeded", "successful", "successfully", "finished"];

    // What has completed is the return to the state before.
    private static readonly string[] Reverts = ["rollback", "cancel", "cancellation", "abort", "revert"];

    // The first word of several, as in WAITING_FOR_APPROVAL.
    private static readonly string[] RunningStarts = ["waiting", "awaiting", "running", "processing", "inprogress"];

    // Completed with any of these, the operation did a part of its work.
    private static readonly string[] Defects = ["error", "failure", "issue", "exception"];

    // Words that say that the operation has ended, and not how.
    private static readonly HashSet<string> EndOnly = new(StringComparer.Ordinal)
    {
        "completed", "complete", "done", "finished", "closed", "ended", "terminated",
    };

    public static OperationPhase PhaseOf(string word)
    {
        var letters = Letters.Of(word);
        return letters.Length == 0 ? OfNumber(word)
            : Good.Contains(letters) ? OperationPhase.Succeeded
            : Bad.Contains(letters) ? OperationPhase.Failed
            : UnderWay.Contains(letters) ? OperationPhase.Running
            : ByParts(letters);
    }

    /// <summary>True if a word says that the operation has ended, and not how.</summary>
    public static bool IsEndOnly(string word) => EndOnly.Contains(Letters.Of(word));

    /// <summary>True for one word, also with separators: <c>NOT_BUILT</c>.</summary>
    public static bool IsWord(string text) => text.Length is > 0 and <= LongestWord && text.All(static character => char.IsLetter(character) || character is '_' or '-');

    // A status code of HTTP.
    private static OperationPhase OfNumber(string text)
        => text.Length != 3 || !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var status) ? OperationPhase.Unknown : status switch
        {
            (>= 100 and < 200) or 202 => OperationPhase.Running,
            >= 200 and < 300 => OperationPhase.Succeeded,
            >= 400 and < 600 => OperationPhase.Failed,
            _ => OperationPhase.Unknown,
        };

    // For example Scaling, PendingApproval; CompletedWithErrors, PartiallySucceeded; validationFailed; UPDATE_SUCCEEDED;
    // WAITING_FOR_APPROVAL.
    private static OperationPhase ByParts(string letters)
    {
        if (letters.EndsWith("inprogress", StringComparison.Ordinal) || letters.StartsWith("pending", StringComparison.Ordinal)
            || (letters.EndsWith("ing", StringComparison.Ordinal) && !letters.EndsWith("warning", StringComparison.Ordinal)))
            return OperationPhase.Running;
        if (letters.IndexOf("with", StringComparison.Ordinal) is > 0 and var with && OfRemark(PhaseOf(letters[..with]), letters[(with + 4)..]) is { } remarked)
            return remarked;
        if (letters.Contains("partial", StringComparison.Ordinal))
            return OperationPhase.PartlySucceeded;
        if (Bad.Any(bad => bad.Length > 4 && letters.EndsWith(bad, StringComparison.Ordinal)))
            return OperationPhase.Failed;
        if (GoodEnds.FirstOrDefault(end => letters.EndsWith(end, StringComparison.Ordinal)) is { } good)
            return OfGoodEnd(letters[..^good.Length]);
        return RunningStarts.Any(first => letters.StartsWith(first, StringComparison.Ordinal)) ? OperationPhase.Running : OperationPhase.Unknown;
    }

    // An operation that is running with errors has not ended.
    private static OperationPhase? OfRemark(OperationPhase phase, string remark)
        => phase == OperationPhase.Running || remark.StartsWith("warning", StringComparison.Ordinal) ? phase
            : Defects.Any(defect => remark.Contains(defect, StringComparison.Ordinal)) ? OperationPhase.PartlySucceeded
            : null;

    // For example ROLLBACK_SUCCEEDED, NOT_COMPLETED, UPDATE_INCOMPLETE, unfinished.
    private static OperationPhase OfGoodEnd(string what)
        => Reverts.Any(revert => what.EndsWith(revert, StringComparison.Ordinal)) ? OperationPhase.Failed
            : what == "un" || what.StartsWith("not", StringComparison.Ordinal) || what.EndsWith("not", StringComparison.Ordinal) || what.EndsWith("in", StringComparison.Ordinal) ? OperationPhase.Unknown
            : OperationPhase.Succeeded;
}
