using Hotfixing.Linux;

namespace Hotfixing.EndToEnd.GoStaging;

/// <summary>
/// Ends the tool before one of its operations on a target. From then on none is made: not even to let threads go, which the kernel does
/// when the thread that traces them ends, as it does when the process ends.
/// </summary>
internal sealed class DeathOfTheTool : Exception
{
    private DeathOfTheTool(string before) : base($"dead before {before}")
    {
    }

    /// <summary>Runs something that is ended so; false when it came to its end before that.</summary>
    public static bool Before(int operation, Action action)
    {
        var count = 0;
        TargetOperations.Before = name =>
        {
            if (Interlocked.Increment(ref count) >= operation)
            {
                throw new DeathOfTheTool(name);
            }
        };
        try
        {
            action();
        }
        catch (DeathOfTheTool)
        {
            return true;
        }
        finally
        {
            TargetOperations.Before = null;
        }

        return false;
    }
}
