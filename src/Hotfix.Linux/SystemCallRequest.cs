namespace Hotfixing.Linux;

/// <summary>A system call that a thread of a target is to make (syscall(2), x64).</summary>
/// <param name="Number">Its number.</param>
/// <param name="Arguments">Up to six arguments.</param>
public sealed record SystemCallRequest(ulong Number, IReadOnlyList<ulong> Arguments)
{
    private const ulong MapMemory = 9;
    private const ulong PrivateAnonymousNoReserveAtThatPlaceOnly = 0x2 | 0x20 | 0x4000 | 0x100000;

    /// <summary>Maps fresh private memory at just that place, or fails when something is there (mmap(2), MAP_FIXED_NOREPLACE).</summary>
    /// <param name="start">The first address, a multiple of the page size.</param>
    /// <param name="length">The length in bytes, a multiple of the page size.</param>
    /// <param name="protection">PROT_READ 1, PROT_WRITE 2, PROT_EXEC 4.</param>
    public static SystemCallRequest Map(TargetAddress start, ulong length, int protection) => new(
        MapMemory, [start.Value, length, (ulong)protection, PrivateAnonymousNoReserveAtThatPlaceOnly, ulong.MaxValue, 0]);
}
