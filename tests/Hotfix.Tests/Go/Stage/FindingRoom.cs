using Hotfixing.Go.Link;
using Hotfixing.Go.Stage;
using Hotfixing.Linux;

namespace Hotfixing.Tests.Go.Stage;

public class FindingRoom
{
    private static readonly IReadOnlyList<MemoryMapping> Mappings = MemoryMaps.Parse("""
        00400000-00500000 r-xp 00000000 00:00 0
        00502000-00600000 rw-p 00000000 00:00 0
        00700000-7fff00000000 rw-p 00000000 00:00 0
        """);

    [Theory]
    [InlineData(0x400000, 0x2000, 0x500000)]
    [InlineData(0x400000, 0x3000, 0x600000)]
    [InlineData(0x501000, 0x1000, 0x501000)]
    [InlineData(0x501000, 0x2000, 0x600000)]
    public void The_lowest_free_stretch_is_taken(ulong from, ulong size, ulong expected) =>
        Assert.Equal(new TargetAddress(expected), FreeSpace.Find(Mappings, [], new TargetAddress(from), new TargetAddress(0x800000), size));

    [Fact]
    public void What_is_about_to_be_mapped_is_left_free() =>
        Assert.Equal(
            new TargetAddress(0x601000),
            FreeSpace.Find(Mappings, [new MappedArea(new TargetAddress(0x600000), 0x1000, AreaProtection.Read)], new TargetAddress(0x500000), new TargetAddress(0x800000), 0x3000));

    [Fact]
    public void Room_out_of_reach_is_none() =>
        Assert.Null(FreeSpace.Find(Mappings, [], new TargetAddress(0x400000), new TargetAddress(0x800000), 0x200000));
}
