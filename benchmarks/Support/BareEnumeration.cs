using System.Management.Automation;

/// <summary>PowerShell's own part of writing JSON: enumerating the properties of its objects, without any JSON.</summary>
public static class BareEnumeration
{
    /// <summary>Gets each value of a list, or of an object and the objects in it, a number of times.</summary>
    public static void Repeat(object value, int times)
    {
        for (var i = 0; i < times; i++)
            Enumerate(value);
    }

    private static void Enumerate(object value)
    {
        if (value is object[] list)
        {
            foreach (var item in list)
                Enumerate(item);
        }
        else if (value is PSObject { BaseObject: PSCustomObject } custom)
        {
            foreach (var property in custom.Properties)
                Enumerate(property.Value);
        }
    }
}
