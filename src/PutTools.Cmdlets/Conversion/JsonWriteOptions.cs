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
