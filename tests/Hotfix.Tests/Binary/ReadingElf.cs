using System.Globalization;
using Hotfixing.Binary;
using Hotfixing.Binary.Elf;
using Hotfixing.GoPrograms;
using Hotfixing.Linux;
using Hotfixing.Tests.Go;

namespace Hotfixing.Tests.Binary;

public class ReadingElf
{
    [Theory]
    [MemberData(nameof(GoToolchain.Versions), MemberType = typeof(GoToolchain))]
    public void The_symbols_of_a_program_are_those_that_nm_prints(string version) =>
        AssertSymbolsAreThoseOfNm(BuiltPair.Of(version, ShopSource.Files).Executable);

    [Theory]
    [MemberData(nameof(GoToolchain.Versions), MemberType = typeof(GoToolchain))]
    public void The_symbols_of_an_object_are_those_that_nm_prints(string version) =>
        AssertSymbolsAreThoseOfNm(BuiltPair.Of(version, ShopSource.Files).Object);

    [Theory]
    [InlineData("exe")]
    [InlineData("pie")]
    public void Sections_and_segments_are_those_that_readelf_prints(string mode)
    {
        var program = BuiltPair.Of("1.24", ShopSource.Files, mode);
        foreach (var path in new[] { program.Executable, program.Object })
        {
            var file = ElfFile.Read(path);
            var expected = Readelf("-SW", path).Select(l => l.Replace("[ ", "[", StringComparison.Ordinal).Trim())
                .Where(l => l.StartsWith('[') && char.IsDigit(l[1]) && !l.StartsWith("[0]", StringComparison.Ordinal))
                .Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Select(c => (c[1], Hex(c[3]), Hex(c[4]), Hex(c[5])));
            Assert.Equal(expected, file.Sections.Skip(1).Select(s => (s.Name, s.Address.Value, s.Offset, s.Size)));
            var segments = Readelf("-lW", path).Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(c => c.Length > 6 && c[0] == "LOAD").Select(c => (Hex(c[2]), Hex(c[1]), Hex(c[4]), Hex(c[5])));
            Assert.Equal(segments, file.Segments.Where(s => s.Type == ElfSegmentType.Loaded).Select(s => (s.Address.Value, s.Offset, s.FileSize, s.MemorySize)));
        }
    }

    [Theory]
    [InlineData("1.19", "exe")]
    [InlineData("1.26", "exe")]
    [InlineData("1.24", "pie")]
    public void The_relocations_of_an_object_are_those_that_readelf_prints(string version, string mode)
    {
        var path = BuiltPair.Of(version, ShopSource.Files, mode).Object;
        var file = ElfFile.Read(path);
        var expected = Readelf("-rW", path).Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(c => c.Length > 3 && c[0].Length == 16).Select(c => (Hex(c[0]), Hex(c[1]))).Order().ToList();
        var actual = file.Sections.SelectMany(s => file.Relocations(s)).Select(r => (r.Offset, (ulong)r.SymbolIndex << 32 | (uint)r.Type)).Order();
        Assert.Equal(expected, actual);
        Assert.True(expected.Count > 1000);
    }

    [Fact]
    public void Compressed_sections_of_a_mapped_file_are_read_like_those_in_memory()
    {
        var path = BuiltPair.Of("1.24", ShopSource.Files).Executable;
        using var mapped = MappedFile.Open(path);
        var (expected, file) = (ElfFile.Read(path), ElfFile.Parse(mapped.Memory, path));
        Assert.Equal(expected.Data(expected.DebugSection(".debug_info")!).ToArray(), file.Data(file.DebugSection(".debug_info")!).ToArray());
    }

    [Theory]
    [MemberData(nameof(GoToolchain.Versions), MemberType = typeof(GoToolchain))]
    public void Compressed_sections_are_those_that_readelf_decompresses(string version)
    {
        var path = BuiltPair.Of(version, ShopSource.Files).Executable;
        var file = ElfFile.Read(path);
        var section = file.DebugSection(".debug_info")!;
        Assert.True(section.Flags.HasFlag(ElfSectionTraits.Compressed) || section.Name == ".zdebug_info");
        var expected = string.Concat(Readelf("-zx", section.Name, path).Where(l => l.StartsWith("  0x", StringComparison.Ordinal)).Select(l => l[13..48].Replace(" ", "")));
        Assert.Equal(expected, Convert.ToHexStringLower(file.Data(section).Span));
    }

    [Fact]
    public void Sections_of_debug_information_compressed_the_older_way_are_read()
    {
        var source = BuiltPair.Of("1.24", ShopSource.Files).Object;
        var path = source + ".zdebug";
        BuiltPair.Print("objcopy", "--compress-debug-sections=zlib-gnu", source, path);
        var (plain, compressed) = (ElfFile.Read(source), ElfFile.Read(path));
        Assert.Equal(".zdebug_info", compressed.DebugSection(".debug_info")!.Name);
        Assert.True(plain.Data(plain.Section(".debug_info")!).Span.SequenceEqual(compressed.Data(compressed.DebugSection(".debug_info")!).Span));
    }

    [Fact]
    public void An_object_with_more_sections_than_its_header_can_count_is_read()
    {
        const int functions = 33_000;
        var folder = Directory.CreateTempSubdirectory("hotfix-test-").FullName;
        try
        {
            File.WriteAllLines(Path.Combine(folder, "many.s"), Enumerable.Range(0, functions).SelectMany(i => new[]
            {
                $".section .text.f{i},\"ax\",@progbits", $".global f{i}", $"f{i}: .quad f{(i + 1) % functions}",
            }));
            BuiltPair.Print("as", Path.Combine(folder, "many.s"), "-o", Path.Combine(folder, "many.o"));
            var file = ElfFile.Read(Path.Combine(folder, "many.o"));
            Assert.True(file.Sections.Count > 0xff00);
            var last = file.Symbols.Single(s => s.Name == $"f{functions - 1}");
            Assert.Equal($".text.f{functions - 1}", file.Sections[last.SectionIndex!.Value].Name);
            var relocation = Assert.Single(file.Relocations(file.Sections[last.SectionIndex.Value]));
            Assert.Equal("f0", file.Symbols[(int)relocation.SymbolIndex].Name);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [MemberData(nameof(GoToolchain.Versions), MemberType = typeof(GoToolchain))]
    public void A_position_independent_program_has_its_pointers_as_if_it_were_loaded_where_it_was_linked(string version)
    {
        var file = BuiltPair.Of(version, ShopSource.Files, "pie").ReadExecutable();
        var image = ProgramImage.Of(file);
        var greeting = image.AddressOf(file.Symbols.Single(s => s.Name == "main.greeting"))!.Value;
        Assert.Equal(ElfType.PositionIndependent, file.Type);
        Assert.Equal("welcome"u8, image.Read(image.ReadAddress(greeting), (int)image.ReadUInt64(greeting + 8)));
    }

    [Theory]
    [MemberData(nameof(GoToolchain.Versions), MemberType = typeof(GoToolchain))]
    public void An_object_that_is_laid_out_has_its_pointers_resolved(string version)
    {
        var file = BuiltPair.Of(version, ShopSource.Files).ReadObject();
        var image = ProgramImage.Of(file, new ImageAddress(0x10_0000));
        var greeting = image.AddressOf(file.Symbols.Single(s => s.Name == "main.greeting"))!.Value;
        Assert.Equal("welcome"u8, image.Read(image.ReadAddress(greeting), (int)image.ReadUInt64(greeting + 8)));
        var visits = image.AddressOf(file.Symbols.Single(s => s.Name == "main.visits"))!.Value;
        Assert.Equal(0UL, image.ReadUInt64(visits));
    }

    private static void AssertSymbolsAreThoseOfNm(string path)
    {
        var expected = BuiltPair.Print("nm", "-a", "-p", "--format=sysv", path).Where(l => l.Contains('|', StringComparison.Ordinal))
            .Select(l => l.Split('|')).Where(c => c[1].Trim().Length > 0 && c[3].Trim() is "FUNC" or "OBJECT")
            .Select(c => (c[0].TrimEnd(), Hex(c[1].Trim()), c[4].Trim().Length == 0 ? 0 : Hex(c[4].Trim()))).ToList();
        var actual = ElfFile.Read(path).Symbols
            .Where(s => s.Kind is ElfSymbolKind.Function or ElfSymbolKind.Data && s.SectionIndex is not null)
            .Select(s => (s.Name, s.Value, s.Size));
        Assert.True(expected.Count > 1000);
        Assert.Equal(expected.Order(), actual.Order());
    }

    private static string[] Readelf(params string[] arguments) => BuiltPair.Print("readelf", arguments);

    private static ulong Hex(string text) => ulong.Parse(text.Replace("0x", "", StringComparison.Ordinal), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
