using PutTools.Content;
using PutTools.Http;
using PutTools.Secrets;
using PutTools.Text;

namespace PutTools.Journal;

/// <summary>A write with a journal: it reads the state that earlier runs left, and adds lines.</summary>
internal sealed class JournaledWrite(WriteJournal journal)
{
    private static readonly string[] OutcomeNames = Enum.GetNames(typeof(ResourceOutcome));

    private RequestContent? _content;
    private byte[] _digest = [];
    private bool _isBegun;
    private bool _isKnown;

    /// <summary>The identity of the write.</summary>
    public JournalId Id { get; private set; }

    /// <summary>True if the journal is only read: nothing may be sent.</summary>
    public bool IsReadOnly => journal.IsReadOnly;

    /// <summary>The method.</summary>
    public string Method { get; private set; } = string.Empty;

    /// <summary>The masked url.</summary>
    public string ShownUri { get; private set; } = string.Empty;

    /// <summary>The operation that the server runs for the write; null if none is known.</summary>
    public JournaledOperation? Operation { get; private set; }

    /// <summary>Finds the write in the journal by method, true url and content, whatever the order of its members.</summary>
    /// <param name="method">The method.</param>
    /// <param name="uri">The true url.</param>
    /// <param name="content">The content.</param>
    /// <param name="isOperationList">True if the content is a valid JSON Patch.</param>
    /// <param name="cancellationToken">Ends the reading of the content.</param>
    /// <exception cref="RequestException">JournalFailed: nothing more is to be sent; or the content can't be read for its digest.</exception>
    public async ValueTask<JournalState> FindAsync(string method, Uri uri, RequestContent? content, bool isOperationList, CancellationToken cancellationToken)
    {
        (Method, ShownUri) = (method, RedactedUri.Text(uri));
        if (content is { CanReplay: false })
            throw new RequestException(ErrorKind.InvalidPayload, JournalMessages.ReadOnce($"{method} {ShownUri}"));
        await TakeDigestAsync(content, cancellationToken).ConfigureAwait(false);
        var identity = content is null ? default : UnorderedContent.Of(content, isOperationList) ?? _digest;
        var found = journal.Take(method, uri, identity.Span);
        (Id, Operation, _isBegun) = (found.Id, found.Operation, found.State == JournalState.Begun);
        _isKnown = found.State != JournalState.Done;
        return found.State;
    }

    /// <summary>Records that the write is about to be sent as <paramref name="content"/>.</summary>
    /// <param name="content">What is sent.</param>
    /// <param name="isRisky">True if a later process must not simply send it again.</param>
    /// <param name="cancellationToken">Ends the reading of the content.</param>
    /// <exception cref="RequestException">JournalFailed: it must not be sent.</exception>
    public async ValueTask BeginAsync(RequestContent? content, bool isRisky, CancellationToken cancellationToken)
    {
        if (!ReferenceEquals(content, _content))
            await TakeDigestAsync(content, cancellationToken).ConfigureAwait(false);
        if (!isRisky || _isBegun)
            return;
        journal.Append(WriteJournal.NewLine("begun", this), waits: true);
        _isBegun = true;
    }

    /// <summary>Records an accepted operation. A url with a secret is not recorded.</summary>
    public void Accepted(JournaledOperation operation)
    {
        if (Operation is not null || RedactedUri.Text(operation.Uri) != operation.Uri)
            return;
        Operation = operation;
        var line = WriteJournal.NewLine("accepted", this);
        line.Json.WriteString("operation"u8, operation.Uri);
        line.Json.WriteString("field"u8, operation.Field);
        line.Json.WriteNumber("statusCode"u8, operation.StatusCode);
        journal.Append(line, waits: true);
    }

    /// <summary>Records the response that ended the write.</summary>
    public void Ended(HttpResponse response)
        => Ended(response.StatusCode, response.IsSuccess ? null : (ErrorKind)response.StatusCode, response.Outcome, response.ETag, response.Attempts);

    /// <summary>Records the failure that ended the write. A write that never began has no line.</summary>
    /// <remarks>A write that was applied although it failed must not simply be sent again either.</remarks>
    public void Ended(RequestException failure)
    {
        if (failure.Kind is not (ErrorKind.JournalFailed or ErrorKind.WriteInterrupted))
            Ended(failure.StatusCode ?? 0, failure.Kind, failure.OutcomeUnknown || failure.IsApplied ? ResourceOutcome.Unknown : ResourceOutcome.Failed, failure.Response?.ETag, failure.Attempts);
    }

    private void Ended(int status, ErrorKind? error, ResourceOutcome outcome, string? tag, int attempts)
    {
        if (!_isKnown)
            return;
        Span<byte> digits = stackalloc byte[2 * _digest.Length];
        Hex.Write(_digest, digits);
        var line = WriteJournal.NewLine("ended", this);
        line.Json.WriteString("sha256"u8, digits);
        line.Json.WriteNumber("statusCode"u8, status);
        line.Json.WriteString("errorId"u8, error?.ToId());
        line.Json.WriteString("outcome"u8, OutcomeNames[(int)outcome]);
        line.Json.WriteBoolean("outcomeUnknown"u8, outcome == ResourceOutcome.Unknown);
        line.Json.WriteString("etag"u8, tag);
        line.Json.WriteNumber("attempts"u8, attempts);
        try
        {
            journal.Append(line, waits: _isBegun);
        }
        catch (RequestException)
        {
            // The outcome of this write stays what it is. The journal throws again before the next write, and at the end.
        }
    }

    private async ValueTask TakeDigestAsync(RequestContent? content, CancellationToken cancellationToken)
    {
        _content = content;
        _digest = await (content ?? BytesContent.Empty).StableHashAsync(cancellationToken).ConfigureAwait(false);
    }
}
