using System;
using PutTools.Cmdlets.Conversion;
using PutTools.Http;

#pragma warning disable IDE0130 // users see it as PutTools.ResourceResponse

namespace PutTools;

/// <summary>A response as the commands emit it.</summary>
public sealed class ResourceResponse : HttpResponse
{
    private Func<object?>? _read;
    private object? _content;
    private string? _rawContent;

    internal ResourceResponse(HttpResponse response, object? inputObject, bool asHashtable, Action<string> warn)
        : base(response)
    {
        InputObject = inputObject;
        if (ResponseContent.IsSureJson(response))
            _read = () => ResponseContent.Read(response, asHashtable, static _ => { });
        else
            _content = ResponseContent.Read(response, asHashtable, warn);
    }

    /// <summary>What the write did: the name of a <see cref="ResourceOutcome"/>, as text so that it stays one through jobs.</summary>
    /// <remarks>The base's is not public: ConvertTo-Json refuses an object with two properties of one name.</remarks>
    public new string Outcome => base.Outcome.ToString();

    /// <summary>
    /// The body: objects for JSON, an <see cref="System.Xml.XmlDocument"/> for XML, a string for other text, bytes for
    /// the rest, and nothing where there is none. JSON is read when it is first asked for.
    /// </summary>
    public object? Content
    {
        get
        {
            if (_read is { } read)
                (_content, _read) = (read(), null);
            return _content;
        }
    }

    /// <summary>Whether there is a body; a JSON null is one.</summary>
    internal bool HasContent => Body.Length > 0;

    /// <summary>The body as text, as it came; null where it is binary.</summary>
    public string? RawContent => _rawContent ??= ResponseContent.RawText(this);

    /// <summary>The object that the write was made from.</summary>
    public object? InputObject { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{StatusCode} {ReasonPhrase}".TrimEnd();
}
