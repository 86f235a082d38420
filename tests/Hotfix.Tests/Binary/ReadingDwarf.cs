using System.Buffers.Binary;
using System.Globalization;
using System.Text.RegularExpressions;
using Hotfixing.Binary;
using Hotfixing.Binary.Dwarf;
using Hotfixing.Binary.Elf;
using Hotfixing.GoPrograms;
using Hotfixing.Tests.Go;

namespace Hotfixing.Tests.Binary;

public partial class ReadingDwarf
{
    [Theory]
    [MemberData(nameof(GoToolchain.Versions), MemberType = typeof(GoToolchain))]
    public void A_program_and_its_object_tell_the_same_of_a_type_a_function_and_a_variable(string version)
    {
        foreach (var information in Both(version))
        {
            Assert.Equal(version == "1.26" ? 5 : 4, information.Version);
            var item = information.Structs["example.com/shop/stock.Item"];
            Assert.Equal((32UL, 25), (item.Type.Size, item.Type.GoKind));
            Assert.Equal(
                [("Name", 0UL, "string"), ("Cents", 16UL, "int64"), ("Tags", 24UL, "map[string]int")],
                item.Members.Select(m => (m.Name, m.Offset, m.Type.Name)));
            var add = information.Functions["main.(*basket).add"];
            Assert.Equal(["*main.basket", "example.com/shop/stock.Item", "int"], add.Parameters.Select(p => p.Type.Name));
            Assert.Equal([false, false, true], add.Parameters.Select(p => p.IsResult));
            Assert.Equal("string", information.Variables["main.greeting"].Type.Name);
            Assert.Equal("map[string]example.com/shop/stock.Item", information.Variables["example.com/shop/stock.shelf"].Type.Name);
            Assert.Equal(["a"], information.Functions["main.small"].Parameters.Where(p => !p.IsResult).Select(p => p.Name));
        }
    }

    [Theory]
    [MemberData(nameof(GoToolchain.Versions), MemberType = typeof(GoToolchain))]
    public void Every_struct_that_readelf_prints_is_read_with_its_size(string version)
    {
        var program = BuiltPair.Of(version, ShopSource.Files);
        var expected = StructInDump().Matches(string.Join('\n', BuiltPair.Print("readelf", "--debug-dump=info", program.Executable)))
            .Select(m => (m.Groups[1].Value, ulong.Parse(m.Groups[2].Value, CultureInfo.InvariantCulture))).Distinct().ToList();
        var structs = DwarfInformation.Read(ProgramImage.Of(program.ReadExecutable())).Structs;
        Assert.True(expected.Count > 200);
        var unambiguous = expected.GroupBy(e => e.Item1).Where(g => g.Count() == 1).Select(g => g.Single());
        Assert.DoesNotContain(unambiguous, e => structs.GetValueOrDefault(e.Item1)?.Type.Size != e.Item2);
    }

    [Theory]
    [MemberData(nameof(GoToolchain.Versions), MemberType = typeof(GoToolchain))]
    public void The_fields_of_the_runtime_are_found_through_other_fields(string version)
    {
        foreach (var information in Both(version))
        {
            var scheduling = information.Structs["runtime.g"].Member("sched")!;
            Assert.Equal(scheduling.Offset + information.Structs["runtime.gobuf"].Member("pc")!.Offset, information.OffsetOf("runtime.g", "sched.pc"));
            Assert.Null(information.OffsetOf("runtime.g", "sched.nothing"));
            Assert.Null(information.OffsetOf("runtime.nothing", "sched"));
        }
    }

    [Theory]
    [InlineData("1.24")]
    [InlineData("1.26")]
    public void What_a_function_literal_captures_is_read_with_its_place(string version)
    {
        foreach (var information in Both(version))
        {
            var literal = information.Functions["main.counter.func1"];
            Assert.Contains(("&n", 8UL, "*int"), literal.Captures.Select(c => (c.Name, c.Offset, c.Type.Name)));
        }
    }

    [Theory]
    [MemberData(nameof(GoToolchain.Versions), MemberType = typeof(GoToolchain))]
    public void A_function_that_is_inlined_and_has_code_of_its_own_is_read_with_all_results(string version)
    {
        var sources = GoSources.OfMain("""
            package main

            import "os"

            func small(n int, _ string) (int32, error) { return int32(n) * 3, nil }

            func other(n int, _ string) (int32, error) { return int32(n) * 4, nil }

            //go:noinline
            func long(n int8, s string, b bool) (uint16, string) {
            	defer print()
            	return uint16(len(s)), s
            }

            func main() {
            	f := small
            	if len(os.Args) > 5 {
            		f = other
            	}
            	println(f(1, ""))
            	println(small(2, ""))
            	println(long(1, os.Args[0], true))
            }

            """);
        // Go 1.19 says nothing of a parameter without a name in a function that is inlined.
        var information = DwarfInformation.Read(ProgramImage.Of(BuiltPair.Of(version, sources).ReadExecutable()));
        Assert.Equal(
            version == "1.19" ? [("int", false), ("int32", true), ("error", true)] : [("int", false), ("string", false), ("int32", true), ("error", true)],
            information.Functions["main.small"].Parameters.Select(p => (p.Type.Name, p.IsResult)));
        Assert.Equal(
            [("int8", false), ("string", false), ("bool", false), ("uint16", true), ("string", true)],
            information.Functions["main.long"].Parameters.Select(p => (p.Type.Name, p.IsResult)));
    }

    [Fact]
    public void A_file_without_debug_information_has_nothing()
    {
        var information = DwarfInformation.Read(ProgramImage.Of(BuiltPair.Of("1.24", ShopSource.Files, linkerFlags: "-w").ReadExecutable()));
        Assert.Equal(0, information.Version);
        Assert.Empty(information.Structs);
    }

    [Fact]
    public void Code_that_another_compiler_made_is_left_out()
    {
        var information = DwarfInformation.Read(ProgramImage.Of(BuiltPair.Of("1.24", ShopSource.Files).ReadExecutable()));
        Assert.DoesNotContain("_IO_FILE", information.Structs.Keys);
    }

    [Theory]
    [InlineData(0, 0xfffffff0u, "reaches beyond the end")]
    [InlineData(0, 0x7fffffffu, "reaches beyond the end")]
    [InlineData(4, 9u, "DWARF 9")]
    [InlineData(6, 0xffffffu, ".debug_abbrev")]
    public void A_header_that_makes_no_sense_is_refused(int offset, uint value, string message)
    {
        var bytes = Damaged(b => BinaryPrimitives.WriteUInt32LittleEndian(b.AsSpan(offset), value));
        var e = Assert.Throws<InvalidBinaryException>(() => DwarfInformation.Read(ProgramImage.Of(ElfFile.Parse(bytes, "damaged"))));
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_byte_is_damaged_the_rest_is_read_or_refused()
    {
        var random = new Random(11);
        for (var i = 0; i < 150; i++)
        {
            var bytes = Damaged(b => b[random.Next(b.Length)] ^= (byte)(1 + random.Next(255)), i % 2 == 0 ? ".debug_info" : ".debug_abbrev");
            try
            {
                DwarfInformation.Read(ProgramImage.Of(ElfFile.Parse(bytes, "damaged")));
            }
            catch (InvalidBinaryException e)
            {
                Assert.Equal("damaged", e.File);
            }
        }
    }

    private static byte[] Damaged(Action<byte[]> damage, string section = ".debug_info")
    {
        var bytes = File.ReadAllBytes(BuiltPair.Of("1.24", ShopSource.Files, linkerFlags: "-compressdwarf=false").Executable);
        var place = ElfFile.Parse((byte[])bytes.Clone(), "").Section(section)!;
        var contents = bytes.AsSpan((int)place.Offset, (int)place.Size).ToArray();
        damage(contents);
        contents.CopyTo(bytes, (int)place.Offset);
        return bytes;
    }

    private static IEnumerable<DwarfInformation> Both(string version)
    {
        var program = BuiltPair.Of(version, ShopSource.Files);
        yield return DwarfInformation.Read(ProgramImage.Of(program.ReadExecutable()));
        yield return DwarfInformation.Read(ProgramImage.Of(program.ReadObject(), new ImageAddress(0x10_0000)));
    }

    [GeneratedRegex(@"DW_TAG_structure_type\)\n[^\n]*DW_AT_name\s*: (.*)\n[^\n]*DW_AT_byte_size\s*: (\d+)")]
    private static partial Regex StructInDump();
}
