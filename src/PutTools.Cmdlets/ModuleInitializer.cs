using System.Management.Automation;
using System.Net;
using System.Reflection;

namespace PutTools.Cmdlets;

/// <summary>
/// Called by PowerShell when the module is imported. Adds the types if the manifest was left out, and before .NET 8 what the
/// runtime lacks.
/// </summary>
public sealed class ModuleInitializer : IModuleAssemblyInitializer
{
    private static int _done;

    /// <summary>
    /// Called at each import, concurrently in any number of runspaces. Only the first call in a process has an effect.
    /// </summary>
    public void OnImport()
    {
        AddTypes();
        if (Environment.Version.Major >= 8 || Interlocked.Exchange(ref _done, 1) == 1)
            return;
        AppDomain.CurrentDomain.AssemblyResolve += static (_, missing) => Resolve(missing);
        AllowTls12();
    }

    // The types keep secrets out of a serialized response. The manifest loads them before this assembly, but PutTools.psm1 or
    // the assembly may be imported without it.
    private static void AddTypes()
    {
        if (PSObject.AsPSObject(ResourceUri.Of(new Uri("http://h"))).Properties["Masked"] is not null)
            return;
        var folder = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(ModuleInitializer).Assembly.Location)!, "..", ".."));
        using var shell = System.Management.Automation.PowerShell.Create(RunspaceMode.CurrentRunspace);
        shell.AddCommand("Update-TypeData").AddParameter("PrependPath", Path.Combine(folder, "PutTools.Types.ps1xml")).AddStatement();
        shell.AddCommand("Update-FormatData").AddParameter("PrependPath", Directory.GetFiles(folder, "*.Format.ps1xml")).Invoke();
    }

    // The versions of System.Text.Json and its dependencies match no reference exactly. A .NET Framework program redirects
    // them in a configuration file, which a module does not have. The assemblies that the module ships serve only the
    // module.
    private static Assembly? Resolve(ResolveEventArgs missing)
    {
        var folder = Path.GetDirectoryName(typeof(ModuleInitializer).Assembly.Location)!;
        if (missing.RequestingAssembly is { IsDynamic: false } asking && Path.GetDirectoryName(asking.Location) != folder)
            return null;
        var shipped = Path.Combine(folder, new AssemblyName(missing.Name).Name + ".dll");
        return File.Exists(shipped) ? Assembly.LoadFrom(shipped) : null;
    }

    // The default of the operating system is the best choice, and stays. An older host that specifies TLS 1.0 gets TLS 1.2 as well.
    private static void AllowTls12()
    {
        if (ServicePointManager.SecurityProtocol != default)
            ServicePointManager.SecurityProtocol |= SecurityProtocolType.Tls12;
    }
}
