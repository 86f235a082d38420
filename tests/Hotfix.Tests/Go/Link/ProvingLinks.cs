using Hotfixing.Binary;
using Hotfixing.Binary.GoSym;
using Hotfixing.Go.Link;

namespace Hotfixing.Tests.Go.Link;

public class ProvingLinks
{
    // Made when a test asks for it, so that the test can be skipped where the toolchain is missing.
    private static readonly Lazy<LinkCase> Made = new(
        () => LinkCase.Of("1.24", WorkshopSource.Files, WorkshopSource.Files.Replace("helper(n) + helper(n+1)", "helper(n+2) - helper(n)")));

    private static LinkCase Linking => Made.Value;

    [Fact]
    public void A_patch_is_proved_when_nothing_is_wrong_with_it() => Verify(Linking.Link().Image);

    [Theory]
    [InlineData("a branch that leads elsewhere")]
    [InlineData("an instruction that is another")]
    [InlineData("a row of the table of functions")]
    [InlineData("the name of the module")]
    [InlineData("the types of the module")]
    public void HF4199_a_fault_of_the_linker_is_a_refusal(string fault)
    {
        var image = Linking.Link().Image;
        var twice = image.Contents.Functions["main.twice"];
        var module = new RuntimeModule(Linking.Patched(image), new(image.Module.Value), Linking.Request.Layout);
        var table = new FunctionTable(module);
        var at = fault switch
        {
            "a branch that leads elsewhere" => FunctionInstructions.Decode(Linking.Patched(image), Linking.Object.Find("main.twice")!)
                .First(i => i.Instruction.FlowControl == Iced.Intel.FlowControl.Call).Instruction.IP + 1,
            "an instruction that is another" => twice.Address.Value,
            "a row of the table of functions" => table.RowAt(table.Find(new(twice.Address.Value))!.Value.Index).Value,
            "the name of the module" => module.Slice("modulename").Start.Value,
            _ => module.Field("types").Value,
        };
        Assert.Equal("HF4199", Assert.Throws<CannotLinkException>(() => Verify(Damaged(image, at))).Refusal.Id);
    }

    [Fact]
    public void HF4199_a_branch_to_the_wrong_function_is_seen()
    {
        var image = Linking.Link().Image;
        var call = FunctionInstructions.Decode(Linking.Patched(image), Linking.Object.Find("main.twice")!)
            .First(i => i.Instruction.FlowControl == Iced.Intel.FlowControl.Call && Linking.Program.FunctionAt(new(i.Instruction.NearBranchTarget))!.Name == "main.helper").Instruction;
        var distance = BitConverter.GetBytes((int)((long)Linking.Program.Find("main.limit")!.Start.Value - (long)call.NextIP));
        var refusal = Assert.Throws<CannotLinkException>(() => Verify(With(image, call.IP + 1, distance))).Refusal;
        Assert.Contains("main.twice branches to", refusal.What);
    }

    [Fact]
    public void HF4199_bytes_that_the_object_does_not_have_are_not_brought()
    {
        var bytes = new PatchBytes(Linking.ObjectImage);
        Assert.Equal("HF4199", Assert.Throws<CannotLinkException>(() => bytes.Keep(new ImageAddress(0x1000), 8)).Refusal.Id);
    }

    private static PatchImage Damaged(PatchImage image, ulong at) => With(image, at, [(byte)(Linking.Patched(image).ReadByte(new(at)) ^ 0x11)]);

    private static PatchImage With(PatchImage image, ulong at, byte[] bytes) => image with
    {
        Blocks = [.. image.Blocks.Select(b =>
        {
            var copy = b.Bytes.ToArray();
            if (at >= b.Start.Value && at - b.Start.Value < (ulong)copy.Length)
            {
                bytes.CopyTo(copy, (int)(at - b.Start.Value));
            }

            return new MemoryBlock(b.Start, copy);
        })],
    };

    private static void Verify(PatchImage image)
    {
        var request = Linking.Request;
        var reach = new Reach();
        reach.NeedFunction(Linking.Object.Find("main.twice")!);
        LinkVerifier.Verify(request, Linking.Object, Linking.Program, reach, image);
    }
}
