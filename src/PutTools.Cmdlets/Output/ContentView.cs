using PutTools.Content;
using PutTools.Http;
using PutTools.Text;

#pragma warning disable IDE0130 // the views use it as PutTools.ContentView

namespace PutTools;

/// <summary>Content as the views of responses show it.</summary>
public static class ContentView
{
    /// <summary>Returns the text with its secrets masked, and without control characters.</summary>
    /// <param name="text">The text, whole or cut.</param>
    /// <param name="contentType">The value of <c>Content-Type</c>; null if there is none.</param>
    public static string Text(string? text, string? contentType)
        => text is null ? string.Empty : DisplayText.OfLines(RedactedBody.Of(text, contentType));
}
