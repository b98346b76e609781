using System.Text.Json;
using System.Text.Json.Nodes;

namespace PutTools.Testing;

/// <summary>A write that is applied after some polls.</summary>
internal sealed class Operation(string id, StoreRequest write, OperationPlan plan)
{
    public string Id => id;
    public StoreRequest Write => write;
    public OperationPlan Plan => plan;
    public int Polls { get; set; }
    public bool IsRunning { get; set; } = true;

    /// <summary>The store's response after it has succeeded.</summary>
    public StoreResponse? Result { get; set; }

    private string State => IsRunning ? "Running"
        : Result is not null ? "Succeeded"
        : plan.End switch { "succeeded" or "failed" => "Failed", "cancelled" => "Cancelled", var other => other };

    public byte[] Describe()
    {
        var body = new JsonObject { ["id"] = id };
        if (plan.Shape is "provisioningState") body["properties"] = new JsonObject { ["provisioningState"] = State };
        else body[plan.Shape] = State;
        if (plan.TellsPercent) body["percentComplete"] = IsRunning ? 100 * Polls / (plan.Polls + 1) : 100;
        if (State is "Failed" or "Cancelled")
            body["error"] = new JsonObject { ["code"] = State, ["message"] = "The disk is full." };
        return JsonSerializer.SerializeToUtf8Bytes(body);
    }
}
