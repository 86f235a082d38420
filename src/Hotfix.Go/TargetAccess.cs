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

    private static HotfixException Explain(Target target, SystemCallException failure) =>
        IsEnding(target) ? new TargetExitedException(target, failure)
        : failure.IsAccessDenied ? new AccessDeniedException($"{target} cannot be accessed: {failure.Message}", failure)
        : new RefusedException([InspectDiagnostics.NotUnderstood(target, failure.Message)]);

    private static bool IsEnding(Target target) => SpinWait.SpinUntil(() => !ProcessStatus.IsRunning(target), LongestEnding);
}
