using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace PutTools.Module.Tests;

/// <summary>The PowerShell that the tests run in: <c>pwsh</c> on the path, else the .NET tool that the project names.</summary>
internal sealed class PowerShellHost
{
    private static readonly Lazy<(PowerShellHost? Host, string? WhyMissing)> Found = new(Search);

    private readonly string _file;
    private readonly string[] _prefix;

    private PowerShellHost(string file, params string[] prefix)
    {
        _file = file;
        _prefix = prefix;
    }

    /// <summary>Why the Pester files can't run here; null where they can.</summary>
    public static string? WhyMissing => Found.Value.WhyMissing;

    public static PowerShellHost? Find() => Found.Value.Host;

    public async Task<(int ExitCode, string Text)> RunAsync(
        string folder, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?> environment, TimeSpan limit)
    {
        var start = new ProcessStartInfo(_file)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (IEnumerable<string>)[.. _prefix, .. arguments])
            start.ArgumentList.Add(argument);
        foreach (var variable in environment)
            start.Environment[variable.Key] = variable.Value;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        using var timeout = new CancellationTokenSource(limit);
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return (-1, $"It did not end within {limit}.{Environment.NewLine}{await output}{await error}");
        }

        return (process.ExitCode, await output + await error);
    }

    private static (PowerShellHost? Host, string? WhyMissing) Search()
    {
        PowerShellHost[] candidates = [new("pwsh"), new("dotnet", "tool", "run", "pwsh", "--")];
        var reason = "There is no PowerShell: pwsh is not on the path, and the .NET tool 'powershell' is not restored (dotnet tool restore).";
        foreach (var candidate in candidates)
        {
            try
            {
                var (exitCode, text) = candidate.RunAsync(
                    Repository.Root,
                    ["-NoProfile", "-NonInteractive", "-Command", "if (Get-Module Pester -ListAvailable | Where-Object Version -ge 5.3) { 'pester' } else { 'no pester' }"],
                    new Dictionary<string, string?>(StringComparer.Ordinal),
                    TimeSpan.FromMinutes(2)).GetAwaiter().GetResult();
                if (exitCode != 0)
                    continue;
                if (text.Trim() == "pester")
                    return (candidate, null);
                reason = "There is a PowerShell, but no Pester 5.3 or later (Install-Module Pester).";
            }
            catch (System.ComponentModel.Win32Exception)
            {
                // Not on the path: the next one may be.
            }
        }

        return (null, reason);
    }
}
