using System.Collections.Generic;
using System.Management.Automation;

namespace PutTools.Cmdlets.Conversion;

/// <summary>How PowerShell values become JSON.</summary>
internal sealed record JsonWriteOptions
{
    public static JsonWriteOptions Default { get; } = new();

    /// <summary>
    /// How many objects and lists may lie in each other; the outermost counts. A value in <c>@{ a = 1 }</c> needs 1.
    /// </summary>
    public int Depth { get; init; } = 64;

    /// <summary>True if enums go out by their names, flags with commas between, and not as numbers.</summary>
    public bool EnumsAsStrings { get; init; }

    /// <summary>Members of the outermost object, or of each object of an outermost list, that are left out.</summary>
    public IReadOnlyList<WildcardPattern> ExcludeProperty { get; init; } = [];

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
