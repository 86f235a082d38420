namespace Hotfixing.Binary.GoSym;

/// <summary>A method an interface asks for, 8 bytes of its descriptor (internal/abi/type.go, Imethod; 1.19 to 1.26).</summary>
/// <param name="Address">Where the record stands: name and type, four bytes each.</param>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type's descriptor.</param>
public sealed record GoInterfaceMethod(ImageAddress Address, GoName Name, ImageAddress Type);
