using System;
using System.Linq;
using System.Text.Json;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using PutTools.Benchmarks;

// dotnet run -c Release --project benchmarks/PutTools.Benchmarks -- http://127.0.0.1:port/
// Prints a line of JSON for each benchmark: its name, nanoseconds and bytes allocated for one write.
if (args is not [var uri])
{
    await Console.Error.WriteLineAsync("Give the url of a running tests/ResourceServer.");
    return 1;
}

EngineBenchmarks.Server = new Uri(uri);
// In this process, because a new one would have to be restored and built, and there may be no network.
var config = new ManualConfig()
    .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
    .AddDiagnoser(MemoryDiagnoser.Default)
    .AddColumnProvider(DefaultColumnProviders.Instance)
    .AddLogger(NullLogger.Instance)
    .WithOptions(ConfigOptions.DisableLogFile);
var summary = BenchmarkRunner.Run<EngineBenchmarks>(config);
foreach (var report in summary.Reports.Where(report => report.Success))
{
    Console.WriteLine(JsonSerializer.Serialize(new
    {
        name = report.BenchmarkCase.Descriptor.WorkloadMethod.Name,
        nanoseconds = report.ResultStatistics!.Median,
        bytes = report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase),
    }));
}

return summary.HasCriticalValidationErrors || summary.Reports.Any(report => !report.Success) ? 1 : 0;
