namespace PutTools.Patching;

/// <summary>A patch that was created from two states.</summary>
/// <param name="Json">The patch as UTF-8.</param>
/// <param name="Changes">The changes, in the order of the document.</param>
internal sealed record PatchDocument(byte[] Json, IReadOnlyList<JsonChange> Changes)
{
    /// <summary>True if the two states are equal, so that there is nothing to send.</summary>
    public bool IsEmpty => Changes.Count == 0;
}
