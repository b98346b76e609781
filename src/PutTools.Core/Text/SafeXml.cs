using System.Xml;

namespace PutTools.Text;

/// <summary>How XML of others is read: no entity is expanded, and nothing is downloaded.</summary>
internal static class SafeXml
{
    public static XmlReaderSettings Settings => new() { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null };
}
