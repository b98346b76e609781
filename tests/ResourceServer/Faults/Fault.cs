using System;
using System.Text.Json.Serialization;
using System.Threading.Tasks;

namespace PutTools.Testing;

/// <summary>One way in which an exchange goes wrong.</summary>
/// <param name="Name">The first segment of its path.</param>
/// <param name="Applies">Whether the write is applied before it goes wrong.</param>
public sealed record Fault(string Name, bool Applies)
{
    /// <summary>Whether the server stalls, so that only a time limit of the client ends the request.</summary>
    public bool Stalls { get; init; }

    [JsonIgnore]
    internal Func<FaultExchange, Task> RunAsync { get; init; } = null!;
}
