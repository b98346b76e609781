using System.Text;

namespace PutTools.ServerMessages;

/// <summary>Pieces of ASCII text. A response without any of them is not worth parsing, which would take time for each response.</summary>
internal readonly struct Marks(params string[] texts)
{
    private readonly byte[][] _marks = Array.ConvertAll(texts, Encoding.ASCII.GetBytes);

    /// <summary>True if the body has one of them.</summary>
    public bool AnyIn(ReadOnlySpan<byte> body)
    {
        foreach (var mark in _marks)
        {
            if (body.IndexOf(mark) >= 0)
                return true;
        }

        return false;
    }
}
