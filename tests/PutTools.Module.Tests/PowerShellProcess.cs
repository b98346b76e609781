using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Reflection;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace PutTools.Module.Tests;

/// <summary>The PowerShell that the restore of the project installs, started by its path.</summary>
internal static class PowerShellProcess
{
    public static string Pester { get; } = Metadata("Pester");

    private static readonly string _powerShell = Metadata("PowerShell");

    /// <summary>The versions and paths of PowerShell and Pester.</summary>
    public static async Task<string> DescribeAsync()
    {
        var script = $"\"PowerShell $($PSVersionTable.PSVersion) ({_powerShell}) with Pester $((Import-PowerShellDataFile '{Pester}').ModuleVersion)\"";
        var (exitCode, text) = await RunAsync(["-NoProfile", "-NonInteractive", "-Command", script], TimeSpan.FromMinutes(2), _ => { });
        return exitCode == 0 ? text.Trim() : throw new InvalidOperationException($"PowerShell does not start: {text}");
    }

    /// <summary>Runs a process to its end. Its lines that begin with "::" are progress.</summary>
    public static async Task<(int ExitCode, string Text)> RunAsync(IEnumerable<string> arguments, TimeSpan limit, Action<string> report)
    {
        var start = new ProcessStartInfo("dotnet", [_powerShell, .. arguments])
        {
            UseShellExecute = false,
            WorkingDirectory = Repository.TestFolder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["NO_COLOR"] = "1", ["PUTTOOLS_PESTER"] = Pester },
        };
        using var process = new Process { StartInfo = start };
        var text = new StringBuilder();
        void Receive(string? line)
        {
            if (line is null)
                return;
            if (line.StartsWith("::", StringComparison.Ordinal))
                report(line[2..]);
            else
                lock (text)
                    text.AppendLine(line);
        }

        process.OutputDataReceived += (_, data) => Receive(data.Data);
        process.ErrorDataReceived += (_, data) => Receive(data.Data);
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var timeout = new CancellationTokenSource(limit);
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Receive($"It did not end within {limit}.");
        }

        lock (text)
            return (process.HasExited ? process.ExitCode : -1, text.ToString());
    }

    private static string Metadata(string key)
        => typeof(PowerShellProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
