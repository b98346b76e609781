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

string[] demo = ["-File", "build.ps1", "-Task", "Demo"];
return args is ["stay"]
    ? Dotnet(["tool", "run", "pwsh", "--", "-NoProfile", "-NoExit", .. demo, "-Stay"])
    : Dotnet(["tool", "run", "pwsh", "--", "-NoProfile", .. demo]);

int Dotnet(params string[] arguments)
{
    using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = root })!;
    process.WaitForExit();
    return process.ExitCode;
}
