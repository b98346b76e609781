// The demo, which needs only the .NET SDK: dotnet run demo.cs
// To stay at its prompt, with the module imported and the server running: dotnet run demo.cs stay
#:property PublishAot=false
using System;
using System.Diagnostics;

var root = (string)AppContext.GetData("EntryPointFileDirectoryPath")!;
Console.WriteLine("Restoring PowerShell, a .NET tool of this folder...");
if (Dotnet("tool", "restore") != 0)
{
    Console.Error.WriteLine("""
                PowerShell was not restored from a package registry; the build of the demo needs packages from there, too. Connect to one
                that has the tool PowerShell, and run the demo again. 'dotnet nuget list source' lists the registries.
        """);
    return 1;
}

// With -File the prompt would keep the build's strict mode and its $ErrorActionPreference, and a pipeline would end at its first error.
return args is ["stay"]
    ? Dotnet("tool", "run", "pwsh", "--", "-NoProfile", "-NoExit", "-Command", "& ./build.ps1 -Task Demo -Stay")
    : Dotnet("tool", "run", "pwsh", "--", "-NoProfile", "-File", "build.ps1", "-Task", "Demo");

int Dotnet(params string[] arguments)
{
    using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = root })!;
    process.WaitForExit();
    return process.ExitCode;
}
