using Hotfixing.Binary.Elf;

namespace Hotfixing.Binary.GoSym;

/// <summary>A module of Go code: what <c>runtime.moduledata</c> says of it (runtime/symtab.go, 1.19 to 1.26).</summary>
public sealed class RuntimeModule
{
    private readonly ModuleLayout _layout;

    /// <param name="image">The image it stands in.</param>
    /// <param name="address">Where its moduledata stands.</param>
    /// <param name="layout">The layout of moduledata.</param>
    /// <exception cref="InvalidBinaryException">It is not there, or contradicts itself.</exception>
    public RuntimeModule(ProgramImage image, ImageAddress address, ModuleLayout layout)
    {
        Image = image;
        Address = address;
        _layout = layout;
        if (!image.Contains(address, layout.Size))
        {
            throw image.Invalid(address, "no moduledata");
        }

        foreach (var (start, end) in new[] { ("text", "etext"), ("types", "etypes"), ("data", "edata"), ("bss", "ebss"), ("minpc", "maxpc") })
        {
            if (AddressIn(start) > AddressIn(end))
            {
                throw image.Invalid(address, $"moduledata has {start} {AddressIn(start)} behind {end} {AddressIn(end)}");
            }
        }

        if (Slice("textsectmap").Length > 1)
        {
            throw image.Invalid(address, "code in several sections, which x64 does not have");
        }
    }

    /// <summary>The image it stands in.</summary>
    public ProgramImage Image { get; }

    /// <summary>Where its moduledata stands.</summary>
    public ImageAddress Address { get; }

    /// <summary>What offsets of functions count from.</summary>
    public ImageAddress Text => AddressIn("text");

    /// <summary>What offsets of types and names count from.</summary>
    public ImageAddress Types => AddressIn("types");

    /// <summary>Where its types end.</summary>
    public ImageAddress EndOfTypes => AddressIn("etypes");

    /// <summary>The offsets of the types reflection finds by their text.</summary>
    public IReadOnlyList<int> TypeLinks
    {
        get
        {
            var (start, count) = Slice("typelinks");
            return Enumerable.Range(0, Count(count)).Select(i => (int)Image.ReadUInt32(start + (ulong)i * 4)).ToList();
        }
    }

    /// <summary>The itabs the linker made.</summary>
    public IReadOnlyList<ImageAddress> ItabLinks
    {
        get
        {
            var (start, count) = Slice("itablinks");
            return Enumerable.Range(0, Count(count)).Select(i => Image.ReadAddress(start + (ulong)i * 8)).ToList();
        }
    }

    /// <summary>The module of an image that has the debug information of its runtime's symbols.</summary>
    /// <exception cref="InvalidBinaryException">It has no such symbol, or what is there contradicts itself.</exception>
    public static RuntimeModule First(ProgramImage image, ModuleLayout layout)
    {
        var symbol = image.File.Symbols.FirstOrDefault(s => s.Kind == ElfSymbolKind.Data && s.NameBytes.SequenceEqual("runtime.firstmoduledata"u8));
        return symbol != default && image.AddressOf(symbol) is { } address
            ? new RuntimeModule(image, address, layout)
            : throw new InvalidBinaryException(image.File.Name, 0, "no symbol runtime.firstmoduledata");
    }

    /// <summary>Another module of the same program.</summary>
    /// <param name="image">The image it stands in.</param>
    /// <param name="address">Where its moduledata stands.</param>
    /// <exception cref="InvalidBinaryException">It is not there, or contradicts itself.</exception>
    public RuntimeModule Other(ProgramImage image, ImageAddress address) => new(image, address, _layout);

    /// <summary>Where a field stands.</summary>
    public ImageAddress Field(string name) => Address + _layout.Offset(name);

    /// <summary>Whether this version has a field.</summary>
    public bool Has(string name) => _layout.Has(name);

    /// <summary>The address a field holds.</summary>
    public ImageAddress AddressIn(string name) => Image.ReadAddress(Field(name));

    /// <summary>The first element and the length of the slice a field holds, in elements.</summary>
    public (ImageAddress Start, ulong Length) Slice(string name) => (AddressIn(name), Image.ReadUInt64(Field(name) + 8));

    private int Count(ulong count) =>
        count <= GoLimits.Types ? (int)count : throw Image.Invalid(Address, $"a list of {count} types; at most {GoLimits.Types} are read");
}
