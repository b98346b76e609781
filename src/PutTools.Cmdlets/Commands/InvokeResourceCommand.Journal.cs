using System;
using System.Management.Automation;
using PutTools.Cmdlets.Conversion;
using PutTools.Http;
using PutTools.Journal;

namespace PutTools.Cmdlets;

// The journal, from which a later process goes on.
public abstract partial class InvokeResourceCommand
{
    private WriteJournal? _journal;

    /// <summary>The file that gets a line of JSON as each write ends, so that the run can go on after its process has ended.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? JournalPath { get; set; }

    /// <summary>Whether to go on with the run whose journal exists: what is done in it is not sent again.</summary>
    [Parameter]
    public SwitchParameter Resume { get; set; }

    /// <summary>Whether there is a journal.</summary>
    private protected bool HasJournal => JournalPath is not null;

    // Ends the pipeline where it fails: without its journal the run must not begin.
    private void OpenJournal()
    {
        try
        {
            if (Resume && !HasJournal)
                throw Invalid(CmdletMessages.NeedsJournalPath);
            if (HasJournal)
                _journal = WriteJournal.Open(FilePath.Resolve(this, "-" + nameof(JournalPath), JournalPath!), Method.Method, Resume, IsWhatIf(), TimeProvider.System);
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
        if (_journal?.Known is { Done: > 0, Met: 0 } known)
            WriteWarning(CmdletMessages.NoneJournaled(JournalPath!, known.Done));
    }
}
