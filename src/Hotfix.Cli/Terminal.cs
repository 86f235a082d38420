namespace Hotfixing.Cli;

/// <summary>Where the command reads and writes, and whether a person sits there.</summary>
internal sealed record Terminal
{
    /// <summary>For results.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>For progress, questions and messages.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Reads an answer, a line; null at the end.</summary>
    public required Func<string?> ReadLine { get; init; }

    /// <summary>Whether results go to a terminal.</summary>
    public required bool IsOutTerminal { get; init; }

    /// <summary>Whether progress goes to a terminal.</summary>
    public required bool IsErrorTerminal { get; init; }

    /// <summary>Whether somebody can be asked.</summary>
    public required bool CanAsk { get; init; }

    /// <summary>The one this process was started in.</summary>
    public static Terminal OfThisProcess() => new()
    {
        Out = Console.Out,
        Error = Console.Error,
        ReadLine = Console.ReadLine,
        IsOutTerminal = !Console.IsOutputRedirected,
        IsErrorTerminal = !Console.IsErrorRedirected,
        CanAsk = !Console.IsInputRedirected && !Console.IsErrorRedirected,
    };

    /// <summary>Asks; anything but yes means no.</summary>
    public bool Confirm(string question)
    {
        Error.Write($"{question} [y/N] ");
        Error.Flush();
        return ReadLine()?.Trim().ToUpperInvariant() is "Y" or "YES";
    }
}
