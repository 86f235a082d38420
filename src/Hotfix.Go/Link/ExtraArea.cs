using Hotfixing.Binary;

namespace Hotfixing.Go.Link;

/// <summary>Memory of a patch behind the object's own, for what no linker made.</summary>
internal sealed class ExtraArea(ImageAddress start)
{
    private const ulong Alignment = 16;
    private ulong _used;

    public ImageAddress End => start + _used;

    /// <summary>Takes bytes, aligned to 16.</summary>
    public ImageAddress Take(int length)
    {
        var at = start + _used;
        _used += ((ulong)length + Alignment - 1) / Alignment * Alignment;
        return _used <= PatchPlacement.ExtraRoom
            ? at
            : throw new CannotLinkException(LinkDiagnostics.NotProved($"more than {PatchPlacement.ExtraRoom} bytes besides the object's are needed"));
    }
}
