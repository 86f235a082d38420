using Hotfixing.Cli.Output;

namespace Hotfixing.Cli;

/// <summary>What every command needs, and what becomes of everything that goes wrong in one.</summary>
internal sealed class CommandContext(EngineList engines, Report report) : IDisposable
{
    /// <summary>The engines.</summary>
    public EngineList Engines => engines;

    /// <summary>Where results go.</summary>
    public Report Report => report;

    /// <summary>Cancelled by Ctrl-C.</summary>
    public Interruption Interruption { get; } = new();

    /// <inheritdoc/>
    public void Dispose() => Interruption.Dispose();

    /// <summary>Runs a command, and turns whatever it throws into a message and an exit code.</summary>
    public ExitCode Run(string command, Func<ExitCode> action)
    {
        report.Begin(command);
        using var registration = Interruption.Register(report);
        try
        {
            return action();
        }
        catch (Exception e)
        {
            return report.Failed(Failure.Of(e), e);
        }
    }
}
