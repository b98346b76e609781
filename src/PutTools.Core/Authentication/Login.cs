using System.Net;
using System.Text;
using PutTools.Http;

namespace PutTools.Authentication;

/// <summary>
/// Credentials of a user. Two are equal if user name, domain and password are; only equal ones share connections.
/// </summary>
internal sealed class Login : IEquatable<Login>
{
    private readonly NetworkCredential? _user;

    /// <summary>Wraps the runtime's credentials. Any kind other than user name and password equals only itself.</summary>
    public Login(ICredentials credentials)
    {
        // A copy, because the caller may change its own object while connections are pooled by it.
        _user = credentials is NetworkCredential user ? new NetworkCredential(user.UserName, user.Password, user.Domain) : null;
        Credentials = _user ?? credentials;
    }

    /// <summary>The user name; null for credentials of another kind.</summary>
    public string? UserName => _user?.UserName;

    internal ICredentials Credentials { get; }

    public bool Equals(Login? other) => other is not null && (ReferenceEquals(Credentials, other.Credentials)
        || (_user is not null && other._user is not null && _user.UserName == other._user.UserName
            && _user.Domain == other._user.Domain && _user.Password == other._user.Password));

    public override bool Equals(object? obj) => Equals(obj as Login);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(UserName ?? string.Empty);

    /// <summary>Returns the user name, never the password.</summary>
    public override string ToString() => UserName ?? nameof(Login);

    /// <summary>Returns the value of the Authorization field (RFC 7617, in UTF-8).</summary>
    /// <exception cref="RequestException">The user name has a colon, which the scheme can't encode.</exception>
    internal string ToBasic()
    {
        if (_user is null)
            throw new RequestException(ErrorKind.InvalidParameter, AuthenticationMessages.BasicNeedsUser);
        var name = _user.Domain.Length == 0 ? _user.UserName : $"{_user.Domain}\\{_user.UserName}";
        // RFC 7617 §2: the first colon separates user name and password.
        if (name.Contains(':'))
            throw new RequestException(ErrorKind.InvalidParameter, AuthenticationMessages.ColonInUserName);
        // RFC 7617 §2. A password that was read from a file has its line end.
        if ((name + _user.Password).Any(char.IsControl))
            throw new RequestException(ErrorKind.InvalidParameter, AuthenticationMessages.ControlInLogin);
        return "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{_user.Password}"));
    }
}
