using Hotfixing.Linux;

namespace Hotfixing.Cli;

/// <summary>The engines there are, and which one is right for a process.</summary>
internal sealed class EngineList(IReadOnlyList<IEngine> engines)
{
    /// <summary>Finds the engine for a process.</summary>
    /// <exception cref="RefusedException">No engine knows what it runs, or it belongs to somebody else.</exception>
    /// <exception cref="TargetExitedException">It has ended.</exception>
    public Recognized Recognize(Target target)
    {
        try
        {
            return TryRecognize(target) ?? throw new RefusedException([TargetDiagnostics.NotRecognized(target, NameOf(target))]);
        }
        catch (AccessDeniedException)
        {
            throw new RefusedException([TargetDiagnostics.OtherUser(target)]);
        }
    }

    /// <summary>Looks at every process.</summary>
    /// <param name="hidden">How many could not be looked at, since they belong to somebody else.</param>
    /// <returns>Those an engine knows, without this process itself.</returns>
    public IReadOnlyList<Recognized> RecognizeAll(out int hidden)
    {
        var found = new List<Recognized>();
        hidden = 0;
        foreach (var status in ProcessTable.Read().Where(s => s.ProcessId != Environment.ProcessId))
        {
            try
            {
                if (TryRecognize(status.Target) is { } recognized)
                {
                    found.Add(recognized);
                }
            }
            catch (AccessDeniedException)
            {
                hidden++;
            }
            catch (HotfixException)
            {
                // It ended while it was looked at, or shows us nothing that could be understood: it is not one to list.
            }
        }

        return found;
    }

    private static string NameOf(Target target) => ProcessStatus.TryRead(target.ProcessId)?.Name ?? "unknown";

    private Recognized? TryRecognize(Target target)
    {
        foreach (var engine in engines)
        {
            if (engine.Recognize(target) is { } description)
            {
                return new Recognized(target, engine, description);
            }
        }

        return null;
    }
}
