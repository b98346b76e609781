using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using PutTools.Content;
using PutTools.Http;
using PutTools.Patching;

namespace PutTools.Writes;

/// <summary>A write as the user means it, which may take more than one request.</summary>
internal sealed record WriteOptions
{
    /// <summary>The write itself; its content is replaced where <see cref="Update"/> is given.</summary>
    public required ResourceRequest Request { get; init; }

    /// <summary>The state before the change: only the difference from it to the content is sent. Default: null, all of the content is.</summary>
    public JsonTree? Original { get; init; }

    /// <summary>Whether to read first, and to write only where something differs.</summary>
    public bool IfChanged { get; init; }

    /// <summary>Whether <see cref="IfChanged"/> ignores members of the resource that the content does not name.</summary>
    public bool IgnoreExtraMembers { get; init; }

    /// <summary>The media type to read the resource as, where the request accepts anything. Default: null, none in particular.</summary>
    public string? ReadAs { get; init; }

    /// <summary>
    /// Makes the new representation from the current one, or from null where there is none yet. Null: leave it as it is.
    /// </summary>
    public Func<HttpResponse?, CancellationToken, Task<RequestContent?>>? Update { get; init; }

    /// <summary>How often a read-and-write starts over after others changed the resource in between.</summary>
    public int MaximumConflictRetryCount { get; init; } = 5;

    /// <summary>Whether to update also where the server gives nothing to guard it with.</summary>
    public bool Force { get; init; }

    /// <summary>Whether a long operation is followed to its end.</summary>
    public bool WaitForCompletion { get; init; }

    /// <summary>The wait between two polls of a long operation, where the server names none.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Asks whether a write may go out. The changes, each a line of text, are computed on demand.</summary>
    public Func<ResourceRequest, Func<IReadOnlyList<object>>, CancellationToken, Task<bool>> Approve { get; init; } = static (_, _, _) => Task.FromResult(true);

    /// <summary>Whether the resource is read before it is written.</summary>
    public bool ReadsFirst => IfChanged || Update is not null;
}
