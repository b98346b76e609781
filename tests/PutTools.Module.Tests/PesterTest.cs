namespace PutTools.Module.Tests;

/// <summary>The result of one Pester test, as Invoke-PesterFile.ps1 reports it.</summary>
public sealed record PesterTest(string Name, string Result, double Seconds, string? Message);
