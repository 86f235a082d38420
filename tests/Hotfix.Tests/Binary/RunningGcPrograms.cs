using Hotfixing.Binary;
using Hotfixing.Binary.Elf;
using Hotfixing.Binary.GoSym;
using Hotfixing.GoPrograms;
using Hotfixing.Tests.Go;

namespace Hotfixing.Tests.Binary;

public class RunningGcPrograms
{
    private static readonly ImageAddress Place = new(0x7000_0000_0000);

    [Fact]
    public void Bits_are_taken_as_they_stand_and_repeated()
    {
        // Five bits 10110, then the last three of them twice more, then one bit.
        Assert.Equal("10110110110" + "1" + "0000", Run([5, 0b01101, 0x83, 2, 1, 1, 0], 16));

        // The last two bits, counted behind the instruction, a hundred times.
        Assert.Equal("10" + string.Concat(Enumerable.Repeat("10", 100)), Run([2, 0b01, 0x80, 2, 100, 0], 202));
    }

    [Theory]
    [InlineData(new byte[] { 5, 0b01101, 0 }, 4)]
    [InlineData(new byte[] { 2, 1, 0x83, 1, 0 }, 100)]
    [InlineData(new byte[] { 2, 1, 0x82, 0xff, 0xff, 0xff, 0xff, 0x0f, 0 }, 100)]
    [InlineData(new byte[] { 2, 1, 0x82, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f, 0 }, 100)]
    [InlineData(new byte[] { 2, 1 }, 100)]
    public void A_program_that_makes_too_much_or_has_no_end_is_refused(byte[] program, int words) =>
        Assert.Throws<InvalidBinaryException>(() => Run(program, words));

    [Theory]
    [MemberData(nameof(GoToolchain.Versions), MemberType = typeof(GoToolchain))]
    public void The_mask_of_a_programs_variables_has_a_bit_for_each_pointer(string version)
    {
        var image = ProgramImage.Of(BuiltPair.Of(version, ShopSource.Files).ReadExecutable());
        var module = ReadingFunctionTables.ModuleOf(image);
        var start = module.AddressIn("data");
        var mask = GcProgram.Run(image, module.AddressIn("gcdata"), (int)((module.AddressIn("edata") - start) / 8));
        var greeting = image.AddressOf(image.File.Symbols.Single(s => s.Name == "main.greeting"))!.Value;
        var at = (int)((greeting - start) / 8);
        Assert.Equal((true, false), (mask[at], mask[at + 1]));
    }

    private static string Run(byte[] program, int words)
    {
        var image = ProgramImage.Of(BuiltPair.Of("1.24", ShopSource.Files).ReadExecutable()).AsLoaded([new(Place, program)], 0);
        return string.Concat(GcProgram.Run(image, Place, words).Cast<bool>().Select(b => b ? '1' : '0'));
    }
}
