using Hotfixing.Binary;
using Hotfixing.Binary.GoSym;
using Hotfixing.Go.Compare;
using Hotfixing.Go.Link;
using Hotfixing.GoPrograms;
using Iced.Intel;

namespace Hotfixing.Tests.Go.Link;

public class LinkingFixes
{
    private const int MostBytes = 256 * 1024;
    private static readonly GoSources Fixed = WorkshopSource.Files.Replace("return helper(n) + helper(n+1)", "return helper(n+5) * helper(n) + limits[n&1]");

    private static readonly GoSources Wide = WorkshopSource.Files
        .Replace("return helper(n) + helper(n+1)", "return helper(n+5) * helper(n) + limits[n&1]")
        .Replace("return \"three\"", "return fmt.Sprint(\"three \", errBase, block{7}, func() int { return count - kind })")
        .Replace("return fmt.Sprintf(\"%T\", v)", "return fmt.Sprintf(\"a %T\", v) + name[1:]")
        .Replace("{ *to = *from }", "{ *to = *from; to[1]++ }")
        .Replace("done <- twice(1)", "done <- twice(2)");

    [Theory]
    [MemberData(nameof(GoToolchain.Versions), MemberType = typeof(GoToolchain))]
    public void A_fix_of_one_function_brings_that_function_and_little_else(string version)
    {
        var linking = LinkCase.Of(version, WorkshopSource.Files, Fixed);
        var image = linking.Link().Image;
        Assert.Equal(["main.twice"], image.Contents.Functions.Keys);
        Assert.Empty(image.Contents.Variables);
        Assert.Empty(image.Contents.Types);
        Assert.Empty(image.Itabs);
        Assert.Empty(image.Fills);
        Assert.Null(image.Initialisers);
        Assert.Null(image.TypesEnd);
        Assert.InRange(image.Blocks.Sum(b => b.Bytes.Length), 1, MostBytes);
        var detour = Assert.Single(image.Detours);
        var twice = linking.Program.Find("main.twice")!;
        Assert.Equal(("main.twice", twice.Start.Value), (detour.Function, detour.Entry.Value));
        Assert.Equal(linking.Request.Program.Read(twice.Start, 16).ToArray(), detour.Code.ToArray());
        Assert.Equal(image.Contents.Functions["main.twice"].Address, detour.Replacement);
    }

    [Theory]
    [MemberData(nameof(GoToolchain.Versions), MemberType = typeof(GoToolchain))]
    public void Everything_written_lies_in_an_area_and_no_two_areas_meet(string version)
    {
        var image = LinkCase.Of(version, WorkshopSource.Files, Wide).Link().Image;
        Assert.All(image.Blocks, b => Assert.Single(image.Areas, a => b.Start >= a.Start && b.Start + (ulong)b.Bytes.Length <= a.Start + a.Length));
        Assert.All(image.Areas.Zip(image.Areas.Skip(1)), p => Assert.True(p.First.Start + p.First.Length <= p.Second.Start));
        Assert.All(image.Areas, a => Assert.Equal((0UL, 0UL), (a.Start.Value % 4096, a.Length % 4096)));
        Assert.Equal([AreaProtection.ReadExecute, AreaProtection.Read, AreaProtection.ReadWrite], image.Areas.Select(a => a.Protection));
    }

    [Theory]
    [MemberData(nameof(GoToolchain.Versions), MemberType = typeof(GoToolchain))]
    public void Every_branch_and_every_named_operand_means_in_the_target_what_it_means_in_the_object(string version)
    {
        var linking = LinkCase.Of(version, WorkshopSource.Files, Wide);
        Assert.True(CountReferences(linking, linking.Link().Image) > 40);
    }

    [Theory]
    [InlineData("1.19", 0x5555_5555_4000UL)]
    [InlineData("1.24", 0x5555_5555_4000UL)]
    [InlineData("1.26", 0x5555_5555_4000UL)]
    public void So_they_do_in_a_position_independent_program_wherever_it_is_loaded(string version, ulong bias)
    {
        var linking = LinkCase.Of(version, WorkshopSource.Files, Wide, new LinkCaseOptions { Mode = "pie", Bias = bias });
        var image = linking.Link().Image;
        Assert.True(CountReferences(linking, image) > 40);
        Assert.All(image.Areas, a => Assert.True(a.Start.Value > bias));
        Assert.Equal(linking.Program.Find("main.twice")!.Start.Value + bias, image.Detours.Single(d => d.Function == "main.twice").Entry.Value);
    }

    [Theory]
    [MemberData(nameof(GoToolchain.Versions), MemberType = typeof(GoToolchain))]
    public void The_runtime_finds_each_function_with_its_line_in_the_new_source(string version)
    {
        var linking = LinkCase.Of(version, WorkshopSource.Files, Wide);
        var image = linking.Link().Image;
        var module = ModuleOf(linking, image);
        var table = new FunctionTable(module);
        foreach (var (name, function) in image.Contents.Functions)
        {
            var found = table.Find(new ImageAddress(function.Address.Value + function.Size - 1))!.Value;
            Assert.Equal(function.Address.Value, found.Entry.Value);
            Assert.EndsWith("main.go", found.FileAt(found.Entry));
            Assert.Equal(name, found.Name);
        }

        var lines = Wide.Files["main.go"].Split('\n');
        var line = Array.FindIndex(lines, l => l.StartsWith("func twice", StringComparison.Ordinal)) + 1;
        Assert.Equal(line, table.Find(new ImageAddress(image.Contents.Functions["main.twice"].Address.Value))!.Value.LineAt(new ImageAddress(image.Contents.Functions["main.twice"].Address.Value)));
    }

    [Theory]
    [MemberData(nameof(GoToolchain.Versions), MemberType = typeof(GoToolchain))]
    public void The_module_has_a_name_of_its_own_and_is_linked_to_nothing(string version)
    {
        var linking = LinkCase.Of(version, WorkshopSource.Files, Wide);
        var image = linking.Link().Image;
        var module = ModuleOf(linking, image);
        var (name, length) = module.Slice("modulename");
        Assert.Equal("hotfix/1", System.Text.Encoding.UTF8.GetString(module.Image.Read(name, (int)length)));
        Assert.Equal(0UL, module.Image.ReadUInt64(module.Field("next")));
        Assert.Equal(0, module.Image.ReadByte(module.Field("hasmain")));
        Assert.Empty(module.ItabLinks);
        Assert.All(image.Contents.Functions.Values, f => Assert.InRange(f.Address.Value, module.AddressIn("minpc").Value, module.AddressIn("maxpc").Value));
        Assert.Equal(RuntimeModule.First(linking.Request.Program, linking.Request.Layout).Types, module.Types);
    }

    [Fact]
    public void Linking_twice_gives_the_same_bytes()
    {
        var linking = LinkCase.Of("1.24", WorkshopSource.Files, Wide);
        Assert.Equal(
            linking.Link().Image.Blocks.Select(b => (b.Start, Convert.ToHexString(b.Bytes.Span))),
            linking.Link().Image.Blocks.Select(b => (b.Start, Convert.ToHexString(b.Bytes.Span))));
    }

    private static RuntimeModule ModuleOf(LinkCase linking, PatchImage image) =>
        new(linking.Patched(image), linking.Request.Live.Bias.Linked(image.Module), linking.Request.Layout);

    // Reads the functions out of the patched memory and compares names: of what the object's instruction leads to, and of what stands
    // where the target's instruction leads.
    private static int CountReferences(LinkCase linking, PatchImage image)
    {
        var memory = linking.Patched(image);
        var bias = linking.Request.Live.Bias;
        var brought = image.Contents.Functions.ToDictionary(f => bias.Linked(f.Value.Address), f => f.Key);
        var names = 0;
        foreach (var (name, function) in image.Contents.Functions)
        {
            var own = linking.Object.Find(name)!;
            var linked = own with { Start = bias.Linked(function.Address) };
            foreach (var (was, now) in FunctionInstructions.Decode(linking.ObjectImage, own).Zip(FunctionInstructions.Decode(memory, linked)))
            {
                if (was.Instruction.Op0Kind == OpKind.NearBranch64 && !own.Contains(new ImageAddress(was.Instruction.NearBranchTarget)))
                {
                    var target = new ImageAddress(now.Instruction.NearBranchTarget);
                    Assert.Equal(linking.Object.FunctionAt(new(was.Instruction.NearBranchTarget))!.Name, brought.GetValueOrDefault(target) ?? linking.Program.FunctionAt(target)?.Name);
                    names++;
                }
                else if (was.Instruction.IsIPRelativeMemoryOperand && linking.Object.At(new(was.Instruction.IPRelativeMemoryAddress)) is { } symbol)
                {
                    var target = new ImageAddress(now.Instruction.IPRelativeMemoryAddress);
                    var isOwn = target.Value == was.Instruction.IPRelativeMemoryAddress;
                    Assert.Equal(symbol.Name, isOwn ? symbol.Name : linking.Program.At(target)?.Name ?? symbol.Name);
                    Assert.True(!isOwn || !linking.Request.Program.Contains(target, 1));
                    Assert.False(isOwn && symbol.Kind == ImageSymbolKind.Variable && linking.Program.Find(symbol.Name) is not null && !symbol.Name.Contains("..", StringComparison.Ordinal));
                    names++;
                }
            }
        }

        return names;
    }
}
