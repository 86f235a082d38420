using System.Buffers.Binary;
using Hotfixing.Binary;
using Hotfixing.Binary.Elf;
using Hotfixing.Tests.Go;

namespace Hotfixing.Tests.Binary;

public class ReadingDamagedElf
{
    private static readonly Lazy<byte[]> Program = new(() => File.ReadAllBytes(BuiltPair.Of("1.24", ShopSource.Files).Executable));

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(4096)]
    [InlineData(1_000_000)]
    public void A_file_that_is_cut_off_is_named_with_the_place(int length)
    {
        var e = Assert.Throws<InvalidBinaryException>(() => ElfFile.Parse(Program.Value.AsMemory(0, length), "cut"));
        Assert.Equal("cut", e.File);
        Assert.Contains("offset", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4, 1, "64-bit little-endian")]
    [InlineData(5, 2, "64-bit little-endian")]
    [InlineData(16, 4, "neither an object")]
    [InlineData(18, 183, "another processor")]
    [InlineData(54, 32, "segments")]
    [InlineData(58, 40, "sections")]
    [InlineData(62, 250, "sections")]
    public void A_header_that_makes_no_sense_is_refused(int offset, byte value, string message) =>
        AssertRefused(b => b[offset] = value, message);

    [Fact]
    public void A_count_of_sections_beyond_the_limit_is_refused() => AssertRefused(
        b =>
        {
            b[60] = b[61] = 0;
            var table = BinaryPrimitives.ReadInt64LittleEndian(b.AsSpan(40));
            BinaryPrimitives.WriteUInt64LittleEndian(b.AsSpan((int)table + 32), ElfLimits.Sections + 1);
        },
        $"a table of {ElfLimits.Sections + 1} sections");

    [Fact]
    public void A_section_beyond_the_end_of_the_file_is_refused() =>
        AssertRefused(b => BinaryPrimitives.WriteUInt64LittleEndian(Row(b, ".text").AsSpan(24), ulong.MaxValue - 7), "section .text");

    [Theory]
    [InlineData(4, 0)]
    [InlineData(9, 8)]
    public void A_section_in_memory_that_is_compressed_or_of_no_kind_is_refused(int offset, byte value) =>
        AssertRefused(b => { var row = Row(b, ".rodata"); row[offset] = value; }, "section .rodata is in memory");

    [Fact]
    public void A_relocation_in_a_segment_that_is_smaller_than_it_is_refused()
    {
        var bytes = File.ReadAllBytes(BuiltPair.Of("1.24", ShopSource.Files, "pie").Executable);
        var file = ElfFile.Parse((byte[])bytes.Clone(), "whole");
        var place = file.DynamicRelocations()[0].Offset;
        var index = file.Segments.ToList().FindIndex(s => s.Type == ElfSegmentType.Loaded && place - s.Address.Value < s.FileSize);
        var segment = bytes.AsSpan((int)BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(32)) + index * 56);
        BinaryPrimitives.WriteUInt64LittleEndian(segment[16..], place);
        BinaryPrimitives.WriteUInt64LittleEndian(segment[32..], 4);
        BinaryPrimitives.WriteUInt64LittleEndian(segment[40..], 4);
        var e = Assert.Throws<InvalidBinaryException>(() => ProgramImage.Of(ElfFile.Parse(bytes, "damaged")));
        Assert.Contains("reaches beyond its segment", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_object_with_relocations_and_without_symbols_is_refused()
    {
        var bytes = File.ReadAllBytes(BuiltPair.Of("1.24", ShopSource.Files).Object);
        foreach (var section in ElfFile.Parse((byte[])bytes.Clone(), "whole").Sections.Where(s => s.Type == ElfSectionType.Relocations))
        {
            for (var row = (int)section.Offset; row < (int)(section.Offset + section.Size); row += 24)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(row + 12), 0);
            }
        }

        var symbols = Row(bytes, ".symtab");
        symbols[7] = 0x70;
        var e = Assert.Throws<InvalidBinaryException>(() => ProgramImage.Of(ElfFile.Parse(bytes, "damaged"), new ImageAddress(0x4000_0000)));
        Assert.Contains("there are no symbols", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_of_symbols_that_is_not_whole_is_refused() =>
        AssertRefused(b => { var row = Row(b, ".symtab"); row[32]--; }, "a symbol table");

    [Fact]
    public void A_symbol_whose_name_lies_outside_the_names_is_refused() => AssertRefused(
        b => BinaryPrimitives.WriteUInt32LittleEndian(b.AsSpan((int)Offset(b, ".symtab") + 5 * 24), uint.MaxValue), "a symbol whose name");

    [Fact]
    public void A_symbol_in_a_section_that_is_not_there_is_refused() => AssertRefused(
        b => BinaryPrimitives.WriteUInt16LittleEndian(b.AsSpan((int)Offset(b, ".symtab") + 5 * 24 + 6), 0xfe00), "a symbol in section");

    [Theory]
    [InlineData(2u, "zstd")]
    [InlineData(77u, "unknown way")]
    public void Another_compression_is_refused_by_name(uint kind, string message)
    {
        var bytes = Copy();
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan((int)Offset(bytes, ".debug_info")), kind);
        AssertUnreadable(bytes, message);
    }

    [Fact]
    public void A_decompressed_size_beyond_the_limit_is_refused()
    {
        var bytes = Copy();
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan((int)Offset(bytes, ".debug_info") + 8), ElfLimits.Decompressed + 1L);
        AssertUnreadable(bytes, $"at most {ElfLimits.Decompressed}");
    }

    [Theory]
    [InlineData(1, "cannot be decompressed")]
    [InlineData(-1, "longer than it says")]
    public void A_decompressed_size_that_is_not_true_is_refused(int difference, string message)
    {
        var bytes = Copy();
        var size = bytes.AsSpan((int)Offset(bytes, ".debug_info") + 8);
        BinaryPrimitives.WriteInt64LittleEndian(size, BinaryPrimitives.ReadInt64LittleEndian(size) + difference);
        AssertUnreadable(bytes, message);
    }

    [Fact]
    public void Whatever_byte_of_the_tables_is_damaged_the_file_is_read_or_refused()
    {
        var random = new Random(7);
        var table = (int)BinaryPrimitives.ReadInt64LittleEndian(Program.Value.AsSpan(40));
        for (var i = 0; i < 300; i++)
        {
            var bytes = Copy();
            var place = i % 2 == 0 ? random.Next(64 + 7 * 56) : table + random.Next(25 * 64);
            bytes[place] = (byte)random.Next(256);
            try
            {
                var file = ElfFile.Parse(bytes, "damaged");
                foreach (var section in file.Sections)
                {
                    file.Data(section);
                }

                ProgramImage.Of(file);
            }
            catch (InvalidBinaryException e)
            {
                Assert.Equal("damaged", e.File);
            }
        }
    }

    private static byte[] Copy() => (byte[])Program.Value.Clone();

    private static void AssertRefused(Action<byte[]> damage, string message)
    {
        var bytes = Copy();
        damage(bytes);
        Assert.Contains(message, Assert.Throws<InvalidBinaryException>(() => ElfFile.Parse(bytes, "damaged")).Message, StringComparison.Ordinal);
    }

    private static void AssertUnreadable(byte[] bytes, string message)
    {
        var file = ElfFile.Parse(bytes, "damaged");
        var e = Assert.Throws<InvalidBinaryException>(() => file.Data(file.Section(".debug_info")!));
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }

    private static ArraySegment<byte> Row(byte[] bytes, string section) =>
        new(bytes, (int)BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(40)) + 64 * ElfFile.Parse((byte[])bytes.Clone(), "").Section(section)!.Index, 64);

    private static ulong Offset(byte[] bytes, string section) => ElfFile.Parse((byte[])bytes.Clone(), "").Section(section)!.Offset;
}
