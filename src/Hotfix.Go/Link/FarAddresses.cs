using Hotfixing.Binary;
using Hotfixing.Go.Inspect;

namespace Hotfixing.Go.Link;

/// <summary>Slots in the patch with the addresses of what its code cannot reach.</summary>
internal sealed class FarAddresses(ExtraArea extra, PatchBytes output, LoadBias bias)
{
    private readonly Dictionary<ImageAddress, ImageAddress> _slots = [];

    /// <summary>The slot that holds an address.</summary>
    public ImageAddress SlotOf(ImageAddress address)
    {
        if (!_slots.TryGetValue(address, out var slot))
        {
            _slots.Add(address, slot = extra.Take(8));
            output.WriteUInt64(slot, bias.Loaded(address).Value);
        }

        return slot;
    }
}
