using System.Management.Automation;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace PutTools.Cmdlets.Conversion;

/// <summary>
/// Members of a class that are marked with <c>[JsonIgnore]</c>, of Newtonsoft.Json or System.Text.Json. They are not data:
/// ConvertTo-Json leaves out the former, too.
/// </summary>
internal static class IgnoredMember
{
    private static readonly ConditionalWeakTable<Type, string[]> NamesOf = new();

    /// <summary>True if <paramref name="property"/> is such a member of <paramref name="owner"/>.</summary>
    public static bool Is(PSPropertyInfo property, object owner)
        => property is PSProperty && NamesOf.GetValue(owner.GetType(), Find) is { Length: > 0 } names && names.Contains(property.Name, StringComparer.Ordinal);

    private static string[] Find(Type type)
        => [.. type.GetMembers(BindingFlags.Public | BindingFlags.Instance).Where(IsMarked).Select(static member => member.Name)];

    private static bool IsMarked(MemberInfo member)
    {
        try
        {
            return member is PropertyInfo or FieldInfo && Attribute.GetCustomAttributes(member, inherit: true).Any(IsMark);
        }
        catch (Exception failure) when (failure is IOException or TypeLoadException)
        {
            // The assembly of an attribute is not there.
            return false;
        }
    }

    // By its name, because not every PowerShell has the assemblies. A condition, such as WhenWritingNull, is not a mark for all values.
    private static bool IsMark(Attribute attribute)
        => attribute.GetType() is { Name: "JsonIgnoreAttribute" } type && type.GetProperty("Condition")?.GetValue(attribute)?.ToString() is null or "Always";
}
