using Hotfixing.Linux;

namespace Hotfixing.Go.Stage;

/// <summary>The first bytes of one function of the program, in all the forms a patch gives them.</summary>
/// <param name="Function">The function's name.</param>
/// <param name="Entry">Where it begins.</param>
/// <param name="Saved">Its first bytes before the patch.</param>
/// <param name="Bridge">A jump to code that goes to the old or the new version, as the patch's state says; null when there is none.</param>
/// <param name="Detour">Its first bytes when the patch is in effect.</param>
internal sealed record PatchSite(string Function, TargetAddress Entry, byte[] Saved, byte[]? Bridge, byte[] Detour)
{
    /// <summary>How many bytes of a function are written: those of a near jump.</summary>
    public const int Length = 5;
}
