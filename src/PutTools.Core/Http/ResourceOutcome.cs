namespace PutTools.Http;

/// <summary>The effect of a write, as far as the response tells. Users see the names.</summary>
internal enum ResourceOutcome
{
    /// <summary>The status means failure.</summary>
    Failed,

    /// <summary>
    /// The status means failure, but this attempt or an earlier one may have been applied; the status means success, but the content reports
    /// a failure, or the server has not read the whole body; or a long operation ended in a state that does not tell if it succeeded.
    /// </summary>
    Unknown,

    /// <summary>201: the resource did not exist before.</summary>
    Created,

    /// <summary>The resource was changed.</summary>
    Updated,

    /// <summary>202: accepted, but not yet applied.</summary>
    Accepted,

    /// <summary>Nothing was written, because nothing differed.</summary>
    Unchanged,

    /// <summary>Nothing was written, because the journal shows that an earlier run did it.</summary>
    Journaled,
}
