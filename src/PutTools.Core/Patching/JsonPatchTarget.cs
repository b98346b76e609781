using System.Text.Json;

namespace PutTools.Patching;

/// <summary>A document to which the operations of a JSON Patch are applied one after another (RFC 6902 §4).</summary>
/// <param name="root">The document; it is edited.</param>
internal sealed class JsonPatchTarget(JsonTree root)
{
    public JsonTree Root { get; private set; } = root;

    /// <summary>Applies one operation to the result of the operations before it.</summary>
    /// <exception cref="FormatException">The operation can't be applied; the message says why.</exception>
    public void Apply(JsonPatchOperation operation)
    {
        switch (operation.Name)
        {
            case "add":
                Add(operation.Path, operation.Value!.Clone());
                break;
            case "remove":
                Remove(operation.Path);
                break;
            case "replace":
                Replace(operation.Path, operation.Value!.Clone());
                break;
            case "move":
                Move(operation.From!, operation.Path);
                break;
            case "copy":
                Add(operation.Path, Get(operation.From!).Clone());
                break;
            case "test":
                Test(operation.Path, operation.Value!);
                break;
            default:
                throw new NotSupportedException(operation.Name);
        }
    }

    private static FormatException Missing(JsonPointer path)
        => new($"there is no value at '{path}'; check what the document has there");

    private JsonTree Get(JsonPointer path) => path.Evaluate(Root) ?? throw Missing(path);

    private void Add(JsonPointer path, JsonTree value)
    {
        if (path.IsRoot)
        {
            Root = value;
            return;
        }

        var parent = path.EvaluateParent(Root);
        var token = path.Last;
        switch (parent?.Kind)
        {
            case JsonValueKind.Object:
                parent.Members.Set(token, value);
                break;
            case JsonValueKind.Array:
                // '-' is the index after the last element (RFC 6901 §4).
                var count = parent.Items.Count;
                var index = token is "-" ? count : JsonPointer.IndexOf(token, count + 1);
                if (index < 0)
                    throw new FormatException($"'{path}' is not a place in an array of {count} elements; use an index from 0 to {count}, or '-' for the end");
                parent.Items.Insert(index, value);
                break;
            default:
                throw new FormatException($"there is no object or array to hold '{path}'; add that first");
        }
    }

    private JsonTree Remove(JsonPointer path)
    {
        if (path.IsRoot)
            throw new FormatException("the whole document can't be removed; replace it, or delete the resource");
        var parent = path.EvaluateParent(Root);
        var token = path.Last;
        if (parent?.Kind == JsonValueKind.Object)
            return parent.Members.Remove(token) ?? throw Missing(path);

        var index = parent?.Kind == JsonValueKind.Array ? JsonPointer.IndexOf(token, parent.Items.Count) : -1;
        if (index < 0)
            throw Missing(path);
        var value = parent!.Items[index];
        parent.Items.RemoveAt(index);
        return value;
    }

    // Keeps the member's place. RFC 6902 §4.3 describes a remove and an add, which would move a member to the end.
    private void Replace(JsonPointer path, JsonTree value)
    {
        Get(path);
        if (path.EvaluateParent(Root) is { Kind: JsonValueKind.Array } parent && !path.IsRoot)
            parent.Items[JsonPointer.IndexOf(path.Last, parent.Items.Count)] = value;
        else
            Add(path, value);
    }

    private void Move(JsonPointer from, JsonPointer path)
    {
        Get(from);
        if (!string.Equals(from.ToString(), path.ToString(), StringComparison.Ordinal))
            Add(path, Remove(from));
    }

    private void Test(JsonPointer path, JsonTree expected)
    {
        if (!Get(path).Equals(expected))
            throw new FormatException($"the value at '{path}' is not the expected one; someone may have changed it, so read the resource again");
    }
}
