using Hotfixing.Binary;
using Hotfixing.Binary.Dwarf;
using Hotfixing.Binary.Elf;
using Hotfixing.Binary.GoSym;
using Hotfixing.GoPrograms;
using Hotfixing.Tests.Go;

namespace Hotfixing.Tests.Binary;

public class ReadingTypes
{
    private static readonly ImageAddress Place = new(0x10000000);

    [Theory]
    [MemberData(nameof(GoToolchain.Versions), MemberType = typeof(GoToolchain))]
    public void All_types_of_an_object_of_the_same_sources_are_those_of_the_program(string version) =>
        AllAreBound(BuiltPair.Of(version, ShopSource.Files));

    [Theory]
    [InlineData("1.19")]
    [InlineData("1.24")]
    [InlineData("1.26")]
    public void So_they_are_in_a_position_independent_program(string version) => AllAreBound(BuiltPair.Of(version, ShopSource.Files, mode: "pie"));

    [Theory]
    [MemberData(nameof(GoToolchain.Versions), MemberType = typeof(GoToolchain))]
    public void A_struct_an_interface_a_function_and_a_map_are_read(string version)
    {
        var types = TypesOf(ProgramImage.Of(BuiltPair.Of(version, ShopSource.Files).ReadExecutable()));
        var item = Single(types, GoKind.Struct, "stock.Item");
        Assert.Equal(("example.com/shop/stock", 32UL), (item.Key.PackagePath, item.Size));
        Assert.Equal([("Name", 0UL), ("Cents", 16UL), ("Tags", 24UL)], item.Fields.Select(f => (f.Name.Text, f.Offset)));
        Assert.Equal(["string", "int64", "map[string]int"], item.Fields.Select(f => types.All[f.Type].Key.Text));
        var map = types.All[item.Fields[2].Type];
        Assert.Equal(("string", "int"), (types.All[map.MapKey!.Value].Key.Text, types.All[map.Element!.Value].Key.Text));
        Assert.Contains(item.Methods, m => m.Name.Text == "Price" && m.InterfaceFunction > 0);
        var priced = Single(types, GoKind.Interface, "main.priced");
        Assert.Equal(["Price"], priced.InterfaceMethods.Select(m => m.Name.Text));
        var price = types.All[priced.InterfaceMethods[0].Type];
        Assert.Equal(("func() float64", 1), (price.Key.Text, price.Parameters.Count));
        Assert.Equal(item, types.Containing(item.Address + 8));
    }

    [Theory]
    [MemberData(nameof(GoToolchain.Versions), MemberType = typeof(GoToolchain))]
    public void A_type_of_another_layout_is_a_conflict_and_so_is_what_is_made_of_it(string version)
    {
        var program = TypesOf(ProgramImage.Of(BuiltPair.Of(version, ShopSource.Files).ReadExecutable()));
        var edited = BuiltPair.Of(version, ShopSource.Files.Replace("\ttotal float64\n", "\ttotal float64\n\textra int64\n"));
        var match = GoTypeMatch.Of(TypesOf(ProgramImage.Of(edited.ReadObject(), Place)), program);
        var basket = Single(match.ObjectTypes, GoKind.Struct, "main.basket");
        Assert.Contains("size changes from 48 to 56", match.Conflicts[basket.Address]);
        Assert.Contains("another type", match.Conflicts[Single(match.ObjectTypes, GoKind.Pointer, "*main.basket").Address]);
        Assert.True(match.Bound.ContainsKey(Single(match.ObjectTypes, GoKind.Interface, "main.priced").Address));
    }

    [Theory]
    [MemberData(nameof(GoToolchain.Versions), MemberType = typeof(GoToolchain))]
    public void A_new_type_is_added_and_bound_to_nothing(string version)
    {
        var program = TypesOf(ProgramImage.Of(BuiltPair.Of(version, ShopSource.Files).ReadExecutable()));
        var edited = ShopSource.Files.Replace("return \"nothing known\"", "return fmt.Sprintf(\"%T\", discount{1})")
            .Replace("var visits int", "type discount struct{ percent int }\n\nvar visits int");
        var match = GoTypeMatch.Of(TypesOf(ProgramImage.Of(BuiltPair.Of(version, edited).ReadObject(), Place)), program);
        Assert.Empty(match.Conflicts);
        Assert.Contains(match.Added, t => t.Key.Text == "main.discount");
        Assert.All(match.Added, t => Assert.DoesNotContain(t.Address, match.Bound.Keys));
    }

    [Fact]
    public void A_descriptor_that_points_outside_is_refused()
    {
        var image = ProgramImage.Of(BuiltPair.Of("1.24", ShopSource.Files).ReadExecutable());
        var item = Single(TypesOf(image), GoKind.Slice, "[]stock.Item");
        var damaged = image.AsLoaded([new(item.Address + 48, BitConverter.GetBytes(0x1234567UL))], 0);
        Assert.Throws<InvalidBinaryException>(() => TypesOf(damaged));
    }

    internal static GoTypes TypesOf(ProgramImage image)
    {
        var information = DwarfInformation.Read(image);
        var module = RuntimeModule.First(image, ModuleLayout.Of(image.File.Name, information));
        return GoTypesOfProgram.Find(module, information.Structs.ContainsKey("internal/runtime/maps.Map"));
    }

    private static void AllAreBound(BuiltPair build)
    {
        var program = TypesOf(ProgramImage.Of(build.ReadExecutable()));
        var match = GoTypeMatch.Of(TypesOf(ProgramImage.Of(build.ReadObject(), Place)), program);
        Assert.True(match.Bound.Count > 500);
        Assert.Equal((0, 0, program.All.Count), (match.Added.Count, match.Conflicts.Count, match.Bound.Count));
    }

    private static GoType Single(GoTypes types, GoKind kind, string text) => types.All.Values.Single(t => t.Key.Kind == kind && t.Key.Text == text);
}
