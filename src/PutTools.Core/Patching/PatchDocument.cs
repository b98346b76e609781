using System.Collections.Generic;

namespace PutTools.Patching;

/// <summary>A patch that was made from two states.</summary>
/// <param name="Json">The document as UTF-8.</param>
/// <param name="Changes">What it changes, in the order of the document.</param>
internal sealed record PatchDocument(byte[] Json, IReadOnlyList<JsonChange> Changes)
{
    /// <summary>Whether the two states are equal, so that there is nothing to send.</summary>
    public bool IsEmpty => Changes.Count == 0;
}
