using Hotfixing.DotNet.Inspect;
using Hotfixing.DotNet.Stage;

namespace Hotfixing.DotNet;

/// <summary>Patches .NET processes.</summary>
public sealed class DotNetEngine : IEngine
{
    /// <inheritdoc/>
    public string Name => ".NET";

    /// <inheritdoc/>
    public RuntimeDescription? Recognize(Target target) =>
        LoadedProgram.TryRead(target) is { } program
            ? new RuntimeDescription(Name, program.Version, program.MainFile, LoadedAgent.Find(target) is not null)
            : null;

    /// <inheritdoc/>
    public IReadOnlyList<Diagnostic> Examine(Target target) => Examination.Of(target);

    /// <inheritdoc/>
    public IPatchSession Attach(Target target) => new DotNetPatchSession(LoadedProgram.Read(target).Target, PatchPlanner.Plan);
}
