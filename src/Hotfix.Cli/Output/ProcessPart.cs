namespace Hotfixing.Cli.Output;

/// <summary>A process.</summary>
/// <param name="ProcessId">Its id.</param>
/// <param name="StartTime">When it started, in clock ticks since boot; with the id, its name for good.</param>
/// <param name="Runtime">The runtime's name.</param>
/// <param name="Version">The runtime's version.</param>
/// <param name="Program">The program's main file.</param>
/// <param name="AppliedPatches">How many patches are applied; left out where it was not asked for or could not be told.</param>
/// <param name="Diagnostics">What stands in the way of patching it; left out where it was not asked for.</param>
internal sealed record ProcessPart(
    int ProcessId,
    long StartTime,
    string Runtime,
    string Version,
    string Program,
    int? AppliedPatches = null,
    IReadOnlyList<DiagnosticPart>? Diagnostics = null)
{
    public static ProcessPart Of(Recognized recognized) => new(
        recognized.Target.ProcessId,
        recognized.Target.StartTime,
        recognized.Description.Runtime,
        recognized.Description.Version,
        recognized.Description.Program);
}
