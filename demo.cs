// The demo, from nothing but the .NET SDK: dotnet run demo.cs
// To go on at its prompt, with the module imported and the server running: dotnet run demo.cs stay
#:property PublishAot=false
using System;
using System.Diagnostics;

var root = (string)AppContext.GetData("EntryPointFileDirectoryPath")!;
Console.WriteLine("Restoring PowerShell, a .NET tool of this folder...");
if (Dotnet("tool", "restore") != 0)
{
    Console.Error.WriteLine("""
        PowerShell was not restored from a package registry; what the demo builds with comes from there, too. Connect to one that
        serves the tool PowerShell, and run the demo again. 'dotnet nuget list source' shows which registries are asked.
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
