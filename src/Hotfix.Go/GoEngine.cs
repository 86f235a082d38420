using Hotfixing.Go.Inspect;

namespace Hotfixing.Go;

/// <summary>Patches Go processes.</summary>
public sealed class GoEngine : IEngine
{
    /// <inheritdoc/>
    public string Name => "Go";

    /// <inheritdoc/>
    public RuntimeDescription? Recognize(Target target) => GoRecognition.TryRecognize(target);

    /// <inheritdoc/>
    public IReadOnlyList<Diagnostic> Examine(Target target)
    {
        if (TracingCheck.Of(target) is { } refusal)
        {
            return [refusal];
        }

        try
        {
            using var attachment = GoAttachment.Open(GoProcess.Read(target));
            return [];
        }
        catch (RefusedException e)
        {
            return e.Diagnostics;
        }
    }

    /// <inheritdoc/>
    public IPatchSession Attach(Target target) => new GoPatchSession(target, GoPatchPlanner.Plan);
}
