using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading;

namespace PutTools.Testing;

/// <summary>The running operations and those that have ended.</summary>
internal sealed class OperationRegistry(ResourceStore store)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Operation> _operations = new(StringComparer.Ordinal);

    public Operation Start(StoreRequest write, OperationPlan plan)
    {
        lock (_lock)
        {
            var operation = new Operation(
                (_operations.Count + 1).ToString(CultureInfo.InvariantCulture), write, plan);
            _operations.Add(operation.Id, operation);
            return operation;
        }
    }

    public Operation? Find(string id)
    {
        lock (_lock) return _operations.GetValueOrDefault(id);
    }

    /// <summary>The current state of the resource.</summary>
    public StoreResponse Read(string path) => store.Handle(new StoreRequest("GET", path, []));

    /// <summary>Counts a poll; the one after the planned number finds the operation ended.</summary>
    public void Poll(Operation operation)
    {
        lock (_lock)
        {
            if (++operation.Polls <= operation.Plan.Polls || !operation.IsRunning) return;
            operation.IsRunning = false;
            if (operation.Plan.End is not "succeeded") return;
            var response = store.Handle(operation.Write);
            operation.Result = response.IsSuccess ? response : null;
        }
    }
}
