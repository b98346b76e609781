using System.Management.Automation;
using PutTools.Transport;

namespace PutTools.Cmdlets;

/// <summary>What PowerShell calls when the module is removed.</summary>
public sealed class ModuleCleanup : IModuleAssemblyCleanup
{
    /// <summary>
    /// Empties the connection pool. All runspaces of the process share it: writes that others have under way end as they
    /// would have, and their next ones open new connections.
    /// </summary>
    public void OnRemove(PSModuleInfo psModuleInfo) => ConnectionPool.Clear();
}
