namespace PutTools.Transport;

/// <summary>What makes a connection. Requests with equal settings share their connections; unequal ones never do.</summary>
public sealed record ConnectionSettings;
