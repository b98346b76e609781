using System.Threading.Tasks;
using PutTools.Http;
using PutTools.Journal;
using PutTools.Pipeline;

namespace PutTools.Writes;

/// <summary>What a journal changes for a write: whether it is sent, and what stands in the file before it leaves.</summary>
internal static class Journaling
{
    /// <summary>What stands for the response where the journal knows the write; null where it has to be sent.</summary>
    /// <exception cref="RequestException">WriteInterrupted: it may have been applied, and a repeat could apply it twice.</exception>
    public static async Task<HttpResponse?> KnownAsync(WriteOptions write, ExchangeContext context)
    {
        if (write.Journal is not { } journal)
            return null;
        var request = write.Request;
        switch (await journal.FindAsync(request.Method.Method, request.Uri, write.Identity ?? request.Content, context.Token).ConfigureAwait(false))
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

    /// <summary>Notes that <paramref name="request"/> is about to leave, as <paramref name="write"/> or a part of it.</summary>
    /// <remarks>
    /// A later process has to know of a write that it could apply twice, and of a conditional one: it may meet the state
    /// that this one made. A fresh key is another one then.
    /// </remarks>
    public static async Task BeginAsync(WriteOptions write, ResourceRequest request, ExchangeContext context)
    {
        if (write.Journal is not { } journal)
            return;
        var outgoing = OutgoingRequest.Create(request);
        var isRisky = write.Update is not null || request.HasFreshKey || !outgoing.IsReplaySafe || outgoing.IsConditional;
        await journal.BeginAsync(request.Content, isRisky, context.Token).ConfigureAwait(false);
    }

    // A key counts no more: that the first attempt had the same one is not known.
    private static bool IsRepeatable(WriteOptions write)
        => write.Update is null && OutgoingRequest.Create(write.Request) is var request
            && (request.IsIdempotent || (request.Field("If-Match") is { } tag && EntityTag.IsList(tag)));
}
