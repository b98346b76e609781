using System.Management.Automation.Language;
using System.Text.RegularExpressions;
using PutTools.Text;

namespace PutTools.Cmdlets.Mistakes;

/// <summary>Finds arguments as other shells and languages have them, which PowerShell reads as something else.</summary>
internal static class TypingHabits
{
    // A statement without one of these marks is not worth parsing.
    private static readonly Regex Marks = LinearRegex.Create(
        @"""[{[][{[\s]*""                       # JSON in double quotes
        | \s--?[\w-]+=                          # -parameter=value
        | \s--\w                                # --parameter
        | \s-\w+\s+\$(?:true|false)\b           # a value after a switch
        | \s-(?:Body|Payload|Json)\s+\w+-\w     # a command without parentheses
        | \s\+\s | [\w}""']\+[$""']             # a sum without parentheses
        | \[(?<=[^\s=,({;]\s+\[)[a-z][\w.]*(?:\[\])?\]@?[{('""]   # a cast without parentheses",
        RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace);

    // $api+'/x' and "$api"+'/x': PowerShell reads the first as one text, the second as two arguments.
    private static readonly Regex Sum = LinearRegex.Create(@"^\$[\w:{}]+\+[$""']");

    // [ordered]@{…}, [byte[]](…) and [datetime]'…': PowerShell reads the type as text.
    private static readonly Regex Cast = LinearRegex.Create(@"^(\[[A-Za-z][\w.]*(?:\[\])?\])@?(?:['""]|$)");

    private static readonly Regex Opening = LinearRegex.Create(@"^""[{[][{[\s]*""$");

    private static readonly Func<CommandElementAst, Neighbours, string?>[] Rules = [WithEqualsSign, WithTwoDashes, WithQuotesInQuotes, OfCast, OfSum];

    /// <summary>True if a statement is worth parsing for them.</summary>
    public static bool MayBeIn(string statement) => Marks.IsMatch(statement);

    /// <summary>Returns the message about the first one in a command; null if there is none.</summary>
    public static string? Fault(IReadOnlyList<CommandElementAst> elements)
    {
        for (var i = 1; i < elements.Count; i++)
        {
            var neighbours = new Neighbours(IsJoined(elements[i - 1], elements[i]), i + 1 < elements.Count && IsJoined(elements[i], elements[i + 1]));
            foreach (var rule in Rules)
            {
                if (rule(elements[i], neighbours) is { } fault)
                    return fault;
            }
        }

        return null;
    }

    /// <summary>True for text without quotes.</summary>
    public static bool IsBareWord(CommandElementAst element) => element is
        StringConstantExpressionAst { StringConstantType: StringConstantType.BareWord } or ExpandableStringExpressionAst { StringConstantType: StringConstantType.BareWord };

    private static string? WithEqualsSign(CommandElementAst element, Neighbours neighbours)
        => element is CommandParameterAst { ParameterName: var given } && given.IndexOf('=') is > 0 and var equals
            ? MistakeMessages.EqualsSign(element.Extent.Text, given[..equals], given[(equals + 1)..]) : null;

    // --allow-redirects=false is the parameter AllowRedirects.
    private static string? WithTwoDashes(CommandElementAst element, Neighbours neighbours)
        => IsBareWord(element) && element.Extent.Text is ['-', '-', _, _, ..] and var text
            ? MistakeMessages.TwoDashes(text, ForeignParameters.Remedy(text.Split('=')[0].Trim('-').Replace("-", string.Empty))) : null;

    private static string? WithQuotesInQuotes(CommandElementAst element, Neighbours neighbours)
        => neighbours.FollowsAtOnce && Opening.IsMatch(element.Extent.Text) ? MistakeMessages.QuotesInQuotes : null;

    private static string? OfCast(CommandElementAst element, Neighbours neighbours)
        => IsBareWord(element) && Cast.Match(element.Extent.Text) is { Success: true } cast && (neighbours.FollowsAtOnce || element.Extent.Text[^1] is '\'' or '"')
            ? MistakeMessages.CastIsText(cast.Groups[1].Value) : null;

    private static string? OfSum(CommandElementAst element, Neighbours neighbours)
        => element.Extent.Text is var text && (text == "+" || (IsBareWord(element) && Sum.IsMatch(text)) || (neighbours.PrecedesAtOnce && text is ['+', _, ..]))
            ? MistakeMessages.SumIsText : null;

    private static bool IsJoined(CommandElementAst one, CommandElementAst next) => one.Extent.EndOffset == next.Extent.StartOffset;

    /// <summary>The elements around another one.</summary>
    /// <param name="PrecedesAtOnce">True if no space is before it.</param>
    /// <param name="FollowsAtOnce">True if no space is between it and a next one.</param>
    private readonly record struct Neighbours(bool PrecedesAtOnce, bool FollowsAtOnce);
}
