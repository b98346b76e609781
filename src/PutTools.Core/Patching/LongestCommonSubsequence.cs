using System.Runtime.CompilerServices;
using PutTools.Json;

namespace PutTools.Patching;

/// <summary>Finds the longest sequence of elements that two arrays have in common, in the same order.</summary>
internal static class LongestCommonSubsequence
{
    /// <summary>
    /// The maximum number of removals and additions among the elements that both arrays have. An array that needs more
    /// counts as shuffled. Memory grows with the square of this number (4 MB for 1000); time grows at worst with this
    /// number times the length of the array. Elements that only one of the arrays has don't count.
    /// </summary>
    public const int MaximumMoves = 1000;

    private const int Unmatched = -1;

    /// <summary>
    /// Returns the index pairs of the common elements in ascending order; null if more than <see cref="MaximumMoves"/> are
    /// needed.
    /// </summary>
    [MethodImpl(Jit.Optimize)]
    public static List<(int From, int To)>? Find(List<JsonTree> from, List<JsonTree> to)
    {
        var shorter = Math.Min(from.Count, to.Count);
        var start = 0;
        while (start < shorter && from[start].Equals(to[start]))
            start++;
        var end = 0;
        while (end < shorter - start && from[from.Count - end - 1].Equals(to[to.Count - end - 1]))
            end++;

        var (fromItems, toItems) = Common(from, to, start, end);
        if (Align(fromItems, toItems) is not { } middle)
            return null;
        var pairs = new List<(int From, int To)>(start + middle.Count + end);
        pairs.AddRange(Enumerable.Range(0, start).Select(index => (index, index)));
        pairs.AddRange(middle.Select(pair => (fromItems[pair.From].Index, toItems[pair.To].Index)));
        for (; end > 0; end--)
            pairs.Add((from.Count - end, to.Count - end));
        return pairs;
    }

    // The elements between start and end that both arrays have: their indexes, and a number for each distinct value. Most
    // are matched by their source text. Only the others are parsed, to find equal values that are written differently.
    private static (List<(int Index, int Id)> From, List<(int Index, int Id)> To) Common(
        List<JsonTree> from, List<JsonTree> to, int start, int end)
    {
        from = from.GetRange(start, from.Count - end - start);
        to = to.GetRange(start, to.Count - end - start);
        // Two that differ have nothing in common. Hashing them again at each level of a deep document would take long.
        if (from.Count == 0 || to.Count == 0 || (from.Count == 1 && to.Count == 1))
            return ([], []);
        var fromIds = Enumerable.Repeat(Unmatched, from.Count).ToArray();
        var toIds = Enumerable.Repeat(Unmatched, to.Count).ToArray();
        Match(from, to, fromIds, toIds, new JsonSourceComparer());
        Match(from, to, fromIds, toIds, EqualityComparer<JsonTree>.Default);
        return (Matched(fromIds), Matched(toIds));

        List<(int Index, int Id)> Matched(int[] ids)
        {
            var matched = new List<(int Index, int Id)>(ids.Length);
            for (var i = 0; i < ids.Length; i++)
            {
                if (ids[i] != Unmatched)
                    matched.Add((start + i, ids[i]));
            }

            return matched;
        }
    }

    // Gives each element that both arrays have, and that has no number yet, the number of the first element equal to it.
    [MethodImpl(Jit.Optimize)]
    private static void Match(
        List<JsonTree> from, List<JsonTree> to, int[] fromIds, int[] toIds, IEqualityComparer<JsonTree> comparer)
    {
        var ids = new Dictionary<JsonTree, int>(comparer);
        var candidates = new int[from.Count];
        for (var i = 0; i < from.Count; i++)
        {
            if (fromIds[i] == Unmatched)
                candidates[i] = ids.TryAdd(from[i], i) ? i : ids[from[i]];
        }

        var isShared = new bool[from.Count];
        for (var i = 0; i < to.Count; i++)
        {
            if (toIds[i] == Unmatched && ids.TryGetValue(to[i], out var id))
                isShared[toIds[i] = id] = true;
        }

        for (var i = 0; i < from.Count; i++)
        {
            if (fromIds[i] == Unmatched && isShared[candidates[i]])
                fromIds[i] = candidates[i];
        }
    }

    // E. W. Myers, "An O(ND) Difference Algorithm and Its Variations" (1986), figure 2. For each diagonal (from - to),
    // "furthest" holds the furthest index in "from" that the moves so far reach.
    [MethodImpl(Jit.Optimize)]
    private static List<(int From, int To)>? Align(List<(int Index, int Id)> from, List<(int Index, int Id)> to)
    {
        var maximum = Math.Min(from.Count + to.Count, MaximumMoves);
        var furthest = new int[(2 * maximum) + 3];
        var middle = maximum + 1;
        var trace = new List<int[]>();
        for (var moves = 0; moves <= maximum; moves++)
        {
            var before = new int[(2 * moves) + 3];
            Array.Copy(furthest, middle - moves - 1, before, 0, before.Length);
            trace.Add(before);
            for (var diagonal = -moves; diagonal <= moves; diagonal += 2)
            {
                var x = Start(before, moves, diagonal).X;
                while (x < from.Count && x - diagonal < to.Count && from[x].Id == to[x - diagonal].Id)
                    x++;
                furthest[middle + diagonal] = x;
                if (x >= from.Count && x - diagonal >= to.Count)
                    return TraceBack(trace, from.Count, to.Count);
            }
        }

        return null;
    }

    // The better step onto a diagonal: an addition from the one above, or a removal from the one below.
    private static (int X, int Diagonal) Start(int[] before, int moves, int diagonal)
    {
        var centre = moves + 1;
        var above = before[centre + diagonal + 1];
        var below = before[centre + diagonal - 1];
        return diagonal == -moves || (diagonal != moves && below < above)
            ? (above, diagonal + 1)
            : (below + 1, diagonal - 1);
    }

    [MethodImpl(Jit.Optimize)]
    private static List<(int From, int To)> TraceBack(List<int[]> trace, int x, int y)
    {
        var pairs = new List<(int From, int To)>();
        for (var moves = trace.Count - 1; moves >= 0; moves--)
        {
            var (start, previous) = Start(trace[moves], moves, x - y);
            for (; x > start; x--, y--)
                pairs.Add((x - 1, y - 1));
            x = previous > x - y ? start : start - 1;
            y = x - previous;
        }

        pairs.Reverse();
        return pairs;
    }
}
