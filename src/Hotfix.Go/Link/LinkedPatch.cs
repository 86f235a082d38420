namespace Hotfixing.Go.Link;

/// <summary>What linking made.</summary>
/// <param name="Image">What Stage and Switch write.</param>
/// <param name="Diagnostics">What whoever applies it must know: warnings, no refusal.</param>
internal sealed record LinkedPatch(PatchImage Image, IReadOnlyList<Diagnostic> Diagnostics);
