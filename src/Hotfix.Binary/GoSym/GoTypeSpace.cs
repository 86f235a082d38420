namespace Hotfixing.Binary.GoSym;

/// <summary>Where the type descriptors of an image stand, and how they refer to each other.</summary>
public sealed record GoTypeSpace
{
    /// <summary>What their offsets count from: <c>moduledata.types</c>.</summary>
    public required ImageAddress Origin { get; init; }

    /// <summary>The stretches they may stand in.</summary>
    public required IReadOnlyList<GoStretch> Stretches { get; init; }

    /// <summary>Whether the maps of this version are Swiss tables, whose descriptors are longer (1.24 and later, unless switched off).</summary>
    public required bool HasSwissMaps { get; init; }

    /// <summary>Whether a descriptor may stand at an address.</summary>
    public bool Contains(ImageAddress address)
    {
        foreach (var stretch in Stretches)
        {
            if (stretch.Contains(address))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The address an offset means. Go's offsets are 4 bytes with a sign.</summary>
    public ImageAddress At(int offset) => new(Origin.Value + (ulong)(long)offset);
}
