using Hotfixing.Binary.Elf;

namespace Hotfixing.Binary.GoSym;

/// <summary>
/// How a type implements an interface: interface, type, the type's hash, and the functions, in the order of the interface's methods
/// (runtime/runtime2.go, itab, until 1.21; internal/abi/iface.go, ITab, 1.22 to 1.26).
/// </summary>
/// <param name="Address">Where it stands.</param>
/// <param name="Interface">The interface's descriptor.</param>
/// <param name="Type">The type's descriptor.</param>
public readonly record struct Itab(ImageAddress Address, ImageAddress Interface, ImageAddress Type)
{
    /// <summary>Where the functions begin, in bytes from the first.</summary>
    public const ulong FunctionsOffset = 24;

    /// <summary>Reads an itab.</summary>
    /// <exception cref="InvalidBinaryException">None is there.</exception>
    public static Itab Read(ProgramImage image, ImageAddress address) =>
        new(address, image.ReadAddress(address), image.ReadAddress(address + 8));

    /// <summary>Where it holds the function for a method of its interface.</summary>
    public ImageAddress Slot(int method) => Address + FunctionsOffset + (ulong)method * 8;
}
