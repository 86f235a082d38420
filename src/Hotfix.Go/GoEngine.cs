using Hotfixing.Go.Build;
using Hotfixing.Go.Inspect;

namespace Hotfixing.Go;

/// <summary>Patches Go processes.</summary>
public sealed class GoEngine : IEngine
{
    /// <inheritdoc/>
    public string Name => "Go";

    /// <inheritdoc/>
    public RuntimeDescription? Recognize(Target target) => TargetAccess.Do(target, () => GoRecognition.TryRecognize(target));

    /// <inheritdoc/>
    public IReadOnlyList<Diagnostic> Examine(Target target)
    {
        if (TracingCheck.Of(target) is { } refusal)
        {
            return [refusal];
        }

        try
        {
            var process = TargetAccess.Do(target, () => GoProcess.Read(target));
            return TargetAccess.Do(process, () =>
            {
                using var attachment = GoAttachment.Open(process);
                return SettingsCheck.Of(BuildSettingsReader.Read(process.Image.File));
            });
        }
        catch (RefusedException e)
        {
            return e.Diagnostics;
        }
        catch (AccessDeniedException)
        {
            return [TargetDiagnostics.OtherUser(target)];
        }
        catch (InvalidBinaryException e)
        {
            return [InspectDiagnostics.NotUnderstood(target, e.Message)];
        }
    }

    /// <inheritdoc/>
    public IPatchSession Attach(Target target) => new GoPatchSession(TargetAccess.Do(target, () => GoProcess.Read(target)), GoPatchPlanner.Plan);
}
