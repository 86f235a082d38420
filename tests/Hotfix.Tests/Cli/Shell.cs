using System.Text;

using Hotfixing.Cli;

namespace Hotfixing.Tests.Cli;

/// <summary>Types a command, and reads what it prints.</summary>
internal sealed class Shell(IEngine engine, string? answer = null)
{
    private readonly StringBuilder _out = new();
    private readonly StringBuilder _error = new();

    public string Out => _out.ToString();

    public string Error => _error.ToString();

    public ExitCode Type(params string[] arguments) => CommandLine.Run(arguments, [engine], new Terminal
    {
        Out = new StringWriter(_out),
        Error = new StringWriter(_error),
        ReadLine = () => answer,
        IsOutTerminal = false,
        IsErrorTerminal = false,
        CanAsk = answer is not null,
    });
}
