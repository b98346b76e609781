using System.IO;
using System.Threading;
using System.Threading.Tasks;
using PutTools.Content;

namespace PutTools.Core.Tests;

/// <summary>Content that is sent piece by piece, each when the test allows it.</summary>
internal sealed class SteppedContent(int pieces) : RequestContent
{
    private readonly SemaphoreSlim _next = new(0);
    private readonly SemaphoreSlim _gone = new(0);

    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the content is about to be written.</summary>
    public Task Started => _started.Task;

    public override long? Length => pieces;

    /// <summary>Allows the next piece, and returns when it is sent.</summary>
    public async Task StepAsync()
    {
        _next.Release();
        await _gone.WaitAsync(Eventually.Limit);
    }

    public override async Task WriteToAsync(Stream stream, CancellationToken cancellationToken)
    {
        _started.TrySetResult();
        for (var i = 0; i < pieces; i++)
        {
            await _next.WaitAsync(cancellationToken);
            await stream.WriteAsync("x"u8.ToArray(), cancellationToken);
            _gone.Release();
        }
    }
}
