using System;
using System.IO;
using System.Management.Automation;
using System.Net;
using System.Reflection;
using System.Threading;

namespace PutTools.Cmdlets;

/// <summary>
/// What PowerShell calls when the module is imported. Before .NET 8 it makes up for what the runtime lacks; from there
/// on it does nothing.
/// </summary>
public sealed class ModuleInitializer : IModuleAssemblyInitializer
{
    private static int _done;

    /// <summary>Runs at each import, in any number of runspaces at once; acts at the first of the process.</summary>
    public void OnImport()
    {
        if (Environment.Version.Major >= 8 || Interlocked.Exchange(ref _done, 1) == 1)
            return;
        AppDomain.CurrentDomain.AssemblyResolve += static (_, missing) => Resolve(missing);
        AllowTls12();
    }

    // System.Text.Json and what it needs are of versions that match no reference exactly, and a .NET Framework program
    // redirects those in a configuration file that a module does not have. What the module ships serves the module alone.
    private static Assembly? Resolve(ResolveEventArgs missing)
    {
        var folder = Path.GetDirectoryName(typeof(ModuleInitializer).Assembly.Location)!;
        if (missing.RequestingAssembly is { IsDynamic: false } asking && Path.GetDirectoryName(asking.Location) != folder)
            return null;
        var shipped = Path.Combine(folder, new AssemblyName(missing.Name).Name + ".dll");
        return File.Exists(shipped) ? Assembly.LoadFrom(shipped) : null;
    }

    // The default is the operating system's choice, and better than ours; older hosts state TLS 1.0.
    private static void AllowTls12()
    {
        if (ServicePointManager.SecurityProtocol != default)
            ServicePointManager.SecurityProtocol |= SecurityProtocolType.Tls12;
    }
}
