namespace Hotfixing.Cli.Output;

/// <summary>
/// Says on stderr what is being done, once it takes longer than a second: on a terminal in one line that vanishes, else one line per step.
/// </summary>
internal sealed class ProgressLine : IProgress<string>, IDisposable
{
    private const string ClearLine = "\r\e[K";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly TextWriter _writer;
    private readonly bool _isTerminal;
    private readonly Timer _timer;
    private string _step = "";
    private string _shown = "";

    public ProgressLine(TextWriter writer, bool isTerminal)
    {
        _writer = writer;
        _isTerminal = isTerminal;
        _timer = new Timer(_ => Show(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    public void Report(string value)
    {
        lock (_lock)
        {
            if (_step.Length == 0)
            {
                _timer.Change(Patience, Patience);
            }

            _step = PlainText.Of(value);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _timer.Dispose();
            if (_isTerminal && _shown.Length > 0)
            {
                _writer.Write(ClearLine);
                _writer.Flush();
            }

            _step = "";
            _shown = "";
        }
    }

    private void Show()
    {
        lock (_lock)
        {
            if (_step == _shown)
            {
                return;
            }

            _writer.Write(_isTerminal ? $"{ClearLine}{_step} ..." : $"{_step} ...{Environment.NewLine}");
            _writer.Flush();
            _shown = _step;
        }
    }
}
