namespace PutTools.Journal;

/// <summary>What a journal knows of a write before it is sent.</summary>
internal enum JournalState
{
    /// <summary>Nothing, or that it failed and was not applied.</summary>
    New,

    /// <summary>It began, and nothing says how it ended.</summary>
    Begun,

    /// <summary>The server accepted it and runs an operation for it.</summary>
    Accepted,

    /// <summary>It succeeded.</summary>
    Done,
}

/// <summary>A long operation that a server had accepted.</summary>
/// <param name="Uri">Where it is polled.</param>
/// <param name="Field">The response field that named it, which says what a poll reads.</param>
/// <param name="StatusCode">The status of the response that accepted it.</param>
internal sealed record JournaledOperation(string Uri, string Field, int StatusCode);
