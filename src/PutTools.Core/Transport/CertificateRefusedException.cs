using System.Security.Authentication;

namespace PutTools.Transport;

/// <summary>The server's certificate is no good. Unlike other handshakes that fail, the next one fails alike.</summary>
#pragma warning disable RCS1194, CA1032 // thrown in one place
internal sealed class CertificateRefusedException(string message) : AuthenticationException(message);
