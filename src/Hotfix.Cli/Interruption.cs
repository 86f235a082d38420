using System.Runtime.InteropServices;

using Hotfixing.Cli.Output;

namespace Hotfixing.Cli;

/// <summary>Ctrl-C: before anything changes it ends the command at once, later it asks the engine to stop where it safely can.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private volatile bool _isChanging;

    /// <summary>Cancelled by Ctrl-C.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>From now on the target may be changed.</summary>
    public void BeginChange()
    {
        _isChanging = true;
        Token.ThrowIfCancellationRequested();
    }

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();

    /// <summary>Listens for Ctrl-C until disposed.</summary>
    public IDisposable Register(Report report) => PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
    {
        signal.Cancel = true;
        _source.Cancel();
        if (!_isChanging)
        {
            Environment.Exit((int)report.Failed(Failure.Of(new OperationCanceledException()), null));
        }
    });
}
