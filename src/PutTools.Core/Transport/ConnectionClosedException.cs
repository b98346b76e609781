namespace PutTools.Transport;

/// <summary>A kept connection was closed before anything of the request left on it.</summary>
internal sealed class ConnectionClosedException() : IOException("The connection was closed");
