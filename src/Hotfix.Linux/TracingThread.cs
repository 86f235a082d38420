using System.Runtime.ExceptionServices;

namespace Hotfixing.Linux;

/// <summary>
/// One operating system thread that all requests of ptrace come from, since the kernel ties a traced thread to the one that seized it. When
/// that one ends, the kernel lets everything it still held go on.
/// </summary>
internal sealed class TracingThread : IDisposable
{
    private readonly SemaphoreSlim wanted = new(0);
    private readonly SemaphoreSlim done = new(0);
    private Thread? thread;
    private Action? work;
    private ExceptionDispatchInfo? failure;
    private bool isOver;

    /// <summary>Does the work there, and waits for it. Not to be called from two threads at once, nor from the work itself.</summary>
    public void Run(Action action)
    {
        work = action;
        if (thread is null)
        {
            isOver = false;
            thread = new Thread(Serve) { IsBackground = true, Name = "hotfix tracing" };
            thread.Start();
        }

        wanted.Release();
        done.Wait();
        if (isOver)
        {
            thread.Join();
            thread = null;
        }

        (var thrown, failure) = (failure, null);
        thrown?.Throw();
    }

    /// <summary>Called from the work: ends this thread after it, so that the kernel lets go whatever is still held.</summary>
    public void EndAfterwards() => isOver = true;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (thread is not null)
        {
            Run(EndAfterwards);
        }

        wanted.Dispose();
        done.Dispose();
    }

    private void Serve()
    {
        while (!isOver)
        {
            wanted.Wait();
            try
            {
                work!();
            }
#pragma warning disable CA1031 // Whatever it is, it is thrown again where the work was asked for.
            catch (Exception e)
#pragma warning restore CA1031
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }

            if (isOver)
            {
                break;
            }

            done.Release();
        }

        done.Release();
    }
}
