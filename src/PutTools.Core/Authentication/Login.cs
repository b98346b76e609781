using System;
using System.Net;
using System.Text;
using PutTools.Http;

namespace PutTools.Authentication;

/// <summary>Who logs in: equal where user name, domain and password are, so that only equals share connections.</summary>
internal sealed class Login : IEquatable<Login>
{
    private readonly NetworkCredential? _user;

    /// <summary>Makes one from the runtime's credentials; those of other kinds than user and password equal only themselves.</summary>
    public Login(ICredentials credentials)
    {
        // A copy, as the caller's own can be changed while connections are known by it.
        _user = credentials is NetworkCredential user ? new NetworkCredential(user.UserName, user.Password, user.Domain) : null;
        Credentials = _user ?? credentials;
    }

    /// <summary>The user's name; null where the credentials are of another kind.</summary>
    public string? UserName => _user?.UserName;

    internal ICredentials Credentials { get; }

    /// <inheritdoc/>
    public bool Equals(Login? other) => other is not null && (ReferenceEquals(Credentials, other.Credentials)
        || (_user is not null && other._user is not null && _user.UserName == other._user.UserName
            && _user.Domain == other._user.Domain && _user.Password == other._user.Password));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Login);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(UserName ?? string.Empty);

    /// <summary>Says nothing of the password.</summary>
    public override string ToString() => UserName ?? nameof(Login);

    /// <summary>The value of an Authorization field (RFC 7617; the charset is UTF-8).</summary>
    /// <exception cref="RequestException">The scheme has no way to say this user.</exception>
    internal string ToBasic()
    {
        if (_user is null)
            throw new RequestException(ErrorKind.InvalidParameter, AuthenticationMessages.BasicNeedsUser);
        var name = _user.Domain.Length == 0 ? _user.UserName : $"{_user.Domain}\\{_user.UserName}";
        // RFC 7617 §2: the first colon ends the name.
        if (name.Contains(':'))
            throw new RequestException(ErrorKind.InvalidParameter, AuthenticationMessages.ColonInUserName);
        return "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{_user.Password}"));
    }
}
