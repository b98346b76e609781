namespace PutTools;

/// <summary>Is told what happens on the way. Called from any thread, for one exchange never from two at once.</summary>
public interface IExchangeObserver
{
    /// <summary>Something that helps to understand what happens.</summary>
    void Verbose(string text);

    /// <summary>Something that the user should know, although the write went well.</summary>
    void Warning(string text);
}
