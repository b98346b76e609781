using System;
using System.Text.Json.Serialization;
using System.Threading.Tasks;

namespace PutTools.Testing;

/// <summary>One way in which an exchange fails.</summary>
/// <param name="Name">The first segment of its path.</param>
/// <param name="Applies">True if the write is applied before the failure.</param>
public sealed record Fault(string Name, bool Applies)
{
    /// <summary>True if the server stalls, so that only a timeout of the client ends the request.</summary>
    public bool Stalls { get; init; }

    [JsonIgnore]
    internal Func<FaultExchange, Task> RunAsync { get; init; } = null!;
}
