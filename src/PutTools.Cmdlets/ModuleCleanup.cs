using System.Management.Automation;
using PutTools.Transport;

namespace PutTools.Cmdlets;

/// <summary>Called by PowerShell when the module is removed.</summary>
public sealed class ModuleCleanup : IModuleAssemblyCleanup
{
    /// <summary>
    /// Clears the connection pool, which all runspaces of the process share. Running writes of other runspaces end normally,
    /// and their next writes open new connections.
    /// </summary>
    public void OnRemove(PSModuleInfo psModuleInfo) => ConnectionPool.Clear();
}
