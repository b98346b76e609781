namespace PutTools.Module.Tests;

/// <summary>What Invoke-PesterFile.ps1 reports of one Pester test.</summary>
public sealed record PesterTest(string Name, string Result, double Seconds, string? Message);
