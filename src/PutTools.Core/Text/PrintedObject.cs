using System.Text.RegularExpressions;

namespace PutTools.Text;

/// <summary>
/// Recognizes what quotes make of an object: <c>"Bearer $token"</c> has the name of its type, or all its members, as text.
/// </summary>
internal static class PrintedObject
{
    /// <summary>The types of secrets, as a pattern. Their text is never a secret.</summary>
    public const string Secrets = @"Security\.SecureString|Management\.Automation\.PSCredential";

    private static readonly Regex Words = LinearRegex.Create(
        @"(?:^|\s)(?:@\{\w+=|System\.(?:[A-Z]\w*\[\]|Collections\.(?:Hashtable|ArrayList|Specialized\.\w|Generic\.\w+`)|" + Secrets + "))");

    /// <summary>True if a value is such a text, or has it after its first word.</summary>
    public static bool IsIn(string value)
        // Nearly no value has one, and the pattern takes time to create.
        => (value.IndexOf("System.", StringComparison.Ordinal) >= 0 || value.IndexOf("@{", StringComparison.Ordinal) >= 0) && Words.IsMatch(value);
}
