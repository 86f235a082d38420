using Hotfixing.Binary;
using Hotfixing.Binary.GoSym;
using Hotfixing.Go.Compare;
using Hotfixing.Go.Link;
using Hotfixing.GoPrograms;
using Hotfixing.Linux;
using Iced.Intel;

namespace Hotfixing.Tests.Go.Link;

public class LinkingAdditions
{
    /// <summary>A new type with methods, a new package, new variables that are filled when the program starts.</summary>
    internal static readonly GoSources Extended = WorkshopSource.Files
        .Replace("return \"three\"", "return &circle{3, fresh}")
        .Replace("return x.Name()", "return fmt.Sprint(x.Name(), x.Area())")
        .Replace("var count int\n", """
            type circle struct {
            	radius float64
            	why    error
            }

            func (c *circle) Area() float64 { return c.radius * 3 }
            func (c *circle) Name() string {
            	order.PushBack(c.radius)
            	return fmt.Sprint(strings.ToTitle("circle "), c.why, order.Len())
            }

            var order = list.New()
            var fresh = fmt.Errorf("fresh: %w", errBase)
            var count int

            """)
        .Replace("\t\"errors\"\n", "\t\"container/list\"\n\t\"errors\"\n\t\"strings\"\n");

    [Theory]
    [MemberData(nameof(GoToolchain.Versions), MemberType = typeof(GoToolchain))]
    public void A_new_type_reads_as_one_among_the_programs_types(string version)
    {
        var linking = LinkCase.Of(version, WorkshopSource.Files, Extended);
        var image = linking.Link().Image;
        var (bias, types) = (linking.Request.Live.Bias, TypesAfter(linking, image));
        var brought = image.Contents.Types.Select(t => types.All[bias.Linked(t)]).ToList();
        var circle = Assert.Single(brought, t => t.Key is { Kind: GoKind.Struct, Text: "main.circle" });
        Assert.Equal(["radius", "why"], circle.Fields.Select(f => f.Name.Text));
        Assert.All(circle.Fields, f => Assert.True(linking.Request.Program.Contains(f.Type, 48)));
        var pointer = Assert.Single(brought, t => t.Key is { Kind: GoKind.Pointer, Text: "*main.circle" });
        var text = RuntimeModule.First(linking.Request.Program, linking.Request.Layout).Text;
        Assert.Equal(
            ["Area main.(*circle).Area", "Name main.(*circle).Name"],
            pointer.Methods.Select(m => $"{m.Name.Text} {NameAt(image, bias.Loaded(text + (uint)m.InterfaceFunction))}"));
        Assert.True(image.TypesEnd >= bias.Loaded(circle.Address + 48));
        Assert.True(image.TypesEnd > bias.Loaded(linking.Request.Live.EndOfTypes));
    }

    [Theory]
    [MemberData(nameof(GoToolchain.Versions), MemberType = typeof(GoToolchain))]
    public void A_new_itab_joins_the_new_type_with_the_programs_interface(string version)
    {
        var linking = LinkCase.Of(version, WorkshopSource.Files, Extended);
        var image = linking.Link().Image;
        var (bias, memory) = (linking.Request.Live.Bias, linking.Patched(image));
        var types = TypesAfter(linking, image);
        var itabs = image.Itabs.Select(a => Itab.Read(memory, bias.Linked(a))).ToList();
        Assert.All(itabs, i => Assert.DoesNotContain(linking.Request.Live.Itabs, l => Itab.Read(memory, l) is var old && old.Interface == i.Interface && old.Type == i.Type));
        foreach (var itab in itabs.Where(i => types.All[i.Type].Key.Text == "*main.circle"))
        {
            Assert.Equal("main.shape", types.All[itab.Interface].Key.Text);
            Assert.Equal("main.(*circle).Area", NameAt(image, bias.Loaded(memory.ReadAddress(itab.Slot(0)))));
            Assert.Equal(types.All[itab.Type].Key.Hash, memory.ReadUInt32(itab.Address + 16));
        }
    }

    [Theory]
    [MemberData(nameof(GoToolchain.Versions), MemberType = typeof(GoToolchain))]
    public void New_variables_are_filled_by_initialisers_that_leave_the_others_alone(string version)
    {
        var linking = LinkCase.Of(version, WorkshopSource.Files, Extended);
        var linked = linking.Link();
        var run = linked.Image.Initialisers!;
        Assert.Equal("main.init", run.Functions[^1]);
        Assert.DoesNotContain("main.init.0", run.Functions);
        Assert.DoesNotContain("main.init.1", run.Functions);
        Assert.Contains("main.order", linked.Image.Contents.Variables.Keys);
        Assert.Contains("main.fresh", linked.Image.Contents.Variables.Keys);
        Assert.DoesNotContain(linked.Image.Contents.Variables.Keys, v => v.StartsWith("main.hotfix_", StringComparison.Ordinal));
        var (reads, writes) = OperandsOfInit(linking, linked.Image, "main.init");
        Assert.Contains(reads, r => r.Name == "main.errBase");
        Assert.All(reads.Where(r => linking.Program.Find(r.Name) is not null), r => Assert.Equal(linking.Program.Find(r.Name)!.Start.Value, r.Address.Value));
        Assert.Contains(writes, w => w.Name == "main.name");
        Assert.All(writes, w => Assert.False(linking.Request.Program.Contains(w.Address, 1)));
    }

    [Theory]
    [MemberData(nameof(GoToolchain.Versions), MemberType = typeof(GoToolchain))]
    public void The_runner_gets_the_initialisers_as_function_values(string version)
    {
        var linking = LinkCase.Of(version, WorkshopSource.Files, Extended);
        var image = linking.Link().Image;
        var (bias, memory) = (linking.Request.Live.Bias, linking.Patched(image));
        var slice = linking.Object.Find("main.hotfix_functions")!.Start;
        Assert.Equal((ulong)image.Initialisers!.Functions.Count, memory.ReadUInt64(slice + 8));
        var names = Enumerable.Range(0, image.Initialisers.Functions.Count)
            .Select(i => memory.ReadAddress(memory.ReadAddress(memory.ReadAddress(slice) + (ulong)i * 8)))
            .Select(a => linking.Object.FunctionAt(a)!.Name);
        Assert.Equal(image.Initialisers.Functions, names);
        Assert.Equal(bias.Loaded(linking.Object.Find("main.hotfix_kick")!.Start), image.Initialisers.Kick);
        Assert.Equal(bias.Loaded(linking.Object.Find("main.hotfix_state")!.Start), image.Initialisers.State);
    }

    [Theory]
    [MemberData(nameof(GoToolchain.Versions), MemberType = typeof(GoToolchain))]
    public void The_collector_sees_the_pointers_of_the_patchs_variables(string version)
    {
        var linking = LinkCase.Of(version, WorkshopSource.Files, Extended);
        var image = linking.Link().Image;
        var memory = linking.Patched(image);
        var module = new RuntimeModule(memory, linking.Request.Live.Bias.Linked(image.Module), linking.Request.Layout);
        foreach (var name in new[] { "main.order", "main.fresh" })
        {
            var variable = linking.Object.Find(name)!.Start;
            var (start, mask) = variable >= module.AddressIn("data") && variable < module.AddressIn("edata") ? ("data", "gcdatamask") : ("bss", "gcbssmask");
            // Of the two words of an interface the collector looks at the second only.
            var word = (int)((variable - module.AddressIn(start)) / 8) + (name == "main.fresh" ? 1 : 0);
            Assert.InRange(word, 0, (int)memory.ReadUInt32(module.Field(mask)) - 1);
            var bits = memory.ReadAddress(module.Field(mask) + 8);
            Assert.Equal(1, memory.ReadByte(bits + (ulong)(word / 8)) >> (word % 8) & 1);
        }
    }

    [Theory]
    [MemberData(nameof(GoToolchain.Versions), MemberType = typeof(GoToolchain))]
    public void A_new_package_brings_what_the_program_had_left_out(string version)
    {
        var after = WorkshopSource.Files
            .Replace("return \"three\"", "text, err := json.Marshal(map[string]any{\"a\": []int{kind}, \"b\": errBase.Error()})\n\t\tif err == nil {\n\t\t\treturn string(text)\n\t\t}")
            .Replace("\t\"errors\"\n", "\t\"encoding/json\"\n\t\"errors\"\n");
        var linking = LinkCase.Of(version, WorkshopSource.Files, after);
        var image = linking.Link().Image;
        Assert.Contains("encoding/json.init", image.Initialisers!.Functions);
        Assert.Contains("encoding/json.Marshal", image.Contents.Functions.Keys);
        Assert.True(image.Fills.Count > 20, $"{image.Fills.Count}");
        var memory = linking.Request.Live.Memory;
        var unreachable = linking.Program.Find("runtime.unreachableMethod")!.Start.Value;
        Assert.All(image.Fills, f => Assert.Equal(f.Expected, f.Width == 8 ? memory.ReadUInt64(new(f.Address.Value)) : memory.ReadUInt32(new(f.Address.Value))));
        Assert.All(image.Fills, f => Assert.Equal(f.Width == 8 ? unreachable : uint.MaxValue, f.Expected));
        Assert.Equal(image.Fills.Count, image.Fills.Select(f => f.Address).Distinct().Count());
        var itabSlots = image.Fills.Where(f => f.Width == 8).ToList();
        Assert.NotEmpty(itabSlots);
        Assert.All(itabSlots, f => Assert.True(NameAt(image, new(f.Value)) is not null || linking.Program.FunctionAt(new(f.Value))?.Start.Value == f.Value));
    }

    private static string? NameAt(PatchImage image, TargetAddress address) =>
        image.Contents.Functions.FirstOrDefault(f => f.Value.Address == address).Key;

    private static GoTypes TypesAfter(LinkCase linking, PatchImage image)
    {
        var live = linking.Request.Live with { Memory = linking.Patched(image), Patches = [new LivePatch(image.Id, image.Areas, image.Contents)] };
        return LiveTypes.Find(live, linking.Request.Layout, linking.Request.Types.ObjectTypes.Space.HasSwissMaps);
    }

    private static (List<Operand> Reads, List<Operand> Writes) OperandsOfInit(LinkCase linking, PatchImage image, string name)
    {
        var (reads, writes) = (new List<Operand>(), new List<Operand>());
        var init = linking.Object.Find(name)!;
        var memory = linking.Patched(image);
        foreach (var (was, now) in FunctionInstructions.Decode(linking.ObjectImage, init).Zip(FunctionInstructions.Decode(memory, init)))
        {
            if (was.Instruction.IsIPRelativeMemoryOperand && linking.Object.At(new(was.Instruction.IPRelativeMemoryAddress)) is { Kind: ImageSymbolKind.Variable } variable
                && variable.Name.StartsWith("main.", StringComparison.Ordinal) && was.Instruction.Mnemonic is Mnemonic.Mov or Mnemonic.Movups)
            {
                var at = new ImageAddress(now.Instruction.IPRelativeMemoryAddress - (was.Instruction.IPRelativeMemoryAddress - variable.Start.Value));
                (was.Instruction.Op0Kind == OpKind.Memory ? writes : reads).Add(new Operand(variable.Name, at));
            }
        }

        return (reads, writes);
    }

    private sealed record Operand(string Name, ImageAddress Address);
}
