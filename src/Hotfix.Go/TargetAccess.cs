using Hotfixing.Go.Inspect;
using Hotfixing.Linux;

namespace Hotfixing.Go;

/// <summary>Says in the words of hotfix what goes wrong with a process: it has ended, it may not be touched, or it is not as expected.</summary>
internal static class TargetAccess
{
    private static readonly TimeSpan LongestEnding = TimeSpan.FromSeconds(2);

    /// <summary>Does something with a process.</summary>
    /// <exception cref="HotfixException">It failed. A process that ends lets everything fail in any way, some time before it is gone.</exception>
    public static T Do<T>(Target target, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SystemCallException e)
        {
            throw Explain(target, e);
        }
        catch (HotfixException e) when (e is not TargetExitedException && (e.InnerException is SystemCallException ? IsEnding(target) : !ProcessStatus.IsRunning(target)))
        {
            throw new TargetExitedException(target, e);
        }
    }

    /// <summary>Does something with a process that was read before.</summary>
    /// <exception cref="HotfixException">It failed. A process that executes another program lets everything fail in any way.</exception>
    public static T Do<T>(GoProcess process, Func<T> work) => Do(process.Target, () =>
    {
        try
        {
            return work();
        }
        catch (Exception e) when ((e is SystemCallException || e.InnerException is SystemCallException) && HasExecutedAnother(process))
        {
            throw new RefusedException([InspectDiagnostics.ExecutedAnother(process.Target)]);
        }
    });

    private static bool HasExecutedAnother(GoProcess process)
    {
        try
        {
            return ExecutedProgram.Of(process.Target) != process.Executed;
        }
        catch (Exception e) when (e is HotfixException or SystemCallException)
        {
            // It ends, or is no longer ours: that is said elsewhere.
            return false;
        }
    }

    private static HotfixException Explain(Target target, SystemCallException failure) =>
        IsEnding(target) ? new TargetExitedException(target, failure)
        : failure.IsAccessDenied ? new AccessDeniedException($"{target} cannot be accessed: {failure.Message}", failure)
        : new RefusedException([InspectDiagnostics.NotUnderstood(target, failure.Message)]);

    private static bool IsEnding(Target target) => SpinWait.SpinUntil(() => !ProcessStatus.IsRunning(target), LongestEnding);
}
