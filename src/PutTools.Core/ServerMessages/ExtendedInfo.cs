using System.Text.Json;
using PutTools.Json;

namespace PutTools.ServerMessages;

/// <summary>
/// Reads the messages that Redfish adds to a response (DSP0266). A success has them too: about properties that were not changed, or in an <c>error</c> that
/// reports no failure (<c>{"error":{"code":"…","@Message.ExtendedInfo":[{"MessageId":"Base.1.4.Success"}]}}</c> of HPE iLO).
/// </summary>
internal static class ExtendedInfo
{
    private const string Name = "@Message.ExtendedInfo";

    /// <summary>True if the object has such messages.</summary>
    public static bool IsIn(JsonElement element) => JsonMember.Find(element, Name) is not null;

    /// <summary>True if one of the object's messages is about a failure.</summary>
    public static bool IsFailure(JsonElement element)
        => JsonMember.Find(element, Name) is { ValueKind: JsonValueKind.Array } messages
            && messages.EnumerateArray().Any(static message => Severity(message) is { } severity && severity.Equals("Critical", StringComparison.OrdinalIgnoreCase));

    /// <summary>Returns the messages of an object and of its properties that are about more than a success.</summary>
    public static IEnumerable<string> Notes(JsonElement element) => element.EnumerateObject()
        .Where(static member => member.Value.ValueKind == JsonValueKind.Array && member.Name.EndsWith(Name, StringComparison.OrdinalIgnoreCase))
        .SelectMany(static member => member.Value.EnumerateArray())
        .Where(static message => message.ValueKind == JsonValueKind.Object && !IsSuccess(message))
        .Select(static message => JsonMember.Text(message, "Message", "MessageId")).OfType<string>();

    private static bool IsSuccess(JsonElement message) => Severity(message) is { } severity ? severity.Equals("OK", StringComparison.OrdinalIgnoreCase)
        : JsonMember.Text(message, "MessageId")?.EndsWith("Success", StringComparison.OrdinalIgnoreCase) == true;

    private static string? Severity(JsonElement message) => JsonMember.Text(message, "MessageSeverity", "Severity");
}
