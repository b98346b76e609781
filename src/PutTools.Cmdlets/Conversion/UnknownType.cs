using System.Collections;
using System.Dynamic;
using System.Management.Automation;
using System.Net;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PutTools.Cmdlets.Conversion;

/// <summary>
/// Recognizes values that are not data: secrets, code, handles, and other objects of .NET and PowerShell. Writing their
/// properties would not represent them, so they are refused. Types of the user and of other libraries are data.
/// </summary>
internal static class UnknownType
{
    private const string Deserialized = "Deserialized.";

    private static readonly string[] PlatformAssemblies =
    [
        "System.", "System,", "mscorlib,", "netstandard,", "WindowsBase,", "PresentationCore,", "PresentationFramework,",
        "Microsoft.PowerShell.", "Microsoft.Management.", "Microsoft.Win32.", "Microsoft.CSharp,", "Microsoft.VisualBasic",
        "Newtonsoft.Json,", "PutTools.Core,", "PutTools.Cmdlets,",
    ];

    // Namespaces of types that jobs and CLIXML reduce to some properties, which don't represent the value.
    private static readonly string[] PlatformNamespaces =
        ["System.", "Microsoft.PowerShell.", "Microsoft.Management.", "Microsoft.Win32.", "Newtonsoft.", "PutTools.Resource"];

    // Deserialized objects that had no specific type.
    private static readonly string[] PlainObjects =
        ["System.Management.Automation.PSCustomObject", "System.Management.Automation.PSObject", "System.Object"];

    private static readonly string[] RemotingProperties = ["PSComputerName", "RunspaceId", "PSShowComputerName", "PSSourceJobInstanceId"];

    /// <summary>
    /// Returns the reason why an object is refused, as the rest of a sentence; null if its properties may be written.
    /// </summary>
    public static string? WhyRefused(object value) => value switch
    {
        SecureString => "is a secret, which would be sent in plain text",
        PSCredential or ICredentials or X509Certificate or AsymmetricAlgorithm or SymmetricAlgorithm or HashAlgorithm
            => "contains a secret, which would be sent in plain text",
        ScriptBlock or Delegate or PSMemberInfo or CommandInfo => "is code, not data; perhaps its output is meant",
        Type or MemberInfo or Assembly or Module => "is a part of a program, not data",
        Stream => "is a stream, which can only be a body or a part of -Form",
        TextReader or TextWriter => "is a reader or writer of text; give the text, such as from its ReadToEnd()",
        HttpContent => "is content with its own type, which can only be a body or a part of -Form",
        IntPtr or UIntPtr or Pointer or SafeHandle => "is an address or handle, which has no meaning in another process",
        PSReference => "is a reference to a variable; give its Value",
        Task => "is a task that may still be running; perhaps its Result is meant",
        HttpResponseMessage => "is a response; give its content, such as $response.Content",
        Exception or ErrorRecord => "is an error; give its Message or selected properties",
        DictionaryEntry => null,
        IDynamicMetaObjectProvider => "has members that PowerShell reads by name, but cannot list; give a hashtable with those to send, as in @{ name = $x.name }",
        _ when value.GetType().Namespace == "Microsoft.PowerShell.Commands.Internal.Format"
            => "is output of Format-Table or Format-List, which is for the screen; leave that command out",
        _ when value.GetType().Name.EndsWith("ResponseObject", StringComparison.Ordinal) && IsPlatform(value.GetType()) => "is a response; give its content, such as $response.Content",
        _ when value.GetType() is var type && IsPlatform(type) && !IsPair(type)
            => "is not data that this module can convert; select properties with Select-Object, or give a hashtable",
        _ => null,
    };

    /// <summary>True if a sequence is a list, and not another object of .NET that also has elements.</summary>
    public static bool IsList(IEnumerable value)
        => value is not Array { Rank: > 1 } && (value is ICollection or IEnumerable<string> || value.GetType() is var type && (!IsPlatform(type)
            || type.FullName!.StartsWith("System.Collections.", StringComparison.Ordinal)
            || type.FullName.StartsWith("System.Linq.", StringComparison.Ordinal)
            || type.GetInterfaces().Any(static contract => contract.IsGenericType
                && (contract.GetGenericTypeDefinition() == typeof(ICollection<>) || contract.GetGenericTypeDefinition() == typeof(IReadOnlyCollection<>)))));

    /// <summary>
    /// Returns the original type of a deserialized value, if its remaining properties are not data; otherwise null.
    /// </summary>
    public static string? BeforeSerialization(PSObject value)
        => NameBeforeSerialization(value) is { } name && !PlainObjects.Contains(name, StringComparer.Ordinal)
            && Array.Exists(PlatformNamespaces, prefix => name.StartsWith(prefix, StringComparison.Ordinal)) ? name : null;

    /// <summary>
    /// True if Select-Object has made the object of a collection. It reads the members of a hashtable, but not of an ordered or any other dictionary:
    /// their values are null, and with * they are the properties of the dictionary itself.
    /// </summary>
    public static bool IsSelectedCollection(PSObject value)
        => OwnProperties.TypeName(value) is var name && name.StartsWith("Selected.System.Collections.", StringComparison.Ordinal) && name != "Selected.System.Collections.Hashtable";

    /// <summary>True if a job or remoting has added the property.</summary>
    public static bool IsOfRemoting(PSPropertyInfo property, PSObject owner)
        => HasNameOfRemoting(property) && (NameBeforeSerialization(owner) is not null || IsCopy(owner));

    /// <summary>True if the property is called like one that a job or remoting adds.</summary>
    public static bool HasNameOfRemoting(PSPropertyInfo property)
        => property is PSNoteProperty && property.Name is ['P', 'S', ..] or ['R', 'u', ..] && Array.IndexOf(RemotingProperties, property.Name) >= 0;

    /// <summary>True for a pair of a key and a value.</summary>
    public static bool IsPair(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>);

    // Select-Object * creates a new object that has all of these properties, but not the deserialized type.
    private static bool IsCopy(PSObject value) => value.Properties["RunspaceId"]?.Value is Guid && value.Properties["PSShowComputerName"]?.Value is bool;

    private static string? NameBeforeSerialization(PSObject value)
        => value.TypeNames.Count > 0 && value.TypeNames[0] is var name && name.StartsWith(Deserialized, StringComparison.Ordinal)
            ? name[Deserialized.Length..] : null;

    private static bool IsPlatform(Type type)
        => type.Assembly.FullName is { } name && Array.Exists(PlatformAssemblies, prefix => name.StartsWith(prefix, StringComparison.Ordinal));
}
