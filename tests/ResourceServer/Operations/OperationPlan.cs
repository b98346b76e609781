using System;
using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace PutTools.Testing;

/// <summary>The plan of an operation, from the query that started it.</summary>
internal sealed class OperationPlan(IQueryCollection query)
{
    public int Polls { get; } = Number(query, "polls", 3);
    public int Code { get; } = Number(query, "code", 202);
    public int HarmedPoll { get; } = Number(query, "harm", -1);
    public string Style { get; } = (string?)query["style"] ?? "operation-location";
    public string Shape { get; } = (string?)query["shape"] ?? "status";
    public string End { get; } = (string?)query["end"] ?? "succeeded";
    public string? RetryAfter { get; } = query["retryAfter"];
    public bool TellsPercent { get; } = !string.Equals(query["percent"], "no", StringComparison.Ordinal);

    private static int Number(IQueryCollection query, string name, int otherwise) =>
        query[name] is { Count: > 0 } value ? int.Parse(value.ToString(), CultureInfo.InvariantCulture) : otherwise;
}
