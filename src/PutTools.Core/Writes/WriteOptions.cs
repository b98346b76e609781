using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using PutTools.Content;
using PutTools.Http;
using PutTools.Patching;
using PutTools.Pipeline;

namespace PutTools.Writes;

/// <summary>A write as the user means it, which may take more than one request.</summary>
internal sealed record WriteOptions
{
    /// <summary>The write itself; its content is replaced where <see cref="Update"/> is given.</summary>
    public required ResourceRequest Request { get; init; }

    /// <summary>The format of the patch; null for a PUT.</summary>
    public PatchFormat? Patch { get; init; }

    /// <summary>Whether to read first, and to write only where something differs.</summary>
    public bool IfChanged { get; init; }

    /// <summary>
    /// Makes the new representation from the current one, or from null where there is none yet. Null: leave it as it is.
    /// </summary>
    public Func<HttpResponse?, CancellationToken, Task<RequestContent?>>? Update { get; init; }

    /// <summary>How often a read-and-write starts over after others changed the resource in between.</summary>
    public int MaximumConflictRetryCount { get; init; } = 5;

    /// <summary>Whether its Idempotency-Key was made for this write, so that what is made from a fresh read gets another.</summary>
    public bool RenewsKey { get; init; }

    /// <summary>Whether to update also where the server gives nothing to guard it with.</summary>
    public bool Force { get; init; }

    /// <summary>Whether a long operation is followed to its end.</summary>
    public bool WaitForCompletion { get; init; }

    /// <summary>The wait between two looks at a long operation, where the server names none.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Asks whether a write that took reading first may go out; the changes are worked out when asked for.</summary>
    public required Func<ResourceRequest, Func<IReadOnlyList<JsonChange>>, CancellationToken, Task<bool>> Approve { get; init; }
}
