using System.Management.Automation;
using PutTools.Cmdlets.Binding;
using PutTools.Cmdlets.Conversion;
using PutTools.Http;
using PutTools.Journal;

namespace PutTools.Cmdlets;

// The parameters of the journal.
public abstract partial class InvokeResourceCommand
{
    private WriteJournal? _journal;

    /// <summary>The journal: a file that gets a line of JSON as each write ends, so that a later process can continue the run.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [TextValue]
    public string? JournalPath { get; set; }

    /// <summary>Continues the run of an existing journal: its finished writes are not sent again.</summary>
    [Parameter]
    public SwitchParameter Resume { get; set; }

    /// <summary>True if there is a journal.</summary>
    private protected bool HasJournal => JournalPath is not null;

    private string? FullJournalPath => HasJournal ? FilePath.Resolve(this, "-" + nameof(JournalPath), JournalPath!) : null;

    // A failure ends the pipeline: the run must not begin without its journal.
    private void OpenJournal()
    {
        try
        {
            if (Resume && !HasJournal)
                throw Invalid(CmdletMessages.NeedsJournalPath);
            if (HasJournal)
                _journal = WriteJournal.Open(FullJournalPath!, Method.Method, Resume, Common.IsWhatIf, TimeProvider.System);
        }
        catch (RequestException failure)
        {
            Refuse(failure);
        }
    }

    private void CloseJournal()
    {
        try
        {
            _journal?.Flush();
        }
        catch (RequestException failure)
        {
            Refuse(failure);
        }

        // Rows that have changed, or the rows of another run, are sent as if there were no journal.
        if (_journal?.Known is { Done: > 0, Seen: 0 } known)
            WriteWarning(CmdletMessages.NoneJournaled(JournalPath!, known.Done));
    }
}
