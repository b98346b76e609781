using Xunit;

namespace PutTools.Module.Tests;

/// <summary>A theory that is skipped, saying why, where there is no PowerShell or no Pester.</summary>
public sealed class PesterTheoryAttribute : TheoryAttribute
{
    public PesterTheoryAttribute()
    {
        if (PowerShellHost.WhyMissing is { } reason)
            Skip = reason;
    }
}
