namespace PutTools.Journal;

/// <summary>The state of a write in the journal before it is sent.</summary>
internal enum JournalState
{
    /// <summary>The write is not known, or it failed and was not applied.</summary>
    New,

    /// <summary>The write began, and its end is not recorded.</summary>
    Begun,

    /// <summary>The server accepted the write and runs an operation for it.</summary>
    Accepted,

    /// <summary>The write succeeded.</summary>
    Done,
}

/// <summary>A long operation that a server accepted in an earlier run.</summary>
/// <param name="Uri">The url to poll.</param>
/// <param name="Field">The response field that named it, which says what a poll reads.</param>
/// <param name="StatusCode">The status of the response that accepted it.</param>
internal sealed record JournaledOperation(string Uri, string Field, int StatusCode);
