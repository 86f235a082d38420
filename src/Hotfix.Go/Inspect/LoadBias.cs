using Hotfixing.Binary;
using Hotfixing.Linux;

namespace Hotfixing.Go.Inspect;

/// <summary>How far from its linked addresses a program is loaded: 0 unless it is position-independent.</summary>
/// <param name="Bytes">The distance, in bytes.</param>
internal readonly record struct LoadBias(ulong Bytes)
{
    /// <summary>Where what has this address in the file is in the process.</summary>
    public TargetAddress Loaded(ImageAddress address) => new(address.Value + Bytes);

    /// <summary>Which address in the file has what is here in the process.</summary>
    public ImageAddress Linked(TargetAddress address) => new(address.Value - Bytes);
}
