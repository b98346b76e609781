using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Reflection;

namespace PutTools.Cmdlets.Conversion;

/// <summary>
/// The properties that belong to one object alone, and not to its type: those of a PSCustomObject, and those that Add-Member
/// has added to another object.
/// </summary>
/// <remarks>
/// PowerShell has no public way to read only these. Its enumeration of all properties takes five times as long, and leaves
/// five hidden members, 4,000 bytes in all, in each object. So this reads PowerShell's internal table of an object's own members.
/// If a version of PowerShell lacks one of the internal methods, the public ones are used.
/// </remarks>
internal static class OwnProperties
{
    private const BindingFlags Internal = BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance;

    private static readonly PSPropertyInfo[] None = [];

    // Not readonly, so that a test can take it away.
    private static MemberTable? _table = MemberTable.Create();

    /// <summary>Adds the properties of a PSCustomObject to a list, also those that its type names give it.</summary>
    public static void AddAllOf(PSObject customObject, List<PSPropertyInfo> properties)
    {
        if (_table is null || !_table.HasAllOf(customObject))
            properties.AddRange(customObject.Properties);
        else
            _table.AddOf(customObject, properties);
    }

    /// <summary>Returns the members of an object, to add properties whose names PowerShell knows.</summary>
    public static PSMemberInfoCollection<PSMemberInfo> Of(PSObject newObject) => _table is null ? newObject.Members : _table.Of(newObject);

    /// <summary>Returns the first type name of an object. Unlike the public list, this makes no copy of the names in the object.</summary>
    public static string TypeName(PSObject value) => _table is null ? value.TypeNames.FirstOrDefault() ?? string.Empty : _table.TypeName(value);

    /// <summary>Returns the properties that were added to an object.</summary>
    public static IReadOnlyList<PSPropertyInfo> AddedTo(object value)
    {
        if (_table is not null)
            return _table.AddedTo(value);
        // Reading only these takes a tenth of the time of reading all.
        var extended = PSObject.AsPSObject(value).Members["psextended"] as PSMemberSet;
        return extended?.Properties.Where(static property => property.IsInstance).ToList() ?? [];
    }

    private abstract class MemberTable
    {
        private readonly Func<PSObject, IEnumerable<PSMemberInfo>> _ofTypeNames = Delegate<Func<PSObject, IEnumerable<PSMemberInfo>>>(
            typeof(PSObject).GetMethods(Internal).FirstOrDefault(static method => method.Name == "TypeTableGetMembersDelegate" && method.GetParameters().Length == 1)
                ?.MakeGenericMethod(typeof(PSMemberInfo)));

        private readonly Func<PSObject, bool> _isDeserialized = Delegate<Func<PSObject, bool>>(typeof(PSObject).GetProperty("IsDeserialized", Internal)?.GetMethod);

        private readonly Func<PSObject, Collection<string>> _typeNames = Delegate<Func<PSObject, Collection<string>>>(typeof(PSObject).GetProperty("InternalTypeNames", Internal)?.GetMethod);

        public static MemberTable? Create()
        {
            if (typeof(PSObject).GetProperty("InstanceMembers", Internal)?.PropertyType is not { } type || !typeof(PSMemberInfoCollection<PSMemberInfo>).IsAssignableFrom(type))
                return null;
            try
            {
                return (MemberTable)Activator.CreateInstance(typeof(MemberTable<>).MakeGenericType(type))!;
            }
            catch (TargetInvocationException)
            {
                // This version has a method with other parameters, or lacks one.
                return null;
            }
        }

        // Other properties come from the type names of an object, the original type of a deserialized one, and the object that it wraps.
        public bool HasAllOf(PSObject value) => value.ImmediateBaseObject is PSCustomObject && !_isDeserialized(value)
            && !_ofTypeNames(value).Any(static member => member is PSPropertyInfo);

        public string TypeName(PSObject value) => _typeNames(value) is [var first, ..] ? first : string.Empty;

        public abstract PSMemberInfoCollection<PSMemberInfo> Of(PSObject value);

        public abstract void AddOf(PSObject value, List<PSPropertyInfo> properties);

        public abstract IReadOnlyList<PSPropertyInfo> AddedTo(object value);

        protected static T Delegate<T>(MethodInfo? method)
            where T : Delegate
            => (T)System.Delegate.CreateDelegate(typeof(T), method ?? throw new MissingMethodException());
    }

    // T is the table's internal type.
    private sealed class MemberTable<T> : MemberTable
        where T : PSMemberInfoCollection<PSMemberInfo>
    {
        private readonly Func<PSObject, T> _of = Delegate<Func<PSObject, T>>(typeof(PSObject).GetProperty("InstanceMembers", Internal)?.GetMethod);

        // Unlike the property, this does not make a PSObject for another object, or a table for an object without own members.
        private readonly Finder _find = Delegate<Finder>(typeof(PSObject).GetMethod("HasInstanceMembers", Internal));

        private readonly Func<T, int> _count = Delegate<Func<T, int>>(typeof(T).GetProperty("Count", Internal)?.GetMethod);

        private readonly Func<T, int, PSMemberInfo?> _at = Delegate<Func<T, int, PSMemberInfo?>>(
            typeof(T).GetProperty("Item", Internal, null, typeof(PSMemberInfo), [typeof(int)], null)?.GetMethod);

        private delegate bool Finder(object value, out T members);

        public override PSMemberInfoCollection<PSMemberInfo> Of(PSObject value) => _of(value);

        public override void AddOf(PSObject value, List<PSPropertyInfo> properties) => Add(_of(value), properties);

        public override IReadOnlyList<PSPropertyInfo> AddedTo(object value)
        {
            if (!_find(value, out var members))
                return None;
            var added = new List<PSPropertyInfo>();
            Add(members, added);
            return added;
        }

        private void Add(T members, List<PSPropertyInfo> properties)
        {
            var count = _count(members);
            for (var i = 0; i < count; i++)
            {
                // The list of type names is one of the hidden members.
                if (_at(members, i) is PSPropertyInfo property and not PSCodeProperty { Name: "pstypenames" })
                    properties.Add(property);
            }
        }
    }
}
