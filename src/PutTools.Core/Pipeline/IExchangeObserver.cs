namespace PutTools.Pipeline;

/// <summary>Receives the events of an exchange. Called from any thread, but not concurrently for one exchange.</summary>
internal interface IExchangeObserver
{
    /// <summary>True if the observer wants <see cref="Traffic"/>, which takes time to format.</summary>
    bool WantsTraffic { get; }

    /// <summary>Reports a detail that helps to understand the exchange.</summary>
    /// <param name="text">The event, in whole sentences, without secrets.</param>
    void Verbose(string text);

    /// <summary>Reports a problem that the user should know, although the write succeeded.</summary>
    /// <param name="text">The problem, in whole sentences, without secrets.</param>
    void Warning(string text);

    /// <summary>Reports why no write is sent for a while. Unlike another warning, it cannot wait for earlier writes, which the reason delays too.</summary>
    /// <param name="text">The reason, in whole sentences, without secrets.</param>
    void Delay(string text);

    /// <summary>Reports a request as it was sent, or a response as it was received.</summary>
    /// <param name="text">Its lines, without secrets.</param>
    void Traffic(string text);

    /// <summary>Reports the progress of a long operation.</summary>
    /// <param name="progress">The current progress; it replaces any earlier one.</param>
    void Progress(ExchangeProgress progress);
}

/// <summary>The progress of a long operation.</summary>
/// <param name="Activity">The operation, in a few words.</param>
/// <param name="Status">Its current state.</param>
/// <param name="PercentComplete">0 to 100; -1 if unknown.</param>
/// <param name="SecondsRemaining">The remaining seconds; -1 if unknown.</param>
/// <param name="IsCompleted">True if the operation has ended, so that its progress is no longer shown.</param>
internal sealed record ExchangeProgress(
    string Activity, string Status, int PercentComplete = -1, int SecondsRemaining = -1, bool IsCompleted = false);
