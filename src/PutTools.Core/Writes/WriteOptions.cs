using PutTools.Content;
using PutTools.Http;
using PutTools.Journal;
using PutTools.Patching;

namespace PutTools.Writes;

/// <summary>A write as the user specifies it. It may take more than one request.</summary>
internal sealed record WriteOptions
{
    /// <summary>The default of <see cref="MaximumConflictRetryCount"/>.</summary>
    public const int DefaultConflictRetryCount = 5;

    /// <summary>The seconds of the default of <see cref="PollInterval"/>.</summary>
    public const double DefaultPollSeconds = 2;

    /// <summary>The request. <see cref="Update"/> replaces its content.</summary>
    public required ResourceRequest Request { get; init; }

    /// <summary>
    /// The state before the change; only the difference to the content is sent. Default: null, the whole content is sent.
    /// </summary>
    public JsonTree? Original { get; init; }

    /// <summary>True to read first, and to write only if something differs.</summary>
    public bool IfChanged { get; init; }

    /// <summary>True if <see cref="IfChanged"/> ignores members of the resource that the content does not name.</summary>
    public bool IgnoreExtraMembers { get; init; }

    /// <summary>
    /// The member of the resource with the version that the server compares, with dots if it is nested. Default: null, the
    /// usual ones.
    /// </summary>
    public string? VersionProperty { get; init; }

    /// <summary>The media type to read, if the request accepts anything. Default: null, any.</summary>
    public string? ReadAs { get; init; }

    /// <summary>
    /// Makes the new representation from the current one, or from null if there is none yet. Returns null for no change.
    /// </summary>
    public Func<HttpResponse?, CancellationToken, Task<RequestContent?>>? Update { get; init; }

    /// <summary>
    /// The maximum number of times that a read and write starts over after others changed the resource in between. Default: 5.
    /// </summary>
    public int MaximumConflictRetryCount { get; init; } = DefaultConflictRetryCount;

    /// <summary>True to update even if the response to the read has no validator.</summary>
    public bool Force { get; init; }

    /// <summary>True to poll a long-running operation to its end.</summary>
    public bool WaitForCompletion { get; init; }

    /// <summary>The time between two polls of a long-running operation, if the server requests none. Default: 2 seconds.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(DefaultPollSeconds);

    /// <summary>Decides if a write may be sent. The changes, each a line of text, are computed on demand.</summary>
    public Func<ResourceRequest, Func<IReadOnlyList<object>>, CancellationToken, Task<bool>> Approve { get; init; } = static (_, _, _) => Task.FromResult(true);

    /// <summary>True if the caller decides by the content if a response means success, so that no warning about it is needed.</summary>
    public bool HasSuccessCondition { get; init; }

    /// <summary>The write in the journal of its run; null if there is none.</summary>
    public JournaledWrite? Journal { get; init; }

    /// <summary>
    /// Identifies this write among others to the same url. Default: null, the content of <see cref="Request"/> does.
    /// </summary>
    public RequestContent? Identity { get; init; }

    /// <summary>True if the resource is read before it is written.</summary>
    public bool ReadsFirst => IfChanged || Update is not null;
}
