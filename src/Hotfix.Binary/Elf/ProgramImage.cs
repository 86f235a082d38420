using System.Buffers.Binary;

namespace Hotfixing.Binary.Elf;

/// <summary>
/// The memory of a program as its file describes it, before the first instruction runs, by linked address. An object that is yet
/// to be linked gets addresses by being laid out; from there on both are read alike.
/// </summary>
public sealed class ProgramImage
{
    private readonly ImageArea[] _areas;
    private readonly ImageAddress[] _sections;
    private readonly ImageAddress _undefined;
    private ImageArea _last;

    internal ProgramImage(ElfFile file, IEnumerable<ImageArea> areas, ImageAddress[] sections, ImageAddress undefined)
    {
        File = file;
        _areas = [.. areas.Where(a => a.Length > 0).OrderBy(a => a.Start)];
        _sections = sections;
        _undefined = undefined;
        _last = _areas.Length > 0 ? _areas[0] : new ImageArea(default, 0, null);
        for (var i = 1; i < _areas.Length; i++)
        {
            if (_areas[i].Start - _areas[i - 1].Start < (long)_areas[i - 1].Length)
            {
                throw Invalid(_areas[i].Start, "two parts of the program have this address");
            }
        }
    }

    /// <summary>The file it comes from.</summary>
    public ElfFile File { get; }

    /// <summary>The memory of a linked program. One that is loaded anywhere appears as if it were loaded where it was linked.</summary>
    /// <exception cref="InvalidBinaryException">The file is not linked or is damaged.</exception>
    public static ProgramImage Of(ElfFile program) => LinkedImage.Read(program);

    /// <summary>Gives an object that is yet to be linked addresses from a start on, and resolves what refers to them.</summary>
    /// <param name="relocatable">The object.</param>
    /// <param name="start">The address of its first section, a multiple of 4096.</param>
    /// <exception cref="InvalidBinaryException">The file is no such object or is damaged.</exception>
    public static ProgramImage Of(ElfFile relocatable, ImageAddress start) => new ObjectLayout(relocatable, start).Place();

    /// <summary>The same memory with what was read from a process where that program runs, in place of what the file says or besides it.</summary>
    /// <param name="contents">What was read, by linked address.</param>
    /// <param name="bias">How far from its linked addresses the program is loaded, in bytes; <see cref="ReadAddress"/> takes it off again.</param>
    /// <exception cref="InvalidBinaryException">Two of the contents have one address.</exception>
    public ProgramImage AsLoaded(IEnumerable<KeyValuePair<ImageAddress, ReadOnlyMemory<byte>>> contents, ulong bias)
    {
        var read = contents.Select(c => new ImageArea(c.Key, (ulong)c.Value.Length, System.Runtime.InteropServices.MemoryMarshal.AsMemory(c.Value), bias)).ToList();
        var rest = read.Aggregate((IEnumerable<ImageArea>)_areas, (areas, part) => areas.SelectMany(a => a.Without(part)));
        return new ProgramImage(File, [.. rest, .. read], _sections, _undefined);
    }

    /// <summary>Where a section begins; 0 for one that is not in memory.</summary>
    public ImageAddress AddressOf(ElfSection section) => _sections[section.Index];

    /// <summary>
    /// Where what a symbol names is; null when it is not in memory. What an object expects from elsewhere gets an address of its
    /// own where nothing is.
    /// </summary>
    public ImageAddress? AddressOf(ElfSymbol symbol) => symbol.SectionIndex switch
    {
        null => File.Type == ElfType.Relocatable && symbol.Index != 0 ? UndefinedAddress(_undefined, symbol.Index) : null,
        { } index when !File.Sections[index].IsLoaded || File.Sections[index].Flags.HasFlag(ElfSectionTraits.ThreadLocal) => null,
        { } index => File.Type == ElfType.Relocatable ? _sections[index] + symbol.Value : new ImageAddress(symbol.Value),
    };

    /// <summary>Whether all of a stretch is there in one piece.</summary>
    public bool Contains(ImageAddress address, ulong length) => Area(address, length) is not null;

    /// <summary>The bytes at an address.</summary>
    /// <exception cref="InvalidBinaryException">The program has no such stretch.</exception>
    public ReadOnlySpan<byte> Read(ImageAddress address, int length) =>
        (Area(address, (uint)length) ?? throw Invalid(address, $"the program has no {length} bytes at {address}")).Read(address, length);

    /// <summary>The byte at an address.</summary>
    /// <exception cref="InvalidBinaryException">The program has none there.</exception>
    public byte ReadByte(ImageAddress address) => Read(address, 1)[0];

    /// <summary>The 2-byte number at an address.</summary>
    /// <exception cref="InvalidBinaryException">The program has none there.</exception>
    public ushort ReadUInt16(ImageAddress address) => BinaryPrimitives.ReadUInt16LittleEndian(Read(address, 2));

    /// <summary>The 4-byte number at an address.</summary>
    /// <exception cref="InvalidBinaryException">The program has none there.</exception>
    public uint ReadUInt32(ImageAddress address) => BinaryPrimitives.ReadUInt32LittleEndian(Read(address, 4));

    /// <summary>The 8-byte number at an address.</summary>
    /// <exception cref="InvalidBinaryException">The program has none there.</exception>
    public ulong ReadUInt64(ImageAddress address) => BinaryPrimitives.ReadUInt64LittleEndian(Read(address, 8));

    /// <summary>The address at an address, as it was linked.</summary>
    /// <exception cref="InvalidBinaryException">The program has none there.</exception>
    public ImageAddress ReadAddress(ImageAddress address)
    {
        var value = ReadUInt64(address);
        return new ImageAddress(value == 0 ? 0 : value - Area(address, 8)!.Bias);
    }

    internal static ImageAddress UndefinedAddress(ImageAddress first, int symbol) => first + (ulong)symbol * 16;

    private ImageArea? Area(ImageAddress address, ulong length)
    {
        if (_last.Contains(address, length))
        {
            return _last;
        }

        var (low, high) = (0, _areas.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = _areas[middle].Start <= address ? (middle + 1, high) : (low, middle);
        }

        return low > 0 && _areas[low - 1].Contains(address, length) ? _last = _areas[low - 1] : null;
    }

    internal InvalidBinaryException Invalid(ImageAddress address, string message) => new(File.Name, (long)Math.Min(address.Value, long.MaxValue), message);
}
