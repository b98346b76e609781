using System.Runtime.CompilerServices;
using System.Text.Json;
using PutTools.Json;

namespace PutTools.Patching;

/// <summary>Compares states by what they mean to a server, which is less strict than equality in JSON.</summary>
internal static class JsonMeaning
{
    /// <summary>True if a state means what <paramref name="part"/> does. A date and time may be written in another way.</summary>
    /// <param name="state">The state.</param>
    /// <param name="part">The other value.</param>
    /// <param name="mayHaveMore">True if the state may have members that the other one does not name.</param>
    public static bool Includes(this JsonTree state, JsonTree part, bool mayHaveMore)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return (state.Kind, part.Kind) switch
        {
            (JsonValueKind.Object, JsonValueKind.Object) => (mayHaveMore || state.Members.Count == part.Members.Count)
                && part.Members.All(member => state.Members.Find(member.Key)?.Includes(member.Value, mayHaveMore) == true),
            (JsonValueKind.Array, JsonValueKind.Array) => state.Items.Count == part.Items.Count
                && state.Items.Zip(part.Items, (one, other) => one.Includes(other, mayHaveMore)).All(static isIncluded => isIncluded),
            (JsonValueKind.String, JsonValueKind.String) => state.Equals(part) || JsonTimestamp.AreSame(state.Text, part.Text),
            _ => state.Equals(part),
        };
    }
}
