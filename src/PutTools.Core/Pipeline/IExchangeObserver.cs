namespace PutTools.Pipeline;

/// <summary>Is told what happens on the way. Called from any thread, for one exchange never from two at once.</summary>
internal interface IExchangeObserver
{
    /// <summary>Something that helps to understand what happens.</summary>
    /// <param name="text">What happened, in whole sentences, without secrets.</param>
    void Verbose(string text);

    /// <summary>Something that the user should know, although the write went well.</summary>
    /// <param name="text">What it is, in whole sentences, without secrets.</param>
    void Warning(string text);

    /// <summary>How far something has come that takes long.</summary>
    /// <param name="progress">The latest of it; what was told before is of no use any more.</param>
    void Progress(ExchangeProgress progress);
}

/// <summary>How far something has come that takes long.</summary>
/// <param name="Activity">What goes on, in a few words.</param>
/// <param name="Status">How it stands.</param>
/// <param name="PercentComplete">0 to 100; -1 where it is not known.</param>
/// <param name="SecondsRemaining">How many seconds are left; -1 where it is not known.</param>
/// <param name="IsCompleted">Whether it has ended, so that it is shown no more.</param>
internal sealed record ExchangeProgress(
    string Activity, string Status, int PercentComplete = -1, int SecondsRemaining = -1, bool IsCompleted = false);
