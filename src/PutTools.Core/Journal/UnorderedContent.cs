using System.Text;
using PutTools.Content;
using PutTools.Http;
using PutTools.Json;
using PutTools.Patching;
using PutTools.Text;

namespace PutTools.Journal;

/// <summary>
/// The form in which a journal recognizes a content: parts whose order has no meaning are sorted. The order of members of some
/// objects, such as those of New-Object -Property, differs between processes.
/// </summary>
internal static class UnorderedContent
{
    /// <summary>Returns the sorted form; null if the content has none, or is not in memory.</summary>
    /// <param name="content">The content.</param>
    /// <param name="isOperationList">True for a valid JSON Patch.</param>
    public static ReadOnlyMemory<byte>? Of(RequestContent content, bool isOperationList)
    {
        if (content.Representation is not { } bytes)
            return null;
        var mediaType = MediaType.Of(content.ContentType);
        if (mediaType == MediaType.FormUrlEncoded)
            return Charset.Octets.GetBytes(string.Join("&", Parts(bytes, '&').OrderBy(static field => field.Split('=')[0], StringComparer.Ordinal)));
        if (MediaType.IsJsonLines(mediaType))
            return Charset.Octets.GetBytes(string.Join("\n", Parts(bytes, '\n').Select(static line => Charset.Octets.GetString(SortedJson.Of(Charset.Octets.GetBytes(line)).ToArray()))));
        var sorted = SortedJson.Of(bytes);
        return isOperationList ? SortedOperations(sorted) : sorted.Equals(bytes) ? null : sorted;
    }

    // Operations on different members of an object may change places. Those in one array keep their order, and so do all if one of them
    // changes what contains the place of another.
    private static ReadOnlyMemory<byte> SortedOperations(ReadOnlyMemory<byte> json)
    {
        // Null in another charset than UTF-8.
        if (JsonTree.TryParse(json) is not { } patch)
            return json;
        var operations = JsonPatchOperation.ReadAll(patch).Zip(patch.Items, static (operation, text) => (operation.From, Place: Place(operation.Path), Text: text.ToString()))
            .OrderBy(static operation => operation.Place, StringComparer.Ordinal).ToList();
        for (var i = 0; i < operations.Count; i++)
        {
            if (operations[i].From is not null
                || (i > 0 && operations[i].Place != operations[i - 1].Place && operations[i].Place.StartsWith(operations[i - 1].Place, StringComparison.Ordinal)))
                return json;
        }

        return Encoding.UTF8.GetBytes(string.Join(",", operations.Select(static operation => operation.Text)));
    }

    // The path to the member, or to the first array on the way.
    private static string Place(JsonPointer path)
        => path.Tokens.TakeWhile(static token => token != "-" && JsonPointer.IndexOf(token, int.MaxValue) < 0).Aggregate(string.Empty, JsonPointer.Append) + "/";

    private static string[] Parts(ReadOnlyMemory<byte> bytes, char separator) => Charset.Octets.GetString(bytes.ToArray()).Split(separator);
}
