namespace Hotfixing.Binary.GoSym;

/// <summary>
/// A method of a type, 16 bytes of its descriptor (internal/abi/type.go, Method; 1.19 to 1.26). Offsets of functions count from
/// the module's code; the linker sets what nothing uses to -1 (cmd/link/internal/ld/data.go, R_METHODOFF).
/// </summary>
/// <param name="Address">Where the record stands: name, type, and the two functions, four bytes each.</param>
/// <param name="Name">Its name.</param>
/// <param name="Type">Offset of its type from the module's types; 0 or -1 for none.</param>
/// <param name="InterfaceFunction">Offset of the function that is called through interfaces.</param>
/// <param name="DirectFunction">Offset of the function that is called directly.</param>
public sealed record GoMethod(ImageAddress Address, GoName Name, int Type, int InterfaceFunction, int DirectFunction)
{
    /// <summary>Where the record holds the type.</summary>
    public ImageAddress TypeSlot => Address + 4;

    /// <summary>Where the record holds the function that is called through interfaces.</summary>
    public ImageAddress InterfaceFunctionSlot => Address + 8;

    /// <summary>Where the record holds the function that is called directly.</summary>
    public ImageAddress DirectFunctionSlot => Address + 12;
}
