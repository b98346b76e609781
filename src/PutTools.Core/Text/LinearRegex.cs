using System.Text.RegularExpressions;

namespace PutTools.Text;

/// <summary>
/// Creates patterns that take linear time, so that none needs a timeout. A timeout would count the time in which a busy machine does something
/// else.
/// </summary>
internal static class LinearRegex
{
    public static Regex Create(string pattern, RegexOptions options = RegexOptions.None)
        => new(pattern, options | RegexOptions.CultureInvariant, Regex.InfiniteMatchTimeout);
}
