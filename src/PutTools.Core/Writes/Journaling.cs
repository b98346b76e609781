using PutTools.Http;
using PutTools.Journal;
using PutTools.Pipeline;

namespace PutTools.Writes;

/// <summary>The effect of a journal on a write: whether it is sent, and what is recorded before.</summary>
internal static class Journaling
{
    /// <summary>Returns a response in place of a write that the journal knows; null if the write must be sent.</summary>
    /// <exception cref="RequestException">WriteInterrupted: it may have been applied, and a repeat could apply it twice.</exception>
    public static async ValueTask<HttpResponse?> KnownAsync(WriteOptions write, ExchangeContext context)
    {
        if (write.Journal is not { } journal)
            return null;
        var request = write.Request;
        var isOperationList = write.Update is null && request.PatchFormat is { IsOperationList: true };
        switch (await journal.FindAsync(request.Method.Method, request.Uri, write.Identity ?? request.Content, isOperationList, context.Token).ConfigureAwait(false))
        {
            case JournalState.Done:
                return HttpResponse.NotSent(request.Method, request.Uri, ResourceOutcome.Journaled);
            case JournalState.Accepted:
                return OperationLink.ToResponse(journal.Operation!, request);
            case JournalState.Begun:
                context.Outcome.SentBefore();
                return IsRepeatable(write) ? null : throw new RequestException(ErrorKind.WriteInterrupted, JournalMessages.Interrupted(request.ToString()));
            default:
                return null;
        }
    }

    /// <summary>Records that <paramref name="request"/> is about to be sent, as <paramref name="write"/> or a part of it.</summary>
    /// <remarks>
    /// A later process must know of a write that it could apply twice, and of a conditional write, because it may see the state that
    /// this write made. A generated key does not help: the later process generates another one.
    /// </remarks>
    public static ValueTask BeginAsync(WriteOptions write, ResourceRequest request, ExchangeContext context)
    {
        if (write.Journal is not { } journal)
            return default;
        var outgoing = OutgoingRequest.Create(request);
        var isRisky = write.Update is not null || request.HasFreshKey || !outgoing.IsReplaySafe || outgoing.IsConditional;
        return journal.BeginAsync(request.Content, isRisky, context.Token);
    }

    // A key does not count here, because it is unknown if the first attempt had the same one.
    private static bool IsRepeatable(WriteOptions write)
        => write.Update is null && OutgoingRequest.Create(write.Request).IsReplaySafeWithoutKey;
}
