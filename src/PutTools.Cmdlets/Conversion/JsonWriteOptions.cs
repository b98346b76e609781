using System.Management.Automation;

namespace PutTools.Cmdlets.Conversion;

/// <summary>Options for converting PowerShell values to JSON.</summary>
internal sealed record JsonWriteOptions
{
    public static JsonWriteOptions Default { get; } = new();

    /// <summary>
    /// The maximum number of nested objects and lists, including the outermost. A value in <c>@{ a = 1 }</c> needs 1.
    /// </summary>
    public int Depth { get; init; } = 64;

    /// <summary>True to write enums as names, and flags separated by commas, instead of numbers.</summary>
    public bool EnumsAsStrings { get; init; }

    /// <summary>Members to leave out of the outermost object, or of each object of an outermost list.</summary>
    public IReadOnlyList<WildcardPattern> ExcludeProperty { get; init; } = [];

    /// <summary>
    /// True to write the members of hashtables in the order of their names. Their own order differs between processes.
    /// </summary>
    public bool SortsHashtables { get; init; }

    /// <summary>
    /// Returns the patterns for names that may have wildcards. A name is always a pattern for itself, because names such as a[0] would
    /// match only others, and names such as tags[] are not valid as patterns.
    /// </summary>
    public static IEnumerable<WildcardPattern> Patterns(string name)
    {
        const WildcardOptions AnyCase = WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant;
        var pattern = WildcardPattern.Get(name, AnyCase);
        if (!WildcardPattern.ContainsWildcardCharacters(name))
            return [pattern];
        var literal = WildcardPattern.Get(WildcardPattern.Escape(name), AnyCase);
        try
        {
            return pattern.IsMatch(name) ? [pattern] : [literal, pattern];
        }
        catch (WildcardPatternException)
        {
            return [literal];
        }
    }

    /// <summary>True if a member called <paramref name="name"/> is left out there.</summary>
    public bool Excludes(string name)
    {
        foreach (var pattern in ExcludeProperty)
        {
            if (pattern.IsMatch(name))
                return true;
        }

        return false;
    }
}
