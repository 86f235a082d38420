namespace IdentityWorker;

/// <summary>Does the same work on a thread of its own until it is ended, and counts the results that are not the first one's.</summary>
internal sealed class Repetition
{
    private readonly Thread _thread;
    private volatile bool _isOver;
    private int _rounds;
    private string? _wrong;

    public Repetition(Func<string> work)
    {
        string first = work();
        _thread = new Thread(() =>
        {
            while (!_isOver)
            {
                Check(work, first);
                _rounds++;
            }
        });
        _thread.Start();
    }

    /// <summary>How often the work was done, and the first result that was wrong.</summary>
    public string End()
    {
        _isOver = true;
        _thread.Join();
        return $"{_rounds} {_wrong ?? "right"}";
    }

    private void Check(Func<string> work, string first)
    {
        try
        {
            string result = work();
            _wrong ??= result == first ? null : $"{result} instead of {first}";
        }
        catch (Exception e)
        {
            _wrong ??= $"{e}".ReplaceLineEndings(" ");
        }
    }
}
