using Hotfixing.Binary.Elf;
using Hotfixing.Binary.GoSym;
using Hotfixing.Go.Compare;
using Hotfixing.Go.Link;
using Hotfixing.GoPrograms;
using Hotfixing.Linux;

namespace Hotfixing.Tests.Go.Link;

public class RefusingToLink
{
    private static readonly GoSources Before = WorkshopSource.Files;
    private static readonly GoSources Fixed = Before.Replace("helper(n+1)", "helper(n+2)");

    [Fact]
    public void HF4101_nothing_near_the_program_is_free()
    {
        var linking = LinkCase.Of("1.24", Before, Fixed);
        var full = linking.Request.Live with { Mappings = [new MemoryMapping(0x400000, 0x90000000, "rw-p", 0, default, "", false)] };
        var refusal = Assert.Throws<CannotLinkException>(() => PatchPlacement.Choose(linking.Request.Program, linking.ObjectImage.File, full)).Refusal;
        Assert.Equal("HF4101", refusal.Id);
    }

    [Fact]
    public void A_stretch_that_is_taken_is_passed_over()
    {
        var first = LinkCase.Of("1.24", Before, Fixed).ObjectImage;
        var start = first.AddressOf(first.File.Section(".text")!).Value;
        var second = LinkCase.Of("1.24", Before, Fixed, new LinkCaseOptions { Mapped = [(start + 0x10000, start + 0x20000)] }).ObjectImage;
        Assert.True(second.AddressOf(second.File.Section(".text")!).Value > start + 0x20000);
    }

    [Fact]
    public void HF4102_a_name_that_several_things_have()
    {
        var linking = LinkCase.Of("1.24", Before, Fixed);
        var symbols = new ImageSymbols(TwoOfOneName(linking.Request.Program));
        Assert.Equal("HF4102", Assert.Throws<CannotLinkException>(() => symbols.Find("main.helper")).Refusal.Id);
        Assert.NotNull(symbols.Find("main.limit"));
    }

    [Fact]
    public void HF4103_something_of_C_that_the_program_does_not_have()
    {
        var before = Before.Replace("import (", "/*\n#include <stdlib.h>\n*/\nimport \"C\"\n\nimport (").Replace("len(os.Args)}", "int(C.abs(C.int(len(os.Args))))}");
        var after = before.Replace("return limits[n&3]", "return int(C.labs(C.long(limits[n&3])))");
        var refusal = LinkCase.Of("1.24", before, after, new LinkCaseOptions { Cgo = true }).Refusal();
        Assert.Equal("HF4103", refusal.Id);
        Assert.Matches("needs _cgo_[0-9a-f]+_Cfunc_l?abs", refusal.What);
        Assert.Contains("a file of the package that does not import C", refusal.Remedy);
    }

    [Fact]
    public void HF4104_a_variable_of_another_size()
    {
        var refusal = LinkCase.Of("1.24", Before, Before.Replace("[4]int{1, 2, 3, 4}", "[8]int{1, 2, 3, 4}").Replace("limits[n&3]", "limits[n&7]")).Refusal();
        Assert.Equal("HF4104", refusal.Id);
        Assert.Contains("main.limits has 32 bytes in the program and 64", refusal.What);
    }

    [Fact]
    public void HF4105_code_that_cannot_be_read()
    {
        var linking = LinkCase.Of("1.24", Before, Fixed);
        var types = linking.Object.All.First(s => SymbolNames.AreTypes(s.Name));
        var refusal = Assert.Throws<CannotLinkException>(() => FunctionInstructions.Decode(linking.ObjectImage, types with { Size = 4096 })).Refusal;
        Assert.Equal("HF4105", refusal.Id);
    }

    [Fact]
    public void HF4106_a_reference_to_what_is_no_type()
    {
        var linking = LinkCase.Of("1.24", Before, Fixed);
        var symbol = linking.ObjectImage.File.Symbols.First(s => s.Name == "type:*");
        var name = linking.Request.Types.ObjectTypes.All.Values.First(t => t.Key.Text == "main.square").Name.Address;
        Assert.Equal("HF4106", Assert.Throws<CannotLinkException>(() => BinderOf(linking).Bind(symbol.Index, name, "a test")).Refusal.Id);
    }

    [Fact]
    public void HF4107_a_type_of_another_layout()
    {
        var refusal = LinkCase.Of("1.24", Before, Before.Replace("type square struct{ side float64 }", "type square struct{ side, other float64 }").Replace("square{2}", "square{2, 3}").Replace("square{1}", "square{1, 1}")).Refusal();
        Assert.Equal("HF4107", refusal.Id);
        Assert.Contains("main", refusal.What);
    }

    [Fact]
    public void HF4108_a_variable_of_the_thread_whose_place_is_not_known()
    {
        var linking = LinkCase.Of("1.24", Before, Fixed);
        var relocations = new ObjectRelocations(linking.ObjectImage);
        var place = relocations.All().First(r => r.Relocation.Type == ElfRelocationType.ThreadOffset32).Place;
        var function = linking.Object.FunctionAt(place)!;
        var output = new PatchBytes(linking.ObjectImage);
        var far = new FarAddresses(new ExtraArea(default), output, linking.Request.Live.Bias);
        var linker = new CodeLinker(linking.ObjectImage, relocations, BinderOf(linking), output, far, new(() => null));
        Assert.Equal("HF4108", Assert.Throws<CannotLinkException>(() => linker.Link(function, null)).Refusal.Id);
        Assert.Equal(-8, ThreadOffset.Find(linking.Request.Program, linking.Program, linking.ObjectImage, linking.Object, relocations));
    }

    [Fact]
    public void HF4109_init_functions_that_changed_and_became_more()
    {
        var after = Fixed.Replace("func init() { count = 1 }", "func init() { count = 2 }\n\nfunc init() { count = 3 }");
        Assert.Equal("HF4109", LinkCase.Of("1.24", Before, after).Refusal().Id);
    }

    [Theory]
    [MemberData(nameof(GoToolchain.Versions), MemberType = typeof(GoToolchain))]
    public void HF4110_an_initialiser_that_would_pass_on_the_address_of_a_variable(string version)
    {
        var after = Fixed.Replace("return \"three\"", "return kept").Replace("var count int\n", "var kept = keep(&count)\n\n//go:noinline\nfunc keep(p *int) any { return p }\n\nvar count int\n");
        var refusal = LinkCase.Of(version, Before, after).Refusal();
        Assert.Equal("HF4110", refusal.Id);
        Assert.Contains("main.count", refusal.What);
    }

    [Fact]
    public void HF4111_initialisers_and_no_runner()
    {
        var after = Fixed.Replace("func init() { count = 1 }", "func init() { count = 1 }\n\nfunc init() { count += limits[1] }");
        Assert.Equal("HF4111", LinkCase.Of("1.24", Before, after, new LinkCaseOptions { HasRunner = false }).Refusal().Id);
        Assert.Equal(["main.init.1"], LinkCase.Of("1.24", Before, after).Link().Image.Initialisers!.Functions);
    }

    [Fact]
    public void HF4114_initialisers_that_run_again_and_do_more_than_fill_variables()
    {
        var before = Before.Replace("var name = os.Args[0]", "var name = load()").Replace("//go:noinline\nfunc helper", "//go:noinline\nfunc load() string { return os.Getenv(\"NAME\") }\n\n//go:noinline\nfunc helper");
        var after = before.Replace("return \"three\"", "return fresh").Replace("var count int\n", "var fresh = errors.New(os.Args[0])\nvar count int\n");
        var warning = Assert.Single(LinkCase.Of("1.24", before, after).Link().Diagnostics);
        Assert.Equal(("HF4114", Severity.Warning), (warning.Id, warning.Severity));
        Assert.Contains("main.load", warning.What);
        Assert.Empty(LinkCase.Of("1.24", Before, LinkingAdditions.Extended).Link().Diagnostics);
    }

    [Fact]
    public void HF4115_tables_that_are_not_understood()
    {
        var linking = LinkCase.Of("1.24", Before, Fixed);
        var module = RuntimeModule.First(linking.ObjectImage, linking.Request.Layout);
        var damaged = linking.ObjectImage.AsLoaded([new(module.Slice("inittasks").Start, BitConverter.GetBytes(module.Text.Value))], 0);
        var tasks = new InitTasks(RuntimeModule.First(damaged, linking.Request.Layout), linking.Object);
        Assert.Equal("HF4115", Assert.Throws<CannotLinkException>(tasks.Read).Refusal.Id);
    }

    private static Binder BinderOf(LinkCase linking) =>
        new(linking.Request, linking.Object, linking.Program, new ObjectRelocations(linking.ObjectImage), new Reach());

    // The name of a function given to another of the same length.
    private static ProgramImage TwoOfOneName(ProgramImage program)
    {
        var bytes = program.File.Bytes.ToArray();
        var at = bytes.AsSpan().IndexOf("\0main.helper\0"u8) + 1;
        var other = bytes.AsSpan().IndexOf("\0main.square\0"u8);
        Assert.True(at > 0);
        var target = other >= 0 ? other + 1 : bytes.AsSpan().IndexOf("\0main.errBas"u8) + 1;
        "main.helper\0"u8.CopyTo(bytes.AsSpan(target));
        return ProgramImage.Of(ElfFile.Parse(bytes, "a copy"));
    }
}
