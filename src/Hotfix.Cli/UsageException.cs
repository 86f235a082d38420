namespace Hotfixing.Cli;

/// <summary>The command line cannot be understood.</summary>
/// <param name="message">What is wrong with it.</param>
/// <param name="command">The command whose help says how it is right.</param>
internal sealed class UsageException(string message, string command) : Exception(message)
{
    /// <summary>What to type for help.</summary>
    public string Help { get; } = $"{command} --help";
}
