using System;
using System.Collections.Generic;
using System.Linq;

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
    private static readonly HashSet<string> Good = new(StringComparer.Ordinal)
    {
        "succeeded", "success", "successful", "successfully", "completed", "complete", "done", "ready", "finished", "ok", "available",
        "closed", "updated", "applied", "deployed", "provisioned", "fulfilled", "passed", "resolved", "completedok", "completedsuccessfully",
        "completedwithwarnings", "succeededwithwarnings", "successwithwarnings",
    };

    private static readonly HashSet<string> Bad = new(StringComparer.Ordinal)
    {
        "failed", "failure", "fail", "error", "errored", "canceled", "cancelled", "aborted", "abort", "rejected", "timedout", "timeout",
        "terminated", "expired", "exception", "killed", "denied", "invalid", "faulted", "fault", "crashed", "unsuccessful", "stopped",
        "dead", "deadletter", "missing", "declined", "revoked", "undeliverable", "rolledback",
    };

    private static readonly HashSet<string> UnderWay = new(StringComparer.Ordinal)
    {
        "accepted", "queued", "started", "notstarted", "submitted", "scheduled", "new", "open", "suspended", "paused", "interrupted",
        "requested", "received", "enqueued", "initialized", "inprogress", "onhold",
    };

    public static OperationPhase PhaseOf(string word)
    {
        var letters = new string([.. word.Where(char.IsLetter).Select(char.ToLowerInvariant)]);
        return Good.Contains(letters) ? OperationPhase.Succeeded
            : Bad.Contains(letters) ? OperationPhase.Failed
            : UnderWay.Contains(letters) ? OperationPhase.Running
            : ByParts(letters);
    }

    // For example PartiallySucceeded, CompletedWithErrors; UPDATE_ROLLBACK_COMPLETE, validationFailed; Scaling,
    // PendingApproval.
    private static OperationPhase ByParts(string letters)
    {
        if (letters.Contains("partial", StringComparison.Ordinal) || letters.Contains("witherror", StringComparison.Ordinal)
            || letters.Contains("withfailure", StringComparison.Ordinal) || letters.Contains("withexception", StringComparison.Ordinal))
            return OperationPhase.PartlySucceeded;
        if (letters.EndsWith("inprogress", StringComparison.Ordinal) || letters.StartsWith("pending", StringComparison.Ordinal)
            || (letters.EndsWith("ing", StringComparison.Ordinal) && !letters.EndsWith("warning", StringComparison.Ordinal)))
            return OperationPhase.Running;
        if (Bad.Any(bad => bad.Length > 4 && letters.EndsWith(bad, StringComparison.Ordinal)) || letters.EndsWith("rollbackcomplete", StringComparison.Ordinal))
            return OperationPhase.Failed;
        return letters.EndsWith("complete", StringComparison.Ordinal) && !letters.StartsWith("in", StringComparison.Ordinal) && !letters.StartsWith("not", StringComparison.Ordinal)
            ? OperationPhase.Succeeded
            : OperationPhase.Unknown;
    }
}
